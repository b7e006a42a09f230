#include "abi/events_json.h"

#include "abi/json.h"

/* More than the longest event without its bytes takes, comma included. */
enum { EVENT_MAX = 256 };

/* One event: its words and its bytes. */
typedef struct event_view {
    const uint32_t *words;
    gs_bytes bytes;
} event_view;

static event_view event_at(const gs_event_memory *events, size_t index)
{
    const uint32_t *words = events->records + index * GS_EVENT_WORDS;
    event_view event = {words, {NULL, words[GS_EVENT_BYTES_LEN]}};
    if (event.bytes.len > 0) {
        event.bytes.data = events->bytes + words[GS_EVENT_BYTES_OFFSET];
    }
    return event;
}

static size_t bound_of(const event_view *event)
{
    if (event->words[GS_EVENT_KIND] == GBP_EVENT_ERROR) {
        return EVENT_MAX + gs_json_measure(event->bytes).len;
    }
    return EVENT_MAX + gs_json_base64_len(event->bytes);
}

static void put_state_changed(gs_json *json, const event_view *event)
{
    GS_JSON_PUT(json, "\"state_changed\",\"from\":\"");
    gs_json_put_name(json, gs_tables_state_name(event->words[GBP_EVENT_STATE_CHANGED_FROM_STATE]));
    GS_JSON_PUT(json, "\",\"to\":\"");
    gs_json_put_name(json, gs_tables_state_name(event->words[GBP_EVENT_STATE_CHANGED_TO_STATE]));
    GS_JSON_PUT(json, "\"");
}

static void put_payload_received(gs_json *json, const event_view *event)
{
    uint32_t stream_type = event->words[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE];
    GS_JSON_PUT(json, "\"payload_received\",\"stream_type\":\"");
    gs_json_put_name(json, gs_tables_stream_name(stream_type));
    GS_JSON_PUT(json, "\",\"stream_type_code\":");
    gs_json_put_number(json, stream_type);
    GS_JSON_PUT(json, ",\"stream_id\":");
    gs_json_put_number(json, event->words[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_ID]);
    GS_JSON_PUT(json, ",\"sequence_no\":");
    gs_json_put_number(json, event->words[GBP_EVENT_PAYLOAD_RECEIVED_SEQUENCE_NO]);
    GS_JSON_PUT(json, ",\"flags\":");
    gs_json_put_number(json, event->words[GBP_EVENT_PAYLOAD_RECEIVED_FLAGS]);
    GS_JSON_PUT(json, ",\"codec\":");
    gs_json_put_number(json, event->words[GBP_EVENT_PAYLOAD_RECEIVED_CODEC]);
    GS_JSON_PUT(json, ",\"plaintext_b64\":");
    gs_json_put_base64(json, event->bytes);
}

static void put_control(gs_json *json, const event_view *event)
{
    uint32_t opcode = event->words[GBP_EVENT_CONTROL_OPCODE];
    GS_JSON_PUT(json, "\"control\",\"from\":");
    gs_json_put_number(json, event->words[GBP_EVENT_CONTROL_FROM]);
    GS_JSON_PUT(json, ",\"opcode\":\"");
    gs_json_put_name(json, gs_tables_opcode_constant(opcode));
    GS_JSON_PUT(json, "\",\"opcode_code\":");
    gs_json_put_number(json, opcode);
    GS_JSON_PUT(json, ",\"transition_id\":");
    gs_json_put_number(json, event->words[GBP_EVENT_CONTROL_TRANSITION_ID]);
    GS_JSON_PUT(json, ",\"request_id\":");
    gs_json_put_number(json, event->words[GBP_EVENT_CONTROL_REQUEST_ID]);
    GS_JSON_PUT(json, ",\"args_b64\":");
    gs_json_put_base64(json, event->bytes);
}

static void put_error(gs_json *json, const event_view *event)
{
    static const char HEX[] = "0123456789ABCDEF";
    uint32_t code = event->words[GBP_EVENT_ERROR_CODE];
    const char code_hex[] = {HEX[code >> 12 & 15u], HEX[code >> 8 & 15u], HEX[code >> 4 & 15u],
                             HEX[code & 15u]};
    GS_JSON_PUT(json, "\"error\",\"code\":");
    gs_json_put_number(json, code);
    GS_JSON_PUT(json, ",\"code_hex\":\"0x");
    gs_writer_put(&json->out, code_hex, sizeof code_hex);
    GS_JSON_PUT(json, "\",\"class\":");
    gs_json_put_number(json, event->words[GBP_EVENT_ERROR_CLASS]);
    GS_JSON_PUT(json, ",\"retryable\":");
    gs_json_put_bool(json, event->words[GBP_EVENT_ERROR_RETRYABLE] != 0);
    GS_JSON_PUT(json, ",\"fatal\":");
    gs_json_put_bool(json, event->words[GBP_EVENT_ERROR_FATAL] != 0);
    GS_JSON_PUT(json, ",\"reason\":");
    gs_json_text reason = gs_json_measure(event->bytes);
    gs_json_put_text(json, &reason);
}

static void put_epoch_advanced(gs_json *json, const event_view *event)
{
    uint64_t epoch = (uint64_t)event->words[GBP_EVENT_EPOCH_ADVANCED_EPOCH_HIGH] << 32 |
                     event->words[GBP_EVENT_EPOCH_ADVANCED_EPOCH_LOW];
    GS_JSON_PUT(json, "\"epoch_advanced\",\"epoch\":");
    gs_json_put_number(json, epoch);
    GS_JSON_PUT(json, ",\"transition_id\":");
    gs_json_put_number(json, event->words[GBP_EVENT_EPOCH_ADVANCED_TRANSITION_ID]);
}

static void put_event(gs_json *json, const event_view *event)
{
    GS_JSON_PUT(json, "{\"kind\":");
    switch ((gbp_event_kind)event->words[GS_EVENT_KIND]) {
    case GBP_EVENT_STATE_CHANGED:
        put_state_changed(json, event);
        break;
    case GBP_EVENT_PAYLOAD_RECEIVED:
        put_payload_received(json, event);
        break;
    case GBP_EVENT_CONTROL:
        put_control(json, event);
        break;
    case GBP_EVENT_ERROR:
        put_error(json, event);
        break;
    case GBP_EVENT_EPOCH_ADVANCED:
        put_epoch_advanced(json, event);
        break;
    case GBP_EVENT_COORDINATOR_ELECTION_NEEDED:
        GS_JSON_PUT(json, "\"coordinator_election_needed\"");
        break;
    case GBP_EVENT_BECAME_COORDINATOR:
        GS_JSON_PUT(json, "\"became_coordinator\"");
        break;
    case GBP_EVENT_COORDINATOR_CLAIM:
        GS_JSON_PUT(json, "\"coordinator_claim\",\"claimant\":");
        gs_json_put_number(json, event->words[GBP_EVENT_COORDINATOR_CLAIM_CLAIMANT]);
        break;
    }
    GS_JSON_PUT(json, "}");
}

char *gs_events_json(const gs_event_memory *events)
{
    size_t bound = 2;
    for (size_t i = 0; i < events->count; i++) {
        event_view event = event_at(events, i);
        bound += bound_of(&event);
    }
    gs_json json;
    if (gs_json_begin(&json, bound) != GS_OK) {
        return NULL;
    }
    GS_JSON_PUT(&json, "[");
    for (size_t i = 0; i < events->count; i++) {
        event_view event = event_at(events, i);
        if (i > 0) {
            GS_JSON_PUT(&json, ",");
        }
        put_event(&json, &event);
    }
    GS_JSON_PUT(&json, "]");
    return gs_json_finish(&json);
}
