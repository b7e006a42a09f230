/* A random number, the same for the life of the process: hashes are keyed with it, so that peers
 * who choose keys cannot choose collisions. */
#ifndef GS_BASE_SEED_H
#define GS_BASE_SEED_H

#include <stdint.h>

uint64_t gs_seed(void);

/* Mixes a key with the seed; every bit of the result depends on every bit of the key. */
static inline uint64_t gs_seed_mix(uint64_t key, uint64_t seed)
{
    uint64_t hash = (key ^ seed) * UINT64_C(0x9E3779B97F4A7C15);
    hash = (hash ^ hash >> 32 ^ seed) * UINT64_C(0xD6E8FEB86659FD93);
    hash = (hash ^ hash >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
    return hash ^ hash >> 32;
}

#endif
