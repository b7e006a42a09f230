#include "support/fake_clock.h"

static uint64_t now(void *context)
{
    return *(const uint64_t *)context;
}

gs_clock fake_clock_of(uint64_t *now_ms)
{
    return (gs_clock){now, now_ms};
}
