/* Key ids, keys, salts and nonces of SFrame senders (docs/wire.md, SFrame; RFC 9605 section
 * 4.4). */
#ifndef GS_CRYPTO_SFRAME_KEYS_H
#define GS_CRYPTO_SFRAME_KEYS_H

#include "base/tables.h"
#include "crypto/aead.h"
#include "crypto/epoch_keys.h"
#include "crypto/sframe_counter.h"

enum { GS_SFRAME_BASE_KEY_LEN = 32 };

/* What sessions and senders of one epoch, label, suite and format have in common. */
typedef struct gs_sframe_base {
    uint8_t key[GS_SFRAME_BASE_KEY_LEN];
    uint64_t epoch;
    gbp_sframe_suite suite;
    gbp_sframe_format format;
} gs_sframe_base;

/* One sender's key, ready for use. Lies on a 64-byte boundary. */
typedef struct gs_sframe_key {
    gs_aead aead;
    uint8_t salt[GS_AEAD_NONCE_LEN];
    gbp_sframe_format format;
} gs_sframe_key;

/* GS_E_ARGUMENT for an unknown suite or else a label that is not UTF-8. */
GS_MUST_USE gs_status gs_sframe_check_options(uint32_t suite, gs_bytes label);
/* Derives the base key of an epoch: MLS-Exporter(label, epoch, 32). */
GS_MUST_USE gs_status gs_sframe_base_derive(gs_sframe_base *base, const gs_exporter *exporter,
                                            uint64_t epoch, uint32_t suite,
                                            gbp_sframe_format format, gs_bytes label);
void gs_sframe_base_wipe(gs_sframe_base *base);

uint64_t gs_sframe_base_key_id(const gs_sframe_base *base, uint32_t leaf);
/* The leaf (its low 16 bits) of a key id; false when the id is of another epoch. */
bool gs_sframe_base_leaf(const gs_sframe_base *base, uint64_t key_id, uint32_t *leaf);
/* Names a sender's keys in the process-wide registry of counters. */
GS_MUST_USE gs_status gs_sframe_base_counter_id(const gs_sframe_base *base, uint32_t leaf,
                                                uint8_t out[GS_SFRAME_COUNTER_ID_LEN]);

/* The key (as long as the suite's AEAD wants it) and salt of a key id under a base key of any
 * length: RFC 9605 section 4.4.2. */
GS_MUST_USE gs_status gs_sframe_keys_derive_rfc9605(gbp_sframe_suite suite, gs_bytes base_key,
                                                    uint64_t key_id, uint8_t *key,
                                                    uint8_t salt[GS_AEAD_NONCE_LEN]);
GS_MUST_USE gs_status gs_sframe_key_derive(gs_sframe_key *key, const gs_sframe_base *base,
                                           uint32_t leaf);
void gs_sframe_key_wipe(gs_sframe_key *key);
void gs_sframe_key_nonce(const gs_sframe_key *key, uint64_t counter,
                         uint8_t out[GS_AEAD_NONCE_LEN]);

#endif
