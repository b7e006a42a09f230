/* Timers and the coordinator (docs/behaviour.md, Timers and coordinator). Nothing fires by itself:
 * the application asks. */
#include "node/node.h"

enum { PREPARE_MAX_MS = 5000, EXECUTE_MAX_MS = 10000, COORDINATOR_GRACE_MS = 10000 };

/* {0: true} */
static const uint8_t COORDINATOR_CLAIM[] = {0xA1, 0x00, 0xF5};

/* 0 stands for "no deadline", so a deadline is never 0. */
static uint64_t deadline_in(const gs_node *node, uint64_t span_ms)
{
    return gs_clock_now(&node->clock) + span_ms;
}

void gs_node_start_prepare_timer(gs_node *node)
{
    node->prepare_deadline_ms = deadline_in(node, PREPARE_MAX_MS);
}

void gs_node_start_execute_timer(gs_node *node)
{
    node->execute_deadline_ms = deadline_in(node, EXECUTE_MAX_MS);
}

void gs_node_stop_timers(gs_node *node)
{
    node->prepare_deadline_ms = 0;
    node->execute_deadline_ms = 0;
}

void gs_node_note_coordinator(gs_node *node)
{
    node->coordinator_seen = true;
    node->coordinator_seen_ms = gs_clock_now(&node->clock);
}

/* Whether a deadline ran out; it is gone then. */
static bool fires(uint64_t *deadline_ms, uint64_t now_ms)
{
    if (*deadline_ms == 0 || now_ms < *deadline_ms) {
        return false;
    }
    *deadline_ms = 0;
    return true;
}

gs_status gs_node_check_timeouts(gs_node *node)
{
    uint64_t now_ms = gs_clock_now(&node->clock);
    if (fires(&node->prepare_deadline_ms, now_ms)) {
        node->has_pending = false;
        GS_TRY(gs_node_report(node, GBP_ERR_PREPARE_TIMEOUT, "T_prepare_max exceeded"));
    }
    if (fires(&node->execute_deadline_ms, now_ms)) {
        GS_TRY(gs_node_report(node, GBP_ERR_EXECUTE_TIMEOUT, "T_execute_max exceeded"));
    }
    if (node->coordinator_seen && now_ms - node->coordinator_seen_ms >= COORDINATOR_GRACE_MS) {
        node->coordinator_seen = false;
        node->is_coordinator = false;
        GS_TRY(gs_node_report(node, GBP_ERR_COORDINATOR_GONE,
                              "coordinator silence exceeded T_coordinator_grace"));
        if (gs_events_push_plain(&node->events, GBP_EVENT_COORDINATOR_ELECTION_NEEDED) == NULL) {
            return GS_E_MEMORY;
        }
    }
    return GS_OK;
}

gs_status gs_node_claim_coordinator(gs_node *node, gs_epoch_keys *keys, gs_writer *out)
{
    gs_bytes claim = gs_bytes_of(COORDINATOR_CLAIM, sizeof COORDINATOR_CLAIM);
    GS_TRY(gs_node_send_control(node, keys, GBP_OP_CAPABILITIES_ADVERTISE, node->last_transition_id,
                                0, claim, out));
    node->is_coordinator = true;
    gs_node_note_coordinator(node);
    return gs_events_push_plain(&node->events, GBP_EVENT_BECAME_COORDINATOR) != NULL ? GS_OK
                                                                                     : GS_E_MEMORY;
}
