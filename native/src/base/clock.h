/* Monotonic time in milliseconds. A seam: what has timers takes a gs_clock, and tests give their
 * own. */
#ifndef GS_BASE_CLOCK_H
#define GS_BASE_CLOCK_H

#include <stdint.h>

typedef struct gs_clock {
    uint64_t (*now_ms)(void *context);
    void *context;
} gs_clock;

static inline uint64_t gs_clock_now(const gs_clock *clock)
{
    return clock->now_ms(clock->context);
}

/* The system's monotonic clock. */
gs_clock gs_clock_system(void);

#endif
