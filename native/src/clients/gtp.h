/* The text client (docs/behaviour.md, GTP). */
#ifndef GS_CLIENTS_GTP_H
#define GS_CLIENTS_GTP_H

#include "base/utf8.h"
#include "clients/client.h"
#include "codec/gtp_message.h"

typedef struct gs_gtp gs_gtp;

typedef struct gs_gtp_result {
    gs_verdict_text text;
    gs_gtp_message message; /* not after an error; content is valid until the client's next call */
    gs_utf8_kind text_kind; /* of the content */
} gs_gtp_result;

/* Null when out of memory. */
gs_gtp *gs_gtp_create(void);
void gs_gtp_free(gs_gtp *client);
/* Forgets duplicates and the epoch noted. */
void gs_gtp_reset(gs_gtp *client);

/* GS_E_ARGUMENT "utf8: …" for content that is not UTF-8. */
GS_MUST_USE gs_status gs_gtp_check_plain(gs_bytes content);
/* Sends a message; content of type PLAIN must pass gs_gtp_check_plain. */
GS_MUST_USE gs_status gs_gtp_send(gs_gtp *client, gs_node *node, gs_epoch_keys *keys,
                                  uint64_t message_id, uint8_t content_type, gs_bytes content,
                                  uint8_t codec, gs_writer *out);
/* Judges a payload. Fails only for want of memory. */
GS_MUST_USE gs_status gs_gtp_accept(gs_gtp *client, uint64_t epoch, gs_bytes plaintext,
                                    uint8_t codec, gs_gtp_result *result);

#endif
