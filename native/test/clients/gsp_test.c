#include "clients/gsp.h"

#include "codec/payload.h"
#include "support/memory_faults.h"
#include "support/node_fixture.h"

enum { WIRE_CAP = 1024 };

static const gs_bytes NOTHING = {NULL, 0};

static node_fixture fixture;
static gs_gsp *client;
static uint8_t memory[WIRE_CAP];
static uint32_t request; /* of the last signal */

static int open_all(void **state)
{
    (void)state;
    node_fixture_open(&fixture);
    client = gs_gsp_create();
    request = 0;
    return client == NULL;
}

static int close_all(void **state)
{
    (void)state;
    gs_gsp_free(client);
    node_fixture_close(&fixture);
    return 0;
}

static gs_status accept_into(uint32_t sender, uint32_t signal, gs_bytes args, uint32_t request_id,
                             gs_gsp_result *result)
{
    uint8_t plaintext[256];
    gs_writer out = gs_writer_on(plaintext, sizeof plaintext);
    gs_gsp_signal message = {.signal_type = signal,
                             .request_id = request_id,
                             .sender_id = sender,
                             .role_claim = 9,
                             .args_length = (uint32_t)args.len,
                             .args = args};
    assert_ok(gs_payload_encode(GBP_CODEC_CBOR, &GS_GSP_SIGNAL, &message, &out));
    return gs_gsp_accept(client, 1, gs_bytes_of(plaintext, out.len), GBP_CODEC_CBOR, result);
}

static void accept_new(uint32_t sender, uint32_t signal, gs_bytes args)
{
    gs_gsp_result result;
    assert_ok(accept_into(sender, signal, args, ++request, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
}

static void check_set(const gs_id_set *set, const uint32_t *ids, size_t count)
{
    assert_int_equal(set->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(set->ids[i], ids[i]);
    }
}

static void a_signal_arrives_in_every_codec(void **state)
{
    (void)state;
    for (unsigned number = 0; number <= GBP_CODEC_FLATBUFFERS; number++) {
        uint8_t codec = (uint8_t)number;
        gs_gsp_result result;
        gs_writer out = gs_writer_on(memory, sizeof memory);
        assert_ok(gs_gsp_send(client, fixture.node, fixture.keys, GSP_SIGNAL_ROLE_CHANGE, 4, codec,
                              BYTES("\xa2\x00\x05\x01\x02"), codec, &out));
        node_fixture_receive(&fixture, gs_bytes_of(memory, out.len));
        const uint32_t *event = node_fixture_next(&fixture, GBP_EVENT_PAYLOAD_RECEIVED);
        assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_STREAM_TYPE], GBP_STREAM_SIGNAL);
        assert_int_equal(event[GBP_EVENT_PAYLOAD_RECEIVED_FLAGS], 0x07);
        assert_ok(gs_gsp_accept(client, 1, node_fixture_bytes(&fixture, event), codec, &result));
        assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
        assert_int_equal(result.signal.signal_type, GSP_SIGNAL_ROLE_CHANGE);
        assert_int_equal(result.signal.request_id, codec);
        assert_int_equal(result.signal.sender_id, FIXTURE_MEMBER);
        assert_int_equal(result.signal.role_claim, 4);
        assert_bytes_equal(result.signal.args, BYTES("\xa2\x00\x05\x01\x02"));
    }
}

static void an_unknown_signal_is_not_sent_and_args_are_not_looked_at(void **state)
{
    (void)state;
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_fails(
        gs_gsp_send(client, fixture.node, fixture.keys, 99, 0, 0, NOTHING, GBP_CODEC_CBOR, &out),
        GS_E_ARGUMENT, "bad signal 99");
    assert_int_equal(out.len, 0);
    assert_ok(gs_gsp_send(client, fixture.node, fixture.keys, GSP_SIGNAL_MUTE, 0, 0,
                          BYTES("\xff no map"), GBP_CODEC_CBOR, &out));
}

static void checks_come_before_the_request_id(void **state)
{
    (void)state;
    gs_gsp_result result;
    accept_new(1, GSP_SIGNAL_JOIN, NOTHING);
    assert_ok(accept_into(1, 999, NOTHING, request, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_ERROR);
    assert_string_equal(result.text.reason, "unknown signal_type: 999");
    assert_ok(accept_into(1, GSP_SIGNAL_MUTE, NOTHING, request, &result));
    assert_string_equal(result.text.reason,
                        "bad args schema: MUTE/UNMUTE: args must be a CBOR map");
    assert_string_equal(gs_last_error(), "");
    assert_ok(accept_into(2, GSP_SIGNAL_LEAVE, NOTHING, request, &result)); /* whoever sends it */
    assert_int_equal(result.text.verdict, GS_VERDICT_KNOWN);
    assert_int_equal(result.signal.request_id, request);
    /* what was refused is not remembered */
    assert_ok(accept_into(1, 999, NOTHING, 50, &result));
    assert_ok(accept_into(1, GSP_SIGNAL_JOIN, NOTHING, 50, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
}

static void members_come_and_go(void **state)
{
    (void)state;
    static const uint32_t two[] = {3, 5};
    static const uint32_t one[] = {5};
    accept_new(5, GSP_SIGNAL_JOIN, NOTHING);
    accept_new(3, GSP_SIGNAL_JOIN, NOTHING);
    accept_new(3, GSP_SIGNAL_JOIN, NOTHING);
    check_set(gs_gsp_members(client), two, 2);
    accept_new(7, GSP_SIGNAL_LEAVE, NOTHING);
    accept_new(3, GSP_SIGNAL_LEAVE, NOTHING);
    check_set(gs_gsp_members(client), one, 1);
}

static void the_target_is_muted_and_whoever_leaves_is_not(void **state)
{
    (void)state;
    static const uint32_t five[] = {5};
    static const uint32_t both[] = {5, UINT32_MAX};
    accept_new(1, GSP_SIGNAL_MUTE, BYTES("\xa1\x00\x05"));
    check_set(gs_gsp_muted(client), five, 1);
    accept_new(1, GSP_SIGNAL_MUTE, BYTES("\xa1\x00\x1a\xff\xff\xff\xff"));
    check_set(gs_gsp_muted(client), both, 2);
    accept_new(1, GSP_SIGNAL_MUTE, BYTES("\xa1\x00\x1b\0\0\0\1\0\0\0\5")); /* no member */
    accept_new(1, GSP_SIGNAL_UNMUTE, BYTES("\xa1\x00\x1b\0\0\0\1\0\0\0\5"));
    check_set(gs_gsp_muted(client), both, 2);
    accept_new(UINT32_MAX, GSP_SIGNAL_LEAVE, NOTHING);
    check_set(gs_gsp_muted(client), five, 1);
    accept_new(9, GSP_SIGNAL_UNMUTE, BYTES("\xa1\x00\x05"));
    check_set(gs_gsp_muted(client), five, 0);
}

static void a_known_request_is_not_applied_again(void **state)
{
    (void)state;
    gs_gsp_result result;
    accept_new(5, GSP_SIGNAL_JOIN, NOTHING);
    assert_ok(accept_into(5, GSP_SIGNAL_LEAVE, NOTHING, request, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_KNOWN);
    assert_int_equal(gs_gsp_members(client)->count, 1);
}

static void sets_outlive_epochs_and_not_a_reset(void **state)
{
    (void)state;
    gs_gsp_result result;
    accept_new(5, GSP_SIGNAL_JOIN, NOTHING);
    accept_new(5, GSP_SIGNAL_MUTE, BYTES("\xa1\x00\x05"));
    assert_ok(gs_gsp_accept(client, 2, BYTES("\xff"), GBP_CODEC_CBOR, &result));
    assert_int_equal(gs_gsp_members(client)->count, 1);
    assert_int_equal(gs_gsp_muted(client)->count, 1);
    assert_ok(accept_into(5, GSP_SIGNAL_JOIN, NOTHING, request, &result)); /* back in epoch 1 */
    assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
    gs_gsp_reset(client);
    assert_int_equal(gs_gsp_members(client)->count, 0);
    assert_int_equal(gs_gsp_muted(client)->count, 0);
    assert_ok(accept_into(5, GSP_SIGNAL_JOIN, NOTHING, request, &result));
    assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
}

static void without_memory_a_signal_can_come_again(void **state)
{
    (void)state;
    static const uint32_t five[] = {5};
    size_t faults = 0;
    for (bool fired = true; fired; faults++) {
        gs_gsp_result result;
        gs_gsp_free(client);
        client = gs_gsp_create();
        memory_faults_arm(faults + 1);
        gs_status status = accept_into(5, GSP_SIGNAL_JOIN, NOTHING, 1, &result);
        fired = memory_faults_disarm();
        assert_int_equal(status, fired ? GS_E_MEMORY : GS_OK);
        if (fired) {
            assert_ok(accept_into(5, GSP_SIGNAL_JOIN, NOTHING, 1, &result));
        }
        assert_int_equal(result.text.verdict, GS_VERDICT_NEW);
        check_set(gs_gsp_members(client), five, 1);
    }
    assert_true(faults >= 4);
    memory_faults_arm(1);
    assert_null(gs_gsp_create());
    assert_true(memory_faults_disarm());
    gs_gsp_free(NULL);
}

int main(void)
{
#define WITH_ALL(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
    const struct CMUnitTest tests[] = {
        WITH_ALL(a_signal_arrives_in_every_codec),
        WITH_ALL(an_unknown_signal_is_not_sent_and_args_are_not_looked_at),
        WITH_ALL(checks_come_before_the_request_id),
        WITH_ALL(members_come_and_go),
        WITH_ALL(the_target_is_muted_and_whoever_leaves_is_not),
        WITH_ALL(a_known_request_is_not_applied_again),
        WITH_ALL(sets_outlive_epochs_and_not_a_reset),
        WITH_ALL(without_memory_a_signal_can_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
