/*
 * What the reference did, step by step, played by the node and the three clients: node_*.json.
 * Where ours does better, a step has `ours` in place of `out` (docs/wire.md).
 */
#include "clients/gap.h"
#include "clients/gsp.h"
#include "clients/gtp.h"
#include "codec/payload.h"
#include "support/check.h"
#include "support/fake_clock.h"
#include "support/group_vectors.h"
#include "support/json.h"

#define ELLIPSIS "\xE2\x80\xA6"

enum { WIRE_CAP = 1 << 18 };

typedef struct player {
    uint64_t now_ms;
    gs_epoch_keys *keys;
    gs_node *node;
    gs_status status; /* of the last send */
    gs_writer out;    /* its frame */
} player;

static uint8_t wire_memory[WIRE_CAP];

static void bootstrap(player *by, const json *how, uint64_t epoch)
{
    const json *role = json_get(how, "role");
    if (role->kind == JSON_NULL) {
        return;
    }
    const json *first = json_find(how, "tid");
    assert_ok(gs_node_bootstrap(by->node, epoch, first != NULL ? (uint32_t)first->number : 0));
}

static void open_player(player *by, const json *vector, fake_exporter *fake,
                        const group_vectors *group)
{
    const json *how = json_get(vector, "node");
    memset(by, 0, sizeof *by);
    fake->stream_keys = (const uint8_t(*)[32])group->stream_keys;
    by->now_ms = 1;
    by->keys = fake_keys_new(fake);
    by->node = gs_node_create((uint32_t)json_number(how, "member"), group->group_id,
                              fake_clock_of(&by->now_ms));
    bootstrap(by, how, group->epoch);
    gs_events_clear(&by->node->events);
}

static void close_player(player *by)
{
    gs_node_free(by->node);
    fake_keys_free(by->keys);
}

/* ---- steps ---- */

/* Every send was recorded with a client of its own. */
static void play_send(player *by, const json *send)
{
    const char *client = json_text(send, "client");
    uint8_t codec = gs_payload_codec((uint32_t)json_number(send, "codec"));
    if (strcmp(client, "gtp") == 0) {
        const json *text = json_get(send, "text");
        gs_gtp *gtp = gs_gtp_create();
        by->status =
            gs_gtp_send(gtp, by->node, by->keys, json_number(send, "message_id"), GTP_CONTENT_PLAIN,
                        gs_bytes_of(text->text, text->text_len), codec, &by->out);
        gs_gtp_free(gtp);
    } else if (strcmp(client, "gap") == 0) {
        gs_gap *gap = gs_gap_create(fake_clock_of(&by->now_ms));
        by->status =
            gs_gap_send(gap, by->node, by->keys, (uint32_t)json_number(send, "source"),
                        json_number(send, "timestamp"), json_hex(send, "opus"), codec, &by->out);
        gs_gap_free(gap);
    } else {
        gs_gsp *gsp = gs_gsp_create();
        by->status =
            gs_gsp_send(gsp, by->node, by->keys, (uint32_t)json_number(send, "signal"),
                        (uint32_t)json_number(send, "role"), (uint32_t)json_number(send, "request"),
                        json_hex(send, "args"), codec, &by->out);
        gs_gsp_free(gsp);
    }
}

static void play_control(player *by, const json *control)
{
    by->status = gs_node_send_control(by->node, by->keys, (uint32_t)json_number(control, "opcode"),
                                      (uint32_t)json_number(control, "transition_id"),
                                      (uint32_t)json_number(control, "request_id"),
                                      json_hex(control, "args"), &by->out);
}

static void play(player *by, const json *step)
{
    by->out = gs_writer_on(wire_memory, sizeof wire_memory);
    by->status = GS_OK;
    const json *action = step->first;
    if (strcmp(action->name, "wire") == 0) {
        assert_ok(gs_node_receive(by->node, by->keys, json_hex_of(action)));
    } else if (strcmp(action->name, "send") == 0) {
        play_send(by, action);
    } else if (strcmp(action->name, "control") == 0) {
        play_control(by, action);
    } else if (strcmp(action->name, "apply_transition") == 0) {
        assert_ok(gs_node_apply_transition(by->node, (uint32_t)action->number));
    } else if (strcmp(action->name, "set_epoch") == 0) {
        by->node->epoch = json_number(step, "set_epoch");
    } else {
        assert_string_equal(action->name, "bootstrap");
        bootstrap(by, action, json_number(action, "epoch"));
    }
}

/* ---- outcomes ---- */

/* Texts are equal up to an ellipsis, which stands for a tail that is ours to choose. */
static void check_text(gs_bytes actual, const char *expected)
{
    const char *ellipsis = strstr(expected, ELLIPSIS);
    size_t len = ellipsis != NULL ? (size_t)(ellipsis - expected) : strlen(expected);
    if (ellipsis != NULL && actual.len > len) {
        actual.len = len;
    }
    assert_bytes_equal(actual, gs_bytes_of(expected, len));
}

static void check_word(const uint32_t *event, size_t word, const json *expected, const char *name)
{
    assert_int_equal(event[word], json_number(expected, name));
}

static void check_payload(const uint32_t *event, gs_bytes bytes, const json *expected)
{
    check_word(event, GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE, expected, "stream_type_code");
    check_word(event, GBP_EVENT_PAYLOAD_RECEIVED_STREAM_ID, expected, "stream_id");
    check_word(event, GBP_EVENT_PAYLOAD_RECEIVED_SEQUENCE_NO, expected, "sequence_no");
    check_word(event, GBP_EVENT_PAYLOAD_RECEIVED_FLAGS, expected, "flags");
    check_word(event, GBP_EVENT_PAYLOAD_RECEIVED_CODEC, expected, "codec");
    assert_bytes_equal(bytes, json_base64(expected, "plaintext_b64"));
}

static void check_control(const uint32_t *event, gs_bytes bytes, const json *expected)
{
    check_word(event, GBP_EVENT_CONTROL_FROM, expected, "from");
    check_word(event, GBP_EVENT_CONTROL_OPCODE, expected, "opcode_code");
    check_word(event, GBP_EVENT_CONTROL_TRANSITION_ID, expected, "transition_id");
    check_word(event, GBP_EVENT_CONTROL_REQUEST_ID, expected, "request_id");
    assert_bytes_equal(bytes, json_base64(expected, "args_b64"));
}

static void check_error(const uint32_t *event, gs_bytes bytes, const json *expected)
{
    check_word(event, GBP_EVENT_ERROR_CODE, expected, "code");
    check_word(event, GBP_EVENT_ERROR_CLASS, expected, "class");
    check_word(event, GBP_EVENT_ERROR_RETRYABLE, expected, "retryable");
    check_word(event, GBP_EVENT_ERROR_FATAL, expected, "fatal");
    check_text(bytes, json_text(expected, "reason"));
}

static void check_event(const uint32_t *event, gs_bytes bytes, const json *expected)
{
    assert_string_equal(gs_tables_event_name(event[GS_EVENT_KIND]), json_text(expected, "kind"));
    uint64_t epoch = 0;
    switch ((gbp_event_kind)event[GS_EVENT_KIND]) {
    case GBP_EVENT_STATE_CHANGED:
        assert_string_equal(gs_tables_state_name(event[GBP_EVENT_STATE_CHANGED_FROM_STATE]),
                            json_text(expected, "from"));
        assert_string_equal(gs_tables_state_name(event[GBP_EVENT_STATE_CHANGED_TO_STATE]),
                            json_text(expected, "to"));
        break;
    case GBP_EVENT_PAYLOAD_RECEIVED:
        check_payload(event, bytes, expected);
        break;
    case GBP_EVENT_CONTROL:
        check_control(event, bytes, expected);
        break;
    case GBP_EVENT_ERROR:
        check_error(event, bytes, expected);
        break;
    case GBP_EVENT_EPOCH_ADVANCED:
        epoch = (uint64_t)event[GBP_EVENT_EPOCH_ADVANCED_EPOCH_HIGH] << 32 |
                event[GBP_EVENT_EPOCH_ADVANCED_EPOCH_LOW];
        assert_int_equal(epoch, json_number(expected, "epoch"));
        check_word(event, GBP_EVENT_EPOCH_ADVANCED_TRANSITION_ID, expected, "transition_id");
        break;
    case GBP_EVENT_COORDINATOR_CLAIM:
        check_word(event, GBP_EVENT_COORDINATOR_CLAIM_CLAIMANT, expected, "claimant");
        break;
    case GBP_EVENT_COORDINATOR_ELECTION_NEEDED:
    case GBP_EVENT_BECAME_COORDINATOR:
        break;
    }
}

static void check_events(gs_events *events, const json *expected)
{
    const gs_event_memory *waiting = gs_events_waiting(events);
    size_t at = 0;
    for (const json *event = expected->first; event != NULL; event = event->next, at++) {
        assert_true(at < waiting->count);
        const uint32_t *words = waiting->records + at * GS_EVENT_WORDS;
        check_event(
            words,
            gs_bytes_of(waiting->bytes + words[GS_EVENT_BYTES_OFFSET], words[GS_EVENT_BYTES_LEN]),
            event);
    }
    assert_int_equal(waiting->count, at);
    gs_events_clear(events);
}

static void check(player *by, const json *step)
{
    const json *recorded = json_get(step, "out");
    const json *ours = json_find(step, "ours");
    const json *expected = ours != NULL ? ours : recorded;
    const json *error = json_find(expected, "error");
    if (error != NULL) {
        assert_int_not_equal(by->status, GS_OK);
        check_text(gs_bytes_of(gs_last_error(), strlen(gs_last_error())), error->text);
    } else {
        assert_ok(by->status);
    }
    const json *wire = json_find(expected, "wire");
    assert_bytes_equal(gs_bytes_of(wire_memory, by->out.len),
                       wire != NULL ? json_hex_of(wire) : gs_bytes_of(NULL, 0));
    check_events(&by->node->events, json_get(expected, "events"));
    assert_int_equal(by->node->state, json_number(recorded, "state"));
    assert_int_equal(by->node->epoch, json_number(recorded, "epoch"));
    assert_int_equal(by->node->last_transition_id, json_number(recorded, "last_transition_id"));
}

static void play_file(const char *name, size_t at_least)
{
    const json *file = json_open(name);
    group_vectors group;
    fake_exporter fake = {.calls = 0};
    size_t count = 0;
    group_vectors_read(file, &group);
    const json *cases = json_get(file, "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        player by;
        open_player(&by, vector, &fake, &group);
        const json *steps = json_get(vector, "steps");
        for (const json *step = steps->first; step != NULL; step = step->next) {
            play(&by, step);
            check(&by, step);
        }
        close_player(&by);
        count++;
    }
    json_close();
    assert_true(count >= at_least);
}

static void pipeline(void **state)
{
    (void)state;
    play_file("node_pipeline.json", 30);
}

static void control(void **state)
{
    (void)state;
    play_file("node_control.json", 200);
}

static void states(void **state)
{
    (void)state;
    play_file("node_states.json", 10);
}

static void sending(void **state)
{
    (void)state;
    play_file("node_sending.json", 15);
}

static void decoding(void **state)
{
    (void)state;
    play_file("node_decoding.json", 100);
}

static void cutting(void **state)
{
    (void)state;
    play_file("node_cutting.json", 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pipeline), cmocka_unit_test(control),  cmocka_unit_test(states),
        cmocka_unit_test(sending),  cmocka_unit_test(decoding), cmocka_unit_test(cutting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
