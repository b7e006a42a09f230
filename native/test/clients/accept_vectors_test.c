/* What the reference's three clients said to payloads: accept_*.json, accept_sequences.json. */
#include "base/tables.h"
#include "base/utf8.h"
#include "clients/gap.h"
#include "clients/gsp.h"
#include "clients/gtp.h"
#include "codec/engine_cbor.h"
#include "codec/payload.h"
#include "support/check.h"
#include "support/fake_clock.h"
#include "support/json.h"

#define ELLIPSIS "\xE2\x80\xA6"

typedef struct clients {
    uint64_t now_ms;
    gs_gtp *gtp;
    gs_gap *gap;
    gs_gsp *gsp;
} clients;

typedef void accept_function(clients *by, uint64_t epoch, gs_bytes plaintext, uint8_t codec,
                             const json *expected);

static void open_clients(clients *by)
{
    by->now_ms = 1;
    by->gtp = gs_gtp_create();
    by->gap = gs_gap_create(fake_clock_of(&by->now_ms));
    by->gsp = gs_gsp_create();
}

static void close_clients(clients *by)
{
    gs_gtp_free(by->gtp);
    gs_gap_free(by->gap);
    gs_gsp_free(by->gsp);
}

/* The verdict under its name, and the reason, equal up to an ellipsis. False after an error. */
static bool check_verdict(const gs_verdict_text *text, const char *known, const json *expected)
{
    const char *const names[] = {"new", known, "error"};
    assert_string_equal(names[text->verdict], json_text(expected, "status"));
    if (text->verdict != GS_VERDICT_ERROR) {
        assert_string_equal(text->reason, "");
        return true;
    }
    const char *reason = json_text(expected, "reason");
    const char *ellipsis = strstr(reason, ELLIPSIS);
    if (ellipsis != NULL) {
        assert_memory_equal(text->reason, reason, (size_t)(ellipsis - reason));
    } else {
        assert_string_equal(text->reason, reason);
    }
    return false;
}

static void accept_gtp(clients *by, uint64_t epoch, gs_bytes plaintext, uint8_t codec,
                       const json *expected)
{
    gs_gtp_result result;
    memset(&result, 0xA5, sizeof result);
    assert_ok(gs_gtp_accept(by->gtp, epoch, plaintext, codec, &result));
    if (expected == NULL) {
        assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
    } else if (check_verdict(&result.text, "duplicate", expected)) {
        const json *text = json_get(expected, "text");
        gs_bytes shown =
            gs_utf8_valid(result.message.content) ? result.message.content : BYTES("<binary>");
        assert_int_equal(result.message.sender_id, json_number(expected, "sender"));
        assert_int_equal(result.message.message_id, json_number(expected, "message_id"));
        assert_bytes_equal(shown, gs_bytes_of(text->text, text->text_len));
    }
}

static void accept_gap(clients *by, uint64_t epoch, gs_bytes plaintext, uint8_t codec,
                       const json *expected)
{
    gs_gap_result result;
    memset(&result, 0xA5, sizeof result);
    assert_ok(gs_gap_accept(by->gap, epoch, plaintext, codec, &result));
    if (check_verdict(&result.text, "late", expected)) {
        assert_int_equal(result.payload.media_source_id, json_number(expected, "source"));
        assert_int_equal(result.payload.rtp_sequence, json_number(expected, "seq"));
        assert_int_equal(result.payload.opus_frame.len, json_number(expected, "bytes"));
    }
}

static void accept_gsp(clients *by, uint64_t epoch, gs_bytes plaintext, uint8_t codec,
                       const json *expected)
{
    gs_gsp_result result;
    memset(&result, 0xA5, sizeof result);
    assert_ok(gs_gsp_accept(by->gsp, epoch, plaintext, codec, &result));
    if (expected == NULL) {
        assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
        return;
    }
    if (!check_verdict(&result.text, "duplicate", expected)) {
        return;
    }
    assert_int_equal(result.signal.request_id, json_number(expected, "request_id"));
    if (result.text.verdict == GS_VERDICT_NEW) {
        assert_string_equal(gs_tables_signal_name(result.signal.signal_type),
                            json_text(expected, "signal"));
        assert_int_equal(result.signal.signal_type, json_number(expected, "signal_code"));
        assert_int_equal(result.signal.sender_id, json_number(expected, "sender"));
        assert_int_equal(result.signal.role_claim, json_number(expected, "role_claim"));
    }
}

static accept_function *function_of(const char *client)
{
    return strcmp(client, "gtp") == 0 ? accept_gtp : client[1] == 'a' ? accept_gap : accept_gsp;
}

/* A client of its own for every payload. */
static void play_file(const char *name, size_t at_least)
{
    size_t count = 0;
    const json *file = json_open(name);
    accept_function *accept = function_of(json_text(file, "client"));
    uint8_t codec = gs_payload_codec((uint32_t)json_number(file, "codec"));
    const json *cases = json_get(file, "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        clients by;
        open_clients(&by);
        accept(&by, json_number(file, "epoch"), json_hex(json_get(vector, "in"), "plaintext"),
               codec, json_get(vector, "out"));
        close_clients(&by);
        count++;
    }
    json_close();
    assert_true(count >= at_least);
}

static void gtp_payloads(void **state)
{
    (void)state;
    play_file("accept_gtp_cbor.json", 100);
    play_file("accept_gtp_protobuf.json", 50);
    play_file("accept_gtp_flatbuffers.json", 100);
}

static void gap_payloads(void **state)
{
    (void)state;
    play_file("accept_gap_cbor.json", 100);
    play_file("accept_gap_protobuf.json", 50);
    play_file("accept_gap_flatbuffers.json", 100);
}

static void gsp_payloads(void **state)
{
    (void)state;
    play_file("accept_gsp_cbor.json", 100);
    play_file("accept_gsp_protobuf.json", 50);
    play_file("accept_gsp_flatbuffers.json", 100);
}

/* The ids from 0 up, as the recording filled its clients. */
static void fill(clients *by, accept_function *accept, uint64_t count)
{
    for (uint32_t id = 0; id < count; id++) {
        uint8_t memory[128];
        gs_writer out = gs_writer_on(memory, sizeof memory);
        if (accept == accept_gtp) {
            gs_gtp_message message = {.message_id = id,
                                      .sender_id = 2,
                                      .flags = GTP_FLAG_URGENT,
                                      .content_length = 5,
                                      .content = BYTES("hello")};
            gs_cbor_encode(&GS_GTP_MESSAGE, &message, &out);
        } else {
            gs_gsp_signal signal = {
                .signal_type = GSP_SIGNAL_JOIN, .request_id = id, .sender_id = 2, .role_claim = 3};
            gs_cbor_encode(&GS_GSP_SIGNAL, &signal, &out);
        }
        accept(by, 1, gs_bytes_of(memory, out.len), GBP_CODEC_CBOR, NULL);
    }
}

static void reset(clients *by)
{
    gs_gtp_reset(by->gtp);
    gs_gap_reset(by->gap);
    gs_gsp_reset(by->gsp);
}

static void sequences(void **state)
{
    (void)state;
    size_t count = 0;
    const json *cases = json_get(json_open("accept_sequences.json"), "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        clients by;
        open_clients(&by);
        accept_function *accept = function_of(json_text(vector, "client"));
        fill(&by, accept, json_find(vector, "fill") != NULL ? json_number(vector, "fill") : 0);
        const json *steps = json_get(vector, "steps");
        for (const json *step = steps->first; step != NULL; step = step->next) {
            if (strcmp(json_text(step, "op"), "reset") == 0) {
                reset(&by);
            } else {
                accept(&by, json_number(step, "epoch"), json_hex(step, "plaintext"),
                       gs_payload_codec((uint32_t)json_number(step, "codec")),
                       json_get(step, "out"));
            }
        }
        close_clients(&by);
        count++;
    }
    json_close();
    assert_true(count >= 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gtp_payloads),
        cmocka_unit_test(gap_payloads),
        cmocka_unit_test(gsp_payloads),
        cmocka_unit_test(sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
