/* The MLS context (docs/behaviour.md, MLS context): the Rust crate's object with the keys of its
 * epoch. */
#ifndef GS_CRYPTO_MLS_CONTEXT_H
#define GS_CRYPTO_MLS_CONTEXT_H

#include "base/buffer.h"
#include "crypto/epoch_keys.h"

typedef struct gs_mls_context gs_mls_context;

typedef enum gs_mls_message {
    GS_MLS_COMMIT = 1,
    GS_MLS_APPLICATION = 2,
    GS_MLS_PROPOSAL = 3,
    GS_MLS_EXTERNAL_PROPOSAL = 4
} gs_mls_message;

/* Failures of all functions are GS_E_MLS with a text of docs/behaviour.md and leave the context
 * as it was, but for a staged commit that cannot be merged: it is used up. */

GS_MUST_USE gs_status gs_mls_context_create(gs_bytes identity, gs_mls_context **out);
GS_MUST_USE gs_status gs_mls_context_restore(gs_bytes state, gs_mls_context **out);
/* Wipes and releases; accepts null. */
void gs_mls_context_free(gs_mls_context *context);

uint64_t gs_mls_context_epoch(const gs_mls_context *context);
void gs_mls_context_group_id(const gs_mls_context *context, uint8_t out[16]);
/* The leaf of this member in the group's tree. */
uint32_t gs_mls_context_own_leaf(const gs_mls_context *context);
/* The keys of the present epoch, which the context owns. */
gs_epoch_keys *gs_mls_context_keys(gs_mls_context *context);

/* Results are appended to `out`. */
GS_MUST_USE gs_status gs_mls_context_key_package(gs_mls_context *context, gs_buffer *out);
/* Adds the owners of `count` key packages, which stand one behind the other, by one commit: merged
 * at once, or left pending. */
GS_MUST_USE gs_status gs_mls_context_invite(gs_mls_context *context, gs_bytes key_packages,
                                            const uint32_t *lens, size_t count, bool merge,
                                            gs_buffer *commit, gs_buffer *welcome);
/* strict_count: an index at or above the number of members is refused even when it is a member's
 * (parity). */
GS_MUST_USE gs_status gs_mls_context_remove(gs_mls_context *context, uint32_t leaf,
                                            bool strict_count, gs_buffer *commit);
GS_MUST_USE gs_status gs_mls_context_process(gs_mls_context *context, gs_bytes message,
                                             gs_mls_message *kind);
GS_MUST_USE gs_status gs_mls_context_finalize(gs_mls_context *context);
GS_MUST_USE gs_status gs_mls_context_clear_pending(gs_mls_context *context);
GS_MUST_USE gs_status gs_mls_context_accept_welcome(gs_mls_context *context, gs_bytes welcome);
/* The state with private keys; puts a lease on the counters (counters.h). */
GS_MUST_USE gs_status gs_mls_context_export_state(gs_mls_context *context, gs_buffer *out);
/* MLS-Exporter(label, exporter_context, out_len). */
GS_MUST_USE gs_status gs_mls_context_export_secret(gs_mls_context *context, gs_bytes label,
                                                   gs_bytes exporter_context, uint8_t *out,
                                                   size_t out_len);

#endif
