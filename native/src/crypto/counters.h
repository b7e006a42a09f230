/*
 * Outbound numbers that must never repeat under one key: the sequence number of each stream and the
 * counter of each SFrame sender, as the MLS context remembers them for its epoch
 * (docs/behaviour.md, Counters and lease).
 *
 * An exported state starts GS_COUNTERS_LEASE numbers further on. The context that exported it may
 * use the numbers up to there and must be exported again to go on. A state is to be restored once
 * at most: two contexts restored from the same one begin with the same numbers.
 */
#ifndef GS_CRYPTO_COUNTERS_H
#define GS_CRYPTO_COUNTERS_H

#include "base/buffer.h"
#include "base/number_table.h"
#include "crypto/sframe_counter.h"

#define GS_COUNTERS_LEASE (UINT64_C(1) << 20)

/* Zeroed is ready: nothing used, no limit. */
typedef struct gs_counters {
    gs_number_table streams;   /* stream class << 32 | stream id → highest number used */
    gs_number_table leases;    /* the same key → highest number allowed; only once exported */
    gs_sframe_counter *sframe; /* list of the SFrame senders of this epoch */
    uint64_t floor;            /* numbers up to here are used on streams and senders not listed */
    bool exported;
} gs_counters;

/* The key of a stream in sequence tables. */
uint64_t gs_counters_stream_key(uint32_t stream_type, uint32_t stream_id);
/* The next number of a stream: 1 + the greater of what the context used and `at_least`. Changes
 * nothing until gs_counters_use. GS_E_EXHAUSTED "sequence exhausted" past 2^32 - 1, "state lease
 * used up" past the lease. */
GS_MUST_USE gs_status gs_counters_next(gs_counters *counters, uint32_t stream_type,
                                       uint32_t stream_id, uint32_t at_least, uint32_t *next);
/* Notes a number as used. GS_E_MEMORY leaves it unused. */
GS_MUST_USE gs_status gs_counters_use(gs_counters *counters, uint32_t stream_type,
                                      uint32_t stream_id, uint32_t number);

/* The counter of the SFrame sender with this id, held by the caller until
 * gs_sframe_counter_release. */
GS_MUST_USE gs_status gs_counters_sframe(gs_counters *counters,
                                         const uint8_t id[GS_SFRAME_COUNTER_ID_LEN],
                                         gs_sframe_counter **counter);

/* Writes what a restored context must begin with. Puts no lease on this one yet, since the export
 * may still fail. */
GS_MUST_USE gs_status gs_counters_export(gs_counters *counters, uint64_t epoch, gs_buffer *out);
/* Puts the lease of the counters just exported on this context. */
void gs_counters_lease(gs_counters *counters, gs_bytes exported);
/* Takes up exported counters; of those of another epoch than
 * the context's only the floor counts. An empty input is a state of gbp-stack 1.9, which tells no
 * numbers. GS_E_DECODE when cut. */
GS_MUST_USE gs_status gs_counters_restore(gs_counters *counters, uint64_t epoch, gs_bytes exported);

/*
 * Another epoch begins. The reservation of an exported state goes on, because a context restored
 * from it may come into the same epoch by the same messages; unless the epoch is out of reach for
 * it, having come from a commit that this context made since its last export or restore.
 */
void gs_counters_next_epoch(gs_counters *counters, bool is_out_of_reach);
/* Forgets everything. */
void gs_counters_clear(gs_counters *counters);

#endif
