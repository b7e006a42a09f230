/*
 * Lets one allocation fail. Test executables are linked with --wrap for gs_alloc, gs_alloc_aligned
 * and calloc (which is where mbedtls gets its memory), so every request of the C code passes here.
 */
#ifndef TEST_SUPPORT_MEMORY_FAULTS_H
#define TEST_SUPPORT_MEMORY_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

/* The request with this number, counted from 1, fails, and no other one. */
void memory_faults_arm(size_t number);
/* Whether calloc fails as well, as it does unless told otherwise. The Rust crate gets zeroed memory
 * there and ends the process when there is none, so tests that run through it spare calloc. */
void memory_faults_spare_calloc(bool spare);
/* Ends it; whether the request with that number came and failed. */
bool memory_faults_disarm(void);
/* Whether the request that is to fail has not come yet. */
bool memory_faults_is_armed(void);

/* Runs `attempt` with its first, second, third … request failing, until it needs no more of them.
 * Returns how often a request failed. `attempt` is told nothing: it sees failures as its callers
 * do. */
size_t memory_faults_try_each(void (*attempt)(void *context), void *context);

#endif
