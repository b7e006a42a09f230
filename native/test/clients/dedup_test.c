#include "clients/dedup.h"

#include "support/check.h"
#include "support/memory_faults.h"

static gs_dedup dedup;

static int free_dedup(void **state)
{
    (void)state;
    gs_dedup_free(&dedup);
    return 0;
}

static void fill(uint64_t from, uint64_t to)
{
    for (uint64_t id = from; id < to; id++) {
        assert_false(gs_dedup_contains(&dedup, 7, id));
        assert_ok(gs_dedup_add(&dedup, 7, id));
        assert_true(gs_dedup_contains(&dedup, 7, id));
    }
}

static void an_empty_memory_knows_nothing(void **state)
{
    (void)state;
    assert_false(gs_dedup_contains(&dedup, 0, 0));
    gs_dedup_free(&dedup);
    assert_false(gs_dedup_contains(&dedup, 0, 0));
}

static void pairs_differ_in_sender_or_id(void **state)
{
    (void)state;
    static const uint32_t senders[] = {0, 1, UINT32_MAX};
    static const uint64_t ids[] = {0, 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(senders); i++) {
        for (size_t k = 0; k < COUNT_OF(ids); k++) {
            assert_false(gs_dedup_contains(&dedup, senders[i], ids[k]));
            assert_ok(gs_dedup_add(&dedup, senders[i], ids[k]));
        }
    }
    for (size_t i = 0; i < COUNT_OF(senders); i++) {
        for (size_t k = 0; k < COUNT_OF(ids); k++) {
            assert_true(gs_dedup_contains(&dedup, senders[i], ids[k]));
            assert_false(gs_dedup_contains(&dedup, 5, ids[k]));
        }
    }
}

static void the_10001st_puts_the_first_out(void **state)
{
    (void)state;
    fill(0, GS_DEDUP_MAX);
    for (uint64_t id = 0; id < GS_DEDUP_MAX; id++) {
        assert_true(gs_dedup_contains(&dedup, 7, id));
    }
    fill(GS_DEDUP_MAX, GS_DEDUP_MAX + 1);
    assert_false(gs_dedup_contains(&dedup, 7, 0));
    assert_true(gs_dedup_contains(&dedup, 7, 1));
    assert_int_equal(dedup.count, GS_DEDUP_MAX);
}

/* Several times round the ring: exactly the last 10 000 are known, at every step around the
 * turn. */
static void the_oldest_goes_first_all_the_way_round(void **state)
{
    (void)state;
    enum { ROUNDS = 3 };
    for (uint64_t id = 0; id < ROUNDS * GS_DEDUP_MAX; id++) {
        fill(id, id + 1);
        if (id >= GS_DEDUP_MAX) {
            assert_false(gs_dedup_contains(&dedup, 7, id - GS_DEDUP_MAX));
            assert_true(gs_dedup_contains(&dedup, 7, id - GS_DEDUP_MAX + 1));
        }
    }
    uint64_t last = ROUNDS * GS_DEDUP_MAX;
    for (uint64_t id = 0; id < last; id++) {
        assert_int_equal(gs_dedup_contains(&dedup, 7, id), id >= last - GS_DEDUP_MAX);
    }
}

static void a_failed_growth_leaves_what_was_known(void **state)
{
    (void)state;
    size_t faults = 0;
    for (uint64_t id = 0; id < 1000; id++) {
        for (size_t number = 1; number <= 2; number++) {
            memory_faults_arm(number);
            gs_status status = gs_dedup_add(&dedup, 1, id);
            if (!memory_faults_disarm()) {
                assert_ok(status);
                break;
            }
            assert_int_equal(status, GS_E_MEMORY);
            faults++;
            assert_false(gs_dedup_contains(&dedup, 1, id));
        }
        if (!gs_dedup_contains(&dedup, 1, id)) {
            assert_ok(gs_dedup_add(&dedup, 1, id));
        }
        assert_int_equal(dedup.count, id + 1);
        assert_true(gs_dedup_contains(&dedup, 1, id / 2));
    }
    assert_true(faults >= 10);
}

int main(void)
{
#define WITH_FREE(test) cmocka_unit_test_teardown(test, free_dedup)
    const struct CMUnitTest tests[] = {
        WITH_FREE(an_empty_memory_knows_nothing),
        WITH_FREE(pairs_differ_in_sender_or_id),
        WITH_FREE(the_10001st_puts_the_first_out),
        WITH_FREE(the_oldest_goes_first_all_the_way_round),
        WITH_FREE(a_failed_growth_leaves_what_was_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
