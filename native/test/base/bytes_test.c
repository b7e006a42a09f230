#include "base/bytes.h"

#include "support/check.h"

static void views_compare_by_content(void **state)
{
    (void)state;
    assert_true(gs_bytes_equal(BYTES("abc"), BYTES("abc")));
    assert_false(gs_bytes_equal(BYTES("abc"), BYTES("abd")));
    assert_false(gs_bytes_equal(BYTES("abc"), BYTES("ab")));
    assert_true(gs_bytes_equal(gs_bytes_of(NULL, 0), BYTES("")));
}

static void writer_fills_up_to_its_last_byte(void **state)
{
    (void)state;
    uint8_t memory[4] = {0, 0, 0, 0xEE};
    gs_writer writer = gs_writer_on(memory, 3);
    gs_writer_put(&writer, "ab", 2);
    gs_writer_put_u8(&writer, 'c');
    assert_true(gs_writer_fits(&writer));
    assert_memory_equal(memory, "abc\xEE", 4);
    gs_writer_put(&writer, NULL, 0);
    assert_true(gs_writer_fits(&writer));
    gs_writer_put_u8(&writer, 'd');
    assert_false(gs_writer_fits(&writer));
    assert_int_equal(writer.len, 4);
    assert_memory_equal(memory, "abc\xEE", 4);
}

static void writer_counts_on_when_full(void **state)
{
    (void)state;
    uint8_t memory[2] = {0};
    gs_writer writer = gs_writer_on(memory, sizeof memory);
    gs_writer_put(&writer, "abc", 3);
    assert_int_equal(writer.len, 3);
    assert_int_equal(memory[0], 0);
    gs_writer_put(&writer, "d", 1); /* what does not fit ends the writing, even of less */
    assert_int_equal(writer.len, 4);
    assert_int_equal(memory[0], 0);
    assert_null(gs_writer_reserve(&writer, SIZE_MAX));
    assert_int_equal(writer.len, SIZE_MAX);
    assert_null(gs_writer_reserve(&writer, 1));
    assert_int_equal(writer.len, SIZE_MAX);
}

static void writer_without_memory_counts(void **state)
{
    (void)state;
    gs_writer writer = gs_writer_on(NULL, 0);
    assert_null(gs_writer_reserve(&writer, 0));
    gs_writer_put(&writer, "abc", 3);
    assert_int_equal(writer.len, 3);
}

static void numbers_have_their_byte_order(void **state)
{
    (void)state;
    uint8_t memory[8];
    gs_store_le32(memory, 0x01020384);
    assert_memory_equal(memory, "\x84\x03\x02\x01", 4);
    assert_int_equal(gs_load_le32(memory), 0x01020384);
    gs_store_be32(memory, 0x81020304);
    assert_memory_equal(memory, "\x81\x02\x03\x04", 4);
    gs_store_le64(memory, UINT64_C(0x8102030405060788));
    assert_memory_equal(memory, "\x88\x07\x06\x05\x04\x03\x02\x81", 8);
    assert_int_equal(gs_load_le64(memory), UINT64_C(0x8102030405060788));
    gs_store_be64(memory, UINT64_C(0x8102030405060788));
    assert_memory_equal(memory, "\x81\x02\x03\x04\x05\x06\x07\x88", 8);
    gs_store_le64(memory, UINT64_MAX);
    assert_int_equal(gs_load_le64(memory), UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_compare_by_content),
        cmocka_unit_test(writer_fills_up_to_its_last_byte),
        cmocka_unit_test(writer_counts_on_when_full),
        cmocka_unit_test(writer_without_memory_counts),
        cmocka_unit_test(numbers_have_their_byte_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
