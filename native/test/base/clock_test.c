#include "base/clock.h"

#include "support/check.h"
#include "support/fake_clock.h"

static void the_systems_clock_never_goes_back(void **state)
{
    (void)state;
    gs_clock clock = gs_clock_system();
    uint64_t before = gs_clock_now(&clock);
    for (int i = 0; i < 1000; i++) {
        uint64_t now = gs_clock_now(&clock);
        assert_true(now >= before);
        before = now;
    }
}

static void a_clock_is_asked_with_its_context(void **state)
{
    (void)state;
    uint64_t time_ms = 7;
    gs_clock clock = fake_clock_of(&time_ms);
    assert_int_equal(gs_clock_now(&clock), 7);
    time_ms = UINT64_MAX;
    assert_int_equal(gs_clock_now(&clock), UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_systems_clock_never_goes_back),
        cmocka_unit_test(a_clock_is_asked_with_its_context),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
