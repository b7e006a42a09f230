/* Receiving: the ten steps in their order, and what a forged frame may not do. */
#include "support/memory_faults.h"
#include "support/one_node.h"

#define FORGED "aead open: aead: authentication failed"

static void receive_text(uint32_t sequence_no)
{
    gs_frame frame = node_fixture_frame(&fixture, sequence_no);
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, BYTES("text")));
}

static void a_payload_becomes_an_event(void **state)
{
    (void)state;
    gs_frame frame = node_fixture_frame(&fixture, 7);
    frame.stream_type = GBP_STREAM_AUDIO;
    frame.stream_id = UINT32_MAX;
    frame.flags = 0xFFEF;
    frame.codec = GBP_CODEC_FLATBUFFERS;
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, BYTES("sound")));
    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_PAYLOAD_RECEIVED);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE], GBP_STREAM_AUDIO);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_ID], UINT32_MAX);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_SEQUENCE_NO], 7);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_FLAGS], 0xFFEF);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_CODEC], GBP_CODEC_FLATBUFFERS);
    assert_bytes_equal(node_fixture_bytes(&fixture, event), BYTES("sound"));
    node_fixture_expect_end(&fixture);
}

/* A frame with every fault at once, then with one less and one less: each time the first that is
 * left is told. */
static void the_steps_come_in_their_order(void **state)
{
    (void)state;
    receive_text(5);
    node_fixture_expect_payload(&fixture, 5, BYTES("text"));
    gs_frame bad = node_fixture_frame(&fixture, 5);
    const gs_bytes group_id = bad.group_id;
    bad.version = 2;
    bad.group_id = BYTES("another group");
    bad.epoch = 9;
    bad.payload_size = 1;
    bad.stream_type = 4;
    bad.flags |= GBP_FLAG_CRITICAL;
    bad.transition_id = 3;
    for (int step = 1; step <= 10; step++) {
        gs_bytes wire = node_fixture_seal(&fixture, bad, BYTES("text"));
        fixture.wire[wire.len - 1] ^= step < 10 ? 1 : 0; /* the tag */
        fixture.node->state = GBP_STATE_ACTIVE;
        node_fixture_receive(&fixture, step == 1 ? gs_bytes_of(wire.data, wire.len - 1) : wire);
        switch (step) {
        case 1:
            node_fixture_expect_error(&fixture, GBP_ERR_STREAM_POLICY_VIOLATION,
                                      "frame decode: CBOR decode: unexpected end");
            break;
        case 2:
            node_fixture_expect_error(&fixture, GBP_ERR_UNSUPPORTED_VERSION, "version != 1");
            node_fixture_expect_state(&fixture, GBP_STATE_ACTIVE, GBP_STATE_FAILED);
            bad.version = 1;
            break;
        case 3:
            node_fixture_expect_error(&fixture, GBP_ERR_UNKNOWN_GROUP, "group_id");
            node_fixture_expect_state(&fixture, GBP_STATE_ACTIVE, GBP_STATE_FAILED);
            bad.group_id = group_id;
            break;
        case 4:
            node_fixture_expect_error(&fixture, GBP_ERR_EPOCH_MISMATCH, "got 9, expected 1");
            node_fixture_expect_state(&fixture, GBP_STATE_ACTIVE, GBP_STATE_RESYNCING);
            bad.epoch = FIXTURE_EPOCH;
            break;
        case 5:
            node_fixture_expect_error(
                &fixture, GBP_ERR_STREAM_POLICY_VIOLATION,
                "payload size: payload_size/content_length/args_length mismatch");
            bad.payload_size = 0;
            break;
        case 6:
            node_fixture_expect_error(&fixture, GBP_ERR_STREAM_POLICY_VIOLATION,
                                      "unknown stream_type");
            bad.stream_type = GBP_STREAM_TEXT;
            break;
        case 7:
            node_fixture_expect_error(&fixture, GBP_ERR_TRANSITION_MISMATCH,
                                      "got tid=3, expected 0");
            bad.transition_id = 0;
            break;
        case 8:
            node_fixture_expect_error(&fixture, GBP_ERR_REPLAY_DETECTED,
                                      "st=text sid=201 seq=5 hw=5");
            bad.sequence_no = 6;
            break;
        case 9:
            node_fixture_expect_error(&fixture, GBP_ERR_DECRYPT_FAILED, FORGED);
            break;
        default:
            node_fixture_expect_payload(&fixture, 6, BYTES("text"));
            break;
        }
        node_fixture_expect_end(&fixture);
    }
}

static void a_failed_or_resyncing_node_still_receives(void **state)
{
    (void)state;
    static const gbp_state states[] = {GBP_STATE_IDLE, GBP_STATE_RESYNCING, GBP_STATE_FAILED,
                                       GBP_STATE_CLOSED};
    for (uint32_t i = 0; i < COUNT_OF(states); i++) {
        fixture.node->state = states[i];
        receive_text(i + 1);
        node_fixture_expect_payload(&fixture, i + 1, BYTES("text"));
        node_fixture_expect_end(&fixture);
        assert_int_equal(fixture.node->state, states[i]);
    }
}

static void a_fatal_error_is_reported_even_from_failed(void **state)
{
    (void)state;
    gs_frame bad = node_fixture_frame(&fixture, 1);
    bad.version = 0;
    fixture.node->state = GBP_STATE_FAILED;
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, bad, BYTES("x")));
    node_fixture_expect_error(&fixture, GBP_ERR_UNSUPPORTED_VERSION, "version != 1");
    node_fixture_expect_state(&fixture, GBP_STATE_FAILED, GBP_STATE_FAILED);
    bad = node_fixture_frame(&fixture, 1);
    bad.epoch = 0;
    fixture.node->state = GBP_STATE_RESYNCING;
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, bad, BYTES("x")));
    node_fixture_expect_error(&fixture, GBP_ERR_EPOCH_MISMATCH, "got 0, expected 1");
    node_fixture_expect_end(&fixture);
}

static void only_frames_that_are_not_control_are_bound_to_the_transition(void **state)
{
    (void)state;
    gs_frame frame = node_fixture_frame(&fixture, 1);
    frame.transition_id = 9;
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, BYTES("x")));
    node_fixture_expect_payload(&fixture, 1, BYTES("x")); /* not critical */
    frame.stream_type = GBP_STREAM_CONTROL;
    frame.flags |= GBP_FLAG_CRITICAL;
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, BYTES("x")));
    node_fixture_expect_error(&fixture, GBP_ERR_STREAM_POLICY_VIOLATION, "control decode");
    node_fixture_expect_end(&fixture);
}

static void numbers_rise_on_each_stream_by_itself(void **state)
{
    (void)state;
    gs_frame frame = node_fixture_frame(&fixture, 0);
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, BYTES("x")));
    node_fixture_expect_error(&fixture, GBP_ERR_REPLAY_DETECTED, "st=text sid=201 seq=0 hw=0");
    static const uint32_t rising[] = {1, 2, 10, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(rising); i++) {
        for (uint32_t stream = 1; stream <= 3; stream++) {
            for (uint32_t id = 0; id < 3; id++) {
                frame.stream_type = (uint8_t)stream;
                frame.stream_id = id;
                frame.sequence_no = rising[i];
                node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, BYTES("x")));
                node_fixture_expect_payload(&fixture, rising[i], BYTES("x"));
            }
        }
    }
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, BYTES("x")));
    node_fixture_expect_error(&fixture, GBP_ERR_REPLAY_DETECTED,
                              "st=signal sid=2 seq=4294967295 hw=4294967295");
    node_fixture_expect_end(&fixture);
}

static void a_forged_frame_does_not_shut_out_the_real_one(void **state)
{
    (void)state;
    gs_frame frame = node_fixture_frame(&fixture, UINT32_MAX);
    gs_bytes wire = node_fixture_seal(&fixture, frame, BYTES("x"));
    fixture.wire[wire.len - 1] ^= 1;
    node_fixture_receive(&fixture, wire);
    node_fixture_expect_error(&fixture, GBP_ERR_DECRYPT_FAILED, FORGED);
    assert_int_equal(fixture.node->inbound.count, 0);
    receive_text(1);
    node_fixture_expect_payload(&fixture, 1, BYTES("text"));
    node_fixture_expect_end(&fixture);
}

static void a_payload_shorter_than_a_tag_is_forged(void **state)
{
    (void)state;
    for (size_t len = 0; len <= 16; len++) {
        uint8_t wire[256];
        size_t payload_at = 0;
        gs_frame frame = node_fixture_frame(&fixture, 1);
        frame.payload = gs_bytes_of(NULL, len);
        frame.payload_size = (uint32_t)len;
        gs_writer out = gs_writer_on(wire, sizeof wire);
        memset(wire, 0, sizeof wire);
        gs_frame_encode(&frame, &out, &payload_at);
        node_fixture_receive(&fixture, gs_bytes_of(wire, out.len));
        node_fixture_expect_error(&fixture, GBP_ERR_DECRYPT_FAILED, FORGED);
    }
    gs_frame frame = node_fixture_frame(&fixture, 1);
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, gs_bytes_of(NULL, 0)));
    node_fixture_expect_payload(&fixture, 1, BYTES(""));
    node_fixture_expect_end(&fixture);
}

static void every_prefix_is_an_error(void **state)
{
    (void)state;
    gs_bytes wire = node_fixture_seal(&fixture, node_fixture_frame(&fixture, 1), BYTES("text"));
    for (size_t len = 0; len < wire.len; len++) {
        node_fixture_receive(&fixture, gs_bytes_of(wire.data, len));
        const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_ERROR);
        assert_int_equal(event[GBP_EVENT_ERROR_CODE], GBP_ERR_STREAM_POLICY_VIOLATION);
        assert_memory_equal(node_fixture_bytes(&fixture, event).data,
                            "frame decode: CBOR decode: ", 27);
        node_fixture_expect_end(&fixture);
    }
    node_fixture_receive(&fixture, gs_bytes_of(NULL, 0));
    node_fixture_forget_events(&fixture);
    node_fixture_receive(&fixture, wire);
    node_fixture_expect_payload(&fixture, 1, BYTES("text"));
}

/* Header fields are not authenticated in wire version 1; the plaintext always is. */
static void no_flipped_bit_gives_another_plaintext(void **state)
{
    (void)state;
    gs_bytes wire = node_fixture_seal(&fixture, node_fixture_frame(&fixture, 1), BYTES("text"));
    for (size_t bit = 0; bit < 8 * wire.len; bit++) {
        fixture.wire[bit / 8] ^= (uint8_t)(1u << bit % 8);
        node_fixture_receive(&fixture, wire);
        const gs_event_memory *events = gs_events_waiting(&fixture.node->events);
        assert_true(events->count >= 1);
        if (events->records[GS_EVENT_KIND] == GBP_EVENT_PAYLOAD_RECEIVED) {
            node_fixture_expect_payload(&fixture, 1, BYTES("text"));
        }
        node_fixture_forget_events(&fixture);
        gs_number_table_clear(&fixture.node->inbound);
        fixture.wire[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* Group id and payload in chunks and as arrays of integers; then a control message that is in
 * pieces itself. */
static void byte_strings_in_pieces_are_read(void **state)
{
    (void)state;
    static const gs_bytes control =
        STATIC_BYTES("\xbf\x62op\x09\x63rid\x01\x63sid\x02\x63tid\x00\x64"
                     "alen\x02\x64"
                     "args\x82\x18h\x18i\xff");
    gs_frame frame = node_fixture_frame(&fixture, 1);
    frame.stream_type = GBP_STREAM_CONTROL;
    gs_bytes sealed = node_fixture_seal(&fixture, frame, control);
    gs_frame read;
    gs_buffer unused = {NULL, 0, 0};
    assert_ok(gs_frame_decode(sealed, &unused, &read));
    static const gs_bytes before = STATIC_BYTES("\xaa\x61v\x01\x62st\x00\x63sid\x01\x62"
                                                "ep\x01\x63tid\x00\x62"
                                                "fl\x00\x63seq\x01\x63psz\x18");
    gs_buffer wire = {NULL, 0, 0};
    assert_ok(gs_buffer_append(&wire, before.data, before.len));
    uint8_t len = (uint8_t)read.payload.len;
    assert_ok(gs_buffer_append(&wire, &len, 1));
    assert_ok(gs_buffer_append(&wire, "\x63gid\x5f", 5));
    for (size_t i = 0; i < GS_GROUP_ID_LEN; i++) {
        uint8_t chunk[2] = {0x41, read.group_id.data[i]};
        assert_ok(gs_buffer_append(&wire, chunk, sizeof chunk));
    }
    assert_ok(gs_buffer_append(&wire, "\xff\x62pl\x9f", 5));
    for (size_t i = 0; i < read.payload.len; i++) {
        uint8_t item[2] = {0x18, read.payload.data[i]};
        assert_ok(gs_buffer_append(&wire, item, sizeof item));
    }
    assert_ok(gs_buffer_append(&wire, "\xff", 1));
    node_fixture_receive(&fixture, gs_bytes_of(wire.data, wire.len));
    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_CONTROL);
    assert_int_equal(event[GBP_EVENT_CONTROL_OPCODE], GBP_OP_ACK);
    assert_bytes_equal(node_fixture_bytes(&fixture, event), BYTES("hi"));
    node_fixture_expect_end(&fixture);
    gs_buffer_free(&wire);
}

static void a_failing_exporter_is_an_error_event(void **state)
{
    (void)state;
    gs_bytes wire = node_fixture_seal(&fixture, node_fixture_frame(&fixture, 1), BYTES("text"));
    fixture.exporter.result = GS_E_MLS;
    node_fixture_receive(&fixture, wire);
    node_fixture_expect_error(&fixture, GBP_ERR_DECRYPT_FAILED, "aead open: no secret");
    assert_string_equal(gs_last_error(), "");
    fixture.exporter.result = GS_OK;
    node_fixture_receive(&fixture, wire);
    node_fixture_expect_payload(&fixture, 1, BYTES("text"));
    node_fixture_expect_end(&fixture);
}

static void without_memory_a_frame_can_come_again(void **state)
{
    (void)state;
    uint8_t copy[FIXTURE_WIRE_CAP];
    gs_bytes wire = node_fixture_seal(&fixture, node_fixture_frame(&fixture, 1), BYTES("text"));
    memcpy(copy, wire.data, wire.len);
    gs_bytes kept = gs_bytes_of(copy, wire.len);
    size_t faults = 0;
    for (bool fired = true; fired; faults++) {
        node_fixture_close(&fixture);
        node_fixture_open(&fixture);
        gs_events_free(&fixture.node->events);
        memory_faults_arm(faults + 1);
        gs_status status = gs_node_receive(fixture.node, fixture.keys, kept);
        fired = memory_faults_disarm();
        assert_int_equal(status, fired ? GS_E_MEMORY : GS_OK);
        if (fired) {
            node_fixture_expect_end(&fixture);
            node_fixture_receive(&fixture, kept);
        }
        node_fixture_expect_payload(&fixture, 1, BYTES("text"));
        node_fixture_expect_end(&fixture);
    }
    assert_true(faults > 3);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_payload_becomes_an_event),
        WITH_FIXTURE(the_steps_come_in_their_order),
        WITH_FIXTURE(a_failed_or_resyncing_node_still_receives),
        WITH_FIXTURE(a_fatal_error_is_reported_even_from_failed),
        WITH_FIXTURE(only_frames_that_are_not_control_are_bound_to_the_transition),
        WITH_FIXTURE(numbers_rise_on_each_stream_by_itself),
        WITH_FIXTURE(a_forged_frame_does_not_shut_out_the_real_one),
        WITH_FIXTURE(a_payload_shorter_than_a_tag_is_forged),
        WITH_FIXTURE(every_prefix_is_an_error),
        WITH_FIXTURE(no_flipped_bit_gives_another_plaintext),
        WITH_FIXTURE(byte_strings_in_pieces_are_read),
        WITH_FIXTURE(a_failing_exporter_is_an_error_event),
        WITH_FIXTURE(without_memory_a_frame_can_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
