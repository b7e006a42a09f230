#include "abi/events_json.h"

#include "base/memory.h"
#include "support/check.h"

static void assert_events(const gs_events *events, const char *expected)
{
    char *actual = gs_events_json(gs_events_waiting(events));
    assert_non_null(actual);
    assert_string_equal(actual, expected);
    gs_free(actual);
}

static uint32_t *push(gs_events *events, gbp_event_kind kind, gs_bytes bytes)
{
    uint8_t *room = NULL;
    assert_ok(gs_events_reserve(events, bytes.len, &room));
    if (bytes.len > 0) {
        memcpy(room, bytes.data, bytes.len);
    }
    return gs_events_push(events, kind, bytes.len);
}

static void no_events_are_an_empty_array(void **state)
{
    (void)state;
    gs_events events = {0};
    assert_events(&events, "[]");
    gs_events_free(&events);
}

static void every_kind_has_its_fields_in_order(void **state)
{
    (void)state;
    gs_events events = {0};
    uint32_t *words = push(&events, GBP_EVENT_STATE_CHANGED, BYTES(""));
    words[GBP_EVENT_STATE_CHANGED_FROM_STATE] = GBP_STATE_IDLE;
    words[GBP_EVENT_STATE_CHANGED_TO_STATE] = GBP_STATE_FAILED;
    words = push(&events, GBP_EVENT_CONTROL, BYTES("\xA1\x00\xF5"));
    words[GBP_EVENT_CONTROL_FROM] = 7;
    words[GBP_EVENT_CONTROL_OPCODE] = GBP_OP_CAPABILITIES_ADVERTISE;
    words[GBP_EVENT_CONTROL_TRANSITION_ID] = 8;
    words[GBP_EVENT_CONTROL_REQUEST_ID] = 9;
    words = push(&events, GBP_EVENT_EPOCH_ADVANCED, BYTES(""));
    words[GBP_EVENT_EPOCH_ADVANCED_EPOCH_LOW] = UINT32_MAX;
    words[GBP_EVENT_EPOCH_ADVANCED_EPOCH_HIGH] = UINT32_MAX;
    words[GBP_EVENT_EPOCH_ADVANCED_TRANSITION_ID] = 3;
    (void)push(&events, GBP_EVENT_COORDINATOR_ELECTION_NEEDED, BYTES(""));
    (void)push(&events, GBP_EVENT_BECAME_COORDINATOR, BYTES(""));
    words = push(&events, GBP_EVENT_COORDINATOR_CLAIM, BYTES(""));
    words[GBP_EVENT_COORDINATOR_CLAIM_CLAIMANT] = 4;
    assert_events(&events,
                  "[{\"kind\":\"state_changed\",\"from\":\"IDLE\",\"to\":\"FAILED\"},"
                  "{\"kind\":\"control\",\"from\":7,\"opcode\":\"CAPABILITIES_ADVERTISE\","
                  "\"opcode_code\":8,\"transition_id\":8,\"request_id\":9,\"args_b64\":\"oQD1\"},"
                  "{\"kind\":\"epoch_advanced\",\"epoch\":18446744073709551615,"
                  "\"transition_id\":3},{\"kind\":\"coordinator_election_needed\"},"
                  "{\"kind\":\"became_coordinator\"},"
                  "{\"kind\":\"coordinator_claim\",\"claimant\":4}]");
    gs_events_free(&events);
}

static void errors_say_code_class_and_reason(void **state)
{
    (void)state;
    gs_events events = {0};
    uint32_t *words = push(&events, GBP_EVENT_ERROR, BYTES("say \"why\"\n"));
    words[GBP_EVENT_ERROR_CODE] = 0x10AF;
    words[GBP_EVENT_ERROR_CLASS] = 5;
    words[GBP_EVENT_ERROR_RETRYABLE] = 1;
    assert_events(&events, "[{\"kind\":\"error\",\"code\":4271,\"code_hex\":\"0x10AF\","
                           "\"class\":5,\"retryable\":true,\"fatal\":false,"
                           "\"reason\":\"say \\\"why\\\"\\n\"}]");
    gs_events_free(&events);
}

/* The longest numbers and names there are stay within what was reckoned for an event. */
static void the_longest_events_fit(void **state)
{
    (void)state;
    uint8_t reason[GS_EVENT_REASON_MAX];
    memset(reason, 0x01, sizeof reason); /* six characters each */
    gs_events events = {0};
    for (size_t i = 0; i < 3; i++) {
        uint32_t *words = push(&events, GBP_EVENT_ERROR, gs_bytes_of(reason, sizeof reason));
        words[GBP_EVENT_ERROR_CODE] = UINT16_MAX;
        words[GBP_EVENT_ERROR_CLASS] = UINT8_MAX;
        words = push(&events, GBP_EVENT_CONTROL, BYTES("x"));
        memset(words + 4, 0xFF, 6 * sizeof *words);
        words[GBP_EVENT_CONTROL_OPCODE] = GBP_OP_GROUP_STATE_DIGEST_RESPONSE;
        words = push(&events, GBP_EVENT_PAYLOAD_RECEIVED, BYTES("x"));
        memset(words + 4, 0xFF, 6 * sizeof *words);
        words[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE] = GBP_STREAM_CONTROL;
        words = push(&events, GBP_EVENT_EPOCH_ADVANCED, BYTES(""));
        memset(words + 4, 0xFF, 6 * sizeof *words);
        words = push(&events, GBP_EVENT_STATE_CHANGED, BYTES(""));
        words[GBP_EVENT_STATE_CHANGED_FROM_STATE] = GBP_STATE_ESTABLISHING_GROUP;
        words[GBP_EVENT_STATE_CHANGED_TO_STATE] = GBP_STATE_ESTABLISHING_GROUP;
    }
    char *text = gs_events_json(gs_events_waiting(&events));
    assert_non_null(text);
    gs_free(text);
    gs_events_free(&events);
}

static void payloads_stand_in_base64(void **state)
{
    (void)state;
    gs_events events = {0};
    uint32_t *words = push(&events, GBP_EVENT_PAYLOAD_RECEIVED, BYTES("hi"));
    words[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE] = GBP_STREAM_TEXT;
    words[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_ID] = 101;
    words[GBP_EVENT_PAYLOAD_RECEIVED_SEQUENCE_NO] = 5;
    words[GBP_EVENT_PAYLOAD_RECEIVED_FLAGS] = 65535;
    words[GBP_EVENT_PAYLOAD_RECEIVED_CODEC] = 2;
    words = push(&events, GBP_EVENT_PAYLOAD_RECEIVED, BYTES(""));
    words[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE] = GBP_STREAM_AUDIO;
    assert_events(&events,
                  "[{\"kind\":\"payload_received\",\"stream_type\":\"text\",\"stream_type_code\":2,"
                  "\"stream_id\":101,\"sequence_no\":5,\"flags\":65535,\"codec\":2,"
                  "\"plaintext_b64\":\"aGk=\"},"
                  "{\"kind\":\"payload_received\",\"stream_type\":\"audio\","
                  "\"stream_type_code\":1,\"stream_id\":0,\"sequence_no\":0,\"flags\":0,"
                  "\"codec\":0,\"plaintext_b64\":\"\"}]");
    gs_events_free(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_events_are_an_empty_array),
        cmocka_unit_test(every_kind_has_its_fields_in_order),
        cmocka_unit_test(errors_say_code_class_and_reason),
        cmocka_unit_test(the_longest_events_fit),
        cmocka_unit_test(payloads_stand_in_base64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
