/* The control plane (docs/behaviour.md, Control plane): what a received control message does,
 * before its event. */
#include "node/node.h"

/* Whether the transition id fits the opcode; only the four opcodes of a transition are bound to
 * one. */
static bool transition_is_valid(const gs_node *node, gbp_opcode opcode, uint32_t transition_id)
{
    bool is_pending = node->has_pending && node->pending_transition_id == transition_id;
    switch (opcode) {
    case GBP_OP_PREPARE_TRANSITION:
        return transition_id > node->last_transition_id && (!node->has_pending || is_pending);
    case GBP_OP_READY_FOR_TRANSITION:
    case GBP_OP_EXECUTE_TRANSITION:
    case GBP_OP_ABORT_TRANSITION:
        return is_pending;
    case GBP_OP_GROUP_STATE_DIGEST_REQUEST:
    case GBP_OP_GROUP_STATE_DIGEST_RESPONSE:
    case GBP_OP_REPORT_INVALID_COMMIT:
    case GBP_OP_CAPABILITIES_ADVERTISE:
    case GBP_OP_ACK:
    case GBP_OP_NACK:
        break;
    }
    return true;
}

static void prepare(gs_node *node, const gs_control *control)
{
    bool known = node->has_pending && node->pending_transition_id == control->transition_id &&
                 node->has_pending_sender && node->pending_sender <= control->sender_id;
    if (known) {
        return;
    }
    node->has_pending = true;
    node->pending_transition_id = control->transition_id;
    node->has_pending_sender = true;
    node->pending_sender = control->sender_id;
    gs_node_note_coordinator(node);
    gs_node_start_execute_timer(node);
}

/* Parity: any two bytes 00 F5 in a row are a claim; the map {0: true} holds them. */
static bool is_coordinator_claim(gs_bytes args)
{
    for (size_t i = 0; i + 1 < args.len; i++) {
        if (args.data[i] == 0x00 && args.data[i + 1] == 0xF5) {
            return true;
        }
    }
    return false;
}

static gs_status hear_claim(gs_node *node, uint32_t claimant)
{
    uint32_t *event = gs_events_push_plain(&node->events, GBP_EVENT_COORDINATOR_CLAIM);
    if (event == NULL) {
        return GS_E_MEMORY;
    }
    gs_node_note_coordinator(node);
    if (node->is_coordinator && claimant < node->member_id) {
        node->is_coordinator = false;
    }
    event[GBP_EVENT_COORDINATOR_CLAIM_CLAIMANT] = claimant;
    return GS_OK;
}

static gs_status act(gs_node *node, const gs_control *control)
{
    switch ((gbp_opcode)control->opcode) {
    case GBP_OP_PREPARE_TRANSITION:
        prepare(node, control);
        return GS_OK;
    case GBP_OP_READY_FOR_TRANSITION:
        node->prepare_deadline_ms = 0;
        return GS_OK;
    case GBP_OP_EXECUTE_TRANSITION:
        gs_node_stop_timers(node);
        gs_node_note_coordinator(node);
        return gs_node_apply_transition(node, control->transition_id);
    case GBP_OP_ABORT_TRANSITION:
        gs_node_stop_timers(node);
        node->has_pending = false;
        return GS_OK;
    case GBP_OP_GROUP_STATE_DIGEST_RESPONSE:
        return node->state == GBP_STATE_RESYNCING ? gs_node_move(node, GBP_STATE_ACTIVE) : GS_OK;
    case GBP_OP_CAPABILITIES_ADVERTISE:
        return is_coordinator_claim(control->args) ? hear_claim(node, control->sender_id) : GS_OK;
    case GBP_OP_GROUP_STATE_DIGEST_REQUEST:
    case GBP_OP_REPORT_INVALID_COMMIT:
    case GBP_OP_ACK:
    case GBP_OP_NACK:
        break;
    }
    return GS_OK;
}

static gs_status report_control(gs_node *node, const gs_control *control)
{
    uint8_t *bytes = NULL;
    GS_TRY(gs_events_reserve(&node->events, control->args.len, &bytes));
    if (control->args.len > 0) {
        memcpy(bytes, control->args.data, control->args.len);
    }
    uint32_t *event = gs_events_push(&node->events, GBP_EVENT_CONTROL, control->args.len);
    event[GBP_EVENT_CONTROL_FROM] = control->sender_id;
    event[GBP_EVENT_CONTROL_OPCODE] = control->opcode;
    event[GBP_EVENT_CONTROL_TRANSITION_ID] = control->transition_id;
    event[GBP_EVENT_CONTROL_REQUEST_ID] = control->request_id;
    return GS_OK;
}

gs_status gs_node_receive_control(gs_node *node, gs_bytes plaintext)
{
    gs_control control;
    gs_status status = gs_control_decode(plaintext, &node->pieces, &control);
    if (status == GS_E_DECODE) {
        gs_last_error_clear();
        return gs_node_report(node, GBP_ERR_STREAM_POLICY_VIOLATION, "control decode");
    }
    GS_TRY(status);
    const char *name = gs_tables_opcode_name(control.opcode);
    if (name == NULL) {
        return gs_node_report(node, GBP_ERR_STREAM_POLICY_VIOLATION, "unknown opcode");
    }
    if (!transition_is_valid(node, (gbp_opcode)control.opcode, control.transition_id)) {
        return gs_node_report(node, GBP_ERR_TRANSITION_MISMATCH,
                              "control tid=%u not valid for %s (last=%u, pending=%u)",
                              (unsigned)control.transition_id, name,
                              (unsigned)node->last_transition_id,
                              node->has_pending ? (unsigned)node->pending_transition_id : 0);
    }
    GS_TRY(act(node, &control));
    return report_control(node, &control);
}
