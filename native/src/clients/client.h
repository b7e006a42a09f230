/* What the three clients have in common: the epoch noted last, and how a result is told. */
#ifndef GS_CLIENTS_CLIENT_H
#define GS_CLIENTS_CLIENT_H

#include "node/node.h"

/* Zeroed has noted none. */
typedef struct gs_noted_epoch {
    bool known;
    uint64_t epoch;
} gs_noted_epoch;

/* Notes an epoch; true when another one was noted before, whose state is to go. */
bool gs_noted_epoch_changes(gs_noted_epoch *noted, uint64_t epoch);

/* The numbers are those of the flat ABI's accept functions; GAP says "late" where the others say
 * "duplicate". */
typedef enum gs_verdict {
    GS_VERDICT_NEW = 0,
    GS_VERDICT_KNOWN = 1,
    GS_VERDICT_ERROR = 2
} gs_verdict;

/* What an accept says besides the payload. The reason is empty but for errors. */
typedef struct gs_verdict_text {
    gs_verdict verdict;
    char reason[GS_EVENT_REASON_MAX];
} gs_verdict_text;

/* Makes an error of the last failure, with a prefix; clears the last error: a peer's fault is no
 * failure of the call. */
void gs_verdict_from_last_error(gs_verdict_text *text, const char *prefix);

/* gs_node_send for a client, whose failures read "node: …". */
GS_MUST_USE gs_status gs_client_send(gs_node *node, gs_epoch_keys *keys,
                                     const gs_outbound *outbound, gs_writer *out);

#endif
