/*
 * The counter of an SFrame sender. All senders of the same keys in the process draw from one
 * counter, whatever context or encryptor they belong to, so that none repeats a nonce
 * (docs/wire.md, SFrame, "ours").
 */
#ifndef GS_CRYPTO_SFRAME_COUNTER_H
#define GS_CRYPTO_SFRAME_COUNTER_H

#include <stdint.h>

#include "base/status.h"

enum { GS_SFRAME_COUNTER_ID_LEN = 16 };

/* A context's hold on a process-wide counter, with that context's limit. Counted by references. */
typedef struct gs_sframe_counter gs_sframe_counter;

/* A hold on the counter with this id (a hash of its keys), which will give `first` or more, and
 * nothing above `last`. Null when out of memory. The caller has one reference. */
gs_sframe_counter *gs_sframe_counter_new(const uint8_t id[GS_SFRAME_COUNTER_ID_LEN], uint64_t first,
                                         uint64_t last);
gs_sframe_counter *gs_sframe_counter_hold(gs_sframe_counter *counter);
/* Accepts null. */
void gs_sframe_counter_release(gs_sframe_counter *counter);

/* The next value, never given before. GS_E_EXHAUSTED "state lease used up" past the limit,
 * "sequence exhausted" at the end. Safe from any thread. */
GS_MUST_USE gs_status gs_sframe_counter_take(gs_sframe_counter *counter, uint64_t *value);
/* The value that would be taken next. */
uint64_t gs_sframe_counter_peek(const gs_sframe_counter *counter);
void gs_sframe_counter_set_last(gs_sframe_counter *counter, uint64_t last);
const uint8_t *gs_sframe_counter_id(const gs_sframe_counter *counter);

/* A context lists its counters through this link. */
gs_sframe_counter **gs_sframe_counter_link(gs_sframe_counter *counter);

#endif
