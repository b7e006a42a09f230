#include "clients/gap.h"

#include "codec/payload.h"
#include "support/fake_clock.h"
#include "support/memory_faults.h"
#include "support/node_fixture.h"

enum { WIRE_CAP = 1024, KEPT_MS = 10000, SOURCE = 7, SOURCES_MAX = 1 << 16 };

static node_fixture fixture;
static gs_gap *client;
static uint8_t memory[WIRE_CAP];

static int open_all(void **state)
{
    (void)state;
    node_fixture_open(&fixture);
    client = gs_gap_create(fake_clock_of(&fixture.now_ms));
    return client == NULL;
}

static int close_all(void **state)
{
    (void)state;
    gs_gap_free(client);
    node_fixture_close(&fixture);
    return 0;
}

static gs_status send(uint32_t source, uint64_t rtp_timestamp, uint8_t codec, gs_writer *out)
{
    *out = gs_writer_on(memory, sizeof memory);
    return gs_gap_send(client, fixture.node, fixture.keys, source, rtp_timestamp, BYTES("opus"),
                       codec, out);
}

/* Sends and reads the payload out of the receiver's event. */
static gs_gap_payload sent(uint32_t source, uint64_t rtp_timestamp, uint8_t codec)
{
    gs_writer out;
    gs_gap_payload payload;
    gs_buffer scratch = {NULL, 0, 0};
    assert_ok(send(source, rtp_timestamp, codec, &out));
    node_fixture_receive(&fixture, gs_bytes_of(memory, out.len));
    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_PAYLOAD_RECEIVED);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE], GBP_STREAM_AUDIO);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_FLAGS], 0x01);
    assert_ok(gs_payload_decode(codec, &GS_GAP_PAYLOAD, node_fixture_bytes(&fixture, event),
                                &scratch, &payload));
    node_fixture_expect_end(&fixture);
    return payload;
}

static gs_status accept_into(uint64_t epoch, uint32_t source, uint32_t rtp_sequence,
                             uint32_t key_phase, gs_gap_result *result)
{
    uint8_t plaintext[128];
    gs_writer out = gs_writer_on(plaintext, sizeof plaintext);
    gs_gap_payload payload = {.media_source_id = source,
                              .rtp_sequence = rtp_sequence,
                              .key_phase = key_phase,
                              .opus_frame = BYTES("opus")};
    assert_ok(gs_payload_encode(GBP_CODEC_CBOR, &GS_GAP_PAYLOAD, &payload, &out));
    return gs_gap_accept(client, epoch, gs_bytes_of(plaintext, out.len), GBP_CODEC_CBOR, result);
}

static gs_verdict accepted(uint64_t epoch, uint32_t rtp_sequence, uint32_t key_phase)
{
    gs_gap_result result;
    assert_ok(accept_into(epoch, SOURCE, rtp_sequence, key_phase, &result));
    return result.text.verdict;
}

static void a_frame_carries_source_number_time_and_key_phase(void **state)
{
    (void)state;
    fixture.node->epoch = UINT64_C(0x123456789);
    for (unsigned number = 0; number <= GBP_CODEC_FLATBUFFERS; number++) {
        uint8_t codec = (uint8_t)number;
        gs_gap_payload payload = sent(SOURCE, UINT64_MAX, codec);
        assert_int_equal(payload.media_source_id, SOURCE);
        assert_int_equal(payload.rtp_sequence, 1 + codec);
        assert_int_equal(payload.rtp_timestamp, UINT64_MAX);
        assert_int_equal(payload.key_phase, 0x23456789);
    }
}

static void sources_are_numbered_by_themselves_from_1(void **state)
{
    (void)state;
    assert_int_equal(sent(1, 0, 0).rtp_sequence, 1);
    assert_int_equal(sent(2, 0, 0).rtp_sequence, 1);
    assert_int_equal(sent(1, 0, 0).rtp_sequence, 2);
    gs_gap_reset(client);
    assert_int_equal(sent(1, 0, 0).rtp_sequence, 1);
    fixture.node->epoch++;
    assert_int_equal(sent(1, 0, 0).rtp_sequence, 1);
    (void)accepted(77, 1, 77); /* an accept notes its epoch for sending, too */
    assert_int_equal(sent(1, 0, 0).rtp_sequence, 1);
}

static void numbers_wrap_after_65535_to_0(void **state)
{
    (void)state;
    gs_writer out;
    fixture.node->state = GBP_STATE_IDLE; /* a refused send uses a number all the same */
    for (uint32_t i = 0; i < 65534; i++) {
        assert_int_equal(send(SOURCE, 0, 0, &out), GS_E_STATE);
    }
    fixture.node->state = GBP_STATE_ACTIVE;
    assert_int_equal(sent(SOURCE, 0, 0).rtp_sequence, 65535);
    assert_int_equal(sent(SOURCE, 0, 0).rtp_sequence, 0);
    assert_int_equal(sent(SOURCE, 0, 0).rtp_sequence, 1);
}

static void late_is_what_is_up_to_half_a_circle_behind(void **state)
{
    (void)state;
    assert_int_equal(accepted(1, 0, 1), GS_VERDICT_KNOWN);
    assert_int_equal(accepted(1, 0x8000, 1), GS_VERDICT_NEW);
    assert_int_equal(accepted(1, 0x8000, 1), GS_VERDICT_KNOWN);
    assert_int_equal(accepted(1, 1, 1), GS_VERDICT_KNOWN);
    assert_int_equal(accepted(1, 0, 1), GS_VERDICT_NEW); /* 0x8000 behind: wrapped */
    assert_int_equal(accepted(1, 1, 1), GS_VERDICT_NEW);
    assert_int_equal(accepted(1, UINT32_MAX, 1), GS_VERDICT_NEW);
    assert_int_equal(accepted(1, UINT32_MAX - 0x7FFF, 1), GS_VERDICT_KNOWN);
    assert_int_equal(accepted(1, UINT32_MAX - 0x8000, 1), GS_VERDICT_NEW);
}

static void an_older_epoch_is_judged_in_its_window_for_10_seconds(void **state)
{
    (void)state;
    gs_gap_result result;
    uint64_t changed_ms = fixture.now_ms;
    assert_int_equal(accepted(1, 5, 1), GS_VERDICT_NEW);
    assert_int_equal(accepted(2, 1, 2), GS_VERDICT_NEW);
    assert_int_equal(accepted(2, 5, 1), GS_VERDICT_KNOWN);
    fixture.now_ms = changed_ms + KEPT_MS;
    assert_int_equal(accepted(2, 6, 1), GS_VERDICT_NEW);
    fixture.now_ms = changed_ms + KEPT_MS + 1;
    assert_ok(accept_into(2, SOURCE, 7, 1, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_ERROR);
    assert_string_equal(result.text.reason, "epoch stale: kp=1, expected=2");
    fixture.now_ms = changed_ms; /* it is gone for good */
    assert_int_equal(accepted(2, 7, 1), GS_VERDICT_ERROR);
}

static void epochs_of_2_to_the_32_leave_no_window(void **state)
{
    (void)state;
    uint64_t epoch = (UINT64_C(1) << 32) + 1;
    gs_gap_result result;
    assert_int_equal(accepted(epoch, 5, 1), GS_VERDICT_NEW);
    assert_int_equal(accepted(epoch + 1, 5, 2), GS_VERDICT_NEW);
    assert_ok(accept_into(epoch + 1, SOURCE, 6, 1, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_ERROR);
    assert_string_equal(result.text.reason, "epoch stale: kp=1, expected=2");
}

static void there_is_an_end_to_sources(void **state)
{
    (void)state;
    gs_gap_result result;
    for (uint32_t source = 0; source < SOURCES_MAX; source++) {
        assert_ok(accept_into(1, source, 1, 1, &result));
        assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
    }
    assert_ok(accept_into(1, SOURCES_MAX, 1, 1, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_ERROR);
    assert_string_equal(result.text.reason, "too many media sources");
    assert_ok(accept_into(1, SOURCES_MAX - 1, 2, 1, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
    assert_ok(accept_into(2, SOURCES_MAX, 1, 2, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
}

/* Each of the steps fails for memory once and is taken again: the verdicts are the same as ever. */
static void without_memory_nothing_changes(void **state)
{
    (void)state;
    static const struct {
        uint64_t epoch;
        uint32_t number;
        uint32_t key_phase;
        gs_verdict verdict;
    } steps[] = {{1, 5, 1, GS_VERDICT_NEW},   {2, 3, 2, GS_VERDICT_NEW},
                 {2, 5, 1, GS_VERDICT_KNOWN}, {3, 3, 3, GS_VERDICT_NEW},
                 {3, 3, 2, GS_VERDICT_KNOWN}, {3, 6, 1, GS_VERDICT_NEW}};
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        gs_gap_result result;
        memory_faults_arm(1);
        gs_status status =
            accept_into(steps[i].epoch, SOURCE, steps[i].number, steps[i].key_phase, &result);
        if (memory_faults_disarm()) {
            assert_int_equal(status, GS_E_MEMORY);
            faults++;
            assert_ok(
                accept_into(steps[i].epoch, SOURCE, steps[i].number, steps[i].key_phase, &result));
        }
        assert_int_equal(result.text.verdict, steps[i].verdict);
    }
    assert_int_equal(faults, 3);
    memory_faults_arm(1);
    assert_null(gs_gap_create(fake_clock_of(&fixture.now_ms)));
    assert_true(memory_faults_disarm());
    gs_gap_free(NULL);
}

int main(void)
{
#define WITH_ALL(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
    const struct CMUnitTest tests[] = {
        WITH_ALL(a_frame_carries_source_number_time_and_key_phase),
        WITH_ALL(sources_are_numbered_by_themselves_from_1),
        WITH_ALL(numbers_wrap_after_65535_to_0),
        WITH_ALL(late_is_what_is_up_to_half_a_circle_behind),
        WITH_ALL(an_older_epoch_is_judged_in_its_window_for_10_seconds),
        WITH_ALL(epochs_of_2_to_the_32_leave_no_window),
        WITH_ALL(there_is_an_end_to_sources),
        WITH_ALL(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
