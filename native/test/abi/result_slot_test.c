#include "abi/result_slot.h"

#include <pthread.h>

#include "support/check.h"

static gs_buffer buffer_of(gs_bytes bytes)
{
    gs_buffer buffer = {NULL, 0, 0};
    assert_ok(gs_buffer_append(&buffer, bytes.data, bytes.len));
    return buffer;
}

static int32_t give(gs_bytes bytes, uint8_t *out, uint32_t cap)
{
    gs_buffer buffer = buffer_of(bytes);
    int32_t len = gs_result_slot_give(&buffer, out, cap);
    assert_null(buffer.data);
    return len;
}

static void what_fits_is_written_and_does_not_wait(void **state)
{
    (void)state;
    uint8_t out[4] = {0};
    assert_int_equal(give(BYTES("abcd"), out, 4), 4);
    assert_memory_equal(out, "abcd", 4);
    assert_int_equal(give(BYTES(""), NULL, 0), 0);
    assert_fails(gs_result_slot_take(out, 4), GS_E_STATE, "no result is waiting");
}

static void what_does_not_fit_waits_once(void **state)
{
    (void)state;
    uint8_t out[8] = {0};
    assert_int_equal(give(BYTES("abcde"), out, 4), 5);
    assert_int_equal(out[0], 0);
    assert_fails(gs_result_slot_take(out, 4), GS_E_SPACE, "result of 5 bytes does not fit into 4");
    assert_int_equal(gs_result_slot_take(out, 5), 5);
    assert_memory_equal(out, "abcde", 5);
    assert_fails(gs_result_slot_take(out, 8), GS_E_STATE, "no result is waiting");
}

static void a_second_result_takes_the_first_one_s_place(void **state)
{
    (void)state;
    uint8_t out[8] = {0};
    assert_int_equal(give(BYTES("first"), NULL, 0), 5);
    assert_int_equal(give(BYTES("2nd"), NULL, 0), 3);
    assert_int_equal(gs_result_slot_take(out, sizeof out), 3);
    assert_memory_equal(out, "2nd", 3);
}

static void *look_into_own_slot(void *result)
{
    uint8_t out[8];
    *(int32_t *)result = gs_result_slot_take(out, sizeof out);
    gs_buffer left = {NULL, 0, 0};
    if (gs_buffer_append(&left, "left behind", 11) == GS_OK) {
        (void)gs_result_slot_give(&left, NULL, 0);
    }
    return NULL;
}

/* Each thread has its own slot; what is left in one goes with its thread (the leak checker
 * sees). */
static void threads_do_not_see_each_other_s_results(void **state)
{
    (void)state;
    uint8_t out[8];
    int32_t seen = 0;
    pthread_t thread;
    assert_int_equal(give(BYTES("mine"), NULL, 0), 4);
    assert_int_equal(pthread_create(&thread, NULL, look_into_own_slot, &seen), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(seen, GS_E_STATE);
    assert_int_equal(gs_result_slot_take(out, sizeof out), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_written_and_does_not_wait),
        cmocka_unit_test(what_does_not_fit_waits_once),
        cmocka_unit_test(a_second_result_takes_the_first_one_s_place),
        cmocka_unit_test(threads_do_not_see_each_other_s_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
