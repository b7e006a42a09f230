/* Sending (docs/behaviour.md, Node; wire.md, GBP frame). The payload is encoded and sealed in its
 * place in the frame. */
#include "base/memory.h"
#include "codec/payload.h"
#include "crypto/protection.h"
#include "node/node.h"

enum { STREAM_IDS_PER_MEMBER = 100 };

gs_status gs_node_check_can_send(const gs_node *node)
{
    if (node->state == GBP_STATE_ACTIVE || node->state == GBP_STATE_RESYNCING ||
        node->state == GBP_STATE_ESTABLISHING_GROUP) {
        return GS_OK;
    }
    return gs_fail(GS_E_STATE, "invalid state: cannot send in state %s",
                   gs_tables_state_name(node->state));
}

/* Writes header, room and trailer, then the payload into its room. */
static gs_status write_frame(const gs_frame *frame, const gs_outbound *outbound, gs_writer *out,
                             uint8_t **payload)
{
    gs_writer whole = *out;
    size_t payload_at = 0;
    gs_frame_encode(frame, &whole, &payload_at);
    if (!gs_writer_fits(&whole)) {
        return gs_fail(GS_E_SPACE, "frame of %zu bytes does not fit into %zu", whole.len, out->cap);
    }
    *payload = whole.data + payload_at;
    gs_writer inner = gs_writer_on(*payload, frame->payload.len - GS_PROTECTION_OVERHEAD);
    gs_status status =
        gs_payload_encode(outbound->codec, outbound->message, outbound->value, &inner);
    if (status == GS_OK && inner.len != inner.cap) {
        status = gs_fail(GS_E_INTERNAL, "payload of another length than measured");
    }
    if (status != GS_OK) {
        gs_wipe(*payload, inner.cap);
        return status;
    }
    *out = whole;
    return GS_OK;
}

/* Notes the number as used before anything is sealed under it: whatever fails later, it is not used
 * again. */
static gs_status use_number(gs_node *node, gs_epoch_keys *keys, const gs_frame *frame)
{
    uint64_t key = gs_counters_stream_key(frame->stream_type, frame->stream_id);
    uint64_t *last = gs_number_table_at(&node->outbound, key);
    if (last == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    GS_TRY(
        gs_counters_use(&keys->counters, frame->stream_type, frame->stream_id, frame->sequence_no));
    *last = frame->sequence_no;
    return GS_OK;
}

static gs_status derive_key(gs_epoch_keys *keys, gbp_stream stream)
{
    gs_aead *aead = NULL;
    gs_status status = gs_epoch_keys_stream(keys, stream, &aead);
    if (status != GS_OK) {
        gs_fail_within("mls: ");
    }
    return status;
}

gs_status gs_node_send(gs_node *node, gs_epoch_keys *keys, const gs_outbound *outbound,
                       gs_writer *out)
{
    GS_TRY(gs_node_check_can_send(node));
    size_t len = 0;
    GS_TRY(gs_payload_measure(outbound->codec, outbound->message, outbound->value, &len));
    if (len > UINT32_MAX - GS_PROTECTION_OVERHEAD) {
        return gs_fail(GS_E_ARGUMENT, "payload of %zu bytes is too long", len);
    }
    size_t sealed_len = len + GS_PROTECTION_OVERHEAD;
    gs_frame frame = {
        .version = GBP_WIRE_VERSION,
        .stream_type = (uint8_t)outbound->stream,
        .codec = outbound->codec,
        .flags = outbound->flags,
        .transition_id = node->last_transition_id,
        .stream_id =
            gs_tables_stream_base(outbound->stream) + node->member_id * STREAM_IDS_PER_MEMBER,
        .payload_size = (uint32_t)sealed_len,
        .epoch = node->epoch,
        .group_id = gs_bytes_of(node->group_id, GS_GROUP_ID_LEN),
        .payload = gs_bytes_of(NULL, sealed_len),
    };
    const uint64_t *last = gs_number_table_find(
        &node->outbound, gs_counters_stream_key(frame.stream_type, frame.stream_id));
    GS_TRY(gs_counters_next(&keys->counters, frame.stream_type, frame.stream_id,
                            last != NULL ? (uint32_t)*last : 0, &frame.sequence_no));
    GS_TRY(derive_key(keys, outbound->stream)); /* before a number is used */
    gs_writer whole = *out;
    uint8_t *payload = NULL;
    GS_TRY(write_frame(&frame, outbound, &whole, &payload));
    gs_status status = use_number(node, keys, &frame);
    if (status == GS_OK) {
        status = gs_protection_seal(keys, outbound->stream, frame.sequence_no, payload, len);
    }
    if (status != GS_OK) {
        gs_wipe(payload, len); /* memory for wire bytes never keeps a plaintext */
        return status;
    }
    *out = whole;
    return GS_OK;
}

/* What sending an opcode changes in the sender itself. */
static void note_sent(gs_node *node, gbp_opcode opcode, uint32_t transition_id)
{
    switch (opcode) {
    case GBP_OP_PREPARE_TRANSITION:
        node->has_pending = transition_id != 0; /* Parity: id 0 means that nothing is pending */
        node->pending_transition_id = transition_id;
        node->has_pending_sender = true;
        node->pending_sender = node->member_id;
        gs_node_start_prepare_timer(node);
        break;
    case GBP_OP_READY_FOR_TRANSITION:
        gs_node_start_execute_timer(node);
        break;
    case GBP_OP_ABORT_TRANSITION:
        node->has_pending = false;
        gs_node_stop_timers(node);
        break;
    case GBP_OP_EXECUTE_TRANSITION:
        gs_node_stop_timers(node);
        break;
    case GBP_OP_GROUP_STATE_DIGEST_REQUEST:
    case GBP_OP_GROUP_STATE_DIGEST_RESPONSE:
    case GBP_OP_REPORT_INVALID_COMMIT:
    case GBP_OP_CAPABILITIES_ADVERTISE:
    case GBP_OP_ACK:
    case GBP_OP_NACK:
        break;
    }
}

static uint16_t control_flags(gbp_opcode opcode)
{
    uint16_t flags = GBP_FLAG_ORDERED | GBP_FLAG_RELIABLE | GBP_FLAG_SYSTEM;
    bool is_critical = opcode == GBP_OP_PREPARE_TRANSITION ||
                       opcode == GBP_OP_READY_FOR_TRANSITION || opcode == GBP_OP_EXECUTE_TRANSITION;
    return is_critical ? (uint16_t)(flags | GBP_FLAG_CRITICAL) : flags;
}

gs_status gs_node_check_opcode(uint32_t opcode)
{
    if (gs_tables_opcode_name(opcode) == NULL) {
        return gs_fail(GS_E_ARGUMENT, "bad opcode 0x%04X", (unsigned)opcode);
    }
    return GS_OK;
}

gs_status gs_node_send_control(gs_node *node, gs_epoch_keys *keys, uint32_t opcode,
                               uint32_t transition_id, uint32_t request_id, gs_bytes args,
                               gs_writer *out)
{
    GS_TRY(gs_node_check_opcode(opcode));
    gs_control control = {
        .opcode = (uint16_t)opcode,
        .request_id = request_id,
        .sender_id = node->member_id,
        .transition_id = transition_id,
        .args_len = (uint32_t)args.len,
        .args = args,
    };
    gs_outbound outbound = {GBP_STREAM_CONTROL, control_flags((gbp_opcode)opcode), GBP_CODEC_CBOR,
                            &GS_CONTROL, &control};
    note_sent(node, (gbp_opcode)opcode, transition_id);
    return gs_node_send(node, keys, &outbound, out);
}
