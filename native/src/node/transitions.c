/* The node's states and epochs (docs/behaviour.md, Allowed moves). */
#include "node/node.h"

static const bool ALLOWED[GBP_STATE_COUNT][GBP_STATE_COUNT] = {
    [GBP_STATE_IDLE] = {[GBP_STATE_CONNECTING] = true, [GBP_STATE_FAILED] = true},
    [GBP_STATE_CONNECTING] = {[GBP_STATE_ESTABLISHING_GROUP] = true, [GBP_STATE_FAILED] = true},
    [GBP_STATE_ESTABLISHING_GROUP] = {[GBP_STATE_ACTIVE] = true, [GBP_STATE_FAILED] = true},
    [GBP_STATE_ACTIVE] = {[GBP_STATE_RESYNCING] = true, [GBP_STATE_FAILED] = true},
    [GBP_STATE_RESYNCING] = {[GBP_STATE_ACTIVE] = true, [GBP_STATE_FAILED] = true},
};

static bool is_allowed(gbp_state from, gbp_state to)
{
    return to == GBP_STATE_CLOSED || ALLOWED[from][to];
}

gs_status gs_node_move(gs_node *node, gbp_state to)
{
    gbp_state from = node->state;
    if (from == to && to != GBP_STATE_FAILED) {
        return GS_OK;
    }
    uint32_t *event = gs_events_push_plain(&node->events, GBP_EVENT_STATE_CHANGED);
    if (event == NULL) {
        return GS_E_MEMORY;
    }
    node->state = is_allowed(from, to) ? to : GBP_STATE_FAILED;
    event[GBP_EVENT_STATE_CHANGED_FROM_STATE] = (uint32_t)from;
    event[GBP_EVENT_STATE_CHANGED_TO_STATE] = (uint32_t)node->state;
    return GS_OK;
}

/* Parity: a bootstrap of a node that is not IDLE fails the node at every step and sets the epoch
 * all the same. */
gs_status gs_node_bootstrap(gs_node *node, uint64_t epoch, uint32_t first_transition_id)
{
    GS_TRY(gs_node_move(node, GBP_STATE_CONNECTING));
    GS_TRY(gs_node_move(node, GBP_STATE_ESTABLISHING_GROUP));
    node->epoch = epoch;
    if (first_transition_id > 0) {
        node->has_pending = true;
        node->pending_transition_id = first_transition_id;
        node->has_pending_sender = false;
    }
    return gs_node_move(node, GBP_STATE_ACTIVE);
}

gs_status gs_node_apply_transition(gs_node *node, uint32_t transition_id)
{
    uint32_t *event = gs_events_push_plain(&node->events, GBP_EVENT_EPOCH_ADVANCED);
    if (event == NULL) {
        return GS_E_MEMORY;
    }
    node->epoch++; /* Parity: wraps from 2^64 - 1 to 0 */
    node->last_transition_id = transition_id;
    node->has_pending = false;
    gs_number_table_clear(&node->outbound);
    gs_number_table_clear(&node->inbound);
    event[GBP_EVENT_EPOCH_ADVANCED_EPOCH_LOW] = (uint32_t)node->epoch;
    event[GBP_EVENT_EPOCH_ADVANCED_EPOCH_HIGH] = (uint32_t)(node->epoch >> 32);
    event[GBP_EVENT_EPOCH_ADVANCED_TRANSITION_ID] = transition_id;
    return GS_OK;
}
