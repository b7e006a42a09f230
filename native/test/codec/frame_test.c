/* The frame against what the reference wrote (frame_encode.json). */
#include "codec/frame.h"

#include "base/tables.h"
#include "support/check.h"
#include "support/json.h"

static const uint8_t GROUP_ID[GS_GROUP_ID_LEN] = "0123456789abcde";

static gs_frame sample(void)
{
    return (gs_frame){.version = 1,
                      .stream_type = GBP_STREAM_TEXT,
                      .codec = GBP_CODEC_PROTOBUF,
                      .flags = 0x1FF,
                      .transition_id = 70000,
                      .stream_id = UINT32_MAX,
                      .sequence_no = 300,
                      .payload_size = 5,
                      .epoch = UINT64_MAX,
                      .group_id = gs_bytes_of(GROUP_ID, sizeof GROUP_ID),
                      .payload = BYTES("hello")};
}

static void check_equal(const gs_frame *a, const gs_frame *b)
{
    assert_int_equal(a->version, b->version);
    assert_int_equal(a->stream_type, b->stream_type);
    assert_int_equal(a->codec, b->codec);
    assert_int_equal(a->flags, b->flags);
    assert_int_equal(a->transition_id, b->transition_id);
    assert_int_equal(a->stream_id, b->stream_id);
    assert_int_equal(a->sequence_no, b->sequence_no);
    assert_int_equal(a->payload_size, b->payload_size);
    assert_int_equal(a->epoch, b->epoch);
    assert_bytes_equal(a->group_id, b->group_id);
    assert_bytes_equal(a->payload, b->payload);
}

static void frames_are_those_of_the_reference(void **state)
{
    (void)state;
    size_t count = 0;
    const json *cases = json_get(json_open("frame_encode.json"), "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        const json *in = json_get(vector, "in");
        gs_bytes payload = json_hex(in, "payload");
        gs_frame frame = {.version = (uint8_t)json_number(in, "version"),
                          .group_id = json_hex(in, "group_id"),
                          .epoch = json_number(in, "epoch"),
                          .transition_id = (uint32_t)json_number(in, "transition_id"),
                          .stream_type = (uint8_t)json_number(in, "stream_type"),
                          .stream_id = (uint32_t)json_number(in, "stream_id"),
                          .flags = (uint16_t)json_number(in, "flags"),
                          .sequence_no = (uint32_t)json_number(in, "sequence_no"),
                          .payload_size = (uint32_t)payload.len,
                          .payload = payload};
        static uint8_t memory[1 << 18];
        size_t payload_at = 0;
        gs_writer out = gs_writer_on(memory, sizeof memory);
        gs_buffer scratch = {NULL, 0, 0};
        gs_frame back;
        gs_frame_encode(&frame, &out, &payload_at);
        assert_bytes_equal(gs_bytes_of(memory, out.len), json_hex(json_get(vector, "out"), "wire"));
        assert_bytes_equal(gs_bytes_of(memory + payload_at, payload.len), payload);
        assert_ok(gs_frame_decode(gs_bytes_of(memory, out.len), &scratch, &back));
        check_equal(&back, &frame);
        assert_true(gs_frame_payload_size_matches(&back));
        assert_null(scratch.data);
        count++;
    }
    json_close();
    assert_true(count >= 50);
}

static void the_payloads_place_is_told_with_and_without_codec(void **state)
{
    (void)state;
    static const size_t lens[] = {0, 1, 23, 24, 255, 256, 65535, 65536};
    static uint8_t memory[70000];
    for (unsigned number = 0; number <= GBP_CODEC_FLATBUFFERS; number++) {
        uint8_t codec = (uint8_t)number;
        for (size_t i = 0; i < COUNT_OF(lens); i++) {
            gs_frame frame = sample();
            gs_frame back;
            gs_buffer scratch = {NULL, 0, 0};
            size_t payload_at = 0;
            frame.codec = codec;
            frame.payload = gs_bytes_of(NULL, lens[i]);
            frame.payload_size = (uint32_t)lens[i];
            gs_writer out = gs_writer_on(memory, sizeof memory);
            gs_frame_encode(&frame, &out, &payload_at);
            memset(memory + payload_at, 0xC5, lens[i]);
            assert_ok(gs_frame_decode(gs_bytes_of(memory, out.len), &scratch, &back));
            assert_int_equal(back.codec, codec);
            assert_int_equal(back.payload.len, lens[i]);
            assert_true(lens[i] == 0 || back.payload.data == memory + payload_at);
            assert_true(lens[i] == 0 || back.payload.data[lens[i] - 1] == 0xC5);
        }
    }
}

static void an_unknown_codec_is_read_as_cbor(void **state)
{
    (void)state;
    for (unsigned codec = 0; codec <= UINT8_MAX; codec++) {
        uint8_t memory[128];
        size_t payload_at = 0;
        gs_frame frame = sample();
        gs_buffer scratch = {NULL, 0, 0};
        frame.codec = (uint8_t)codec;
        gs_writer out = gs_writer_on(memory, sizeof memory);
        gs_frame_encode(&frame, &out, &payload_at);
        assert_ok(gs_frame_decode(gs_bytes_of(memory, out.len), &scratch, &frame));
        assert_int_equal(frame.codec, codec <= GBP_CODEC_FLATBUFFERS ? codec : GBP_CODEC_CBOR);
    }
}

static void every_prefix_is_refused(void **state)
{
    (void)state;
    uint8_t memory[128];
    size_t payload_at = 0;
    gs_frame frame = sample();
    gs_buffer scratch = {NULL, 0, 0};
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_frame_encode(&frame, &out, &payload_at);
    for (size_t len = 0; len < out.len; len++) {
        assert_int_equal(gs_frame_decode(gs_bytes_of(memory, len), &scratch, &frame), GS_E_DECODE);
        assert_memory_equal(gs_last_error(), "CBOR decode: ", 13);
    }
    assert_ok(gs_frame_decode(gs_bytes_of(memory, out.len), &scratch, &frame));
    gs_buffer_free(&scratch);
}

static void the_payload_size_must_be_the_payloads(void **state)
{
    (void)state;
    gs_frame frame = sample();
    assert_true(gs_frame_payload_size_matches(&frame));
    frame.payload_size = 6;
    assert_false(gs_frame_payload_size_matches(&frame));
    frame.payload_size = 4;
    assert_false(gs_frame_payload_size_matches(&frame));
}

static void group_ids_are_padded_or_cut_to_16_bytes(void **state)
{
    (void)state;
    static const uint8_t padded[GS_GROUP_ID_LEN] = {'a', 'b'};
    static const uint8_t longer[GS_GROUP_ID_LEN + 1] = "0123456789abcde\0!";
    static const uint8_t zeros[GS_GROUP_ID_LEN];
    gs_frame frame = sample();
    assert_true(gs_frame_is_of_group(&frame, GROUP_ID));
    assert_false(gs_frame_is_of_group(&frame, padded));
    frame.group_id = BYTES("ab");
    assert_true(gs_frame_is_of_group(&frame, padded));
    frame.group_id = BYTES("ab\0\0");
    assert_true(gs_frame_is_of_group(&frame, padded));
    frame.group_id = BYTES("ab\0\1");
    assert_false(gs_frame_is_of_group(&frame, padded));
    frame.group_id = gs_bytes_of(longer, sizeof longer);
    assert_true(gs_frame_is_of_group(&frame, GROUP_ID));
    frame.group_id = gs_bytes_of(NULL, 0);
    assert_true(gs_frame_is_of_group(&frame, zeros));
    assert_false(gs_frame_is_of_group(&frame, GROUP_ID));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_those_of_the_reference),
        cmocka_unit_test(the_payloads_place_is_told_with_and_without_codec),
        cmocka_unit_test(an_unknown_codec_is_read_as_cbor),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(the_payload_size_must_be_the_payloads),
        cmocka_unit_test(group_ids_are_padded_or_cut_to_16_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
