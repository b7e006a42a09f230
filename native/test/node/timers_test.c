/* Timers, on a clock that stands where the test puts it. */
#include "support/one_node.h"

enum { PREPARE_MAX_MS = 5000, EXECUTE_MAX_MS = 10000, GRACE_MS = 10000, WIRE_CAP = 512 };

static void expect_nothing_at(uint64_t time_ms)
{
    fixture.now_ms = time_ms;
    assert_ok(gs_node_check_timeouts(fixture.node));
    node_fixture_expect_end(&fixture);
}

static void expect_error_at(uint64_t time_ms, gbp_error code, const char *reason)
{
    fixture.now_ms = time_ms;
    assert_ok(gs_node_check_timeouts(fixture.node));
    node_fixture_expect_error(&fixture, code, reason);
}

static void send(gbp_opcode opcode, uint32_t transition_id)
{
    uint8_t memory[WIRE_CAP];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_ok(gs_node_send_control(fixture.node, fixture.keys, (uint32_t)opcode, transition_id, 1,
                                   gs_bytes_of(NULL, 0), &out));
}

static void a_sent_prepare_runs_out_after_5_seconds_once(void **state)
{
    (void)state;
    uint64_t start = fixture.now_ms;
    send(GBP_OP_PREPARE_TRANSITION, 4);
    assert_true(fixture.node->has_pending);
    expect_nothing_at(start);
    expect_nothing_at(start + PREPARE_MAX_MS - 1);
    expect_error_at(start + PREPARE_MAX_MS, GBP_ERR_PREPARE_TIMEOUT, "T_prepare_max exceeded");
    node_fixture_expect_end(&fixture);
    assert_false(fixture.node->has_pending);
    expect_nothing_at(start + PREPARE_MAX_MS);
    expect_nothing_at(start + 100 * PREPARE_MAX_MS);
}

static void a_sent_ready_runs_out_after_10_seconds_once(void **state)
{
    (void)state;
    uint64_t start = fixture.now_ms;
    fixture.node->has_pending = true;
    send(GBP_OP_READY_FOR_TRANSITION, 4);
    expect_nothing_at(start + EXECUTE_MAX_MS - 1);
    expect_error_at(start + EXECUTE_MAX_MS, GBP_ERR_EXECUTE_TIMEOUT, "T_execute_max exceeded");
    node_fixture_expect_end(&fixture);
    assert_true(fixture.node->has_pending); /* Parity: it stays */
    expect_nothing_at(start + 100 * EXECUTE_MAX_MS);
}

static void execute_and_abort_stop_both_timers(void **state)
{
    (void)state;
    static const gbp_opcode enders[] = {GBP_OP_EXECUTE_TRANSITION, GBP_OP_ABORT_TRANSITION};
    for (size_t i = 0; i < COUNT_OF(enders); i++) {
        send(GBP_OP_PREPARE_TRANSITION, 4);
        send(GBP_OP_READY_FOR_TRANSITION, 4);
        send(enders[i], 4);
        assert_int_equal(fixture.node->has_pending, enders[i] == GBP_OP_EXECUTE_TRANSITION);
        expect_nothing_at(fixture.now_ms + 60000);
    }
}

static void a_timer_starts_again_with_each_send(void **state)
{
    (void)state;
    send(GBP_OP_PREPARE_TRANSITION, 4);
    uint64_t again = fixture.now_ms += PREPARE_MAX_MS - 1;
    send(GBP_OP_PREPARE_TRANSITION, 4);
    expect_nothing_at(again + PREPARE_MAX_MS - 1);
    expect_error_at(again + PREPARE_MAX_MS, GBP_ERR_PREPARE_TIMEOUT, "T_prepare_max exceeded");
    node_fixture_expect_end(&fixture);
}

static void expect_silence_at(uint64_t time_ms)
{
    expect_error_at(time_ms, GBP_ERR_COORDINATOR_GONE,
                    "coordinator silence exceeded T_coordinator_grace");
    (void)node_fixture_next(&fixture, GBP_EVENT_COORDINATOR_ELECTION_NEEDED);
    node_fixture_expect_end(&fixture);
}

static void a_silent_coordinator_is_told_once(void **state)
{
    (void)state;
    uint64_t start = fixture.now_ms;
    expect_nothing_at(start + 10 * GRACE_MS); /* none was ever seen */
    fixture.now_ms = start;
    gs_node_note_coordinator(fixture.node);
    expect_nothing_at(start + GRACE_MS - 1);
    gs_node_note_coordinator(fixture.node);
    start = fixture.now_ms;
    expect_nothing_at(start + GRACE_MS - 1);
    expect_silence_at(start + GRACE_MS);
    expect_nothing_at(start + 10 * GRACE_MS);
    gs_node_note_coordinator(fixture.node);
    expect_silence_at(start + 11 * GRACE_MS);
}

static void all_that_ran_out_is_told_in_order(void **state)
{
    (void)state;
    uint64_t start = fixture.now_ms;
    send(GBP_OP_PREPARE_TRANSITION, 4);
    send(GBP_OP_READY_FOR_TRANSITION, 4);
    gs_node_note_coordinator(fixture.node);
    fixture.now_ms = start + EXECUTE_MAX_MS;
    assert_ok(gs_node_check_timeouts(fixture.node));
    node_fixture_expect_error(&fixture, GBP_ERR_PREPARE_TIMEOUT, "T_prepare_max exceeded");
    node_fixture_expect_error(&fixture, GBP_ERR_EXECUTE_TIMEOUT, "T_execute_max exceeded");
    node_fixture_expect_error(&fixture, GBP_ERR_COORDINATOR_GONE,
                              "coordinator silence exceeded T_coordinator_grace");
    (void)node_fixture_next(&fixture, GBP_EVENT_COORDINATOR_ELECTION_NEEDED);
    node_fixture_expect_end(&fixture);
    assert_int_equal(fixture.node->state, GBP_STATE_ACTIVE); /* none of them is fatal */
}

static void a_claim_makes_coordinator_and_is_heard(void **state)
{
    (void)state;
    uint8_t memory[WIRE_CAP];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    uint64_t start = fixture.now_ms;
    assert_ok(gs_node_claim_coordinator(fixture.node, fixture.keys, &out));
    (void)node_fixture_next(&fixture, GBP_EVENT_BECAME_COORDINATOR);
    node_fixture_expect_end(&fixture);
    assert_true(fixture.node->is_coordinator);
    node_fixture_receive(&fixture, gs_bytes_of(memory, out.len)); /* the frame is such a claim */
    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_COORDINATOR_CLAIM);
    assert_int_equal(event[GBP_EVENT_COORDINATOR_CLAIM_CLAIMANT], FIXTURE_MEMBER);
    event = node_fixture_next(&fixture, GBP_EVENT_CONTROL);
    assert_int_equal(event[GBP_EVENT_CONTROL_REQUEST_ID], 0);
    assert_bytes_equal(node_fixture_bytes(&fixture, event), BYTES("\xa1\x00\xf5"));
    node_fixture_expect_end(&fixture);
    assert_true(fixture.node->is_coordinator); /* one's own claim is no lower member's */
    expect_nothing_at(start + GRACE_MS - 1);
    expect_silence_at(start + GRACE_MS); /* a coordinator silent that long resigns too */
    assert_false(fixture.node->is_coordinator);
}

static void a_refused_claim_changes_nothing(void **state)
{
    (void)state;
    uint8_t memory[WIRE_CAP];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    fixture.node->state = GBP_STATE_FAILED;
    assert_fails(gs_node_claim_coordinator(fixture.node, fixture.keys, &out), GS_E_STATE,
                 "invalid state: cannot send in state FAILED");
    assert_false(fixture.node->is_coordinator);
    assert_false(fixture.node->coordinator_seen);
    assert_int_equal(out.len, 0);
    node_fixture_expect_end(&fixture);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_sent_prepare_runs_out_after_5_seconds_once),
        WITH_FIXTURE(a_sent_ready_runs_out_after_10_seconds_once),
        WITH_FIXTURE(execute_and_abort_stop_both_timers),
        WITH_FIXTURE(a_timer_starts_again_with_each_send),
        WITH_FIXTURE(a_silent_coordinator_is_told_once),
        WITH_FIXTURE(all_that_ran_out_is_told_in_order),
        WITH_FIXTURE(a_claim_makes_coordinator_and_is_heard),
        WITH_FIXTURE(a_refused_claim_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
