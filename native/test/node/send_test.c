/* Sending: which states may, which numbers are used, what the frame says. */
#include "codec/gtp_message.h"
#include "crypto/protection.h"
#include "support/memory_faults.h"
#include "support/one_node.h"

enum { WIRE_CAP = 1024 };

static uint8_t memory[WIRE_CAP];

static const gs_gtp_message MESSAGE = {
    .message_id = 1, .content_length = 5, .content = STATIC_BYTES("hello")};

static gs_status send_with(gs_node *node, gbp_stream stream, uint8_t codec, gs_writer *out)
{
    gs_outbound outbound = {stream, 0x0107, codec, &GS_GTP_MESSAGE, &MESSAGE};
    return gs_node_send(node, fixture.keys, &outbound, out);
}

static gs_frame read_frame(gs_bytes wire)
{
    static gs_buffer scratch;
    gs_frame frame;
    assert_ok(gs_frame_decode(wire, &scratch, &frame));
    assert_true(gs_frame_payload_size_matches(&frame));
    return frame;
}

static gs_frame sent_by(gs_node *node, gbp_stream stream)
{
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_ok(send_with(node, stream, GBP_CODEC_CBOR, &out));
    return read_frame(gs_bytes_of(memory, out.len));
}

static void the_frame_tells_who_where_and_when(void **state)
{
    (void)state;
    gs_node *node = fixture.node;
    node->member_id = 999999;
    node->last_transition_id = 12;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_ok(send_with(node, GBP_STREAM_SIGNAL, GBP_CODEC_PROTOBUF, &out));
    gs_frame frame = read_frame(gs_bytes_of(memory, out.len));
    assert_int_equal(frame.version, 1);
    assert_true(gs_frame_is_of_group(&frame, node->group_id));
    assert_int_equal(frame.epoch, FIXTURE_EPOCH);
    assert_int_equal(frame.transition_id, 12);
    assert_int_equal(frame.stream_type, GBP_STREAM_SIGNAL);
    assert_int_equal(frame.stream_id, 99999903);
    assert_int_equal(frame.flags, 0x0107);
    assert_int_equal(frame.sequence_no, 1);
    assert_int_equal(frame.codec, GBP_CODEC_PROTOBUF);
    uint8_t plaintext[WIRE_CAP];
    assert_ok(
        gs_protection_open(fixture.peer_keys, GBP_STREAM_SIGNAL, 1, frame.payload, plaintext));
    assert_memory_equal(plaintext, "\x08\x01\x38\x05\x42\x05hello", 11);
}

static void what_is_sent_is_received(void **state)
{
    (void)state;
    for (unsigned number = 0; number <= GBP_CODEC_FLATBUFFERS; number++) {
        uint8_t codec = (uint8_t)number;
        for (uint32_t stream = GBP_STREAM_AUDIO; stream <= GBP_STREAM_SIGNAL; stream++) {
            gs_writer out = gs_writer_on(memory, sizeof memory);
            assert_ok(send_with(fixture.node, (gbp_stream)stream, codec, &out));
            node_fixture_receive(&fixture, gs_bytes_of(memory, out.len));
            const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_PAYLOAD_RECEIVED);
            assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_CODEC], codec);
            assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE], stream);
        }
    }
    node_fixture_expect_end(&fixture);
}

static void only_three_states_may_send(void **state)
{
    (void)state;
    for (int from = 0; from < GBP_STATE_COUNT; from++) {
        gs_writer out = gs_writer_on(memory, sizeof memory);
        fixture.node->state = (gbp_state)from;
        gs_status status = send_with(fixture.node, GBP_STREAM_TEXT, 0, &out);
        bool may = from == GBP_STATE_ACTIVE || from == GBP_STATE_RESYNCING ||
                   from == GBP_STATE_ESTABLISHING_GROUP;
        assert_int_equal(status, may ? GS_OK : GS_E_STATE);
        assert_int_equal(gs_node_check_can_send(fixture.node), status);
    }
    assert_string_equal(gs_last_error(), "invalid state: cannot send in state CLOSED");
}

static void numbers_count_on_each_stream_and_never_again(void **state)
{
    (void)state;
    gs_node *node = fixture.node;
    assert_int_equal(sent_by(node, GBP_STREAM_TEXT).sequence_no, 1);
    assert_int_equal(sent_by(node, GBP_STREAM_TEXT).sequence_no, 2);
    assert_int_equal(sent_by(node, GBP_STREAM_AUDIO).sequence_no, 1);
    /* another node of the same member on the same keys */
    gs_node *other = gs_node_create(FIXTURE_MEMBER, node->group_id, node->clock);
    assert_ok(gs_node_bootstrap(other, FIXTURE_EPOCH, 0));
    assert_int_equal(sent_by(other, GBP_STREAM_TEXT).sequence_no, 3);
    assert_int_equal(sent_by(node, GBP_STREAM_TEXT).sequence_no, 4);
    gs_node_free(other);
    /* a transition of the node without a new epoch of the keys */
    assert_ok(gs_node_apply_transition(node, 1));
    assert_int_equal(sent_by(node, GBP_STREAM_TEXT).sequence_no, 5);
    /* new keys, but the same node */
    gs_epoch_keys_clear(fixture.keys);
    assert_int_equal(sent_by(node, GBP_STREAM_TEXT).sequence_no, 6);
    gs_epoch_keys_clear(fixture.keys);
    assert_ok(gs_node_apply_transition(node, 2));
    assert_int_equal(sent_by(node, GBP_STREAM_TEXT).sequence_no, 1);
    node_fixture_forget_events(&fixture);
}

static void no_number_comes_after_the_last(void **state)
{
    (void)state;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    uint64_t key = gs_counters_stream_key(GBP_STREAM_TEXT, 101);
    *gs_number_table_at(&fixture.node->outbound, key) = UINT32_MAX - 1;
    assert_int_equal(sent_by(fixture.node, GBP_STREAM_TEXT).sequence_no, UINT32_MAX);
    for (int i = 0; i < 2; i++) {
        assert_fails(send_with(fixture.node, GBP_STREAM_TEXT, 0, &out), GS_E_EXHAUSTED,
                     "sequence exhausted");
        assert_int_equal(out.len, 0);
    }
    assert_int_equal(sent_by(fixture.node, GBP_STREAM_AUDIO).sequence_no, 1);
}

static void a_lease_that_is_used_up_refuses(void **state)
{
    (void)state;
    gs_buffer blob = {NULL, 0, 0};
    gs_counters *counters = &fixture.keys->counters;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_ok(gs_counters_export(counters, FIXTURE_EPOCH, &blob));
    gs_counters_lease(counters, gs_bytes_of(blob.data, blob.len));
    assert_ok(gs_counters_use(counters, GBP_STREAM_TEXT, 101, (uint32_t)GS_COUNTERS_LEASE - 1));
    assert_int_equal(sent_by(fixture.node, GBP_STREAM_TEXT).sequence_no, GS_COUNTERS_LEASE);
    assert_fails(send_with(fixture.node, GBP_STREAM_TEXT, 0, &out), GS_E_EXHAUSTED,
                 "state lease used up");
    gs_buffer_free(&blob);
}

static void a_frame_that_does_not_fit_uses_no_number(void **state)
{
    (void)state;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_ok(send_with(fixture.node, GBP_STREAM_TEXT, 0, &out));
    size_t needed = out.len;
    for (size_t cap = 0; cap < needed; cap += 7) {
        memset(memory, 0xEE, sizeof memory);
        out = gs_writer_on(memory, cap);
        assert_int_equal(send_with(fixture.node, GBP_STREAM_TEXT, 0, &out), GS_E_SPACE);
        assert_int_equal(out.len, 0);
        assert_int_equal(memory[cap], 0xEE);
    }
    out = gs_writer_on(memory, needed);
    assert_ok(send_with(fixture.node, GBP_STREAM_TEXT, 0, &out));
    assert_int_equal(read_frame(gs_bytes_of(memory, out.len)).sequence_no, 2);
}

static void a_frame_is_appended(void **state)
{
    (void)state;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_writer_put(&out, "head", 4);
    assert_ok(send_with(fixture.node, GBP_STREAM_TEXT, 0, &out));
    assert_memory_equal(memory, "head", 4);
    assert_int_equal(read_frame(gs_bytes_of(memory + 4, out.len - 4)).sequence_no, 1);
}

static void a_failing_exporter_uses_no_number(void **state)
{
    (void)state;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    fixture.exporter.result = GS_E_MLS;
    assert_fails(send_with(fixture.node, GBP_STREAM_TEXT, 0, &out), GS_E_MLS, "mls: no secret");
    fixture.exporter.result = GS_OK;
    assert_int_equal(sent_by(fixture.node, GBP_STREAM_TEXT).sequence_no, 1);
}

static void without_memory_no_plaintext_is_left(void **state)
{
    (void)state;
    uint32_t numbers = 0;
    size_t faults = 0;
    for (bool fired = true; fired; faults++) {
        gs_writer out = gs_writer_on(memory, sizeof memory);
        memset(memory, 0, sizeof memory);
        memory_faults_arm(faults + 1);
        gs_status status = send_with(fixture.node, GBP_STREAM_TEXT, 0, &out);
        fired = memory_faults_disarm();
        assert_int_equal(status, fired ? GS_E_MEMORY : GS_OK);
        for (size_t i = 0; i + 5 <= sizeof memory; i++) {
            assert_int_not_equal(memcmp(memory + i, "hello", 5), 0);
        }
        assert_int_equal(out.len == 0, fired);
        numbers = fired ? 0 : read_frame(gs_bytes_of(memory, out.len)).sequence_no;
    }
    assert_true(faults >= 3);
    assert_int_equal(numbers, 1);
}

static void control_frames_have_their_flags_and_sender(void **state)
{
    (void)state;
    for (uint32_t opcode = GBP_OP_PREPARE_TRANSITION; opcode <= GBP_OP_NACK; opcode++) {
        gs_writer out = gs_writer_on(memory, sizeof memory);
        assert_ok(
            gs_node_send_control(fixture.node, fixture.keys, opcode, 7, 8, BYTES("args"), &out));
        gs_frame frame = read_frame(gs_bytes_of(memory, out.len));
        assert_int_equal(frame.flags, opcode <= GBP_OP_EXECUTE_TRANSITION ? 0x1B : 0x0B);
        assert_int_equal(frame.stream_type, GBP_STREAM_CONTROL);
        assert_int_equal(frame.stream_id, FIXTURE_MEMBER * 100);
        assert_int_equal(frame.sequence_no, opcode);
        assert_int_equal(frame.transition_id, 0);
        uint8_t plaintext[WIRE_CAP];
        gs_control control;
        gs_buffer scratch = {NULL, 0, 0};
        assert_ok(gs_protection_open(fixture.peer_keys, GBP_STREAM_CONTROL, opcode, frame.payload,
                                     plaintext));
        assert_ok(
            gs_control_decode(gs_bytes_of(plaintext, frame.payload.len - GS_PROTECTION_OVERHEAD),
                              &scratch, &control));
        assert_int_equal(control.opcode, opcode);
        assert_int_equal(control.sender_id, FIXTURE_MEMBER);
        assert_int_equal(control.transition_id, 7);
        assert_int_equal(control.request_id, 8);
        assert_bytes_equal(control.args, BYTES("args"));
    }
}

static void a_refused_prepare_is_pending_all_the_same(void **state)
{
    (void)state;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    fixture.node->state = GBP_STATE_IDLE;
    assert_fails(gs_node_send_control(fixture.node, fixture.keys, GBP_OP_PREPARE_TRANSITION, 3, 1,
                                      gs_bytes_of(NULL, 0), &out),
                 GS_E_STATE, "invalid state: cannot send in state IDLE");
    assert_true(fixture.node->has_pending);
    assert_int_equal(fixture.node->pending_transition_id, 3);
    assert_fails(
        gs_node_send_control(fixture.node, fixture.keys, 11, 3, 1, gs_bytes_of(NULL, 0), &out),
        GS_E_ARGUMENT, "bad opcode 0x000B");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(the_frame_tells_who_where_and_when),
        WITH_FIXTURE(what_is_sent_is_received),
        WITH_FIXTURE(only_three_states_may_send),
        WITH_FIXTURE(numbers_count_on_each_stream_and_never_again),
        WITH_FIXTURE(no_number_comes_after_the_last),
        WITH_FIXTURE(a_lease_that_is_used_up_refuses),
        WITH_FIXTURE(a_frame_that_does_not_fit_uses_no_number),
        WITH_FIXTURE(a_frame_is_appended),
        WITH_FIXTURE(a_failing_exporter_uses_no_number),
        WITH_FIXTURE(without_memory_no_plaintext_is_left),
        WITH_FIXTURE(control_frames_have_their_flags_and_sender),
        WITH_FIXTURE(a_refused_prepare_is_pending_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
