#include "codec/fields.h"

#include "support/check.h"

typedef struct sample {
    uint8_t small;
    uint16_t middle;
    uint32_t wide;
    uint64_t widest;
    bool truth;
    uint32_t bytes_len;
    gs_bytes bytes;
} sample;

static const gs_field FIELDS[] = {
    GS_FIELD(sample, small, "s", 1, GS_FIELD_U8, GS_FIELD_ALWAYS),
    GS_FIELD(sample, middle, "m", 2, GS_FIELD_U16, GS_FIELD_ALWAYS),
    GS_FIELD(sample, wide, "w", 3, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(sample, widest, "widest", 4, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(sample, truth, "t", 5, GS_FIELD_BOOL, GS_FIELD_ALWAYS),
    GS_FIELD(sample, bytes_len, "l", 6, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(sample, bytes, "b", 7, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
};

static void numbers_keep_the_low_bits_of_their_width(void **state)
{
    (void)state;
    static const uint64_t greatest[] = {UINT8_MAX, UINT16_MAX, UINT32_MAX, UINT64_MAX, 1};
    sample value;
    memset(&value, 0, sizeof value);
    for (size_t i = 0; i < COUNT_OF(greatest); i++) {
        assert_int_equal(gs_fields_max(&FIELDS[i]), greatest[i]);
        gs_fields_set(&FIELDS[i], &value, greatest[i]);
        assert_int_equal(gs_fields_get(&FIELDS[i], &value), greatest[i]);
        gs_fields_set(&FIELDS[i], &value, 0);
        assert_int_equal(gs_fields_get(&FIELDS[i], &value), 0);
    }
    gs_fields_set(&FIELDS[0], &value, 0x1FF);
    gs_fields_set(&FIELDS[2], &value, UINT64_C(0x1FFFFFFFF));
    assert_int_equal(value.small, 0xFF);
    assert_int_equal(value.middle, 0); /* the neighbours are left alone */
    assert_int_equal(value.wide, UINT32_MAX);
    assert_int_equal(value.widest, 0);
}

static void keys_carry_their_length(void **state)
{
    (void)state;
    assert_int_equal(FIELDS[0].key_len, 1);
    assert_int_equal(FIELDS[3].key_len, 6);
}

static void bytes_are_no_number(void **state)
{
    (void)state;
    sample value = {.bytes = BYTES("abc")};
    const gs_field *field = &FIELDS[6];
    assert_int_equal(gs_fields_get(field, &value), 0);
    gs_fields_set(field, &value, 5);
    assert_bytes_equal(gs_fields_get_bytes(field, &value), BYTES("abc"));
    gs_fields_set_bytes(field, &value, BYTES("xy"));
    assert_bytes_equal(value.bytes, BYTES("xy"));
    assert_int_equal(gs_fields_max(field), 0);
}

static void the_length_beside_the_bytes_is_compared(void **state)
{
    (void)state;
    const gs_message message = {FIELDS, COUNT_OF(FIELDS), sizeof(sample), 6};
    const gs_message uncounted = {FIELDS, COUNT_OF(FIELDS), sizeof(sample), GS_FIELDS_NONE};
    sample value = {.bytes_len = 3, .bytes = BYTES("abc")};
    assert_true(gs_fields_length_matches(&message, &value));
    value.bytes_len = 2;
    assert_false(gs_fields_length_matches(&message, &value));
    assert_true(gs_fields_length_matches(&uncounted, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_the_low_bits_of_their_width),
        cmocka_unit_test(keys_carry_their_length),
        cmocka_unit_test(bytes_are_no_number),
        cmocka_unit_test(the_length_beside_the_bytes_is_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
