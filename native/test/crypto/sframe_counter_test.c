#include "crypto/sframe_counter.h"

#include <pthread.h>

#include "support/check.h"

enum { THREADS = 4, TAKES = 20000 };

static const uint8_t ID[GS_SFRAME_COUNTER_ID_LEN] = "keys of a sender";
/* the same bucket, another sender */
static const uint8_t NEIGHBOUR[GS_SFRAME_COUNTER_ID_LEN] = "keys of another.";

static uint64_t taken(gs_sframe_counter *counter)
{
    uint64_t value = 0;
    assert_ok(gs_sframe_counter_take(counter, &value));
    return value;
}

static void holds_of_one_id_share_a_counter(void **state)
{
    (void)state;
    gs_sframe_counter *a = gs_sframe_counter_new(ID, 0, UINT64_MAX);
    gs_sframe_counter *b = gs_sframe_counter_new(ID, 0, UINT64_MAX);
    gs_sframe_counter *other = gs_sframe_counter_new(NEIGHBOUR, 0, UINT64_MAX);
    assert_int_equal(taken(a), 0);
    assert_int_equal(taken(b), 1);
    assert_int_equal(taken(a), 2);
    assert_int_equal(taken(other), 0);
    assert_int_equal(gs_sframe_counter_peek(b), 3);
    gs_sframe_counter_release(a);
    assert_int_equal(taken(b), 3); /* it lives as long as one hold does */
    a = gs_sframe_counter_new(ID, 0, UINT64_MAX);
    assert_int_equal(taken(a), 4);
    gs_sframe_counter_release(b);
    gs_sframe_counter_release(a);
    a = gs_sframe_counter_new(ID, 0, UINT64_MAX);
    assert_int_equal(taken(a), 0);
    gs_sframe_counter_release(a);
    gs_sframe_counter_release(other);
    gs_sframe_counter_release(NULL);
}

static void first_only_moves_forward(void **state)
{
    (void)state;
    gs_sframe_counter *a = gs_sframe_counter_new(ID, 10, UINT64_MAX);
    assert_int_equal(taken(a), 10);
    gs_sframe_counter *b = gs_sframe_counter_new(ID, 5, UINT64_MAX);
    assert_int_equal(taken(b), 11);
    gs_sframe_counter *c = gs_sframe_counter_new(ID, 100, UINT64_MAX);
    assert_int_equal(taken(a), 100);
    assert_int_equal(taken(c), 101);
    gs_sframe_counter_release(a);
    gs_sframe_counter_release(b);
    gs_sframe_counter_release(c);
}

static void a_hold_ends_at_its_limit(void **state)
{
    (void)state;
    uint64_t value = 7;
    gs_sframe_counter *limited = gs_sframe_counter_new(ID, 0, 1);
    gs_sframe_counter *free_hold = gs_sframe_counter_new(ID, 0, UINT64_MAX);
    assert_int_equal(taken(limited), 0);
    assert_int_equal(taken(limited), 1);
    assert_fails(gs_sframe_counter_take(limited, &value), GS_E_EXHAUSTED, "state lease used up");
    assert_int_equal(value, 7);
    assert_int_equal(taken(free_hold), 2); /* a refusal takes nothing, and limits only its hold */
    gs_sframe_counter_set_last(limited, 3);
    assert_int_equal(taken(limited), 3);
    assert_fails(gs_sframe_counter_take(limited, &value), GS_E_EXHAUSTED, "state lease used up");
    gs_sframe_counter_release(limited);
    gs_sframe_counter_release(free_hold);
}

static void the_last_value_is_never_given(void **state)
{
    (void)state;
    uint64_t value = 0;
    gs_sframe_counter *counter = gs_sframe_counter_new(ID, UINT64_MAX - 1, UINT64_MAX);
    assert_int_equal(taken(counter), UINT64_MAX - 1);
    for (int i = 0; i < 2; i++) {
        assert_fails(gs_sframe_counter_take(counter, &value), GS_E_EXHAUSTED, "sequence exhausted");
    }
    gs_sframe_counter_release(counter);
}

static void a_reference_keeps_the_hold(void **state)
{
    (void)state;
    gs_sframe_counter *counter = gs_sframe_counter_new(ID, 0, UINT64_MAX);
    gs_sframe_counter *same = gs_sframe_counter_hold(counter);
    assert_ptr_equal(same, counter);
    gs_sframe_counter_release(counter);
    assert_int_equal(taken(same), 0);
    assert_memory_equal(gs_sframe_counter_id(same), ID, sizeof ID);
    gs_sframe_counter_release(same);
}

static uint8_t times_given[THREADS * TAKES];

static void *take_many(void *unused)
{
    (void)unused;
    gs_sframe_counter *counter = gs_sframe_counter_new(ID, 0, UINT64_MAX);
    for (size_t i = 0; i < TAKES; i++) {
        uint64_t value = 0;
        if (gs_sframe_counter_take(counter, &value) == GS_OK && value < COUNT_OF(times_given)) {
            times_given[value]++; /* a value given twice is a race, which is what the check finds */
        }
        if (i % 1000 == 0) {
            gs_sframe_counter *again = gs_sframe_counter_new(ID, 0, UINT64_MAX);
            gs_sframe_counter_release(counter);
            counter = again;
        }
    }
    gs_sframe_counter_release(counter);
    return NULL;
}

static void threads_never_get_the_same_value(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    gs_sframe_counter *counter = gs_sframe_counter_new(ID, 0, UINT64_MAX);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, take_many, NULL), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    for (size_t i = 0; i < COUNT_OF(times_given); i++) {
        assert_int_equal(times_given[i], 1);
    }
    gs_sframe_counter_release(counter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_of_one_id_share_a_counter),
        cmocka_unit_test(first_only_moves_forward),
        cmocka_unit_test(a_hold_ends_at_its_limit),
        cmocka_unit_test(the_last_value_is_never_given),
        cmocka_unit_test(a_reference_keeps_the_hold),
        cmocka_unit_test(threads_never_get_the_same_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
