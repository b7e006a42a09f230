/*
 * The Protobuf engine on the tables of the three payloads. Byte vectors come from Google's protobuf
 * for Python on native/schema; what is refused was seen to be refused by the reference.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/engine_protobuf.h"
#include "codec/gap_payload.h"
#include "codec/gsp_signal.h"
#include "codec/gtp_message.h"

#define BYTES(literal) gs_bytes_of(literal, sizeof(literal) - 1)
#define TEXT_PREFIX "CBOR decode: "

static const gs_gtp_message FULL = {
    .message_id = UINT64_MAX,
    .sender_id = UINT32_MAX,
    .timestamp_ms = 1700000000123u,
    .request_id = 300,
    .flags = 7,
    .content_type = 3,
    .content_length = 2,
    .content = {(const uint8_t *)"hi", 2},
};

#define FULL_BYTES                                                                               \
    BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x10\xff\xff\xff\xff\x0f\x18\xfb\xd0\x95" \
          "\xff\xbc\x31\x20\xac\x02\x28\x07\x30\x03\x38\x02\x42\x02hi")

static void assert_encodes(const gs_message *message, const void *value, gs_bytes expected)
{
    uint8_t memory[128];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_protobuf_encode(message, value, &out);
    assert_int_equal(out.len, expected.len);
    assert_memory_equal(memory, expected.data, expected.len);
}

static void assert_refused(gs_bytes input)
{
    gs_gtp_message value;
    gs_last_error_clear();
    assert_int_equal(gs_protobuf_decode(&GS_GTP_MESSAGE, input, &value), GS_E_DECODE);
    assert_memory_equal(gs_last_error(), TEXT_PREFIX, strlen(TEXT_PREFIX));
}

static gs_gtp_message decoded(gs_bytes input)
{
    gs_gtp_message value;
    memset(&value, 0xA5, sizeof value);
    assert_int_equal(gs_protobuf_decode(&GS_GTP_MESSAGE, input, &value), GS_OK);
    return value;
}

static void encode_writes_fields_in_order_and_leaves_defaults_out(void **state)
{
    (void)state;
    assert_encodes(&GS_GTP_MESSAGE, &FULL, FULL_BYTES);
    assert_encodes(&GS_GTP_MESSAGE,
                   &(gs_gtp_message){.message_id = 1,
                                     .sender_id = 127,
                                     .timestamp_ms = 128,
                                     .request_id = 16384,
                                     .flags = 1},
                   BYTES("\x08\x01\x10\x7f\x18\x80\x01\x20\x80\x80\x01\x28\x01"));
    assert_encodes(&GS_GTP_MESSAGE, &(gs_gtp_message){0}, BYTES(""));
    assert_encodes(&GS_GAP_PAYLOAD,
                   &(gs_gap_payload){.media_source_id = 7,
                                     .rtp_sequence = 65535,
                                     .rtp_timestamp = 960,
                                     .opus_frame = BYTES("\x00\xff")},
                   BYTES("\x08\x07\x10\xff\xff\x03\x18\xc0\x07\x2a\x02\x00\xff"));
    assert_encodes(&GS_GSP_SIGNAL,
                   &(gs_gsp_signal){.signal_type = 200,
                                    .request_id = 9,
                                    .sender_id = 1,
                                    .args_length = 3,
                                    .args = BYTES("\xa1\x00\x01")},
                   BYTES("\x08\xc8\x01\x10\x09\x18\x01\x28\x03\x32\x03\xa1\x00\x01"));
}

static void encode_counts_on_in_a_full_writer(void **state)
{
    (void)state;
    gs_bytes whole = FULL_BYTES;
    for (size_t cap = 0; cap <= whole.len; cap++) {
        uint8_t memory[64];
        memset(memory, 0xEE, sizeof memory);
        gs_writer out = gs_writer_on(memory, cap);
        gs_protobuf_encode(&GS_GTP_MESSAGE, &FULL, &out);
        assert_int_equal(out.len, whole.len);
        assert_int_equal(memory[cap], 0xEE);
    }
}

static void decode_reads_every_field_and_leaves_bytes_in_place(void **state)
{
    (void)state;
    gs_bytes input = FULL_BYTES;
    gs_gtp_message value = decoded(input);
    assert_true(value.message_id == FULL.message_id);
    assert_int_equal(value.sender_id, FULL.sender_id);
    assert_true(value.timestamp_ms == FULL.timestamp_ms);
    assert_int_equal(value.request_id, FULL.request_id);
    assert_int_equal(value.flags, FULL.flags);
    assert_int_equal(value.content_type, FULL.content_type);
    assert_int_equal(value.content_length, FULL.content_length);
    assert_ptr_equal(value.content.data, input.data + input.len - 2);
    assert_int_equal(value.content.len, 2);
}

static void decode_of_nothing_gives_a_message_of_defaults(void **state)
{
    (void)state;
    gs_gtp_message zero = {0};
    gs_gtp_message value = decoded(gs_bytes_of(NULL, 0));
    assert_true(value.message_id == zero.message_id);
    assert_int_equal(value.flags, 0);
    assert_int_equal(value.content.len, 0);
}

static void decode_takes_fields_in_any_order_and_the_last_of_each(void **state)
{
    (void)state;
    gs_gtp_message value = decoded(BYTES("\x42\x01x\x10\x05\x08\x07\x10\x06\x42\x02yz"));
    assert_true(value.message_id == 7);
    assert_int_equal(value.sender_id, 6);
    assert_true(gs_bytes_equal(value.content, BYTES("yz")));
    assert_int_equal(decoded(BYTES("\x42\x01x\x42\x00")).content.len, 0);
}

static void decode_keeps_the_low_bits_of_wide_integers(void **state)
{
    (void)state;
    gs_gtp_message value = decoded(BYTES("\x10\x85\x80\x80\x80\x10\x28\x81\x02\x30\xff\xff\x03"));
    assert_int_equal(value.sender_id, 5); /* 2^32 + 5 */
    assert_int_equal(value.flags, 1);     /* 257 */
    assert_int_equal(value.content_type, 255);
    value = decoded(BYTES("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
    assert_int_equal(value.sender_id, UINT32_MAX);
}

static void decode_takes_varints_of_up_to_ten_bytes(void **state)
{
    (void)state;
    assert_true(decoded(BYTES("\x08\x87\x80\x80\x80\x80\x80\x80\x80\x80\x00")).message_id == 7);
    assert_true(decoded(BYTES("\x88\x80\x80\x80\x80\x80\x80\x80\x80\x00\x07")).message_id == 7);
    assert_refused(BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"));
    assert_refused(BYTES("\x08\x87\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00"));
    assert_refused(BYTES("\x08\x87\x80"));
}

static void decode_skips_unknown_fields_of_every_wire_type(void **state)
{
    (void)state;
    assert_true(decoded(BYTES("\x78\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x08\x07")).message_id ==
                7);
    assert_true(decoded(BYTES("\x79"
                              "12345678"
                              "\x08\x07"))
                    .message_id == 7);
    assert_true(decoded(BYTES("\x7a\x03"
                              "abc"
                              "\x08\x07"))
                    .message_id == 7);
    assert_true(decoded(BYTES("\x7d"
                              "1234"
                              "\x08\x07"))
                    .message_id == 7);
    assert_true(decoded(BYTES("\x7b\x08\x09\x83\x01\x84\x01\x7c\x08\x07")).message_id == 7);
    /* the greatest field number there is */
    assert_true(decoded(BYTES("\xf8\xff\xff\xff\x0f\x01\x08\x07")).message_id == 7);
}

static void decode_refuses_what_the_reference_refuses(void **state)
{
    (void)state;
    assert_refused(BYTES("\x00\x00"));                 /* field number 0 */
    assert_refused(BYTES("\x88\x80\x80\x80\x10\x07")); /* key of more than 32 bits */
    assert_refused(BYTES("\x7e"));                     /* wire types 6 and 7 */
    assert_refused(BYTES("\x7f"));
    assert_refused(BYTES("\x0a\x00")); /* bytes for an integer */
    assert_refused(BYTES("\x09"
                         "12345678"));   /* fixed for an integer */
    assert_refused(BYTES("\x0b\x0c"));   /* group for an integer */
    assert_refused(BYTES("\x40\x01"));   /* integer for bytes */
    assert_refused(BYTES("\x42\x03hi")); /* length behind the end */
    assert_refused(BYTES("\x42\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
    assert_refused(BYTES("\x7a\x03hi"));
    assert_refused(BYTES("\x79"
                         "1234567"));
    assert_refused(BYTES("\x7d"
                         "123"));
    assert_refused(BYTES("\x78\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"));
    assert_refused(BYTES("\x7c"));         /* end without start */
    assert_refused(BYTES("\x7b\x84\x01")); /* end of another group */
    assert_refused(BYTES("\x7b\x08\x01")); /* group without end */
    assert_refused(BYTES("\x7b\x7e\x7c"));
}

static void decode_counts_nested_groups(void **state)
{
    (void)state;
    enum { DEEPEST = 100, START = 0x7b, END = 0x7c };
    for (size_t depth = DEEPEST - 1; depth <= DEEPEST + 1; depth++) {
        for (size_t inner = 0; inner <= 2; inner += 2) {
            uint8_t memory[2 * (DEEPEST + 1) + 2];
            memset(memory, START, depth);
            memcpy(memory + depth, "\x78\x01", inner);
            memset(memory + depth + inner, END, depth);
            gs_bytes input = gs_bytes_of(memory, 2 * depth + inner);
            if (depth > DEEPEST || (depth == DEEPEST && inner > 0)) {
                assert_refused(input);
            } else {
                (void)decoded(input);
            }
        }
    }
}

static void decode_of_a_prefix_succeeds_only_between_fields(void **state)
{
    (void)state;
    static const size_t ends[] = {0, 11, 17, 24, 27, 29, 31, 33, 37};
    gs_bytes whole = FULL_BYTES;
    for (size_t len = 0, next = 0; len <= whole.len; len++) {
        if (len == ends[next]) {
            next++;
            (void)decoded(gs_bytes_of(whole.data, len));
        } else {
            assert_refused(gs_bytes_of(whole.data, len));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encode_writes_fields_in_order_and_leaves_defaults_out),
        cmocka_unit_test(encode_counts_on_in_a_full_writer),
        cmocka_unit_test(decode_reads_every_field_and_leaves_bytes_in_place),
        cmocka_unit_test(decode_of_nothing_gives_a_message_of_defaults),
        cmocka_unit_test(decode_takes_fields_in_any_order_and_the_last_of_each),
        cmocka_unit_test(decode_keeps_the_low_bits_of_wide_integers),
        cmocka_unit_test(decode_takes_varints_of_up_to_ten_bytes),
        cmocka_unit_test(decode_skips_unknown_fields_of_every_wire_type),
        cmocka_unit_test(decode_refuses_what_the_reference_refuses),
        cmocka_unit_test(decode_counts_nested_groups),
        cmocka_unit_test(decode_of_a_prefix_succeeds_only_between_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
