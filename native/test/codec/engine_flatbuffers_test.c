/*
 * The FlatBuffers engine on the tables of the three payloads: what the reference wrote for the same
 * values, what flatcc's verifier says of ours, buffers of Google's flatbuffers for Python on
 * native/schema, and faults that were tried on the reference.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/engine_flatbuffers.h"
#include "support/flatcc_check.h"
#include "support/payloads.h"

#define BYTES(literal) gs_bytes_of(literal, sizeof(literal) - 1)
#define ROOT_TEXT "CBOR decode: flatbuffers root error"
#define FIELD_TEXT "CBOR decode: flatbuffers field error"

enum { CAPACITY = 512 };

/* As Python's package lays it out: the vtable stands before the table. */
#define FOREIGN_GTP                                                                              \
    BYTES("\x18\x00\x00\x00\x14\x00\x30\x00\x28\x00\x24\x00\x18\x00\x14\x00\x10\x00\x0c\x00\x08" \
          "\x00\x04\x00\x14\x00\x00\x00\x2c\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x07\x00" \
          "\x00\x00\x2c\x01\x00\x00\x7b\x68\xe5\xcf\x8b\x01\x00\x00\x00\x00\x00\x00\xff\xff\xff" \
          "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00hi\x00\x00")

/* As the reference lays it out. */
#define OWN_GTP                                                                                  \
    BYTES("\x04\x00\x00\x00\xe4\xff\xff\xff\x07\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01" \
          "\x00\x00\x00\x02\x00\x00\x00\x18\x00\x00\x00\x14\x00\x1c\x00\x04\x00\x0c\x00\x00\x00" \
          "\x00\x00\x10\x00\x00\x00\x14\x00\x18\x00\x02\x00\x00\x00hi")

/* Places in OWN_GTP. */
enum {
    OWN_TABLE = 4,
    OWN_CONTENT = 28,
    OWN_VTABLE = 32,
    OWN_ENTRIES = 36,
    OWN_VECTOR = 52,
    OWN_LEN = 58,
};

static void assert_encodes(const gs_message *message, const void *value, gs_bytes expected)
{
    uint8_t memory[CAPACITY];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_int_equal(gs_flatbuffers_encode(message, value, &out), GS_OK);
    assert_int_equal(out.len, expected.len);
    assert_memory_equal(memory, expected.data, expected.len);
}

static void assert_refused(gs_bytes input, bool is_field)
{
    gs_gtp_message value;
    bool field_fault = !is_field;
    gs_last_error_clear();
    assert_int_equal(gs_flatbuffers_decode(&GS_GTP_MESSAGE, input, &value, &field_fault),
                     GS_E_DECODE);
    assert_string_equal(gs_last_error(), is_field ? FIELD_TEXT : ROOT_TEXT);
    assert_int_equal(field_fault, is_field);
}

static gs_gtp_message decoded(gs_bytes input)
{
    gs_gtp_message value;
    bool field_fault = true;
    memset(&value, 0xA5, sizeof value);
    assert_int_equal(gs_flatbuffers_decode(&GS_GTP_MESSAGE, input, &value, &field_fault), GS_OK);
    assert_false(field_fault);
    return value;
}

/* OWN_GTP with some bytes replaced. */
static gs_bytes altered(uint8_t memory[OWN_LEN], size_t at, gs_bytes bytes)
{
    memcpy(memory, OWN_GTP.data, OWN_LEN);
    memcpy(memory + at, bytes.data, bytes.len);
    return gs_bytes_of(memory, OWN_LEN);
}

static void encode_lays_out_as_the_reference(void **state)
{
    (void)state;
    gs_gtp_message text = {
        .message_id = 7, .sender_id = 1, .flags = 1, .content_length = 2, .content = BYTES("hi")};
    assert_encodes(&GS_GTP_MESSAGE, &text, OWN_GTP);
    /* an empty vector is there, a message id of 0 is not */
    assert_encodes(&GS_GTP_MESSAGE, &(gs_gtp_message){.sender_id = 1, .flags = 1},
                   BYTES("\x04\x00\x00\x00\xf0\xff\xff\xff\x01\x00\x00\x00\x01\x00\x00\x00\x18\x00"
                         "\x00\x00\x14\x00\x10\x00\x00\x00\x04\x00\x00\x00\x00\x00\x08\x00\x00\x00"
                         "\x00\x00\x0c\x00\x00\x00\x00\x00"));
    /* two bytes of padding between table and vtable, so that the vector is aligned */
    assert_encodes(&GS_GAP_PAYLOAD,
                   &(gs_gap_payload){.media_source_id = 7,
                                     .rtp_sequence = 2,
                                     .rtp_timestamp = 960,
                                     .key_phase = 1,
                                     .opus_frame = BYTES("op")},
                   BYTES("\x04\x00\x00\x00\xe2\xff\xff\xff\xc0\x03\x00\x00\x00\x00\x00\x00\x07\x00"
                         "\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x14\x00\x00\x00\x00\x00\x0e\x00"
                         "\x1c\x00\x0c\x00\x10\x00\x04\x00\x14\x00\x18\x00\x02\x00\x00\x00op"));
    /* no vector, no padding, and a vtable without its last entries */
    assert_encodes(&GS_GSP_SIGNAL, &(gs_gsp_signal){.signal_type = 100, .sender_id = 1},
                   BYTES("\x04\x00\x00\x00\xf4\xff\xff\xff\x64\x00\x00\x00\x01\x00\x00\x00\x0a\x00"
                         "\x0c\x00\x04\x00\x00\x00\x08\x00"));
    assert_encodes(&GS_GSP_SIGNAL, &(gs_gsp_signal){0},
                   BYTES("\x04\x00\x00\x00\xfc\xff\xff\xff\x04\x00\x04\x00"));
}

/* Every set of fields that are there, every length of the bytes modulo the alignment. */
static void encode_writes_what_flatcc_verifies_and_decode_reads(void **state)
{
    (void)state;
    for (size_t which = 0; which < PAYLOAD_COUNT; which++) {
        const gs_message *message = PAYLOADS[which];
        for (size_t set = 0; set < 1u << message->count; set++) {
            any_payload value;
            any_payload back;
            bool field_fault;
            _Alignas(8) uint8_t memory[CAPACITY];
            memset(&value, 0, sizeof value);
            for (size_t i = 0; i < message->count; i++) {
                const gs_field *field = &message->fields[i];
                if (field->type == GS_FIELD_BYTES) {
                    gs_fields_set_bytes(field, &value, gs_bytes_of("abcdefghijkl", set % 13));
                } else if ((set >> i & 1u) != 0) {
                    gs_fields_set(field, &value, UINT64_MAX - i);
                }
            }
            gs_writer out = gs_writer_on(memory, sizeof memory);
            assert_int_equal(gs_flatbuffers_encode(message, &value, &out), GS_OK);
            assert_true(flatcc_accepts(which, memory, out.len));
            assert_int_equal(
                gs_flatbuffers_decode(message, gs_bytes_of(memory, out.len), &back, &field_fault),
                GS_OK);
            for (size_t i = 0; i < message->count; i++) {
                const gs_field *field = &message->fields[i];
                if (field->type == GS_FIELD_BYTES) {
                    assert_true(gs_bytes_equal(gs_fields_get_bytes(field, &back),
                                               gs_fields_get_bytes(field, &value)));
                } else {
                    assert_true(gs_fields_get(field, &back) == gs_fields_get(field, &value));
                }
            }
        }
    }
}

/* No payload has two vectors; the engine takes them all the same. */
static void encode_takes_more_than_one_vector(void **state)
{
    (void)state;
    typedef struct two_vectors {
        gs_bytes first;
        uint64_t number;
        gs_bytes second;
    } two_vectors;
    static const gs_field fields[] = {
        GS_FIELD(two_vectors, first, "f", 1, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
        GS_FIELD(two_vectors, number, "n", 2, GS_FIELD_U64, GS_FIELD_ALWAYS),
        GS_FIELD(two_vectors, second, "s", 3, GS_FIELD_BYTES, GS_FIELD_OPTIONAL_VECTOR),
    };
    static const gs_message message = {fields, 3, sizeof(two_vectors), GS_FIELDS_NONE};
    for (size_t len = 0; len < 9; len++) {
        two_vectors value = {gs_bytes_of("abcdefgh", len), 5, gs_bytes_of("ABCDEFGH", 8 - len)};
        two_vectors back;
        bool field_fault;
        uint8_t memory[CAPACITY];
        gs_writer out = gs_writer_on(memory, sizeof memory);
        assert_int_equal(gs_flatbuffers_encode(&message, &value, &out), GS_OK);
        assert_int_equal(
            gs_flatbuffers_decode(&message, gs_bytes_of(memory, out.len), &back, &field_fault),
            GS_OK);
        assert_true(gs_bytes_equal(back.first, value.first));
        assert_true(gs_bytes_equal(back.second, value.second));
        assert_int_equal(back.number, 5);
    }
}

static void encode_counts_on_in_a_full_writer(void **state)
{
    (void)state;
    gs_gtp_message value = {.message_id = 7, .content = BYTES("hello")};
    for (size_t cap = 0; cap < OWN_LEN; cap++) {
        uint8_t memory[OWN_LEN + 1];
        memset(memory, 0xEE, sizeof memory);
        gs_writer out = gs_writer_on(memory, cap);
        assert_int_equal(gs_flatbuffers_encode(&GS_GTP_MESSAGE, &value, &out), GS_OK);
        assert_int_equal(memory[cap], 0xEE);
        assert_int_equal(out.len, 49);
        assert_int_equal(gs_writer_fits(&out), cap >= 49);
    }
}

static void encode_refuses_what_offsets_cannot_span(void **state)
{
    (void)state;
    uint8_t byte = 0;
    gs_gtp_message value = {.content = gs_bytes_of(&byte, (size_t)INT32_MAX - 64)};
    gs_writer out = gs_writer_on(NULL, 0);
    assert_int_equal(gs_flatbuffers_encode(&GS_GTP_MESSAGE, &value, &out), GS_E_ARGUMENT);
    assert_int_equal(out.len, 0);
    value.content.len = SIZE_MAX;
    assert_int_equal(gs_flatbuffers_encode(&GS_GTP_MESSAGE, &value, &out), GS_E_ARGUMENT);
    value.content.len = (size_t)INT32_MAX - 128;
    assert_int_equal(gs_flatbuffers_encode(&GS_GTP_MESSAGE, &value, &out), GS_OK);
    assert_true(out.len > value.content.len);
}

static void decode_reads_another_implementation_at_every_alignment(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 8; shift++) {
        _Alignas(8) uint8_t memory[CAPACITY];
        gs_bytes input = gs_bytes_of(memory + shift, FOREIGN_GTP.len);
        memcpy(memory + shift, FOREIGN_GTP.data, input.len);
        gs_gtp_message value = decoded(input);
        assert_true(value.message_id == UINT64_MAX);
        assert_int_equal(value.sender_id, UINT32_MAX);
        assert_true(value.timestamp_ms == 1700000000123u);
        assert_int_equal(value.request_id, 300);
        assert_int_equal(value.flags, 7);
        assert_int_equal(value.content_type, 3);
        assert_int_equal(value.content_length, 2);
        assert_ptr_equal(value.content.data, input.data + input.len - 4);
        assert_int_equal(value.content.len, 2);
    }
}

static void decode_tells_how_far_a_prefix_reads(void **state)
{
    (void)state;
    for (size_t len = 0; len < OWN_LEN; len++) {
        assert_refused(gs_bytes_of(OWN_GTP.data, len), len >= OWN_VECTOR);
    }
    gs_gtp_message value = decoded(OWN_GTP);
    assert_true(value.message_id == 7);
    assert_true(gs_bytes_equal(value.content, BYTES("hi")));
}

static void decode_refuses_roots_that_leave_the_input(void **state)
{
    (void)state;
    uint8_t memory[OWN_LEN];
    assert_refused(BYTES(""), false);
    assert_refused(altered(memory, 0, BYTES("\xff\xff\xff\xff")), false);
    assert_refused(altered(memory, 0, BYTES("\x37\x00\x00\x00")), false);
    /* the table's offset to its vtable: before the start, behind the end */
    assert_refused(altered(memory, OWN_TABLE, BYTES("\x05\x00\x00\x00")), false);
    assert_refused(altered(memory, OWN_TABLE, BYTES("\xff\xff\xff\x7f")), false);
    assert_refused(altered(memory, OWN_TABLE, BYTES("\x00\x00\x00\x80")), false);
    assert_refused(altered(memory, OWN_TABLE, BYTES("\xcb\xff\xff\xff")), false);
    /* the vtable's length: too short, odd, behind the end */
    assert_refused(altered(memory, OWN_VTABLE, BYTES("\x00\x00")), false);
    assert_refused(altered(memory, OWN_VTABLE, BYTES("\x02\x00")), false);
    assert_refused(altered(memory, OWN_VTABLE, BYTES("\x05\x00")), false);
    assert_refused(altered(memory, OWN_VTABLE, BYTES("\x1c\x00")), false);
    /* a length before the buffer is taken for the root's offset */
    assert_refused(BYTES("\x0c\x00\x00\x00\x04\x00\x00\x00\xfc\xff\xff\xff\x04\x00\x04\x00"),
                   false);
}

static void decode_refuses_fields_that_leave_the_input(void **state)
{
    (void)state;
    uint8_t memory[OWN_LEN];
    for (size_t entry = 0; entry < 8; entry++) {
        size_t at = OWN_ENTRIES + 2 * entry;
        assert_refused(altered(memory, at, BYTES("\xff\xff")), true);
        assert_refused(altered(memory, at, BYTES("\x33\x00")), true);
    }
    assert_refused(altered(memory, OWN_CONTENT, BYTES("\x1b\x00\x00\x00")), true);
    assert_refused(altered(memory, OWN_CONTENT, BYTES("\xff\xff\xff\xff")), true);
    assert_refused(altered(memory, OWN_VECTOR, BYTES("\x03\x00\x00\x00")), true);
    assert_refused(altered(memory, OWN_VECTOR, BYTES("\xff\xff\xff\xff")), true);
}

static void decode_reads_what_stays_inside_however_odd(void **state)
{
    (void)state;
    uint8_t memory[OWN_LEN];
    /* a table that is its own vtable */
    assert_int_equal(decoded(BYTES("\x04\x00\x00\x00\x04\x00\x00\x00")).content.len, 0);
    /* the table's length in the vtable does not matter, nor do entries of unknown fields */
    assert_true(decoded(altered(memory, OWN_VTABLE + 2, BYTES("\x00\x00"))).message_id == 7);
    assert_true(decoded(altered(memory, OWN_VTABLE, BYTES("\x16\x00"))).message_id == 7);
    /* a short vtable hides the fields behind it */
    gs_gtp_message value = decoded(altered(memory, OWN_VTABLE, BYTES("\x06\x00")));
    assert_true(value.message_id == 7);
    assert_int_equal(value.sender_id, 0);
    assert_int_equal(value.content.len, 0);
    /* a field off its alignment and outside its table; one field in another */
    assert_int_equal(decoded(altered(memory, OWN_ENTRIES + 2, BYTES("\x30\x00"))).sender_id, 2);
    assert_int_equal(decoded(altered(memory, OWN_ENTRIES + 2, BYTES("\x03\x00"))).sender_id,
                     7 << 8 | 0xff);
    /* an integer wider than its field keeps its low bits */
    assert_int_equal(decoded(altered(memory, 20, BYTES("\x02\x01\x00\x00"))).flags, 2);
    /* bytes behind the last object do not matter, nor does a file identifier */
    value = decoded(BYTES("\x08\x00\x00\x00GTPM\xfc\xff\xff\xff\x04\x00\x04\x00rest"));
    assert_true(value.message_id == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encode_lays_out_as_the_reference),
        cmocka_unit_test(encode_writes_what_flatcc_verifies_and_decode_reads),
        cmocka_unit_test(encode_takes_more_than_one_vector),
        cmocka_unit_test(encode_counts_on_in_a_full_writer),
        cmocka_unit_test(encode_refuses_what_offsets_cannot_span),
        cmocka_unit_test(decode_reads_another_implementation_at_every_alignment),
        cmocka_unit_test(decode_tells_how_far_a_prefix_reads),
        cmocka_unit_test(decode_refuses_roots_that_leave_the_input),
        cmocka_unit_test(decode_refuses_fields_that_leave_the_input),
        cmocka_unit_test(decode_reads_what_stays_inside_however_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
