#define _POSIX_C_SOURCE 200809L
#include "base/clock.h"

#include <stddef.h>
#include <time.h>

static uint64_t system_now_ms(void *context)
{
    (void)context;
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

gs_clock gs_clock_system(void)
{
    gs_clock clock = {system_now_ms, NULL};
    return clock;
}
