#include "clients/client.h"

#include "codec/gtp_message.h"
#include "support/node_fixture.h"

static void the_first_epoch_noted_is_no_change(void **state)
{
    (void)state;
    gs_noted_epoch noted = {.known = false};
    assert_false(gs_noted_epoch_changes(&noted, 0));
    assert_false(gs_noted_epoch_changes(&noted, 0));
    assert_true(gs_noted_epoch_changes(&noted, UINT64_MAX));
    assert_false(gs_noted_epoch_changes(&noted, UINT64_MAX));
    assert_true(gs_noted_epoch_changes(&noted, 0));
}

static void a_verdict_takes_the_last_error_over(void **state)
{
    (void)state;
    gs_verdict_text text = {GS_VERDICT_NEW, "old"};
    gs_fail_text("what %s", "was wrong");
    gs_verdict_from_last_error(&text, "decode: ");
    assert_int_equal(text.verdict, GS_VERDICT_ERROR);
    assert_string_equal(text.reason, "decode: what was wrong");
    assert_string_equal(gs_last_error(), "");
}

static void a_long_reason_is_cut(void **state)
{
    (void)state;
    char longer[400];
    gs_verdict_text text;
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    gs_fail_text("%s", longer);
    gs_verdict_from_last_error(&text, "decode: ");
    assert_int_equal(strlen(text.reason), GS_EVENT_REASON_MAX - 1);
}

static void failures_of_a_send_name_the_node(void **state)
{
    (void)state;
    node_fixture fixture;
    uint8_t memory[512];
    static const gs_gtp_message message = {.message_id = 1};
    gs_outbound outbound = {GBP_STREAM_TEXT, 0, GBP_CODEC_CBOR, &GS_GTP_MESSAGE, &message};
    node_fixture_open(&fixture);
    gs_writer out = gs_writer_on(memory, sizeof memory);
    assert_ok(gs_client_send(fixture.node, fixture.keys, &outbound, &out));
    gs_writer small = gs_writer_on(memory, 10); /* the binding's own fault, told as it is */
    assert_int_equal(gs_client_send(fixture.node, fixture.keys, &outbound, &small), GS_E_SPACE);
    assert_int_not_equal(strncmp(gs_last_error(), "node: ", 6), 0);
    fixture.node->state = GBP_STATE_CLOSED;
    assert_fails(gs_client_send(fixture.node, fixture.keys, &outbound, &out), GS_E_STATE,
                 "node: invalid state: cannot send in state CLOSED");
    node_fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_epoch_noted_is_no_change),
        cmocka_unit_test(a_verdict_takes_the_last_error_over),
        cmocka_unit_test(a_long_reason_is_cut),
        cmocka_unit_test(failures_of_a_send_name_the_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
