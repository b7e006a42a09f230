#include "clients/gtp.h"

#include "base/tables.h"
#include "support/memory_faults.h"
#include "support/node_fixture.h"

enum { WIRE_CAP = 1024 };

static node_fixture fixture;
static gs_gtp *client;
static uint8_t memory[WIRE_CAP];

static int open_all(void **state)
{
    (void)state;
    node_fixture_open(&fixture);
    client = gs_gtp_create();
    return client == NULL;
}

static int close_all(void **state)
{
    (void)state;
    gs_gtp_free(client);
    node_fixture_close(&fixture);
    return 0;
}

/* Sends and gives the plaintext that the receiver's event holds. */
static gs_bytes sent(uint64_t message_id, uint8_t content_type, gs_bytes content, uint8_t codec)
{
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_ok(gs_gtp_send(client, fixture.node, fixture.keys, message_id, content_type, content,
                          codec, &out));
    node_fixture_receive(&fixture, gs_bytes_of(memory, out.len));
    const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_PAYLOAD_RECEIVED);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE], GBP_STREAM_TEXT);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_FLAGS], 0x07);
    assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_CODEC], codec);
    return node_fixture_bytes(&fixture, event);
}

static gs_verdict accepted(uint64_t epoch, gs_bytes plaintext, uint8_t codec, gs_gtp_result *result)
{
    assert_ok(gs_gtp_accept(client, epoch, plaintext, codec, result));
    return result->text.verdict;
}

static void a_text_arrives_in_every_codec(void **state)
{
    (void)state;
    for (unsigned number = 0; number <= GBP_CODEC_FLATBUFFERS; number++) {
        uint8_t codec = (uint8_t)number;
        gs_gtp_result result;
        gs_bytes plaintext = sent(40u + codec, GTP_CONTENT_PLAIN, BYTES("h\xC3\xA9"), codec);
        assert_int_equal(accepted(1, plaintext, codec, &result), GS_VERDICT_NEW);
        assert_int_equal(result.message.message_id, 40 + codec);
        assert_int_equal(result.message.sender_id, FIXTURE_MEMBER);
        assert_int_equal(result.message.content_type, GTP_CONTENT_PLAIN);
        assert_int_equal(result.message.flags, GTP_FLAG_URGENT);
        assert_bytes_equal(result.message.content, BYTES("h\xC3\xA9"));
        assert_int_equal(accepted(1, plaintext, codec, &result), GS_VERDICT_KNOWN);
        assert_bytes_equal(result.message.content, BYTES("h\xC3\xA9"));
    }
}

static void plain_text_must_be_utf8_and_other_content_need_not(void **state)
{
    (void)state;
    gs_gtp_result result;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_fails(gs_gtp_send(client, fixture.node, fixture.keys, 1, GTP_CONTENT_PLAIN,
                             BYTES("ab\xFF"), GBP_CODEC_CBOR, &out),
                 GS_E_ARGUMENT, "utf8: invalid at byte 2");
    assert_int_equal(out.len, 0);
    gs_bytes plaintext = sent(1, GTP_CONTENT_BINARY, BYTES("ab\xFF"), GBP_CODEC_CBOR);
    assert_int_equal(accepted(1, plaintext, GBP_CODEC_CBOR, &result), GS_VERDICT_NEW);
    assert_bytes_equal(result.message.content, BYTES("ab\xFF"));
    assert_int_equal(fixture.node->outbound.count, 1); /* the refusal used no number */
}

static void an_epoch_noted_by_a_send_forgets_too(void **state)
{
    (void)state;
    gs_gtp_result result;
    gs_bytes first = sent(1, GTP_CONTENT_PLAIN, BYTES("x"), GBP_CODEC_CBOR);
    uint8_t copy[64];
    memcpy(copy, first.data, first.len);
    gs_bytes plaintext = gs_bytes_of(copy, first.len);
    assert_int_equal(accepted(1, plaintext, 0, &result), GS_VERDICT_NEW);
    assert_int_equal(accepted(1, plaintext, 0, &result), GS_VERDICT_KNOWN);
    fixture.node->epoch = 2;
    fixture.node->state = GBP_STATE_IDLE; /* even by a refused one */
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_fails(
        gs_gtp_send(client, fixture.node, fixture.keys, 1, GTP_CONTENT_PLAIN, BYTES("x"), 0, &out),
        GS_E_STATE, "node: invalid state: cannot send in state IDLE");
    assert_int_equal(accepted(2, plaintext, 0, &result), GS_VERDICT_NEW);
    assert_int_equal(accepted(1, plaintext, 0, &result), GS_VERDICT_NEW);
    assert_int_equal(accepted(1, plaintext, 0, &result), GS_VERDICT_KNOWN);
    gs_gtp_reset(client);
    assert_int_equal(accepted(1, plaintext, 0, &result), GS_VERDICT_NEW);
}

static void a_bad_payload_is_a_verdict_and_no_failure(void **state)
{
    (void)state;
    gs_gtp_result result;
    assert_int_equal(accepted(1, BYTES("\xff"), GBP_CODEC_CBOR, &result), GS_VERDICT_ERROR);
    assert_memory_equal(result.text.reason, "decode: CBOR decode: ", 21);
    assert_string_equal(gs_last_error(), "");
    assert_int_equal(accepted(1, gs_bytes_of(NULL, 0), GBP_CODEC_PROTOBUF, &result),
                     GS_VERDICT_NEW); /* Protobuf: a message of defaults */
    assert_int_equal(accepted(1, gs_bytes_of(NULL, 0), GBP_CODEC_FLATBUFFERS, &result),
                     GS_VERDICT_ERROR);
}

static void without_memory_nothing_is_remembered(void **state)
{
    (void)state;
    gs_gtp_result result;
    /* a body in pieces, so that decoding wants memory too */
    static const gs_bytes plaintext =
        STATIC_BYTES("\xa8\x63mid\x01\x63sid\x02\x62ts\x00\x63rid\x00\x62"
                     "fl\x01\x62"
                     "ct\x00\x63len\x02\x64"
                     "body\x5f\x41h\x41i\xff");
    size_t faults = 0;
    for (bool fired = true; fired; faults++) {
        gs_gtp_free(client);
        client = gs_gtp_create();
        memory_faults_arm(faults + 1);
        gs_status status = gs_gtp_accept(client, 1, plaintext, 0, &result);
        fired = memory_faults_disarm();
        assert_int_equal(status, fired ? GS_E_MEMORY : GS_OK);
        if (fired) {
            assert_int_equal(accepted(1, plaintext, 0, &result), GS_VERDICT_NEW);
        }
        assert_bytes_equal(result.message.content, BYTES("hi"));
        assert_int_equal(accepted(1, plaintext, 0, &result), GS_VERDICT_KNOWN);
    }
    assert_true(faults >= 4);
    memory_faults_arm(1);
    assert_null(gs_gtp_create());
    assert_true(memory_faults_disarm());
    gs_gtp_free(NULL);
}

int main(void)
{
#define WITH_ALL(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
    const struct CMUnitTest tests[] = {
        WITH_ALL(a_text_arrives_in_every_codec),
        WITH_ALL(plain_text_must_be_utf8_and_other_content_need_not),
        WITH_ALL(an_epoch_noted_by_a_send_forgets_too),
        WITH_ALL(a_bad_payload_is_a_verdict_and_no_failure),
        WITH_ALL(without_memory_nothing_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
