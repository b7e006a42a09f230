/* A clock that stands where a test puts it. */
#ifndef TEST_SUPPORT_FAKE_CLOCK_H
#define TEST_SUPPORT_FAKE_CLOCK_H

#include "base/clock.h"

gs_clock fake_clock_of(uint64_t *now_ms);

#endif
