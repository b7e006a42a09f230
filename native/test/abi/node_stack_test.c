#include "base/tables.h"
#include "gbp_flat.h"
#include "support/members.h"

static const uint8_t GROUP_ID[16] = {1, 2, 3};

static void a_node_begins_idle_at_zero(void **state)
{
    (void)state;
    int32_t node = gbp_node_create(1, GROUP_ID);
    assert_true(node > 0);
    assert_int_equal(gbp_node_state(node), GBP_STATE_IDLE);
    assert_int_equal(gbp_node_epoch(node), 0);
    assert_int_equal(gbp_node_last_transition_id(node), 0);
    assert_text(gbp_node_drain_events(node), "[]");
    gbp_node_destroy(node);
    assert_int_equal(gbp_node_state(node), UINT32_MAX);
}

#define BOOTSTRAP_EVENTS                                                                  \
    "{\"kind\":\"state_changed\",\"from\":\"IDLE\",\"to\":\"CONNECTING\"},"               \
    "{\"kind\":\"state_changed\",\"from\":\"CONNECTING\",\"to\":\"ESTABLISHING_GROUP\"}," \
    "{\"kind\":\"state_changed\",\"from\":\"ESTABLISHING_GROUP\",\"to\":\"ACTIVE\"}"

static void bootstrap_reports_three_moves_once(void **state)
{
    (void)state;
    int32_t creator = gbp_node_create(1, GROUP_ID);
    assert_true(gbp_node_bootstrap_creator(creator, UINT64_MAX));
    assert_int_equal(gbp_node_state(creator), GBP_STATE_ACTIVE);
    assert_int_equal(gbp_node_epoch(creator), UINT64_MAX);
    assert_text(gbp_node_drain_events(creator), "[" BOOTSTRAP_EVENTS "]");
    assert_text(gbp_node_drain_events(creator), "[]");
    int32_t joiner = gbp_node_create(2, GROUP_ID);
    assert_true(gbp_node_bootstrap_joiner(joiner, 7, 3));
    assert_int_equal(gbp_node_epoch(joiner), 7);
    assert_text(gbp_node_drain_events(joiner), "[" BOOTSTRAP_EVENTS "]");
    gbp_node_destroy(creator);
    gbp_node_destroy(joiner);
}

static void epochs_are_set_and_advanced(void **state)
{
    (void)state;
    int32_t node = gbp_node_create(1, GROUP_ID);
    assert_true(gbp_node_set_epoch(node, UINT64_MAX));
    assert_text(gbp_node_drain_events(node), "[]");
    assert_true(gbp_node_apply_transition(node, 5));
    assert_int_equal(gbp_node_epoch(node), 0);
    assert_int_equal(gbp_node_last_transition_id(node), 5);
    assert_text(gbp_node_drain_events(node),
                "[{\"kind\":\"epoch_advanced\",\"epoch\":0,\"transition_id\":5}]");
    gbp_node_destroy(node);
}

static void control_messages_travel_with_target_and_args(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    mark_last_error();
    GbpBuffer sent =
        gbp_node_send_control(both.alice.node, both.alice.mls, 0x01020304,
                              GBP_OP_PREPARE_TRANSITION, 4, 9, (const uint8_t *)"commit", 6);
    assert_last_error("");
    assert_int_equal(gs_load_le32(sent.ptr), 0x01020304);
    assert_true(sent.cap >= sent.len);
    assert_text(deliver(&both.bob, sent),
                "[{\"kind\":\"control\",\"from\":1,\"opcode\":\"PREPARE_TRANSITION\","
                "\"opcode_code\":1,\"transition_id\":4,\"request_id\":9,"
                "\"args_b64\":\"Y29tbWl0\"}]");
    pair_close(&both);
}

/* Parity: the opcode, then the handles, then the node's state. */
static void send_control_refuses_in_the_reference_s_order(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    int32_t idle = gbp_node_create(3, both.group_id);
    int32_t node = both.alice.node;
    int32_t mls = both.alice.mls;
    assert_refused(gbp_node_send_control(NO_HANDLE, NO_HANDLE, 2, 0x63, 0, 1, NULL, 0),
                   "bad opcode 0x0063");
    assert_refused(gbp_node_send_control(node, mls, 2, 0, 0, 1, NULL, 0), "bad opcode 0x0000");
    assert_refused(gbp_node_send_control(node, mls, 2, 0xFFFF, 0, 1, NULL, 0), "bad opcode 0xFFFF");
    assert_refused(gbp_node_send_control(NO_HANDLE, mls, 2, 9, 0, 1, NULL, 0),
                   "bad node/mls handle");
    assert_refused(gbp_node_send_control(idle, NO_HANDLE, 2, 9, 0, 1, NULL, 0),
                   "bad node/mls handle");
    assert_refused(gbp_node_send_control(idle, mls, 2, 9, 0, 1, NULL, 0),
                   "invalid state: cannot send in state IDLE");
    gbp_node_destroy(idle);
    pair_close(&both);
}

static void on_wire_tells_what_a_frame_caused(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    GbpBuffer sent = gap_client_send(both.alice.gap, both.alice.node, both.alice.mls, 2, 77, 960,
                                     (const uint8_t *)"opus", 4, 1);
    mark_last_error();
    char *events = gbp_node_on_wire(both.bob.node, both.bob.mls, sent.ptr + 4, sent.len - 4);
    assert_text_begins(events, "[{\"kind\":\"payload_received\",\"stream_type\":\"audio\","
                               "\"stream_type_code\":1,\"stream_id\":102,\"sequence_no\":1,"
                               "\"flags\":1,\"codec\":1,\"plaintext_b64\":\"");
    assert_last_error("");
    assert_text(gbp_node_on_wire(both.bob.node, both.bob.mls, sent.ptr + 4, sent.len - 4),
                "[{\"kind\":\"error\",\"code\":5,\"code_hex\":\"0x0005\",\"class\":2,"
                "\"retryable\":false,\"fatal\":false,\"reason\":\"st=audio sid=102 seq=1 hw=1\"}]");
    assert_last_error("");
    gbp_buffer_free(sent);
    pair_close(&both);
}

static void what_waits_comes_before_what_a_frame_causes(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    int32_t node = gbp_node_create(3, both.group_id);
    assert_true(gbp_node_bootstrap_creator(node, 1));
    assert_text_begins(gbp_node_on_wire(node, both.bob.mls, NULL, 0),
                       "[" BOOTSTRAP_EVENTS ",{\"kind\":\"error\",\"code\":8,"
                       "\"code_hex\":\"0x0008\",\"class\":4,\"retryable\":false,\"fatal\":false,"
                       "\"reason\":\"frame decode: CBOR decode: ");
    gbp_node_destroy(node);
    pair_close(&both);
}

static void bad_handles_receive_nothing(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    const uint8_t byte[] = {0};
    assert_text(gbp_node_on_wire(NO_HANDLE, both.bob.mls, byte, 1), "[]");
    assert_last_error("bad node/mls handle");
    mark_last_error();
    assert_text(gbp_node_on_wire(both.bob.node, 0, byte, 1), "[]");
    assert_last_error("bad node/mls handle");
    assert_text(gbp_node_drain_events(NO_HANDLE), "[]");
    assert_false(gbp_node_bootstrap_creator(NO_HANDLE, 1));
    assert_false(gbp_node_bootstrap_joiner(-1, 1, 1));
    assert_false(gbp_node_set_epoch(0, 1));
    assert_false(gbp_node_apply_transition(0, 1));
    assert_int_equal(gbp_node_state(0), UINT32_MAX);
    assert_int_equal(gbp_node_epoch(0), 0);
    assert_int_equal(gbp_node_last_transition_id(0), 0);
    gbp_node_destroy(NO_HANDLE);
    pair_close(&both);
}

static void events_left_over_by_the_flat_abi_come_out_here(void **state)
{
    (void)state;
    uint32_t record[GBPF_EVENT_WORDS];
    int32_t node = gbp_node_create(1, GROUP_ID);
    assert_true(gbp_node_apply_transition(node, 1));
    assert_true(gbp_node_apply_transition(node, 2));
    assert_int_equal(gbpf_node_drain_events(node, record, 1, NULL, 0), 1 | GBPF_EVENTS_MORE);
    assert_text(gbp_node_drain_events(node),
                "[{\"kind\":\"epoch_advanced\",\"epoch\":2,\"transition_id\":2}]");
    gbp_node_destroy(node);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_begins_idle_at_zero),
        cmocka_unit_test(bootstrap_reports_three_moves_once),
        cmocka_unit_test(epochs_are_set_and_advanced),
        cmocka_unit_test(control_messages_travel_with_target_and_args),
        cmocka_unit_test(send_control_refuses_in_the_reference_s_order),
        cmocka_unit_test(on_wire_tells_what_a_frame_caused),
        cmocka_unit_test(what_waits_comes_before_what_a_frame_causes),
        cmocka_unit_test(bad_handles_receive_nothing),
        cmocka_unit_test(events_left_over_by_the_flat_abi_come_out_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
