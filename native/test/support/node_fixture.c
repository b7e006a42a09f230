#include "support/node_fixture.h"

#include "codec/engine_cbor.h"
#include "crypto/protection.h"
#include "support/fake_clock.h"

static const uint8_t GROUP_ID[GS_GROUP_ID_LEN] = "a group of tests";

void node_fixture_open(node_fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    fixture->now_ms = 1000000;
    fixture->keys = fake_keys_new(&fixture->exporter);
    fixture->peer_keys = fake_keys_new(&fixture->exporter);
    fixture->node = gs_node_create(FIXTURE_MEMBER, GROUP_ID, fake_clock_of(&fixture->now_ms));
    assert_non_null(fixture->node);
    assert_ok(gs_node_bootstrap(fixture->node, FIXTURE_EPOCH, 0));
    node_fixture_forget_events(fixture);
}

void node_fixture_close(node_fixture *fixture)
{
    gs_node_free(fixture->node);
    fake_keys_free(fixture->keys);
    fake_keys_free(fixture->peer_keys);
}

void node_fixture_forget_events(node_fixture *fixture)
{
    gs_events_clear(&fixture->node->events);
    fixture->seen = 0;
}

gs_frame node_fixture_frame(const node_fixture *fixture, uint32_t sequence_no)
{
    return (gs_frame){.version = 1,
                      .stream_type = GBP_STREAM_TEXT,
                      .flags = GBP_FLAG_ORDERED | GBP_FLAG_RELIABLE | GBP_FLAG_ACK_REQUESTED,
                      .transition_id = fixture->node->last_transition_id,
                      .stream_id = 1 + FIXTURE_PEER * 100,
                      .sequence_no = sequence_no,
                      .epoch = fixture->node->epoch,
                      .group_id = gs_bytes_of(GROUP_ID, sizeof GROUP_ID)};
}

gs_bytes node_fixture_seal(node_fixture *fixture, gs_frame frame, gs_bytes plaintext)
{
    static uint8_t sealed[FIXTURE_WIRE_CAP];
    size_t sealed_len = plaintext.len + GS_PROTECTION_OVERHEAD;
    size_t payload_at = 0;
    assert_true(sealed_len <= sizeof sealed);
    if (plaintext.len > 0) {
        memcpy(sealed, plaintext.data, plaintext.len);
    }
    /* a frame of an unknown class has no key: any will do */
    gbp_stream stream =
        frame.stream_type < GBP_STREAM_COUNT ? (gbp_stream)frame.stream_type : GBP_STREAM_TEXT;
    assert_ok(
        gs_protection_seal(fixture->peer_keys, stream, frame.sequence_no, sealed, plaintext.len));
    frame.payload = gs_bytes_of(sealed, sealed_len);
    frame.payload_size = frame.payload_size != 0 ? frame.payload_size : (uint32_t)sealed_len;
    gs_writer out = gs_writer_on(fixture->wire, sizeof fixture->wire);
    gs_frame_encode(&frame, &out, &payload_at);
    assert_true(gs_writer_fits(&out));
    return gs_bytes_of(fixture->wire, out.len);
}

gs_bytes node_fixture_control(node_fixture *fixture, uint32_t sequence_no, gs_control control)
{
    uint8_t plaintext[1024];
    gs_writer out = gs_writer_on(plaintext, sizeof plaintext);
    gs_frame frame = node_fixture_frame(fixture, sequence_no);
    frame.stream_type = GBP_STREAM_CONTROL;
    frame.stream_id = FIXTURE_PEER * 100;
    control.args_len = (uint32_t)control.args.len;
    gs_cbor_encode(&GS_CONTROL, &control, &out);
    assert_true(gs_writer_fits(&out));
    return node_fixture_seal(fixture, frame, gs_bytes_of(plaintext, out.len));
}

void node_fixture_receive(node_fixture *fixture, gs_bytes wire)
{
    assert_ok(gs_node_receive(fixture->node, fixture->keys, wire));
}

const uint32_t *node_fixture_next(node_fixture *fixture, gbp_event_kind kind)
{
    const gs_event_memory *events = gs_events_waiting(&fixture->node->events);
    if (fixture->seen >= events->count) {
        fail_msg("no event, expected %s", gs_tables_event_name((uint32_t)kind));
    }
    const uint32_t *event = events->records + fixture->seen++ * GS_EVENT_WORDS;
    assert_string_equal(gs_tables_event_name(event[GS_EVENT_KIND]),
                        gs_tables_event_name((uint32_t)kind));
    return event;
}

gs_bytes node_fixture_bytes(const node_fixture *fixture, const uint32_t *event)
{
    const gs_event_memory *events = gs_events_waiting(&fixture->node->events);
    assert_true(event[GS_EVENT_BYTES_OFFSET] + event[GS_EVENT_BYTES_LEN] <= events->bytes_len);
    return gs_bytes_of(events->bytes + event[GS_EVENT_BYTES_OFFSET], event[GS_EVENT_BYTES_LEN]);
}

void node_fixture_expect_error(node_fixture *fixture, gbp_error code, const char *reason)
{
    const uint32_t *event = node_fixture_next(fixture, GBP_EVENT_ERROR);
    const gs_error_row *row = gs_tables_error((uint32_t)code);
    assert_int_equal(event[GBP_EVENT_ERROR_CODE], code);
    assert_int_equal(event[GBP_EVENT_ERROR_CLASS], row->error_class);
    assert_int_equal(event[GBP_EVENT_ERROR_RETRYABLE], row->retryable);
    assert_int_equal(event[GBP_EVENT_ERROR_FATAL], row->fatal);
    assert_bytes_equal(node_fixture_bytes(fixture, event), gs_bytes_of(reason, strlen(reason)));
}

void node_fixture_expect_state(node_fixture *fixture, gbp_state from, gbp_state to)
{
    const uint32_t *event = node_fixture_next(fixture, GBP_EVENT_STATE_CHANGED);
    assert_int_equal(event[GBP_EVENT_STATE_CHANGED_FROM_STATE], from);
    assert_int_equal(event[GBP_EVENT_STATE_CHANGED_TO_STATE], to);
}

void node_fixture_expect_payload(node_fixture *fixture, uint32_t sequence_no, gs_bytes plaintext)
{
    const uint32_t *event = node_fixture_next(fixture, GBP_EVENT_PAYLOAD_RECEIVED);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_SEQUENCE_NO], sequence_no);
    assert_bytes_equal(node_fixture_bytes(fixture, event), plaintext);
}

void node_fixture_expect_control(node_fixture *fixture, gbp_opcode opcode, uint32_t transition_id)
{
    const uint32_t *event = node_fixture_next(fixture, GBP_EVENT_CONTROL);
    assert_int_equal(event[GBP_EVENT_CONTROL_OPCODE], opcode);
    assert_int_equal(event[GBP_EVENT_CONTROL_TRANSITION_ID], transition_id);
}

void node_fixture_expect_epoch(node_fixture *fixture, uint64_t epoch, uint32_t transition_id)
{
    const uint32_t *event = node_fixture_next(fixture, GBP_EVENT_EPOCH_ADVANCED);
    assert_int_equal(event[GBP_EVENT_EPOCH_ADVANCED_EPOCH_LOW], (uint32_t)epoch);
    assert_int_equal(event[GBP_EVENT_EPOCH_ADVANCED_EPOCH_HIGH], (uint32_t)(epoch >> 32));
    assert_int_equal(event[GBP_EVENT_EPOCH_ADVANCED_TRANSITION_ID], transition_id);
}

void node_fixture_expect_end(node_fixture *fixture)
{
    const gs_event_memory *events = gs_events_waiting(&fixture->node->events);
    if (fixture->seen < events->count) {
        const uint32_t *event = events->records + fixture->seen * GS_EVENT_WORDS;
        fail_msg("one event too many: %s", gs_tables_event_name(event[GS_EVENT_KIND]));
    }
    node_fixture_forget_events(fixture);
}
