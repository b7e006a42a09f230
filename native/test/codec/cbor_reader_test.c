/* The CBOR reader, item by item; what it accepts was seen to be accepted by the reference. */
#include "codec/cbor_reader.h"

#include "support/check.h"
#include "support/memory_faults.h"

enum { NOT_SET = 77 };

static gs_buffer scratch;

static gs_cbor_reader reader_on(gs_bytes input)
{
    gs_buffer_free(&scratch);
    return gs_cbor_reader_on(input, &scratch);
}

static int free_scratch(void **state)
{
    (void)state;
    gs_buffer_free(&scratch);
    return 0;
}

static gs_status read_unsigned(gs_bytes input, uint64_t max, uint64_t *value)
{
    gs_cbor_reader in = reader_on(input);
    *value = NOT_SET;
    return gs_cbor_read_unsigned(&in, max, value);
}

static gs_status read_bytes(gs_bytes input, gs_bytes *value)
{
    gs_cbor_reader in = reader_on(input);
    return gs_cbor_read_bytes(&in, value);
}

static gs_status passed_by_skip(gs_bytes input, size_t *passed)
{
    gs_cbor_reader in = reader_on(input);
    gs_status status = gs_cbor_skip(&in);
    *passed = (size_t)(in.at - input.data);
    return status;
}

static void heads_tell_kind_and_argument(void **state)
{
    (void)state;
    static const struct {
        gs_bytes input;
        gs_cbor_kind kind;
        bool indefinite;
        uint64_t argument;
        size_t len;
    } items[] = {
        {STATIC_BYTES("\x17"), GS_CBOR_UNSIGNED, false, 23, 1},
        {STATIC_BYTES("\x18\x05"), GS_CBOR_UNSIGNED, false, 5, 2},
        {STATIC_BYTES("\x1b\xff\xff\xff\xff\xff\xff\xff\xff"), GS_CBOR_UNSIGNED, false, UINT64_MAX,
         9},
        {STATIC_BYTES("\x20"), GS_CBOR_NEGATIVE, false, 0, 1},
        {STATIC_BYTES("\x43"
                      "abc"),
         GS_CBOR_BYTES, false, 3, 1},
        {STATIC_BYTES("\x5f\xff"), GS_CBOR_BYTES, true, UINT64_MAX, 1},
        {STATIC_BYTES("\x79\x00\x01"
                      "a"),
         GS_CBOR_TEXT, false, 1, 3},
        {STATIC_BYTES("\x82\x01\x02"), GS_CBOR_ARRAY, false, 2, 1},
        {STATIC_BYTES("\x9f\xff"), GS_CBOR_ARRAY, true, UINT64_MAX, 1},
        {STATIC_BYTES("\xa1\x01\x02"), GS_CBOR_MAP, false, 1, 1},
        {STATIC_BYTES("\xbf\xff"), GS_CBOR_MAP, true, UINT64_MAX, 1},
        {STATIC_BYTES("\xda\x00\x01\x00\x00\x00"), GS_CBOR_TAG, false, 65536, 5},
        {STATIC_BYTES("\xf4"), GS_CBOR_BOOL, false, 0, 1},
        {STATIC_BYTES("\xf8\x15"), GS_CBOR_BOOL, false, 1, 2},
        {STATIC_BYTES("\xf6"), GS_CBOR_OTHER, false, 0, 1},
        {STATIC_BYTES("\xf8\x17"), GS_CBOR_OTHER, false, 0, 2},
        {STATIC_BYTES("\xf9\x7e\x00"), GS_CBOR_OTHER, false, 0, 3},
    };
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        gs_cbor_reader in = reader_on(items[i].input);
        gs_cbor_head head;
        assert_ok(gs_cbor_read_head(&in, &head));
        assert_int_equal(head.kind, items[i].kind);
        assert_int_equal(head.indefinite, items[i].indefinite);
        if (!head.indefinite) {
            assert_int_equal(head.argument, items[i].argument);
        }
        assert_int_equal(in.at - items[i].input.data, items[i].len);
        for (size_t len = 0; len < items[i].len; len++) {
            in = reader_on(gs_bytes_of(items[i].input.data, len));
            assert_int_equal(gs_cbor_read_head(&in, &head), GS_E_DECODE);
        }
    }
}

static void heads_that_mean_nothing_are_refused(void **state)
{
    (void)state;
    static const uint8_t bad[] = {0x1c, 0x1d, 0x1e, 0x1f, 0x3c, 0x3f, 0x5c, 0x7d, 0x9e,
                                  0xbc, 0xdc, 0xdf, 0xe0, 0xf3, 0xfc, 0xfd, 0xfe, 0xff};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        uint8_t item[16] = {bad[i]};
        gs_cbor_reader in = reader_on(gs_bytes_of(item, sizeof item));
        gs_cbor_head head;
        assert_int_equal(gs_cbor_read_head(&in, &head), GS_E_DECODE);
        assert_memory_equal(gs_last_error(), "CBOR decode: ", 13);
    }
    for (unsigned simple = 0; simple <= 0xFF; simple++) {
        uint8_t item[2] = {0xF8, (uint8_t)simple};
        gs_cbor_reader in = reader_on(gs_bytes_of(item, sizeof item));
        gs_cbor_head head;
        assert_int_equal(gs_cbor_read_head(&in, &head) == GS_OK, simple >= 20 && simple <= 23);
    }
}

static void integers_come_in_any_length_and_under_tags(void **state)
{
    (void)state;
    static const gs_bytes sevens[] = {
        STATIC_BYTES("\x07"),
        STATIC_BYTES("\x18\x07"),
        STATIC_BYTES("\x1b\0\0\0\0\0\0\0\x07"),
        STATIC_BYTES("\xc1\xd8\x20\x07"),
        STATIC_BYTES("\xc2\x41\x07"),
        STATIC_BYTES("\xc1\xc2\x4a\0\0\0\0\0\0\0\0\0\x07"),
        STATIC_BYTES("\xc2\x5f\x41\0\x5f\x41\x07\xff\xff"),
    };
    uint64_t value = 0;
    for (size_t i = 0; i < COUNT_OF(sevens); i++) {
        assert_ok(read_unsigned(sevens[i], 7, &value));
        assert_int_equal(value, 7);
        assert_fails(read_unsigned(sevens[i], 6, &value), GS_E_DECODE,
                     "CBOR decode: integer out of range");
        for (size_t len = 0; len < sevens[i].len; len++) {
            assert_int_equal(read_unsigned(gs_bytes_of(sevens[i].data, len), 7, &value),
                             GS_E_DECODE);
        }
    }
    assert_ok(read_unsigned(BYTES("\xc2\x40"), 0, &value));
    assert_int_equal(value, 0);
    assert_ok(read_unsigned(BYTES("\xc2\x48\xff\xff\xff\xff\xff\xff\xff\xff"), UINT64_MAX, &value));
    assert_int_equal(value, UINT64_MAX);
}

static void what_is_no_unsigned_integer_is_refused(void **state)
{
    (void)state;
    static const gs_bytes bad[] = {STATIC_BYTES("\x20"),
                                   STATIC_BYTES("\xc3\x41\x01"),
                                   STATIC_BYTES("\xc2\xc2\x40"),
                                   STATIC_BYTES("\xc2\x61"
                                                "1"),
                                   STATIC_BYTES("\xf9\x3c\x00"),
                                   STATIC_BYTES("\xf5"),
                                   STATIC_BYTES("\x41\x01"),
                                   STATIC_BYTES("\x81\x01"),
                                   STATIC_BYTES("\xf6"),
                                   STATIC_BYTES("\xff"),
                                   STATIC_BYTES("\xc2\x49\x01\0\0\0\0\0\0\0\0")};
    uint64_t value = 0;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(read_unsigned(bad[i], UINT64_MAX, &value), GS_E_DECODE);
    }
}

static void bytes_stand_in_place_or_are_gathered(void **state)
{
    (void)state;
    static const gs_bytes abcs[] = {
        STATIC_BYTES("\x43"
                     "abc"),
        STATIC_BYTES("\xc2\xd8\x40\x58\x03"
                     "abc"),
        STATIC_BYTES("\x5f\x41"
                     "a\x40\x42"
                     "bc\xff"),
        STATIC_BYTES("\x5f\x5f\x41"
                     "a\xff\x5f\x5f\xff\x42"
                     "bc\xff\xff"),
        STATIC_BYTES("\x83\x18\x61\x18\x62\x18\x63"),
        STATIC_BYTES("\x9f\x18\x61\xc1\x18\x62\xc2\x41\x63\xff"),
    };
    for (size_t i = 0; i < COUNT_OF(abcs); i++) {
        gs_bytes value = {NULL, 0};
        assert_ok(read_bytes(abcs[i], &value));
        assert_bytes_equal(value, BYTES("abc"));
        bool is_view = value.data > abcs[i].data && value.data < abcs[i].data + abcs[i].len;
        assert_int_equal(is_view, i < 2);
        for (size_t len = 0; len < abcs[i].len; len++) {
            assert_int_equal(read_bytes(gs_bytes_of(abcs[i].data, len), &value), GS_E_DECODE);
        }
    }
    gs_bytes none = {NULL, 9};
    assert_ok(read_bytes(BYTES("\x5f\xff"), &none));
    assert_int_equal(none.len, 0);
    assert_ok(read_bytes(BYTES("\x80"), &none));
    assert_int_equal(none.len, 0);
}

static void what_is_no_bytes_is_refused(void **state)
{
    (void)state;
    static const gs_bytes bad[] = {STATIC_BYTES("\x63"
                                                "abc"),
                                   STATIC_BYTES("\x5f\x61"
                                                "a\xff"),
                                   STATIC_BYTES("\x5f\xc1\x41"
                                                "a\xff"),
                                   STATIC_BYTES("\x81\x19\x01\x00"),
                                   STATIC_BYTES("\x81\xf5"),
                                   STATIC_BYTES("\x81\x41\x01"),
                                   STATIC_BYTES("\x01"),
                                   STATIC_BYTES("\xa0"),
                                   STATIC_BYTES("\x5b\xff\xff\xff\xff\xff\xff\xff\xff"),
                                   STATIC_BYTES("\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01")};
    gs_bytes value = {NULL, 0};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(read_bytes(bad[i], &value), GS_E_DECODE);
    }
}

/* Several gathered strings of one input stay where they are while others are added. */
static void gathered_strings_stay_in_place(void **state)
{
    (void)state;
    enum { STRINGS = 100 };
    uint8_t input[STRINGS * 5];
    gs_bytes values[STRINGS];
    for (size_t i = 0; i < STRINGS; i++) {
        memcpy(input + 5 * i, "\x5f\x42xy\xff", 5);
        input[5 * i + 2] = (uint8_t)i;
    }
    gs_cbor_reader in = reader_on(gs_bytes_of(input, sizeof input));
    for (size_t i = 0; i < STRINGS; i++) {
        assert_ok(gs_cbor_read_bytes(&in, &values[i]));
    }
    for (size_t i = 0; i < STRINGS; i++) {
        assert_int_equal(values[i].len, 2);
        assert_int_equal(values[i].data[0], (uint8_t)i);
    }
}

static void keys_are_short_strings(void **state)
{
    (void)state;
    static uint8_t input[3 + 4097] = {0x59, 0x10, 0x00};
    gs_cbor_reader in = reader_on(gs_bytes_of(input, sizeof input));
    gs_bytes key = {NULL, 0};
    assert_ok(gs_cbor_read_key(&in, &key));
    assert_int_equal(key.len, 4096);
    input[2] = 1;
    in = reader_on(gs_bytes_of(input, sizeof input));
    assert_int_equal(gs_cbor_read_key(&in, &key), GS_E_DECODE);
    in = reader_on(BYTES("\xc1\x62"
                         "ab"));
    assert_ok(gs_cbor_read_key(&in, &key));
    assert_bytes_equal(key, BYTES("ab"));
    static const char *const bad[] = {"\x61\xff", "\x01", "\x20", "\x7f\x61x\xff",
                                      "\x5f\xff", "\xff", "\xf6"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        in = reader_on(gs_bytes_of(bad[i], strlen(bad[i])));
        assert_int_equal(gs_cbor_read_key(&in, &key), GS_E_DECODE);
    }
    in = reader_on(BYTES("\x41\xff")); /* bytes need not be UTF-8 */
    assert_ok(gs_cbor_read_key(&in, &key));
}

static void texts_and_booleans_are_themselves(void **state)
{
    (void)state;
    gs_bytes text = {NULL, 0};
    bool truth = false;
    gs_cbor_reader in = reader_on(BYTES("\x7f\x61"
                                        "a\x62\xC3\xA9\xff\xf5\xf8\x14\xf6"));
    assert_ok(gs_cbor_read_text(&in, &text));
    assert_bytes_equal(text, BYTES("a\xC3\xA9"));
    assert_ok(gs_cbor_read_bool(&in, &truth));
    assert_true(truth);
    assert_ok(gs_cbor_read_bool(&in, &truth));
    assert_false(truth);
    assert_fails(gs_cbor_read_bool(&in, &truth), GS_E_DECODE, "CBOR decode: expected a boolean");
    in = reader_on(BYTES("\x7f\x61\xC3\x61\xA9\xff")); /* a character in two chunks */
    assert_fails(gs_cbor_read_text(&in, &text), GS_E_DECODE, "CBOR decode: text is not UTF-8");
    in = reader_on(BYTES("\x41"
                         "a"));
    assert_fails(gs_cbor_read_text(&in, &text), GS_E_DECODE, "CBOR decode: expected text");
}

static void skip_passes_one_item_of_any_kind(void **state)
{
    (void)state;
    static const gs_bytes items[] = {
        STATIC_BYTES("\xa2\x01\x82\x02\x03\x61"
                     "a\xbf\xff"),
        STATIC_BYTES("\x9f\x01\x9f\xff\xff"),
        STATIC_BYTES("\xc2\x51\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        STATIC_BYTES("\xc3\x50\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
        STATIC_BYTES("\xfb\x7f\xf8\0\0\0\0\0\0"),
        STATIC_BYTES("\x7f\x7f\x61"
                     "a\xff\xff"),
        STATIC_BYTES("\xf8\x17"),
    };
    size_t passed = 0;
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        assert_ok(passed_by_skip(items[i], &passed));
        assert_int_equal(passed, items[i].len);
        for (size_t len = 0; len < items[i].len; len++) {
            assert_int_equal(passed_by_skip(gs_bytes_of(items[i].data, len), &passed), GS_E_DECODE);
        }
    }
    assert_int_equal(passed_by_skip(BYTES("\xbf\x01\xff"), &passed),
                     GS_E_DECODE); /* a key without value */
    assert_int_equal(passed_by_skip(BYTES("\xc3\x50\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), &passed),
                     GS_E_DECODE);
    assert_int_equal(passed_by_skip(BYTES("\x61\xff"), &passed), GS_E_DECODE);
    assert_int_equal(passed_by_skip(BYTES("\x9b\xff\xff\xff\xff\xff\xff\xff\xff"), &passed),
                     GS_E_DECODE);
}

static void skip_nests_255_deep(void **state)
{
    (void)state;
    static const uint8_t openings[] = {0x81, 0xC1, 0x9F};
    for (size_t i = 0; i < COUNT_OF(openings); i++) {
        for (size_t depth = 254; depth <= 257; depth++) {
            uint8_t input[600];
            size_t passed = 0;
            memset(input, openings[i], depth);
            input[depth] = 0;
            memset(input + depth + 1, 0xFF, depth);
            gs_status status = passed_by_skip(gs_bytes_of(input, 2 * depth + 1), &passed);
            assert_int_equal(status, depth <= 255 ? GS_OK : GS_E_DECODE);
        }
    }
}

static void without_memory_gathering_is_no_decoding_error(void **state)
{
    (void)state;
    gs_bytes value = {NULL, 0};
    memory_faults_arm(1);
    assert_fails(read_bytes(BYTES("\x81\x01"), &value), GS_E_MEMORY, "out of memory");
    assert_true(memory_faults_disarm());
    assert_int_equal(read_bytes(gs_bytes_of(NULL, 0), &value), GS_E_DECODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_tell_kind_and_argument),
        cmocka_unit_test(heads_that_mean_nothing_are_refused),
        cmocka_unit_test(integers_come_in_any_length_and_under_tags),
        cmocka_unit_test(what_is_no_unsigned_integer_is_refused),
        cmocka_unit_test(bytes_stand_in_place_or_are_gathered),
        cmocka_unit_test(what_is_no_bytes_is_refused),
        cmocka_unit_test(gathered_strings_stay_in_place),
        cmocka_unit_test(keys_are_short_strings),
        cmocka_unit_test(texts_and_booleans_are_themselves),
        cmocka_unit_test(skip_passes_one_item_of_any_kind),
        cmocka_unit_test(skip_nests_255_deep),
        cmocka_unit_test(without_memory_gathering_is_no_decoding_error),
    };
    return cmocka_run_group_tests(tests, NULL, free_scratch);
}
