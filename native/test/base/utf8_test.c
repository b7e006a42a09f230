#include "base/utf8.h"

#include "support/check.h"

/* An encoder that knows no rule but the bit layout, to compare with. */
static size_t put_code(uint8_t *at, uint32_t code)
{
    if (code < 0x80) {
        at[0] = (uint8_t)code;
        return 1;
    }
    size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; code >>= 6) {
        at[i] = (uint8_t)(0x80 | (code & 0x3F));
    }
    at[0] = (uint8_t)(0xF00 >> len | code);
    return len;
}

static void every_character_is_valid_and_surrogates_are_not(void **state)
{
    (void)state;
    uint8_t bytes[4];
    for (uint32_t code = 0; code < 0x120000; code++) {
        bool is_valid = (code < 0xD800 || code > 0xDFFF) && code <= 0x10FFFF;
        size_t len = put_code(bytes, code);
        if (gs_utf8_valid(gs_bytes_of(bytes, len)) != is_valid) {
            fail_msg("U+%04X", (unsigned)code);
        }
    }
}

static void overlong_and_cut_forms_are_invalid(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x80",
                                      "\xBF",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xE0\x80\x80",
                                      "\xE0\x9F\xBF",
                                      "\xF0\x80\x80\x80",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xFF",
                                      "\xFE",
                                      "\xC3",
                                      "\xC3(",
                                      "\xE2\x82",
                                      "\xE2\x82(",
                                      "\xE2(\xAC",
                                      "\xF0\x9F\x98",
                                      "\xF0\x9F\x98(",
                                      "\xF0\x9F(\x80",
                                      "\xC3\xC3\xA9",
                                      "\xED\xA0\x80",
                                      "\xF8\x88\x80\x80\x80"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (gs_utf8_valid(gs_bytes_of(bad[i], strlen(bad[i])))) {
            fail_msg("case %zu", i);
        }
    }
}

/* A fault at every place of a text that is longer than the eight bytes looked at in one go. */
static void the_valid_prefix_ends_at_the_fault(void **state)
{
    (void)state;
    enum { LEN = 40 };
    for (size_t at = 0; at < LEN; at++) {
        uint8_t text[LEN];
        memset(text, 'a', LEN);
        assert_int_equal(gs_utf8_classify(gs_bytes_of(text, LEN)), GS_UTF8_ASCII);
        text[at] = 0xFF;
        assert_int_equal(gs_utf8_valid_prefix(gs_bytes_of(text, LEN)), at);
        assert_false(gs_utf8_valid(gs_bytes_of(text, LEN)));
        assert_int_not_equal(gs_utf8_classify(gs_bytes_of(text, LEN)), GS_UTF8_ASCII);
        assert_int_equal(gs_utf8_classify(gs_bytes_of(text, at)), GS_UTF8_ASCII);
        if (at + 2 <= LEN) {
            memcpy(text + at, "\xC3\xA9", 2);
            assert_true(gs_utf8_valid(gs_bytes_of(text, LEN)));
            assert_int_not_equal(gs_utf8_classify(gs_bytes_of(text, LEN)), GS_UTF8_ASCII);
            assert_int_equal(gs_utf8_valid_prefix(gs_bytes_of(text, at + 1)), at);
        }
    }
}

static void nothing_is_valid(void **state)
{
    (void)state;
    assert_true(gs_utf8_valid(gs_bytes_of(NULL, 0)));
    assert_int_equal(gs_utf8_classify(gs_bytes_of(NULL, 0)), GS_UTF8_ASCII);
    assert_int_equal(gs_utf8_valid_prefix(gs_bytes_of(NULL, 0)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_valid_and_surrogates_are_not),
        cmocka_unit_test(overlong_and_cut_forms_are_invalid),
        cmocka_unit_test(the_valid_prefix_ends_at_the_fault),
        cmocka_unit_test(nothing_is_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
