/* Headers against published_sframe.json (RFC 9605, appendix C.1) and, for gbp-1.5, what the
 * reference wrote. */
#include "crypto/sframe_header.h"

#include <stdio.h>

#include "support/check.h"
#include "support/json.h"

#define GBP GBP_SFRAME_FORMAT_GBP_1_5
#define RFC GBP_SFRAME_FORMAT_RFC9605

static const uint64_t EDGES[] = {0,
                                 1,
                                 7,
                                 8,
                                 0xFF,
                                 0x100,
                                 0xFFFF,
                                 0x10000,
                                 0xFFFFFF,
                                 0x1000000,
                                 UINT32_MAX,
                                 UINT64_C(1) << 32,
                                 (UINT64_C(1) << 56) - 1,
                                 UINT64_C(1) << 56,
                                 UINT64_MAX};

static void check_both_ways(gbp_sframe_format format, uint64_t key_id, uint64_t counter,
                            gs_bytes expected)
{
    uint8_t out[GS_SFRAME_HEADER_MAX];
    gs_sframe_header header = {0, 0, 0};
    size_t len = gs_sframe_header_encode(format, key_id, counter, out);
    assert_true(len <= GS_SFRAME_HEADER_MAX);
    if (expected.data != NULL) {
        assert_bytes_equal(gs_bytes_of(out, len), expected);
    }
    assert_ok(gs_sframe_header_decode(format, gs_bytes_of(out, len), &header));
    assert_int_equal(header.key_id, key_id);
    assert_int_equal(header.counter, counter);
    assert_int_equal(header.len, len);
    for (size_t cut = 1; cut < len; cut++) {
        char text[128];
        (void)snprintf(text, sizeof text,
                       "invalid SFrame header: need %zu bytes for header but only %zu available",
                       len, cut);
        assert_fails(gs_sframe_header_decode(format, gs_bytes_of(out, cut), &header), GS_E_DECODE,
                     text);
    }
}

static void headers_of_rfc_9605_are_the_published_ones(void **state)
{
    (void)state;
    size_t count = 0;
    const json *headers = json_get(json_open("published_sframe.json"), "headers");
    for (const json *vector = headers->first; vector != NULL; vector = vector->next) {
        check_both_ways(RFC, json_number(vector, "kid"), json_number(vector, "ctr"),
                        json_hex(vector, "encoded"));
        count++;
    }
    json_close();
    assert_int_equal(count, 289);
}

static void every_pair_of_lengths_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(EDGES); i++) {
        for (size_t k = 0; k < COUNT_OF(EDGES); k++) {
            check_both_ways(GBP, EDGES[i], EDGES[k], gs_bytes_of(NULL, 0));
            check_both_ways(RFC, EDGES[i], EDGES[k], gs_bytes_of(NULL, 0));
        }
    }
}

static void headers_of_gbp_1_5_are_the_reference_s(void **state)
{
    (void)state;
    check_both_ways(GBP, 0, 0, BYTES("\x00\x00\x00"));
    check_both_ways(GBP, 65536, 1, BYTES("\x20\x01\x00\x00\x01"));
    check_both_ways(GBP, 65537, 255, BYTES("\x20\x01\x00\x01\xff"));
    check_both_ways(GBP, 65537, 256, BYTES("\x21\x01\x00\x01\x01\x00"));
    check_both_ways(GBP, 258 << 16, 2, BYTES("\x30\x01\x02\x00\x00\x02"));
}

static void a_leaf_of_gbp_stack_1_9_has_the_header_it_sends(void **state)
{
    (void)state;
    check_both_ways(RFC, 5 << 16 | 1, 0, BYTES("\xa0\x05\x00\x01"));
}

static void no_payload_has_no_header(void **state)
{
    (void)state;
    gs_sframe_header header;
    assert_fails(gs_sframe_header_decode(GBP, gs_bytes_of(NULL, 0), &header), GS_E_DECODE,
                 "invalid SFrame header: empty payload");
    assert_fails(gs_sframe_header_decode(RFC, gs_bytes_of(NULL, 0), &header), GS_E_DECODE,
                 "invalid SFrame header: empty payload");
}

static void a_set_top_bit_is_refused_in_gbp_1_5(void **state)
{
    (void)state;
    gs_sframe_header header;
    for (unsigned first = 0x80; first <= 0xFF; first++) {
        uint8_t payload[32] = {(uint8_t)first};
        char text[128];
        (void)snprintf(
            text, sizeof text,
            "invalid SFrame header: unsupported SFrame version (V bit set in flags 0x%02x)", first);
        assert_fails(gs_sframe_header_decode(GBP, gs_bytes_of(payload, sizeof payload), &header),
                     GS_E_DECODE, text);
    }
}

static void numbers_need_not_be_shortest(void **state)
{
    (void)state;
    gs_sframe_header header;
    assert_ok(gs_sframe_header_decode(GBP, BYTES("\x11\x00\x05\x00\x06rest"), &header));
    assert_int_equal(header.key_id, 5);
    assert_int_equal(header.counter, 6);
    assert_int_equal(header.len, 5);
    assert_ok(gs_sframe_header_decode(RFC, BYTES("\x99\x00\x05\x00\x06rest"), &header));
    assert_int_equal(header.key_id, 5);
    assert_int_equal(header.counter, 6);
    assert_int_equal(header.len, 5);
    /* a counter of 16 bytes, of which the last eight count */
    assert_ok(gs_sframe_header_decode(
        GBP, BYTES("\x0f\x01\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x02"),
        &header));
    assert_int_equal(header.counter, 2);
    assert_int_equal(header.len, 18);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_of_rfc_9605_are_the_published_ones),
        cmocka_unit_test(every_pair_of_lengths_reads_back),
        cmocka_unit_test(headers_of_gbp_1_5_are_the_reference_s),
        cmocka_unit_test(a_leaf_of_gbp_stack_1_9_has_the_header_it_sends),
        cmocka_unit_test(no_payload_has_no_header),
        cmocka_unit_test(a_set_top_bit_is_refused_in_gbp_1_5),
        cmocka_unit_test(numbers_need_not_be_shortest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
