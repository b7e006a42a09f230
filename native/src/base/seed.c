#define _POSIX_C_SOURCE 200809L
#include "base/seed.h"

#include <pthread.h>
#include <sys/random.h>
#include <time.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static uint64_t seed;

static void draw(void)
{
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed) {
        /* Only speed hangs on it: an address and the time have to do. */
        struct timespec now = {0, 0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        seed = (uint64_t)(uintptr_t)&seed ^ (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec;
    }
}

uint64_t gs_seed(void)
{
    (void)pthread_once(&once, draw);
    return seed;
}
