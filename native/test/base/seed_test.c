#include "base/seed.h"

#include "support/check.h"

static void the_seed_stays_for_the_life_of_the_process(void **state)
{
    (void)state;
    assert_int_equal(gs_seed(), gs_seed());
}

/* Keys as tables have them, in rows: their low bits, which choose the slot, must spread. */
static void rows_of_keys_spread(void **state)
{
    (void)state;
    enum { SLOTS = 1024, KEYS = 4 * SLOTS, MOST = 24 };
    static const uint64_t strides[] = {1, 100, UINT64_C(1) << 32, UINT64_C(1) << 48};
    for (size_t i = 0; i < COUNT_OF(strides); i++) {
        uint8_t counts[SLOTS] = {0};
        for (uint64_t key = 0; key < KEYS; key++) {
            uint8_t *count = &counts[gs_seed_mix(key * strides[i], gs_seed()) % SLOTS];
            assert_true(++*count < MOST);
        }
    }
}

static void another_seed_is_another_hash(void **state)
{
    (void)state;
    size_t equal = 0;
    for (uint64_t key = 0; key < 1000; key++) {
        equal += gs_seed_mix(key, 1) % 256 == gs_seed_mix(key, 2) % 256 ? 1 : 0;
    }
    assert_true(equal < 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed_stays_for_the_life_of_the_process),
        cmocka_unit_test(rows_of_keys_spread),
        cmocka_unit_test(another_seed_is_another_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
