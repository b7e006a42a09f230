/* What the three clients' flat functions share. */
#ifndef GS_ABI_CLIENTS_FLAT_H
#define GS_ABI_CLIENTS_FLAT_H

#include "abi/flat.h"
#include "clients/client.h"
#include "crypto/mls_context.h"

/* Traits of the user's bytes in an accepted payload, as gbp_flat.h publishes them. */
enum { GS_TRAIT_UTF8 = 1, GS_TRAIT_ASCII = 2, GS_TRAIT_IN_BYTES = 4 };

/* Takes a client, a node and an MLS context. */
GS_MUST_USE gs_status gs_clients_flat_take(gs_use uses[3], gs_kind kind, int32_t client,
                                           int32_t node, int32_t mls);
/* Checks the arguments of an accept function. */
GS_MUST_USE gs_status gs_clients_flat_check_accept(const uint8_t *plaintext, uint32_t plaintext_len,
                                                   const uint32_t *result, uint8_t *bytes,
                                                   uint32_t bytes_cap, gs_bytes *input);
/* Tells where the user's bytes stand: offset and length in the input, or, copied there, in `bytes`.
 * The trait. */
uint32_t gs_clients_flat_place(gs_bytes content, gs_bytes input, uint8_t *bytes, uint32_t place[2]);
/* The verdict as the function's result; an error's reason goes to `bytes`, its length to word 7. */
int32_t gs_clients_flat_verdict(const gs_verdict_text *text, uint32_t result[8], uint8_t *bytes);

#endif
