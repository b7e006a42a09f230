#include "support/json.h"
#include "support/members.h"

enum { UNKNOWN_CODEC = 7 };

static const uint8_t CODECS[] = {0, 1, 2};

/* One member's clients against another's, in the codec. */
typedef struct story {
    pair both;
    uint8_t codec;
} story;

static void open_story(story *told, uint8_t codec)
{
    pair_open(&told->both);
    told->codec = codec;
}

static gs_bytes send_text(const story *told, uint64_t message_id, gs_bytes text)
{
    const member *alice = &told->both.alice;
    return take_base64(
        deliver(&told->both.bob, gtp_client_send(alice->gtp, alice->node, alice->mls, 2, message_id,
                                                 text.data, text.len, told->codec)));
}

static char *accept_text(const story *told, gs_bytes plaintext)
{
    return gtp_client_accept(told->both.bob.gtp, told->both.epoch, plaintext.data, plaintext.len,
                             told->codec);
}

static void texts_arrive_in_every_codec(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CODECS); i++) {
        uint8_t codec = CODECS[i];
        story told;
        open_story(&told, codec);
        gs_bytes plaintext = send_text(&told, UINT64_MAX, BYTES("h\xC3\xA9 \"\n\""));
        assert_text(accept_text(&told, plaintext),
                    "{\"status\":\"new\",\"sender\":1,\"message_id\":18446744073709551615,"
                    "\"text\":\"h\xC3\xA9 \\\"\\n\\\"\",\"reason\":null}");
        assert_text(accept_text(&told, plaintext),
                    "{\"status\":\"duplicate\",\"sender\":1,"
                    "\"message_id\":18446744073709551615,\"text\":\"h\xC3\xA9 \\\"\\n\\\"\","
                    "\"reason\":null}");
        gtp_client_reset(told.both.bob.gtp);
        assert_text_begins(accept_text(&told, plaintext), "{\"status\":\"new\",");
        pair_close(&told.both);
    }
}

static void large_texts_arrive_whole(void **state)
{
    (void)state;
    enum { LEN = 1 << 16 };
    static uint8_t text[LEN];
    static char expected[LEN + 128];
    memset(text, 'x', sizeof text);
    story told;
    open_story(&told, 0);
    gs_bytes plaintext = send_text(&told, 7, gs_bytes_of(text, sizeof text));
    static const char TAIL[] = "\",\"reason\":null}";
    static const char HEAD[] = "{\"status\":\"new\",\"sender\":1,\"message_id\":7,\"text\":\"";
    memcpy(expected, HEAD, sizeof HEAD - 1);
    memset(expected + sizeof HEAD - 1, 'x', LEN);
    memcpy(expected + sizeof HEAD - 1 + LEN, TAIL, sizeof TAIL);
    assert_text(accept_text(&told, plaintext), expected);
    pair_close(&told.both);
}

/* The very texts that the reference wrote. */
static void texts_read_as_recorded(void **state)
{
    (void)state;
    const json *cases = json_get(json_open("json_texts.json"), "cases");
    size_t count = 0;
    for (const json *one = cases->first; one != NULL; one = one->next, count++) {
        int32_t client = gtp_client_create();
        gs_bytes plaintext = json_hex(json_get(one, "in"), "plaintext");
        assert_text(gtp_client_accept(client, 1, plaintext.data, plaintext.len, 0),
                    json_text(json_get(one, "out"), "json"));
        gtp_client_destroy(client);
    }
    assert_true(count > 5);
    json_close();
}

static void audio_arrives_in_every_codec(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CODECS); i++) {
        uint8_t codec = CODECS[i];
        story told;
        open_story(&told, codec);
        const member *alice = &told.both.alice;
        const member *bob = &told.both.bob;
        gs_bytes plaintext = take_base64(
            deliver(bob, gap_client_send(alice->gap, alice->node, alice->mls, 2, UINT32_MAX,
                                         UINT64_MAX, (const uint8_t *)"opus!", 5, codec)));
        assert_text(gap_client_accept(bob->gap, 1, plaintext.data, plaintext.len, codec),
                    "{\"status\":\"new\",\"source\":4294967295,\"seq\":1,\"bytes\":5,"
                    "\"reason\":null}");
        assert_text(gap_client_accept(bob->gap, 1, plaintext.data, plaintext.len, codec),
                    "{\"status\":\"late\",\"source\":4294967295,\"seq\":1,\"bytes\":5,"
                    "\"reason\":null}");
        gap_client_reset(bob->gap);
        assert_text(gap_client_accept(bob->gap, 5, plaintext.data, plaintext.len, codec),
                    "{\"status\":\"error\",\"source\":null,\"seq\":null,\"bytes\":null,"
                    "\"reason\":\"epoch stale: kp=1, expected=5\"}");
        pair_close(&told.both);
    }
}

static void signals_arrive_in_every_codec(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CODECS); i++) {
        uint8_t codec = CODECS[i];
        story told;
        open_story(&told, codec);
        const member *alice = &told.both.alice;
        const member *bob = &told.both.bob;
        const uint8_t args[] = {0xA1, 0x00, 0x07};
        gs_bytes plaintext = take_base64(
            deliver(bob, gsp_client_send_with_args(alice->gsp, alice->node, alice->mls, 2, 200, 3,
                                                   UINT32_MAX, args, sizeof args, codec)));
        assert_text(gsp_client_accept(bob->gsp, 1, plaintext.data, plaintext.len, codec),
                    "{\"status\":\"new\",\"signal\":\"MUTE\",\"signal_code\":200,\"sender\":1,"
                    "\"role_claim\":3,\"request_id\":4294967295,\"reason\":null}");
        assert_text(gsp_client_accept(bob->gsp, 1, plaintext.data, plaintext.len, codec),
                    "{\"status\":\"duplicate\",\"signal\":null,\"signal_code\":null,"
                    "\"sender\":null,\"role_claim\":null,\"request_id\":4294967295,"
                    "\"reason\":null}");
        plaintext = take_base64(deliver(
            bob, gsp_client_send(alice->gsp, alice->node, alice->mls, 2, 101, 4, 5, codec)));
        assert_text(gsp_client_accept(bob->gsp, 1, plaintext.data, plaintext.len, codec),
                    "{\"status\":\"new\",\"signal\":\"LEAVE\",\"signal_code\":101,\"sender\":1,"
                    "\"role_claim\":4,\"request_id\":5,\"reason\":null}");
        gsp_client_reset(bob->gsp);
        assert_text_begins(gsp_client_accept(bob->gsp, 1, plaintext.data, plaintext.len, codec),
                           "{\"status\":\"new\",");
        pair_close(&told.both);
    }
}

/* The longest numbers and names there are stay within what was reckoned for a result. */
static void the_longest_signal_fits(void **state)
{
    (void)state;
    static const char SIGNAL[] = "\xA6\x61t\x19\x01\x90\x63rid\x1A\xFF\xFF\xFF\xFF\x63sid\x1A\xFF"
                                 "\xFF\xFF\xFF\x62rc\x1A\xFF\xFF\xFF\xFF\x64"
                                 "alen\x03\x64"
                                 "args\x43\xA1\x00\x07";
    int32_t client = gsp_client_create();
    assert_text(gsp_client_accept(client, 1, (const uint8_t *)SIGNAL, sizeof SIGNAL - 1, 0),
                "{\"status\":\"new\",\"signal\":\"CODEC_UPDATE\",\"signal_code\":400,"
                "\"sender\":4294967295,\"role_claim\":4294967295,\"request_id\":4294967295,"
                "\"reason\":null}");
    gsp_client_destroy(client);
}

static void payloads_that_do_not_decode_say_why(void **state)
{
    (void)state;
    const uint8_t garbage[] = {0xFF};
    int32_t gtp = gtp_client_create();
    int32_t gap = gap_client_create();
    int32_t gsp = gsp_client_create();
    mark_last_error();
    assert_text_begins(gtp_client_accept(gtp, 1, garbage, 1, 0),
                       "{\"status\":\"error\",\"sender\":null,\"message_id\":null,\"text\":null,"
                       "\"reason\":\"decode: CBOR decode: ");
    assert_last_error("");
    assert_text_begins(gap_client_accept(gap, 1, garbage, 1, 0),
                       "{\"status\":\"error\",\"source\":null,\"seq\":null,\"bytes\":null,"
                       "\"reason\":\"decode: CBOR decode: ");
    assert_text_begins(gsp_client_accept(gsp, 1, garbage, 1, 0),
                       "{\"status\":\"error\",\"signal\":null,\"signal_code\":null,"
                       "\"sender\":null,\"role_claim\":null,\"request_id\":null,"
                       "\"reason\":\"decode: CBOR decode: ");
    assert_last_error("");
    gtp_client_destroy(gtp);
    gap_client_destroy(gap);
    gsp_client_destroy(gsp);
}

static void unknown_codecs_are_cbor(void **state)
{
    (void)state;
    story told;
    open_story(&told, UNKNOWN_CODEC);
    gs_bytes plaintext = send_text(&told, 1, BYTES("hi"));
    assert_int_equal(plaintext.data[0], 0xA8);
    assert_text_begins(accept_text(&told, plaintext), "{\"status\":\"new\",");
    pair_close(&told.both);
}

static void unknown_clients_accept_nothing(void **state)
{
    (void)state;
    static const char BAD_CLIENT[] = "{\"status\":\"error\",\"reason\":\"bad client\"}";
    const uint8_t byte[] = {0};
    mark_last_error();
    assert_text(gtp_client_accept(NO_HANDLE, 1, byte, 1, 0), BAD_CLIENT);
    assert_last_error("");
    mark_last_error();
    assert_text(gap_client_accept(0, 1, byte, 1, 0), BAD_CLIENT);
    assert_last_error("");
    mark_last_error();
    assert_text(gsp_client_accept(-1, 1, byte, 1, 0), BAD_CLIENT);
    assert_last_error("");
}

/* Each of the three handles of a send, in each client. */
static void sends_with_a_bad_handle_are_refused(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    const member *who = &both.alice;
    for (size_t bad = 0; bad < 3; bad++) {
        int32_t node = bad == 1 ? NO_HANDLE : who->node;
        int32_t mls = bad == 2 ? NO_HANDLE : who->mls;
        int32_t gtp = bad == 0 ? NO_HANDLE : who->gtp;
        int32_t gap = bad == 0 ? NO_HANDLE : who->gap;
        int32_t gsp = bad == 0 ? NO_HANDLE : who->gsp;
        assert_refused(gtp_client_send(gtp, node, mls, 2, 1, NULL, 0, 0), "bad handle");
        assert_refused(gap_client_send(gap, node, mls, 2, 1, 1, NULL, 0, 0), "bad handle");
        assert_refused(gsp_client_send(gsp, node, mls, 2, 100, 1, 1, 0), "bad handle");
        assert_refused(gsp_client_send_with_args(gsp, node, mls, 2, 100, 1, 1, NULL, 0, 0),
                       "bad handle");
    }
    pair_close(&both);
}

/* Parity: text and signal are looked at before the handles. */
static void bad_text_and_bad_signals_are_told_first(void **state)
{
    (void)state;
    const uint8_t text[] = {'a', 0xFF};
    assert_null(gtp_client_send(NO_HANDLE, 1, 1, 2, 1, text, sizeof text, 0).ptr);
    assert_text_begins(gbp_last_error(), "utf8: ");
    assert_refused(gsp_client_send(NO_HANDLE, 1, 1, 2, 99, 1, 1, 0), "bad signal 99");
    assert_refused(gsp_client_send_with_args(NO_HANDLE, 1, 1, 2, UINT32_MAX, 1, 1, NULL, 0, 0),
                   "bad signal 4294967295");
    pair both;
    pair_open(&both);
    const member *who = &both.alice;
    assert_null(gtp_client_send(who->gtp, who->node, who->mls, 2, 1, text, sizeof text, 0).ptr);
    assert_text_begins(gbp_last_error(), "utf8: ");
    assert_refused(gsp_client_send(who->gsp, who->node, who->mls, 2, 99, 1, 1, 0), "bad signal 99");
    pair_close(&both);
}

/* Parity: a refused audio frame uses its number all the same. */
static void an_idle_node_sends_nothing(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    const member *who = &both.alice;
    int32_t idle = gbp_node_create(3, both.group_id);
    static const char REFUSAL[] = "node: invalid state: cannot send in state IDLE";
    assert_refused(gtp_client_send(who->gtp, idle, who->mls, 2, 1, NULL, 0, 0), REFUSAL);
    assert_refused(gsp_client_send(who->gsp, idle, who->mls, 2, 100, 1, 1, 0), REFUSAL);
    assert_true(gbp_node_set_epoch(idle, both.epoch));
    assert_refused(gap_client_send(who->gap, idle, who->mls, 2, 1, 1, NULL, 0, 0), REFUSAL);
    gs_bytes plaintext = take_base64(
        deliver(&both.bob, gap_client_send(who->gap, who->node, who->mls, 2, 1, 1, NULL, 0, 0)));
    assert_text(gap_client_accept(both.bob.gap, 1, plaintext.data, plaintext.len, 0),
                "{\"status\":\"new\",\"source\":1,\"seq\":2,\"bytes\":0,\"reason\":null}");
    gbp_node_destroy(idle);
    pair_close(&both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_arrive_in_every_codec),
        cmocka_unit_test(large_texts_arrive_whole),
        cmocka_unit_test(texts_read_as_recorded),
        cmocka_unit_test(audio_arrives_in_every_codec),
        cmocka_unit_test(signals_arrive_in_every_codec),
        cmocka_unit_test(the_longest_signal_fits),
        cmocka_unit_test(payloads_that_do_not_decode_say_why),
        cmocka_unit_test(unknown_codecs_are_cbor),
        cmocka_unit_test(unknown_clients_accept_nothing),
        cmocka_unit_test(sends_with_a_bad_handle_are_refused),
        cmocka_unit_test(bad_text_and_bad_signals_are_told_first),
        cmocka_unit_test(an_idle_node_sends_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
