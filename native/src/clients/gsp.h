/* The signal client (docs/behaviour.md, GSP). */
#ifndef GS_CLIENTS_GSP_H
#define GS_CLIENTS_GSP_H

#include "clients/client.h"
#include "clients/id_set.h"
#include "codec/gsp_signal.h"

typedef struct gs_gsp gs_gsp;

typedef struct gs_gsp_result {
    gs_verdict_text text;
    gs_gsp_signal signal; /* not after an error; args are valid until the client's next call */
} gs_gsp_result;

gs_gsp *gs_gsp_create(void);
void gs_gsp_free(gs_gsp *client);
/* Forgets requests, members, muted and the epoch noted. */
void gs_gsp_reset(gs_gsp *client);

/* GS_E_ARGUMENT "bad signal …" for an unknown signal. */
GS_MUST_USE gs_status gs_gsp_check_signal(uint32_t signal);
/* Sends a signal that gs_gsp_check_signal knows. The args are not checked (parity). */
GS_MUST_USE gs_status gs_gsp_send(gs_gsp *client, gs_node *node, gs_epoch_keys *keys,
                                  uint32_t signal, uint32_t role_claim, uint32_t request_id,
                                  gs_bytes args, uint8_t codec, gs_writer *out);
GS_MUST_USE gs_status gs_gsp_accept(gs_gsp *client, uint64_t epoch, gs_bytes plaintext,
                                    uint8_t codec, gs_gsp_result *result);

/* Who joined and has not left; who is muted. Owned by the client. */
const gs_id_set *gs_gsp_members(const gs_gsp *client);
const gs_id_set *gs_gsp_muted(const gs_gsp *client);

#endif
