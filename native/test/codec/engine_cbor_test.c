/* The CBOR engine on a table of its own, which has every type and presence. */
#include "codec/engine_cbor.h"

#include "support/check.h"
#include "support/memory_faults.h"

typedef struct sample {
    uint32_t number;
    bool truth;
    uint8_t option;
    uint64_t wide;
    gs_bytes text;
    gs_bytes bytes;
} sample;

static const gs_field FIELDS[] = {
    GS_FIELD(sample, number, "n", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(sample, truth, "truth", 0, GS_FIELD_BOOL, GS_FIELD_ALWAYS),
    GS_FIELD(sample, wide, "w", 0, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(sample, text, "txt", 0, GS_FIELD_TEXT, GS_FIELD_ALWAYS),
    GS_FIELD(sample, bytes, "b", 0, GS_FIELD_BYTES, GS_FIELD_OPTIONAL_VECTOR),
    GS_FIELD(sample, option, "o", 0, GS_FIELD_U8, GS_FIELD_UNLESS_ZERO),
};

static const gs_message SAMPLE = {FIELDS, COUNT_OF(FIELDS), sizeof(sample), GS_FIELDS_NONE};

static const sample FULL = {.number = 256,
                            .truth = true,
                            .option = 9,
                            .wide = UINT64_MAX,
                            .text = STATIC_BYTES("\xC3\xA9"),
                            .bytes = STATIC_BYTES("\x00\xFF")};

#define FULL_BYTES                                                                             \
    BYTES("\xa6\x61n\x19\x01\x00\x65truth\xf5\x61w\x1b\xff\xff\xff\xff\xff\xff\xff\xff\x63txt" \
          "\x62\xC3\xA9\x61"                                                                   \
          "b\x42\x00\xFF\x61o\x09")

static gs_buffer scratch;

static int free_scratch(void **state)
{
    (void)state;
    gs_buffer_free(&scratch);
    return 0;
}

static gs_status decode(gs_bytes input, sample *value)
{
    gs_buffer_free(&scratch);
    memset(value, 0xA5, sizeof *value);
    return gs_cbor_decode(&SAMPLE, input, &scratch, value);
}

static void assert_encodes(const sample *value, gs_bytes expected)
{
    uint8_t memory[512];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_cbor_encode(&SAMPLE, value, &out);
    assert_bytes_equal(gs_bytes_of(memory, out.len), expected);
    assert_int_equal(gs_cbor_measure(&SAMPLE, value), expected.len);
}

static void encode_writes_table_order_and_shortest_integers(void **state)
{
    (void)state;
    assert_encodes(&FULL, FULL_BYTES);
    assert_encodes(&(sample){.number = 0},
                   BYTES("\xa5\x61n\x00\x65truth\xf4\x61w\x00\x63txt\x60\x61"
                         "b\x40"));
}

static void encode_gives_every_head_its_shortest_form(void **state)
{
    (void)state;
    static const struct {
        uint64_t number;
        gs_bytes head;
    } heads[] = {{23, STATIC_BYTES("\x17")},
                 {24, STATIC_BYTES("\x18\x18")},
                 {255, STATIC_BYTES("\x18\xff")},
                 {256, STATIC_BYTES("\x19\x01\x00")},
                 {65535, STATIC_BYTES("\x19\xff\xff")},
                 {65536, STATIC_BYTES("\x1a\x00\x01\x00\x00")},
                 {UINT32_MAX, STATIC_BYTES("\x1a\xff\xff\xff\xff")},
                 {UINT64_C(1) << 32, STATIC_BYTES("\x1b\0\0\0\1\0\0\0\0")}};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        uint8_t memory[128];
        sample value = {.wide = heads[i].number};
        gs_writer out = gs_writer_on(memory, sizeof memory);
        gs_cbor_encode(&SAMPLE, &value, &out);
        enum { BEFORE = 13, BEHIND = 8 }; /* what stands around the wide number */
        assert_int_equal(out.len, BEFORE + heads[i].head.len + BEHIND);
        assert_memory_equal(memory + BEFORE, heads[i].head.data, heads[i].head.len);
        assert_int_equal(gs_cbor_measure(&SAMPLE, &value), out.len);
    }
}

static void encode_counts_on_in_a_full_writer(void **state)
{
    (void)state;
    gs_bytes whole = FULL_BYTES;
    for (size_t cap = 0; cap <= whole.len; cap++) {
        uint8_t memory[128];
        memset(memory, 0xEE, sizeof memory);
        gs_writer out = gs_writer_on(memory, cap);
        gs_cbor_encode(&SAMPLE, &FULL, &out);
        assert_int_equal(out.len, whole.len);
        assert_int_equal(memory[cap], 0xEE);
    }
    gs_writer nowhere = gs_writer_on(NULL, 0);
    gs_cbor_encode(&SAMPLE, &FULL, &nowhere);
    assert_int_equal(nowhere.len, whole.len);
}

static void bytes_without_data_are_left_as_room(void **state)
{
    (void)state;
    static const size_t lens[] = {1, 23, 24, 255, 256, 300};
    for (size_t i = 0; i < COUNT_OF(lens); i++) {
        uint8_t room[400];
        uint8_t copied[400];
        static const uint8_t content[300] = {0};
        sample value = FULL;
        value.bytes = gs_bytes_of(NULL, lens[i]);
        memset(room, 0, sizeof room);
        gs_writer with_room = gs_writer_on(room, sizeof room);
        gs_cbor_encode(&SAMPLE, &value, &with_room);
        value.bytes = gs_bytes_of(content, lens[i]);
        gs_writer with_content = gs_writer_on(copied, sizeof copied);
        gs_cbor_encode(&SAMPLE, &value, &with_content);
        assert_bytes_equal(gs_bytes_of(room, with_room.len), gs_bytes_of(copied, with_content.len));
    }
}

static void decode_reads_every_field_in_any_order(void **state)
{
    (void)state;
    static const gs_bytes inputs[] = {
        STATIC_BYTES("\xa6\x61n\x19\x01\x00\x65truth\xf5\x61w\x1b\xff\xff\xff\xff\xff\xff\xff\xff"
                     "\x63txt\x62\xC3\xA9\x61"
                     "b\x42\x00\xFF\x61o\x09"),
        STATIC_BYTES("\xbf\x61o\x09\x61"
                     "b\x82\x00\x18\xFF\x41w\x1b\xff\xff\xff\xff\xff\xff\xff\xff\xc1\x63txt\xc1"
                     "\x7f\x62\xC3\xA9\xff\x78\x05truth\xf8\x15\x61n\xc2\x42\x01\x00\xff more"),
        STATIC_BYTES("\xc1\xa8\x61?\x82\x01\x02\x61?\xa0\x61n\x1a\x00\x00\x01\x00\x65truth\xf5\x61w"
                     "\x1b\xff\xff\xff\xff\xff\xff\xff\xff\x63txt\x62\xC3\xA9\x61"
                     "b\x5f\x41\x00\x41\xFF\xff\x61o\x09"),
    };
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        sample value;
        assert_ok(decode(inputs[i], &value));
        assert_int_equal(value.number, 256);
        assert_true(value.truth);
        assert_int_equal(value.option, 9);
        assert_int_equal(value.wide, UINT64_MAX);
        assert_bytes_equal(value.text, BYTES("\xC3\xA9"));
        assert_bytes_equal(value.bytes, BYTES("\x00\xFF"));
    }
}

static void a_field_that_may_be_left_out_is_0(void **state)
{
    (void)state;
    sample value;
    assert_ok(decode(BYTES("\xa5\x61n\x00\x65truth\xf4\x61w\x00\x63txt\x60\x61"
                           "b\x40"),
                     &value));
    assert_int_equal(value.option, 0);
    assert_int_equal(value.bytes.len, 0);
}

static void decode_tells_what_is_wrong(void **state)
{
    (void)state;
    sample value;
    static const struct {
        gs_bytes input;
        const char *text;
    } faults[] = {
        {STATIC_BYTES(""), "CBOR decode: unexpected end"},
        {STATIC_BYTES("\x80"), "CBOR decode: expected a map"},
        {STATIC_BYTES("\xa0"), "CBOR decode: missing field `n`"},
        {STATIC_BYTES("\xa1\x61n\x00"), "CBOR decode: missing field `truth`"},
        {STATIC_BYTES("\xa2\x61n\x00\x61n\x00"), "CBOR decode: duplicate field `n`"},
        {STATIC_BYTES("\xa2\x61n\x00\x41n\x00"), "CBOR decode: duplicate field `n`"},
        {STATIC_BYTES("\xa1\x61n\x1b\0\0\0\1\0\0\0\0"), "CBOR decode: integer out of range"},
        {STATIC_BYTES("\xa1\x61n\x61n"), "CBOR decode: expected an unsigned integer"},
        {STATIC_BYTES("\xa1\x65truth\x01"), "CBOR decode: expected a boolean"},
        {STATIC_BYTES("\xa1\x63txt\x41t"), "CBOR decode: expected text"},
        {STATIC_BYTES("\xa1\x63txt\x61\xff"), "CBOR decode: text is not UTF-8"},
        {STATIC_BYTES("\xa1\x61"
                      "b\x61t"),
         "CBOR decode: expected bytes"},
        {STATIC_BYTES("\xa1\x01\x02"), "CBOR decode: expected a short text or byte string as key"},
        {STATIC_BYTES("\xa1\x62xx\x1c"), "CBOR decode: syntax"},
    };
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        assert_fails(decode(faults[i].input, &value), GS_E_DECODE, faults[i].text);
    }
}

static void every_prefix_is_refused(void **state)
{
    (void)state;
    sample value;
    gs_bytes whole = FULL_BYTES;
    for (size_t len = 0; len < whole.len; len++) {
        assert_int_equal(decode(gs_bytes_of(whole.data, len), &value), GS_E_DECODE);
    }
    assert_int_equal(decode(gs_bytes_of(NULL, 0), &value), GS_E_DECODE);
}

/* Whatever a flipped bit makes of it: views lie inside the input or in scratch. */
static void every_flipped_bit_reads_safely(void **state)
{
    (void)state;
    uint8_t memory[128];
    gs_bytes whole = FULL_BYTES;
    memcpy(memory, whole.data, whole.len);
    for (size_t bit = 0; bit < 8 * whole.len; bit++) {
        sample value;
        memory[bit / 8] ^= (uint8_t)(1u << bit % 8);
        gs_status status = decode(gs_bytes_of(memory, whole.len), &value);
        assert_true(status == GS_OK || status == GS_E_DECODE);
        if (status == GS_OK && value.bytes.len > 0) {
            bool in_input = value.bytes.data >= memory &&
                            value.bytes.data + value.bytes.len <= memory + whole.len;
            bool in_scratch = value.bytes.data >= scratch.data &&
                              value.bytes.data + value.bytes.len <= scratch.data + scratch.len;
            assert_true(in_input || in_scratch);
        }
        memory[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    sample value;
    memory_faults_arm(1);
    assert_int_equal(decode(BYTES("\xa1\x61"
                                  "b\x81\x01"),
                            &value),
                     GS_E_MEMORY);
    assert_true(memory_faults_disarm());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encode_writes_table_order_and_shortest_integers),
        cmocka_unit_test(encode_gives_every_head_its_shortest_form),
        cmocka_unit_test(encode_counts_on_in_a_full_writer),
        cmocka_unit_test(bytes_without_data_are_left_as_room),
        cmocka_unit_test(decode_reads_every_field_in_any_order),
        cmocka_unit_test(a_field_that_may_be_left_out_is_0),
        cmocka_unit_test(decode_tells_what_is_wrong),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(every_flipped_bit_reads_safely),
        cmocka_unit_test(want_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, free_scratch);
}
