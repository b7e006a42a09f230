#include "abi/base64.h"

#include <stdlib.h>

#include "support/check.h"

enum { LONGEST = 300 };

/* The definition of RFC 4648, a bit at a time. */
static void encode_slowly(gs_bytes data, char *out)
{
    static const char ALPHABET[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t characters = (data.len * 8 + 5) / 6;
    for (size_t i = 0; i < gs_base64_len(data.len); i++) {
        unsigned number = 0;
        for (size_t bit = i * 6; bit < i * 6 + 6; bit++) {
            unsigned byte = bit / 8 < data.len ? data.data[bit / 8] : 0;
            number = number << 1 | (byte >> (7 - bit % 8) & 1u);
        }
        out[i] = '=';
        if (i < characters) {
            out[i] = ALPHABET[number];
        }
    }
}

/* Memory of exactly the text's size, so that a sanitizer sees a byte too many. */
static void check_encoding(gs_bytes data)
{
    size_t len = gs_base64_len(data.len);
    char *actual = malloc(len + 1);
    char *expected = malloc(len + 1);
    uint8_t *input = malloc(data.len + 1);
    assert_true(actual != NULL && expected != NULL && input != NULL);
    uint8_t *tight = realloc(input, data.len > 0 ? data.len : 1);
    assert_non_null(tight);
    if (data.len > 0) {
        memcpy(tight, data.data, data.len);
    }
    actual[len] = '#';
    gs_base64_encode(gs_bytes_of(tight, data.len), actual);
    encode_slowly(data, expected);
    assert_int_equal(actual[len], '#');
    assert_bytes_equal(gs_bytes_of(actual, len), gs_bytes_of(expected, len));
    free(actual);
    free(expected);
    free(tight);
}

static void every_length_reads_as_the_rfc_says(void **state)
{
    (void)state;
    uint8_t data[LONGEST];
    for (size_t i = 0; i < LONGEST; i++) {
        data[i] = (uint8_t)(i * 167 + 13);
    }
    for (size_t len = 0; len <= LONGEST; len++) {
        check_encoding(gs_bytes_of(data, len));
    }
}

static void every_number_has_its_character_at_every_place(void **state)
{
    (void)state;
    uint8_t data[96];
    for (unsigned number = 0; number < 64; number++) {
        unsigned bits = number << 18 | number << 12 | number << 6 | number;
        for (size_t i = 0; i < sizeof data; i++) {
            data[i] = (uint8_t)(bits >> (16 - i % 3 * 8));
        }
        check_encoding(gs_bytes_of(data, sizeof data));
    }
}

static void the_rfc_s_own_vectors(void **state)
{
    (void)state;
    static const char *const VECTORS[][2] = {{"", ""},
                                             {"f", "Zg=="},
                                             {"fo", "Zm8="},
                                             {"foo", "Zm9v"},
                                             {"foob", "Zm9vYg=="},
                                             {"fooba", "Zm9vYmE="},
                                             {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        char out[16] = {0};
        gs_base64_encode(gs_bytes_of(VECTORS[i][0], strlen(VECTORS[i][0])), out);
        assert_string_equal(out, VECTORS[i][1]);
    }
}

static void vectors_take_whole_groups_only(void **state)
{
    (void)state;
    uint8_t data[LONGEST] = {0};
    char out[LONGEST * 2];
    for (size_t len = 0; len <= LONGEST; len++) {
        size_t taken = gs_base64_encode_vectors(gs_bytes_of(data, len), out);
        assert_true(taken <= len);
        assert_int_equal(taken % 3, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_reads_as_the_rfc_says),
        cmocka_unit_test(every_number_has_its_character_at_every_place),
        cmocka_unit_test(the_rfc_s_own_vectors),
        cmocka_unit_test(vectors_take_whole_groups_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
