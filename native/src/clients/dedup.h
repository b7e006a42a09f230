/* Remembers the last 10 000 distinct (sender, id) pairs, oldest out first; O(1), memory grows with
 * what is remembered. */
#ifndef GS_CLIENTS_DEDUP_H
#define GS_CLIENTS_DEDUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { GS_DEDUP_MAX = 10000 };

struct gs_dedup_entry;

/* Zeroed is empty. */
typedef struct gs_dedup {
    struct gs_dedup_entry *entries; /* a ring, in the order of arrival */
    uint32_t *buckets;              /* index of the first entry of a chain + 1, 0 for none */
    size_t capacity;                /* of entries; as many buckets, rounded up to a power of two */
    size_t bucket_mask;
    size_t count;
    size_t oldest;
    uint64_t seed; /* of the hash */
} gs_dedup;

bool gs_dedup_contains(const gs_dedup *dedup, uint32_t sender, uint64_t id);
/* Remembers a pair that is not there, forgetting the oldest when full. */
GS_MUST_USE gs_status gs_dedup_add(gs_dedup *dedup, uint32_t sender, uint64_t id);
void gs_dedup_free(gs_dedup *dedup);

#endif
