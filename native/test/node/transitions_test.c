#include "support/memory_faults.h"
#include "support/one_node.h"

/* The allowed moves, as docs/behaviour.md lists them. */
static bool is_listed(gbp_state from, gbp_state to)
{
    static const gbp_state moves[][2] = {
        {GBP_STATE_IDLE, GBP_STATE_CONNECTING},
        {GBP_STATE_CONNECTING, GBP_STATE_ESTABLISHING_GROUP},
        {GBP_STATE_ESTABLISHING_GROUP, GBP_STATE_ACTIVE},
        {GBP_STATE_ACTIVE, GBP_STATE_RESYNCING},
        {GBP_STATE_ACTIVE, GBP_STATE_FAILED},
        {GBP_STATE_RESYNCING, GBP_STATE_ACTIVE},
        {GBP_STATE_RESYNCING, GBP_STATE_FAILED},
        {GBP_STATE_IDLE, GBP_STATE_FAILED},
        {GBP_STATE_CONNECTING, GBP_STATE_FAILED},
        {GBP_STATE_ESTABLISHING_GROUP, GBP_STATE_FAILED},
    };
    for (size_t i = 0; i < COUNT_OF(moves); i++) {
        if (moves[i][0] == from && moves[i][1] == to) {
            return true;
        }
    }
    return to == GBP_STATE_CLOSED;
}

static void every_other_move_fails_the_node(void **state)
{
    (void)state;
    for (int from = 0; from < GBP_STATE_COUNT; from++) {
        for (int to = 0; to < GBP_STATE_COUNT; to++) {
            fixture.node->state = (gbp_state)from;
            assert_ok(gs_node_move(fixture.node, (gbp_state)to));
            if (from == to && to != GBP_STATE_FAILED) {
                assert_int_equal(fixture.node->state, from);
                node_fixture_expect_end(&fixture);
                continue;
            }
            gbp_state after =
                is_listed((gbp_state)from, (gbp_state)to) ? (gbp_state)to : GBP_STATE_FAILED;
            assert_int_equal(fixture.node->state, after);
            node_fixture_expect_state(&fixture, (gbp_state)from, after);
            node_fixture_expect_end(&fixture);
        }
    }
}

static void bootstrap_passes_every_state_and_sets_epoch_and_pending(void **state)
{
    (void)state;
    for (uint32_t first = 0; first < 2; first++) {
        fixture.node->state = GBP_STATE_IDLE;
        assert_ok(gs_node_bootstrap(fixture.node, UINT64_MAX, first * 9));
        node_fixture_expect_state(&fixture, GBP_STATE_IDLE, GBP_STATE_CONNECTING);
        node_fixture_expect_state(&fixture, GBP_STATE_CONNECTING, GBP_STATE_ESTABLISHING_GROUP);
        node_fixture_expect_state(&fixture, GBP_STATE_ESTABLISHING_GROUP, GBP_STATE_ACTIVE);
        node_fixture_expect_end(&fixture);
        assert_int_equal(fixture.node->epoch, UINT64_MAX);
        assert_int_equal(fixture.node->has_pending, first != 0);
        assert_int_equal(fixture.node->last_transition_id, 0);
    }
    assert_int_equal(fixture.node->pending_transition_id, 9);
}

static void bootstrap_of_an_active_node_fails_it_and_sets_the_epoch(void **state)
{
    (void)state;
    assert_ok(gs_node_bootstrap(fixture.node, 5, 0));
    node_fixture_expect_state(&fixture, GBP_STATE_ACTIVE, GBP_STATE_FAILED);
    node_fixture_expect_state(&fixture, GBP_STATE_FAILED, GBP_STATE_FAILED);
    node_fixture_expect_state(&fixture, GBP_STATE_FAILED, GBP_STATE_FAILED);
    node_fixture_expect_end(&fixture);
    assert_int_equal(fixture.node->epoch, 5);
}

static void apply_advances_the_epoch_and_forgets_numbers(void **state)
{
    (void)state;
    gs_node *node = fixture.node;
    node->has_pending = true;
    *gs_number_table_at(&node->outbound, 1) = 5;
    *gs_number_table_at(&node->inbound, 2) = 6;
    assert_ok(gs_node_apply_transition(node, 77));
    node_fixture_expect_epoch(&fixture, FIXTURE_EPOCH + 1, 77);
    node_fixture_expect_end(&fixture);
    assert_int_equal(node->last_transition_id, 77);
    assert_false(node->has_pending);
    assert_int_equal(node->outbound.count, 0);
    assert_int_equal(node->inbound.count, 0);
    assert_int_equal(node->state, GBP_STATE_ACTIVE);
}

static void the_last_epoch_is_followed_by_0(void **state)
{
    (void)state;
    fixture.node->epoch = UINT64_C(0xFFFFFFFF);
    assert_ok(gs_node_apply_transition(fixture.node, 1));
    node_fixture_expect_epoch(&fixture, UINT64_C(0x100000000), 1);
    fixture.node->epoch = UINT64_MAX;
    assert_ok(gs_node_apply_transition(fixture.node, 2));
    node_fixture_expect_epoch(&fixture, 0, 2);
    node_fixture_expect_end(&fixture);
    assert_int_equal(fixture.node->epoch, 0);
}

static void without_memory_nothing_changes(void **state)
{
    (void)state;
    gs_node *node = gs_node_create(9, fixture.node->group_id, fixture.node->clock);
    memory_faults_arm(1);
    assert_fails(gs_node_move(node, GBP_STATE_CONNECTING), GS_E_MEMORY, "out of memory");
    assert_true(memory_faults_disarm());
    assert_int_equal(node->state, GBP_STATE_IDLE);
    memory_faults_arm(1);
    assert_fails(gs_node_apply_transition(node, 3), GS_E_MEMORY, "out of memory");
    assert_true(memory_faults_disarm());
    assert_int_equal(node->epoch, 0);
    assert_int_equal(node->last_transition_id, 0);
    gs_node_free(node);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(every_other_move_fails_the_node),
        WITH_FIXTURE(bootstrap_passes_every_state_and_sets_epoch_and_pending),
        WITH_FIXTURE(bootstrap_of_an_active_node_fails_it_and_sets_the_epoch),
        WITH_FIXTURE(apply_advances_the_epoch_and_forgets_numbers),
        WITH_FIXTURE(the_last_epoch_is_followed_by_0),
        WITH_FIXTURE(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
