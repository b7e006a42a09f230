#include "base/buffer.h"

#include "support/check.h"
#include "support/memory_faults.h"

static void append_keeps_what_was_there(void **state)
{
    (void)state;
    gs_buffer buffer = {NULL, 0, 0};
    for (unsigned i = 0; i < 1000; i++) {
        uint8_t byte = (uint8_t)i;
        assert_ok(gs_buffer_append(&buffer, &byte, 1));
    }
    assert_int_equal(buffer.len, 1000);
    assert_true(buffer.cap >= buffer.len);
    for (unsigned i = 0; i < 1000; i++) {
        assert_int_equal(buffer.data[i], (uint8_t)i);
    }
    gs_buffer_free(&buffer);
}

static void append_of_nothing_changes_nothing(void **state)
{
    (void)state;
    gs_buffer buffer = {NULL, 0, 0};
    assert_ok(gs_buffer_append(&buffer, NULL, 0));
    assert_int_equal(buffer.len, 0);
    assert_ok(gs_buffer_append(&buffer, "ab", 2));
    assert_ok(gs_buffer_append(&buffer, NULL, 0));
    assert_bytes_equal(gs_bytes_of(buffer.data, buffer.len), BYTES("ab"));
    gs_buffer_free(&buffer);
}

static void reserve_makes_room_once(void **state)
{
    (void)state;
    gs_buffer buffer = {NULL, 0, 0};
    assert_ok(gs_buffer_reserve(&buffer, 100));
    const uint8_t *data = buffer.data;
    size_t cap = buffer.cap;
    assert_true(cap >= 100);
    assert_int_equal(buffer.len, 0);
    assert_ok(gs_buffer_reserve(&buffer, cap));
    assert_ptr_equal(buffer.data, data);
    assert_ok(gs_buffer_reserve(&buffer, cap + 1));
    assert_true(buffer.cap > cap);
    gs_buffer_free(&buffer);
}

static void reserve_refuses_what_no_memory_holds(void **state)
{
    (void)state;
    gs_buffer buffer = {NULL, 0, 0};
    assert_ok(gs_buffer_append(&buffer, "x", 1));
    assert_fails(gs_buffer_reserve(&buffer, SIZE_MAX), GS_E_MEMORY, "out of memory");
    assert_fails(gs_buffer_reserve(&buffer, SIZE_MAX - 1), GS_E_MEMORY, "out of memory");
    assert_fails(gs_buffer_reserve(&buffer, SIZE_MAX / 4), GS_E_MEMORY, "out of memory");
    assert_bytes_equal(gs_bytes_of(buffer.data, buffer.len), BYTES("x"));
    gs_buffer_free(&buffer);
}

static void failed_append_leaves_the_buffer(void **state)
{
    (void)state;
    gs_buffer buffer = {NULL, 0, 0};
    assert_ok(gs_buffer_append(&buffer, "ab", 2));
    gs_buffer before = buffer;
    uint8_t many[200] = {0};
    memory_faults_arm(1);
    assert_fails(gs_buffer_append(&buffer, many, sizeof many), GS_E_MEMORY, "out of memory");
    assert_true(memory_faults_disarm());
    assert_memory_equal(&buffer, &before, sizeof buffer);
    gs_buffer_free(&buffer);
}

static void recycling_wipes_and_keeps_memory_unless_it_is_large(void **state)
{
    (void)state;
    enum { LARGE = (1 << 20) + 1 };
    static const uint8_t zeros[100];
    static uint8_t content[LARGE];
    gs_buffer buffer = {NULL, 0, 0};
    gs_buffer_recycle(&buffer);
    memset(content, 'x', sizeof content);
    assert_ok(gs_buffer_append(&buffer, content, sizeof zeros));
    const uint8_t *data = buffer.data;
    gs_buffer_recycle(&buffer);
    assert_ptr_equal(buffer.data, data);
    assert_int_equal(buffer.len, 0);
    assert_memory_equal(buffer.data, zeros, sizeof zeros);
    assert_ok(gs_buffer_append(&buffer, content, sizeof content));
    gs_buffer_recycle(&buffer);
    assert_null(buffer.data);
    assert_int_equal(buffer.cap, 0);
}

static void free_empties_and_may_come_twice(void **state)
{
    (void)state;
    gs_buffer buffer = {NULL, 0, 0};
    assert_ok(gs_buffer_append(&buffer, "ab", 2));
    for (int i = 0; i < 2; i++) {
        gs_buffer_free(&buffer);
        assert_null(buffer.data);
        assert_int_equal(buffer.len, 0);
        assert_int_equal(buffer.cap, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(append_keeps_what_was_there),
        cmocka_unit_test(append_of_nothing_changes_nothing),
        cmocka_unit_test(reserve_makes_room_once),
        cmocka_unit_test(reserve_refuses_what_no_memory_holds),
        cmocka_unit_test(failed_append_leaves_the_buffer),
        cmocka_unit_test(recycling_wipes_and_keeps_memory_unless_it_is_large),
        cmocka_unit_test(free_empties_and_may_come_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
