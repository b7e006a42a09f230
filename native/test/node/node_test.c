#include "node/node.h"

#include "support/check.h"
#include "support/fake_clock.h"
#include "support/memory_faults.h"

static const uint8_t GROUP_ID[GS_GROUP_ID_LEN] = "a group of tests";

static void a_new_node_is_idle_and_knows_nothing(void **state)
{
    (void)state;
    uint64_t now_ms = 5;
    gs_node *node = gs_node_create(UINT32_MAX, GROUP_ID, fake_clock_of(&now_ms));
    assert_non_null(node);
    assert_int_equal(node->member_id, UINT32_MAX);
    assert_memory_equal(node->group_id, GROUP_ID, sizeof GROUP_ID);
    assert_int_equal(node->state, GBP_STATE_IDLE);
    assert_int_equal(node->epoch, 0);
    assert_int_equal(node->last_transition_id, 0);
    assert_false(node->has_pending);
    assert_false(node->is_coordinator);
    assert_int_equal(gs_events_waiting(&node->events)->count, 0);
    assert_ok(gs_node_check_timeouts(node));
    assert_int_equal(gs_events_waiting(&node->events)->count, 0);
    gs_node_free(node);
    gs_node_free(NULL);
}

static void without_memory_there_is_no_node(void **state)
{
    (void)state;
    uint64_t now_ms = 5;
    memory_faults_arm(1);
    assert_null(gs_node_create(1, GROUP_ID, fake_clock_of(&now_ms)));
    assert_true(memory_faults_disarm());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_node_is_idle_and_knows_nothing),
        cmocka_unit_test(without_memory_there_is_no_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
