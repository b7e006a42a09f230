/* The control plane: which transition ids fit, and what each opcode does before its event. */
#include "support/node_fixture.h"

static node_fixture fixture;
static uint32_t number; /* of the last control frame */

static int open_fixture(void **state)
{
    (void)state;
    node_fixture_open(&fixture);
    number = 0;
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    node_fixture_close(&fixture);
    return 0;
}

static void receive_from(uint32_t sender, uint16_t opcode, uint32_t transition_id, gs_bytes args)
{
    gs_control control = {.opcode = opcode,
                          .request_id = 99,
                          .sender_id = sender,
                          .transition_id = transition_id,
                          .args = args};
    node_fixture_receive(&fixture, node_fixture_control(&fixture, ++number, control));
}

static void receive(gbp_opcode opcode, uint32_t transition_id)
{
    receive_from(FIXTURE_PEER, (uint16_t)opcode, transition_id, gs_bytes_of(NULL, 0));
}

static void set_pending(bool has_pending, uint32_t transition_id)
{
    fixture.node->has_pending = has_pending;
    fixture.node->pending_transition_id = transition_id;
    fixture.node->has_pending_sender = false;
}

static void the_event_tells_the_message(void **state)
{
    (void)state;
    receive_from(UINT32_MAX, GBP_OP_NACK, 12, BYTES("arguments"));
    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_CONTROL);
    assert_int_equal(event[GBP_EVENT_CONTROL_FROM], UINT32_MAX);
    assert_int_equal(event[GBP_EVENT_CONTROL_OPCODE], GBP_OP_NACK);
    assert_int_equal(event[GBP_EVENT_CONTROL_TRANSITION_ID], 12);
    assert_int_equal(event[GBP_EVENT_CONTROL_REQUEST_ID], 99);
    assert_bytes_equal(node_fixture_bytes(&fixture, event), BYTES("arguments"));
    node_fixture_expect_end(&fixture);
}

static void what_does_not_decode_is_told_before_the_opcode(void **state)
{
    (void)state;
    gs_frame frame = node_fixture_frame(&fixture, 1);
    frame.stream_type = GBP_STREAM_CONTROL;
    node_fixture_receive(&fixture, node_fixture_seal(&fixture, frame, BYTES("no control message")));
    node_fixture_expect_error(&fixture, GBP_ERR_STREAM_POLICY_VIOLATION, "control decode");
    frame.sequence_no = 2; /* opcode 99, and a length that is not the args' */
    node_fixture_receive(&fixture,
                         node_fixture_seal(&fixture, frame,
                                           BYTES("\xa6\x62op\x18\x63\x63rid\x00\x63sid\x00"
                                                 "\x63tid\x00\x64"
                                                 "alen\x01\x64"
                                                 "args\x40")));
    node_fixture_expect_error(&fixture, GBP_ERR_STREAM_POLICY_VIOLATION, "control decode");
    assert_string_equal(gs_last_error(), "");
    number = 2;
    static const uint16_t unknown[] = {0, 11, UINT16_MAX};
    for (size_t i = 0; i < COUNT_OF(unknown); i++) {
        receive_from(FIXTURE_PEER, unknown[i], 0, gs_bytes_of(NULL, 0));
        node_fixture_expect_error(&fixture, GBP_ERR_STREAM_POLICY_VIOLATION, "unknown opcode");
    }
    node_fixture_expect_end(&fixture);
}

/* The specification's sentence, written down once more. */
static bool fits(gbp_opcode opcode, uint32_t id, uint32_t last, bool has_pending, uint32_t pending)
{
    if (opcode == GBP_OP_PREPARE_TRANSITION) {
        return id > last && (!has_pending || id == pending);
    }
    bool is_bound = opcode == GBP_OP_READY_FOR_TRANSITION || opcode == GBP_OP_EXECUTE_TRANSITION ||
                    opcode == GBP_OP_ABORT_TRANSITION;
    return !is_bound || (has_pending && id == pending);
}

static void transition_ids_must_fit_their_opcode(void **state)
{
    (void)state;
    static const uint32_t ids[] = {0, 4, 5, 6, 7, UINT32_MAX};
    for (uint32_t opcode = GBP_OP_PREPARE_TRANSITION; opcode <= GBP_OP_NACK; opcode++) {
        for (size_t i = 0; i < COUNT_OF(ids); i++) {
            for (uint32_t pending = 0; pending <= 7; pending += 7) {
                node_fixture_close(&fixture);
                node_fixture_open(&fixture);
                fixture.node->last_transition_id = 5;
                set_pending(pending != 0, pending);
                receive((gbp_opcode)opcode, ids[i]);
                if (fits((gbp_opcode)opcode, ids[i], 5, pending != 0, pending)) {
                    if (opcode == GBP_OP_EXECUTE_TRANSITION) {
                        node_fixture_expect_epoch(&fixture, FIXTURE_EPOCH + 1, ids[i]);
                    }
                    node_fixture_expect_control(&fixture, (gbp_opcode)opcode, ids[i]);
                } else {
                    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_ERROR);
                    assert_int_equal(event[GBP_EVENT_ERROR_CODE], GBP_ERR_TRANSITION_MISMATCH);
                }
                node_fixture_expect_end(&fixture);
            }
        }
    }
}

static void a_mismatch_names_opcode_last_and_pending(void **state)
{
    (void)state;
    receive(GBP_OP_PREPARE_TRANSITION, 0);
    node_fixture_expect_error(&fixture, GBP_ERR_TRANSITION_MISMATCH,
                              "control tid=0 not valid for PrepareTransition (last=0, pending=0)");
    set_pending(true, 7);
    receive(GBP_OP_PREPARE_TRANSITION, 8);
    node_fixture_expect_error(&fixture, GBP_ERR_TRANSITION_MISMATCH,
                              "control tid=8 not valid for PrepareTransition (last=0, pending=7)");
    receive(GBP_OP_ABORT_TRANSITION, UINT32_MAX);
    node_fixture_expect_error(
        &fixture, GBP_ERR_TRANSITION_MISMATCH,
        "control tid=4294967295 not valid for AbortTransition (last=0, pending=7)");
    node_fixture_expect_end(&fixture);
    assert_int_equal(fixture.node->pending_transition_id, 7);
}

static void prepare_sets_pending_and_the_execute_timer(void **state)
{
    (void)state;
    gs_node *node = fixture.node;
    receive_from(5, GBP_OP_PREPARE_TRANSITION, 3, BYTES("commit"));
    node_fixture_expect_control(&fixture, GBP_OP_PREPARE_TRANSITION, 3);
    assert_true(node->has_pending);
    assert_int_equal(node->pending_transition_id, 3);
    assert_int_equal(node->pending_sender, 5);
    assert_int_equal(node->execute_deadline_ms, fixture.now_ms + 10000);
    assert_true(node->coordinator_seen);
    assert_int_equal(node->coordinator_seen_ms, fixture.now_ms);
    node_fixture_expect_end(&fixture);
}

static void of_two_preparers_the_lower_member_wins(void **state)
{
    (void)state;
    gs_node *node = fixture.node;
    receive_from(5, GBP_OP_PREPARE_TRANSITION, 3, gs_bytes_of(NULL, 0));
    uint64_t deadline = node->execute_deadline_ms;
    fixture.now_ms += 100;
    static const uint32_t not_lower[] = {5, 6, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(not_lower); i++) {
        receive_from(not_lower[i], GBP_OP_PREPARE_TRANSITION, 3, gs_bytes_of(NULL, 0));
        assert_int_equal(node->pending_sender, 5);
        assert_int_equal(node->execute_deadline_ms, deadline);
    }
    receive_from(4, GBP_OP_PREPARE_TRANSITION, 3, gs_bytes_of(NULL, 0));
    assert_int_equal(node->pending_sender, 4);
    assert_int_equal(node->execute_deadline_ms, deadline + 100);
    for (int i = 0; i < 5; i++) {
        node_fixture_expect_control(&fixture, GBP_OP_PREPARE_TRANSITION, 3);
    }
    node_fixture_expect_end(&fixture);
}

static void ready_and_abort_end_their_timers(void **state)
{
    (void)state;
    gs_node *node = fixture.node;
    set_pending(true, 3);
    gs_node_start_prepare_timer(node);
    gs_node_start_execute_timer(node);
    receive(GBP_OP_READY_FOR_TRANSITION, 3);
    node_fixture_expect_control(&fixture, GBP_OP_READY_FOR_TRANSITION, 3);
    assert_int_equal(node->prepare_deadline_ms, 0);
    assert_int_not_equal(node->execute_deadline_ms, 0);
    assert_true(node->has_pending);
    receive(GBP_OP_ABORT_TRANSITION, 3);
    node_fixture_expect_control(&fixture, GBP_OP_ABORT_TRANSITION, 3);
    assert_int_equal(node->execute_deadline_ms, 0);
    assert_false(node->has_pending);
    node_fixture_expect_end(&fixture);
}

static void execute_applies_the_transition_first(void **state)
{
    (void)state;
    gs_node *node = fixture.node;
    set_pending(true, 3);
    gs_node_start_execute_timer(node);
    receive(GBP_OP_EXECUTE_TRANSITION, 3);
    node_fixture_expect_epoch(&fixture, FIXTURE_EPOCH + 1, 3);
    node_fixture_expect_control(&fixture, GBP_OP_EXECUTE_TRANSITION, 3);
    node_fixture_expect_end(&fixture);
    assert_int_equal(node->last_transition_id, 3);
    assert_false(node->has_pending);
    assert_int_equal(node->execute_deadline_ms, 0);
    assert_true(node->coordinator_seen);
    receive(GBP_OP_EXECUTE_TRANSITION, 3); /* once is enough */
    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_ERROR);
    assert_int_equal(event[GBP_EVENT_ERROR_CODE], GBP_ERR_TRANSITION_MISMATCH);
}

static void a_digest_response_ends_resyncing_only(void **state)
{
    (void)state;
    fixture.node->state = GBP_STATE_RESYNCING;
    receive(GBP_OP_GROUP_STATE_DIGEST_REQUEST, 0);
    node_fixture_expect_control(&fixture, GBP_OP_GROUP_STATE_DIGEST_REQUEST, 0);
    receive(GBP_OP_GROUP_STATE_DIGEST_RESPONSE, 0);
    node_fixture_expect_state(&fixture, GBP_STATE_RESYNCING, GBP_STATE_ACTIVE);
    node_fixture_expect_control(&fixture, GBP_OP_GROUP_STATE_DIGEST_RESPONSE, 0);
    fixture.node->state = GBP_STATE_FAILED;
    receive(GBP_OP_GROUP_STATE_DIGEST_RESPONSE, 0);
    node_fixture_expect_control(&fixture, GBP_OP_GROUP_STATE_DIGEST_RESPONSE, 0);
    node_fixture_expect_end(&fixture);
    assert_int_equal(fixture.node->state, GBP_STATE_FAILED);
}

static void expect_claim(uint32_t claimant)
{
    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_COORDINATOR_CLAIM);
    assert_int_equal(event[GBP_EVENT_COORDINATOR_CLAIM_CLAIMANT], claimant);
    node_fixture_expect_control(&fixture, GBP_OP_CAPABILITIES_ADVERTISE, 0);
    node_fixture_expect_end(&fixture);
}

static void a_claim_is_any_00_F5_in_the_args(void **state)
{
    (void)state;
    static const gs_bytes claims[] = {STATIC_BYTES("\xa1\x00\xf5"), STATIC_BYTES("\x00\xf5"),
                                      STATIC_BYTES("\x00\x00\xf5"), STATIC_BYTES("x\x00\xf5y")};
    static const gs_bytes others[] = {
        STATIC_BYTES(""),         STATIC_BYTES("\x00"),         STATIC_BYTES("\xf5"),
        STATIC_BYTES("\xf5\x00"), STATIC_BYTES("\x00\xf4\xf5"), STATIC_BYTES("\xa1\x00\xf4")};
    for (size_t i = 0; i < COUNT_OF(claims); i++) {
        fixture.node->coordinator_seen = false;
        receive_from(9, GBP_OP_CAPABILITIES_ADVERTISE, 0, claims[i]);
        expect_claim(9);
        assert_true(fixture.node->coordinator_seen);
    }
    fixture.node->coordinator_seen = false;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        receive_from(9, GBP_OP_CAPABILITIES_ADVERTISE, 0, others[i]);
        node_fixture_expect_control(&fixture, GBP_OP_CAPABILITIES_ADVERTISE, 0);
        node_fixture_expect_end(&fixture);
        assert_false(fixture.node->coordinator_seen);
    }
}

static void a_coordinator_yields_to_a_lower_member(void **state)
{
    (void)state;
    fixture.node->member_id = 5;
    fixture.node->is_coordinator = true;
    static const uint32_t not_lower[] = {UINT32_MAX, 6, 5};
    for (size_t i = 0; i < COUNT_OF(not_lower); i++) {
        receive_from(not_lower[i], GBP_OP_CAPABILITIES_ADVERTISE, 0, BYTES("\xa1\x00\xf5"));
        expect_claim(not_lower[i]);
        assert_true(fixture.node->is_coordinator);
    }
    receive_from(4, GBP_OP_CAPABILITIES_ADVERTISE, 0, BYTES("\xa1\x00\xf5"));
    expect_claim(4);
    assert_false(fixture.node->is_coordinator);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(the_event_tells_the_message),
        WITH_FIXTURE(what_does_not_decode_is_told_before_the_opcode),
        WITH_FIXTURE(transition_ids_must_fit_their_opcode),
        WITH_FIXTURE(a_mismatch_names_opcode_last_and_pending),
        WITH_FIXTURE(prepare_sets_pending_and_the_execute_timer),
        WITH_FIXTURE(of_two_preparers_the_lower_member_wins),
        WITH_FIXTURE(ready_and_abort_end_their_timers),
        WITH_FIXTURE(execute_applies_the_transition_first),
        WITH_FIXTURE(a_digest_response_ends_resyncing_only),
        WITH_FIXTURE(a_claim_is_any_00_F5_in_the_args),
        WITH_FIXTURE(a_coordinator_yields_to_a_lower_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
