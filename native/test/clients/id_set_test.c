#include "clients/id_set.h"

#include <stdbool.h>

#include "support/check.h"
#include "support/memory_faults.h"

static gs_id_set set;

static int free_set(void **state)
{
    (void)state;
    gs_id_set_free(&set);
    return 0;
}

static void check_ascending(void)
{
    for (size_t i = 1; i < set.count; i++) {
        assert_true(set.ids[i - 1] < set.ids[i]);
    }
}

static bool holds(uint32_t id)
{
    for (size_t i = 0; i < set.count; i++) {
        if (set.ids[i] == id) {
            return true;
        }
    }
    return false;
}

static void ids_are_kept_once_in_ascending_order(void **state)
{
    (void)state;
    static const uint32_t ids[] = {5, 0, UINT32_MAX, 5, 7, 0, 6, 1};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        assert_ok(gs_id_set_add(&set, ids[i]));
        check_ascending();
    }
    static const uint32_t expected[] = {0, 1, 5, 6, 7, UINT32_MAX};
    assert_int_equal(set.count, COUNT_OF(expected));
    assert_memory_equal(set.ids, expected, sizeof expected);
}

static void removing_takes_just_that_id(void **state)
{
    (void)state;
    gs_id_set_remove(&set, 3);
    for (uint32_t id = 0; id < 10; id++) {
        assert_ok(gs_id_set_add(&set, id));
    }
    gs_id_set_remove(&set, 10);
    assert_int_equal(set.count, 10);
    static const uint32_t order[] = {0, 9, 5, 4, 5};
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        gs_id_set_remove(&set, order[i]);
        assert_false(holds(order[i]));
        check_ascending();
    }
    assert_int_equal(set.count, 6);
}

static void a_full_set_stays_as_it_is(void **state)
{
    (void)state;
    for (uint32_t id = 0; id < GS_ID_SET_MAX; id++) {
        assert_ok(gs_id_set_add(&set, 2 * id));
    }
    assert_int_equal(set.count, GS_ID_SET_MAX);
    assert_ok(gs_id_set_add(&set, 1));
    assert_int_equal(set.count, GS_ID_SET_MAX);
    assert_false(holds(1));
    gs_id_set_remove(&set, 0);
    assert_ok(gs_id_set_add(&set, 1));
    assert_true(holds(1));
}

static void a_failed_growth_leaves_the_set(void **state)
{
    (void)state;
    size_t faults = 0;
    for (uint32_t id = 0; id < 100; id++) {
        memory_faults_arm(1);
        gs_status status = gs_id_set_add(&set, id);
        if (memory_faults_disarm()) {
            assert_int_equal(status, GS_E_MEMORY);
            assert_int_equal(set.count, id);
            assert_ok(gs_id_set_add(&set, id));
            faults++;
        }
        check_ascending();
    }
    assert_int_equal(faults, 5); /* 8, 16, 32, 64, 128 */
    assert_int_equal(set.count, 100);
}

int main(void)
{
#define WITH_FREE(test) cmocka_unit_test_teardown(test, free_set)
    const struct CMUnitTest tests[] = {
        WITH_FREE(ids_are_kept_once_in_ascending_order),
        WITH_FREE(removing_takes_just_that_id),
        WITH_FREE(a_full_set_stays_as_it_is),
        WITH_FREE(a_failed_growth_leaves_the_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
