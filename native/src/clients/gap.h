/* The audio client (docs/behaviour.md, GAP). */
#ifndef GS_CLIENTS_GAP_H
#define GS_CLIENTS_GAP_H

#include "clients/client.h"
#include "codec/gap_payload.h"

typedef struct gs_gap gs_gap;

typedef struct gs_gap_result {
    gs_verdict_text text;
    gs_gap_payload
        payload; /* not after an error; the Opus frame is valid until the client's next call */
} gs_gap_result;

gs_gap *gs_gap_create(gs_clock clock);
void gs_gap_free(gs_gap *client);
/* Forgets numbering, windows and the epoch noted. */
void gs_gap_reset(gs_gap *client);

/* Parity: a send that the node's state refuses uses an RTP sequence number all the same. */
GS_MUST_USE gs_status gs_gap_send(gs_gap *client, gs_node *node, gs_epoch_keys *keys,
                                  uint32_t media_source_id, uint64_t rtp_timestamp,
                                  gs_bytes opus_frame, uint8_t codec, gs_writer *out);
GS_MUST_USE gs_status gs_gap_accept(gs_gap *client, uint64_t epoch, gs_bytes plaintext,
                                    uint8_t codec, gs_gap_result *result);

#endif
