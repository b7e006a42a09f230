/* Receiving a frame: the ten steps of docs/behaviour.md, Receiving a frame. */
#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "crypto/protection.h"
#include "node/node.h"

enum { STREAMS_MAX = 1 << 18 };

gs_status gs_node_report(gs_node *node, gbp_error code, const char *format, ...)
{
    char reason[GS_EVENT_REASON_MAX];
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    size_t len = written < 0                       ? 0
                 : (size_t)written < sizeof reason ? (size_t)written
                                                   : sizeof reason - 1;
    len = gs_utf8_valid_prefix(gs_bytes_of(reason, len));

    const gs_error_row *row = gs_tables_error((uint32_t)code);
    uint8_t *bytes = NULL;
    GS_TRY(gs_events_reserve(&node->events, len, &bytes));
    if (len > 0) {
        memcpy(bytes, reason, len);
    }
    uint32_t *event = gs_events_push(&node->events, GBP_EVENT_ERROR, len);
    event[GBP_EVENT_ERROR_CODE] = row->code;
    event[GBP_EVENT_ERROR_CLASS] = row->error_class;
    event[GBP_EVENT_ERROR_RETRYABLE] = row->retryable;
    event[GBP_EVENT_ERROR_FATAL] = row->fatal;
    return row->fatal ? gs_node_move(node, GBP_STATE_FAILED) : GS_OK;
}

/* Reports a failure whose cause stands in the last error, which is a peer's fault and so no failure
 * of the call. */
static gs_status report_last_error(gs_node *node, gbp_error code, const char *prefix)
{
    gs_status status = gs_node_report(node, code, "%s%s", prefix, gs_last_error());
    gs_last_error_clear();
    return status;
}

static uint64_t *find_seen(const gs_node *node, const gs_frame *frame)
{
    return gs_number_table_find(&node->inbound,
                                gs_counters_stream_key(frame->stream_type, frame->stream_id));
}

static uint32_t highest_seen(const gs_node *node, const gs_frame *frame)
{
    const uint64_t *seen = find_seen(node, frame);
    return seen != NULL ? (uint32_t)*seen : 0;
}

/* Steps 2 to 8: what can be judged without the key. `passed` tells whether the frame may be
 * opened. */
static gs_status check_header(gs_node *node, const gs_frame *frame, bool *passed)
{
    *passed = false;
    if (frame->version != GBP_WIRE_VERSION) {
        return gs_node_report(node, GBP_ERR_UNSUPPORTED_VERSION, "version != 1");
    }
    if (!gs_frame_is_of_group(frame, node->group_id)) {
        return gs_node_report(node, GBP_ERR_UNKNOWN_GROUP, "group_id");
    }
    if (frame->epoch != node->epoch) {
        GS_TRY(gs_node_report(node, GBP_ERR_EPOCH_MISMATCH, "got %llu, expected %llu",
                              (unsigned long long)frame->epoch, (unsigned long long)node->epoch));
        return gs_node_move(node, GBP_STATE_RESYNCING);
    }
    if (!gs_frame_payload_size_matches(frame)) {
        return gs_node_report(node, GBP_ERR_STREAM_POLICY_VIOLATION,
                              "payload size: payload_size/content_length/args_length mismatch");
    }
    const char *stream_name = gs_tables_stream_name(frame->stream_type);
    if (stream_name == NULL) {
        return gs_node_report(node, GBP_ERR_STREAM_POLICY_VIOLATION, "unknown stream_type");
    }
    if (frame->stream_type != GBP_STREAM_CONTROL && (frame->flags & GBP_FLAG_CRITICAL) != 0 &&
        frame->transition_id != node->last_transition_id) {
        return gs_node_report(node, GBP_ERR_TRANSITION_MISMATCH, "got tid=%u, expected %u",
                              (unsigned)frame->transition_id, (unsigned)node->last_transition_id);
    }
    /* Ours: peers choose stream ids, so there is an end to those that are remembered. */
    if (node->inbound.count >= STREAMS_MAX && find_seen(node, frame) == NULL) {
        return gs_node_report(node, GBP_ERR_STREAM_POLICY_VIOLATION, "too many streams");
    }
    uint32_t highest = highest_seen(node, frame);
    if (frame->sequence_no <= highest) {
        return gs_node_report(node, GBP_ERR_REPLAY_DETECTED, "st=%s sid=%u seq=%u hw=%u",
                              stream_name, (unsigned)frame->stream_id, (unsigned)frame->sequence_no,
                              (unsigned)highest);
    }
    *passed = true;
    return GS_OK;
}

/* Step 9. *opened stays false for a forged frame, which was then reported. */
static gs_status open_payload(gs_node *node, gs_epoch_keys *keys, const gs_frame *frame,
                              uint8_t *out, bool *opened)
{
    *opened = false;
    gs_status status = GS_E_CRYPTO;
    if (frame->payload.len >= GS_PROTECTION_OVERHEAD) {
        status = gs_protection_open(keys, (gbp_stream)frame->stream_type, frame->sequence_no,
                                    frame->payload, out);
    }
    if (status == GS_E_CRYPTO) {
        return gs_node_report(node, GBP_ERR_DECRYPT_FAILED,
                              "aead open: aead: authentication failed");
    }
    if (status != GS_OK) {
        return report_last_error(node, GBP_ERR_DECRYPT_FAILED, "aead open: ");
    }
    /* Ours: only a frame that verified moves the replay state. (Version 1 authenticates no header:
     * a relay can still verify a real frame under another stream id, docs/wire.md.) */
    uint64_t *seen = gs_number_table_at(
        &node->inbound, gs_counters_stream_key(frame->stream_type, frame->stream_id));
    if (seen == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    *seen = frame->sequence_no;
    *opened = true;
    return GS_OK;
}

/* Step 10 for text, audio and signals: the plaintext is decrypted straight into the event. */
static gs_status deliver_payload(gs_node *node, gs_epoch_keys *keys, const gs_frame *frame)
{
    size_t len = frame->payload.len < GS_PROTECTION_OVERHEAD
                     ? 0
                     : frame->payload.len - GS_PROTECTION_OVERHEAD;
    uint8_t *room = NULL;
    GS_TRY(gs_events_reserve(&node->events, len, &room));
    uint8_t nothing[1];
    bool opened = false;
    GS_TRY(open_payload(node, keys, frame, len > 0 ? room : nothing, &opened));
    if (!opened) {
        return GS_OK;
    }
    uint32_t *event = gs_events_push(&node->events, GBP_EVENT_PAYLOAD_RECEIVED, len);
    event[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE] = frame->stream_type;
    event[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_ID] = frame->stream_id;
    event[GBP_EVENT_PAYLOAD_RECEIVED_SEQUENCE_NO] = frame->sequence_no;
    event[GBP_EVENT_PAYLOAD_RECEIVED_FLAGS] = frame->flags;
    event[GBP_EVENT_PAYLOAD_RECEIVED_CODEC] = frame->codec;
    return GS_OK;
}

/* Step 10 for control frames. */
static gs_status deliver_control(gs_node *node, gs_epoch_keys *keys, const gs_frame *frame)
{
    GS_TRY(gs_buffer_reserve(&node->plaintext, frame->payload.len + 1));
    bool opened = false;
    GS_TRY(open_payload(node, keys, frame, node->plaintext.data, &opened));
    if (!opened) {
        return GS_OK;
    }
    node->plaintext.len = frame->payload.len - GS_PROTECTION_OVERHEAD;
    node->pieces.len = 0; /* the frame has been read; the control message gathers afresh */
    return gs_node_receive_control(node, gs_bytes_of(node->plaintext.data, node->plaintext.len));
}

static gs_status receive(gs_node *node, gs_epoch_keys *keys, gs_bytes wire)
{
    gs_frame frame;
    gs_status status = gs_frame_decode(wire, &node->pieces, &frame);
    if (status == GS_E_DECODE) {
        return report_last_error(node, GBP_ERR_STREAM_POLICY_VIOLATION, "frame decode: ");
    }
    GS_TRY(status);
    bool passed = false;
    GS_TRY(check_header(node, &frame, &passed));
    if (!passed) {
        return GS_OK;
    }
    if (frame.stream_type == GBP_STREAM_CONTROL) {
        return deliver_control(node, keys, &frame);
    }
    return deliver_payload(node, keys, &frame);
}

gs_status gs_node_receive(gs_node *node, gs_epoch_keys *keys, gs_bytes wire)
{
    gs_status status = receive(node, keys, wire);
    gs_buffer_recycle(&node->pieces);
    gs_buffer_recycle(&node->plaintext);
    return status;
}
