/*
 * The keys of one MLS context's present epoch (docs/wire.md, AEAD of the payload): one a stream
 * class, derived at first use, kept ready, wiped when the epoch goes; and the numbers used under
 * them.
 */
#ifndef GS_CRYPTO_EPOCH_KEYS_H
#define GS_CRYPTO_EPOCH_KEYS_H

#include "base/tables.h"
#include "crypto/aead.h"
#include "crypto/counters.h"

/* Where secrets come from: the MLS exporter (RFC 9420 section 8.5). A seam, so that tests need no
 * group. */
typedef struct gs_exporter {
    gs_status (*export_secret)(void *owner, gs_bytes label, gs_bytes context, uint8_t *out,
                               size_t out_len);
    void *owner;
} gs_exporter;

/* Zeroed but for the exporter is ready. Lies on a 64-byte boundary because of the AEAD keys. */
typedef struct gs_epoch_keys {
    gs_aead streams[GBP_STREAM_COUNT];
    gs_exporter exporter;
    gs_counters counters;
} gs_epoch_keys;

/* The AEAD of a stream class, derived if need be. Fails with the exporter's failure. */
GS_MUST_USE gs_status gs_epoch_keys_stream(gs_epoch_keys *keys, gbp_stream stream, gs_aead **aead);
/* Wipes the keys; another epoch begins (is_out_of_reach: gs_counters_next_epoch). */
void gs_epoch_keys_next_epoch(gs_epoch_keys *keys, bool is_out_of_reach);
/* Wipes the keys and forgets the counters. The exporter stays. */
void gs_epoch_keys_clear(gs_epoch_keys *keys);

#endif
