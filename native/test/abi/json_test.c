#include "abi/json.h"

#include "base/memory.h"
#include "support/check.h"

/* The text as a JSON string, in memory of exactly the measured size. */
static char *quote(gs_bytes text)
{
    gs_json json;
    gs_json_text measured = gs_json_measure(text);
    assert_ok(gs_json_begin(&json, measured.len));
    gs_json_put_text(&json, &measured);
    assert_int_equal(json.out.len, measured.len);
    return gs_json_finish(&json);
}

static void assert_quoted(gs_bytes text, const char *expected)
{
    char *actual = quote(text);
    assert_non_null(actual);
    assert_string_equal(actual, expected);
    gs_free(actual);
}

static void control_characters_quotes_and_backslashes_are_escaped(void **state)
{
    (void)state;
    assert_quoted(BYTES(""), "\"\"");
    assert_quoted(BYTES("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    assert_quoted(BYTES("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    assert_quoted(BYTES("\x00\x01\x0b\x1f"), "\"\\u0000\\u0001\\u000b\\u001f\"");
}

static void everything_else_stands_as_it_is(void **state)
{
    (void)state;
    assert_quoted(BYTES("\x7f"), "\"\x7f\"");
    assert_quoted(BYTES("é€😀\xe2\x80\xa8\xef\xbb\xbf"), "\"é€😀\xe2\x80\xa8\xef\xbb\xbf\"");
}

/* A byte that needs escaping is found wherever it stands among blocks, words and single bytes. */
static void every_byte_is_seen_at_every_place(void **state)
{
    (void)state;
    enum { LONGEST = 300 };
    static const uint8_t FILLERS[] = {' ', '!', '#', '[', ']', 0x7F, 0x80, 0xA2, 0xDC, 0xFF};
    uint8_t text[LONGEST];
    for (unsigned byte = 0; byte < 256; byte++) {
        bool is_escaped = byte < 0x20 || byte == '"' || byte == '\\';
        bool is_short = byte == '"' || byte == '\\' || byte == '\b' || byte == '\t' ||
                        byte == '\n' || byte == '\f' || byte == '\r';
        size_t more = !is_escaped ? 0 : is_short ? 1 : 5;
        for (size_t at = 0; at < LONGEST; at++) {
            memset(text, FILLERS[(byte + at) % COUNT_OF(FILLERS)], sizeof text);
            text[at] = (uint8_t)byte;
            gs_json_text measured = gs_json_measure(gs_bytes_of(text, sizeof text));
            assert_int_equal(measured.len, 2 + LONGEST + more);
        }
    }
}

static void long_texts_keep_their_order(void **state)
{
    (void)state;
    char text[400];
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = "abcdefghijklmnopqrstuvwxyz"[i % 26];
        if (i % 150 == 149) {
            text[i] = '\n';
        }
    }
    char *actual = quote(gs_bytes_of(text, sizeof text));
    size_t at = 1;
    for (size_t i = 0; i < sizeof text; i++, at++) {
        if (text[i] == '\n') {
            assert_int_equal(actual[at++], '\\');
            assert_int_equal(actual[at], 'n');
        } else {
            assert_int_equal(actual[at], text[i]);
        }
    }
    assert_string_equal(actual + at, "\"");
    gs_free(actual);
}

static void assert_number(uint64_t number, const char *expected)
{
    gs_json json;
    assert_ok(gs_json_begin(&json, 20));
    gs_json_put_number(&json, number);
    char *actual = gs_json_finish(&json);
    assert_string_equal(actual, expected);
    gs_free(actual);
}

static void numbers_are_written_in_full(void **state)
{
    (void)state;
    assert_number(0, "0");
    assert_number(9, "9");
    assert_number(10, "10");
    assert_number(99, "99");
    assert_number(100, "100");
    assert_number(101, "101");
    assert_number(1000, "1000");
    assert_number(12345, "12345");
    assert_number(UINT32_MAX, "4294967295");
    assert_number(UINT64_MAX, "18446744073709551615");
    assert_number(UINT64_C(10000000000000000000), "10000000000000000000");
}

static void booleans_and_base64(void **state)
{
    (void)state;
    gs_json json;
    assert_int_equal(gs_json_base64_len(BYTES("ab")), 6);
    assert_ok(gs_json_begin(&json, 15));
    gs_json_put_bool(&json, true);
    gs_json_put_bool(&json, false);
    gs_json_put_base64(&json, BYTES("ab"));
    char *actual = gs_json_finish(&json);
    assert_string_equal(actual, "truefalse\"YWI=\"");
    gs_free(actual);
}

/* A bound that was reckoned wrong writes nothing past its memory and is told. */
static void a_text_beyond_its_bound_is_a_failure(void **state)
{
    (void)state;
    gs_json json;
    assert_ok(gs_json_begin(&json, 3));
    gs_json_put_base64(&json, BYTES("abc"));
    gs_last_error_clear();
    assert_null(gs_json_finish(&json));
    assert_string_equal(gs_last_error(), "JSON of 6 bytes where 3 were reckoned");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_characters_quotes_and_backslashes_are_escaped),
        cmocka_unit_test(everything_else_stands_as_it_is),
        cmocka_unit_test(every_byte_is_seen_at_every_place),
        cmocka_unit_test(long_texts_keep_their_order),
        cmocka_unit_test(numbers_are_written_in_full),
        cmocka_unit_test(booleans_and_base64),
        cmocka_unit_test(a_text_beyond_its_bound_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
