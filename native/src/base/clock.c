#if !defined(_WIN32)
#define _POSIX_C_SOURCE 200809L
#endif
#include "base/clock.h"

#include <stddef.h>
#if defined(_WIN32)
#include <windows.h>
#else
#include <time.h>
#endif

static uint64_t system_now_ms(void *context)
{
    (void)context;
#if defined(_WIN32)
    return GetTickCount64();
#else
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
#endif
}

gs_clock gs_clock_system(void)
{
    gs_clock clock = {system_now_ms, NULL};
    return clock;
}
