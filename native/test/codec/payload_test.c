/* The three payloads in the three codecs, against what the reference wrote
 * (payload_encode.json). */
#include "codec/payload.h"

#include "base/tables.h"
#include "support/check.h"
#include "support/json.h"
#include "support/memory_faults.h"
#include "support/payloads.h"

#define LENGTH_TEXT "payload_size/content_length/args_length mismatch"

static const gs_message *fill(const json *in, any_payload *value)
{
    const char *client = json_text(in, "client");
    uint32_t member = (uint32_t)json_number(in, "member");
    memset(value, 0, sizeof *value);
    if (strcmp(client, "gtp") == 0) {
        const json *text = json_get(in, "text");
        value->gtp = (gs_gtp_message){.message_id = json_number(in, "message_id"),
                                      .sender_id = member,
                                      .flags = GTP_FLAG_URGENT,
                                      .content_length = (uint32_t)text->text_len,
                                      .content = gs_bytes_of(text->text, text->text_len)};
        return &GS_GTP_MESSAGE;
    }
    if (strcmp(client, "gap") == 0) {
        value->gap = (gs_gap_payload){.rtp_timestamp = json_number(in, "timestamp"),
                                      .media_source_id = (uint32_t)json_number(in, "source"),
                                      .rtp_sequence = 1,
                                      .key_phase = (uint32_t)json_number(in, "epoch"),
                                      .opus_frame = json_hex(in, "opus")};
        return &GS_GAP_PAYLOAD;
    }
    gs_bytes args = json_hex(in, "args");
    value->gsp = (gs_gsp_signal){.signal_type = (uint32_t)json_number(in, "signal"),
                                 .request_id = (uint32_t)json_number(in, "request"),
                                 .sender_id = member,
                                 .role_claim = (uint32_t)json_number(in, "role"),
                                 .args_length = (uint32_t)args.len,
                                 .args = args};
    return &GS_GSP_SIGNAL;
}

static void check_equal(const gs_message *message, const any_payload *a, const any_payload *b)
{
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (field->type == GS_FIELD_BYTES) {
            assert_bytes_equal(gs_fields_get_bytes(field, a), gs_fields_get_bytes(field, b));
        } else {
            assert_int_equal(gs_fields_get(field, a), gs_fields_get(field, b));
        }
    }
}

static void check_vector(const json *vector)
{
    static uint8_t memory[1 << 18];
    any_payload value;
    any_payload back;
    gs_buffer scratch = {NULL, 0, 0};
    size_t measured = 0;
    const json *in = json_get(vector, "in");
    const gs_message *message = fill(in, &value);
    uint8_t codec = gs_payload_codec((uint32_t)json_number(in, "codec"));
    gs_bytes expected = json_hex(json_get(vector, "out"), "plaintext");
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_ok(gs_payload_encode(codec, message, &value, &out));
    assert_bytes_equal(gs_bytes_of(memory, out.len), expected);
    assert_ok(gs_payload_measure(codec, message, &value, &measured));
    assert_int_equal(measured, expected.len);
    assert_ok(gs_payload_decode(codec, message, expected, &scratch, &back));
    check_equal(message, &value, &back);
    assert_null(scratch.data); /* nothing of ours stands in pieces */
}

static void payloads_are_those_of_the_reference(void **state)
{
    (void)state;
    size_t counts[3] = {0};
    const json *cases = json_get(json_open("payload_encode.json"), "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        uint64_t codec = json_number(json_get(vector, "in"), "codec");
        check_vector(vector);
        counts[gs_payload_codec((uint32_t)codec)]++;
    }
    json_close();
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        assert_true(counts[i] >= 20);
    }
}

static void unknown_codecs_are_cbor(void **state)
{
    (void)state;
    assert_int_equal(gs_payload_codec(0), GBP_CODEC_CBOR);
    assert_int_equal(gs_payload_codec(1), GBP_CODEC_PROTOBUF);
    assert_int_equal(gs_payload_codec(2), GBP_CODEC_FLATBUFFERS);
    assert_int_equal(gs_payload_codec(3), GBP_CODEC_CBOR);
    assert_int_equal(gs_payload_codec(256), GBP_CODEC_CBOR);
    assert_int_equal(gs_payload_codec(UINT32_MAX), GBP_CODEC_CBOR);
}

static void a_length_that_is_not_the_bytes_is_refused(void **state)
{
    (void)state;
    for (unsigned number = 0; number <= GBP_CODEC_FLATBUFFERS; number++) {
        uint8_t codec = (uint8_t)number;
        for (uint32_t len = 1; len <= 3; len++) {
            uint8_t memory[256];
            gs_buffer scratch = {NULL, 0, 0};
            gs_writer out = gs_writer_on(memory, sizeof memory);
            gs_gtp_message message = {.content_length = len, .content = BYTES("hi")};
            gs_gtp_message back;
            assert_ok(gs_payload_encode(codec, &GS_GTP_MESSAGE, &message, &out));
            gs_bytes input = gs_bytes_of(memory, out.len);
            if (len == 2) {
                assert_ok(gs_payload_decode(codec, &GS_GTP_MESSAGE, input, &scratch, &back));
            } else {
                assert_fails(gs_payload_decode(codec, &GS_GTP_MESSAGE, input, &scratch, &back),
                             GS_E_DECODE, LENGTH_TEXT);
            }
        }
    }
}

/* A FlatBuffers root that reads with a field that does not: GAP, which has no length field, says
 * so. */
static void a_field_fault_of_flatbuffers_reads_as_a_length_fault(void **state)
{
    (void)state;
    uint8_t memory[256];
    gs_buffer scratch = {NULL, 0, 0};
    any_payload back;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_gtp_message gtp = {.content_length = 2, .content = BYTES("hi")};
    assert_ok(gs_payload_encode(GBP_CODEC_FLATBUFFERS, &GS_GTP_MESSAGE, &gtp, &out));
    memset(memory + out.len - 6, 0xFF, 4); /* the vector's length */
    assert_fails(gs_payload_decode(GBP_CODEC_FLATBUFFERS, &GS_GTP_MESSAGE,
                                   gs_bytes_of(memory, out.len), &scratch, &back),
                 GS_E_DECODE, LENGTH_TEXT);
    out = gs_writer_on(memory, sizeof memory);
    gs_gap_payload gap = {.opus_frame = BYTES("hi")};
    assert_ok(gs_payload_encode(GBP_CODEC_FLATBUFFERS, &GS_GAP_PAYLOAD, &gap, &out));
    memset(memory + out.len - 6, 0xFF, 4);
    assert_fails(gs_payload_decode(GBP_CODEC_FLATBUFFERS, &GS_GAP_PAYLOAD,
                                   gs_bytes_of(memory, out.len), &scratch, &back),
                 GS_E_DECODE, "CBOR decode: flatbuffers field error");
}

static void want_of_memory_is_no_decoding_error(void **state)
{
    (void)state;
    gs_buffer scratch = {NULL, 0, 0};
    any_payload back;
    memory_faults_arm(1);
    assert_fails(gs_payload_decode(GBP_CODEC_CBOR, &GS_GAP_PAYLOAD,
                                   BYTES("\xa5\x64msid\x00\x63seq\x00\x62ts\x00\x62kp\x00\x64opus"
                                         "\x81\x01"),
                                   &scratch, &back),
                 GS_E_MEMORY, "out of memory");
    assert_true(memory_faults_disarm());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(payloads_are_those_of_the_reference),
        cmocka_unit_test(unknown_codecs_are_cbor),
        cmocka_unit_test(a_length_that_is_not_the_bytes_is_refused),
        cmocka_unit_test(a_field_fault_of_flatbuffers_reads_as_a_length_fault),
        cmocka_unit_test(want_of_memory_is_no_decoding_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
