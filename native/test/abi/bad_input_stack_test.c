/* Pointers that are null and lengths that cannot be, through every function of the loaded ABI that
 * takes them: a failure with a text, and nothing changed. */
#include <stdio.h>

#include "gbp_flat.h"
#include "support/every_object.h"

/* The input of every function that takes one; the handles are good. True: it failed, as its type
 * tells failures. */
typedef struct input {
    const char *name; /* of the parameter, as the text says it */
    bool (*is_refused)(const uint8_t *data, size_t len);
} input;

static bool is_nothing(GbpBuffer buffer)
{
    bool nothing = buffer.ptr == NULL && buffer.len == 0 && buffer.cap == 0;
    gbp_buffer_free(buffer);
    return nothing;
}

static bool says(char *text, const char *prefix)
{
    bool same = text != NULL && strncmp(text, prefix, strlen(prefix)) == 0;
    gbp_string_free(text);
    return same;
}

#define INPUT(name, expression)                       \
    static bool name(const uint8_t *data, size_t len) \
    {                                                 \
        return (expression);                          \
    }

static const uint8_t GROUP_ID[16];
static uint32_t leaf;

INPUT(mls_create, gbp_mls_create(data, len) == 0)
INPUT(mls_restore_state, gbp_mls_restore_state(data, len) == 0)
INPUT(mls_invite, is_nothing(gbp_mls_invite(both.alice.mls, data, len)))
INPUT(mls_invite_full, is_nothing(gbp_mls_invite_full(both.alice.mls, data, len)))
INPUT(mls_process_message, gbp_mls_process_message(both.alice.mls, data, len) == 0)
INPUT(mls_accept_welcome, !gbp_mls_accept_welcome(both.alice.mls, data, len))
INPUT(node_send_control,
      is_nothing(gbp_node_send_control(both.alice.node, both.alice.mls, 2, 9, 0, 0, data, len)))
INPUT(node_on_wire, says(gbp_node_on_wire(both.bob.node, both.bob.mls, data, len), "[]"))
INPUT(gtp_send, is_nothing(gtp_client_send(both.alice.gtp, both.alice.node, both.alice.mls, 2, 1,
                                           data, len, 0)))
INPUT(gap_send, is_nothing(gap_client_send(both.alice.gap, both.alice.node, both.alice.mls, 2, 1, 1,
                                           data, len, 0)))
INPUT(gsp_send, is_nothing(gsp_client_send_with_args(both.alice.gsp, both.alice.node,
                                                     both.alice.mls, 2, 100, 1, 1, data, len, 0)))
INPUT(gtp_accept, says(gtp_client_accept(both.bob.gtp, 1, data, len, 0),
                       "{\"status\":\"error\",\"sender\":null,\"message_id\":null,\"text\":null,"
                       "\"reason\":\"plaintext "))
INPUT(gap_accept, says(gap_client_accept(both.bob.gap, 1, data, len, 0),
                       "{\"status\":\"error\",\"source\":null,\"seq\":null,\"bytes\":null,"
                       "\"reason\":\"plaintext "))
INPUT(gsp_accept, says(gsp_client_accept(both.bob.gsp, 1, data, len, 0),
                       "{\"status\":\"error\",\"signal\":null,\"signal_code\":null,"
                       "\"sender\":null,\"role_claim\":null,\"request_id\":null,"
                       "\"reason\":\"plaintext "))
INPUT(session_create, gbp_sframe_session_create(both.bob.mls, 0, data, len) == 0)
INPUT(encryptor_create, gbp_sframe_encryptor_create(both.bob.mls, session, 0, 0, data, len) == 0)
INPUT(encrypt, is_nothing(gbp_sframe_encrypt(encryptor, data, len, NULL, 0)))
INPUT(encrypt_aad, is_nothing(gbp_sframe_encrypt(encryptor, NULL, 0, data, len)))
INPUT(decrypt, is_nothing(gbp_sframe_decrypt(session, data, len, NULL, 0, &leaf)))
INPUT(decrypt_aad, is_nothing(gbp_sframe_decrypt(session, NULL, 0, data, len, &leaf)))
INPUT(frame_encode_v, is_nothing(gbp_frame_encode_v(1, GROUP_ID, 1, 1, 1, 1, 1, 1, data, len)))

static const input INPUTS[] = {
    {"identity", mls_create},
    {"state", mls_restore_state},
    {"key_package", mls_invite},
    {"key_package", mls_invite_full},
    {"message", mls_process_message},
    {"welcome", mls_accept_welcome},
    {"args", node_send_control},
    {"wire", node_on_wire},
    {"text", gtp_send},
    {"opus", gap_send},
    {"args", gsp_send},
    {"plaintext", gtp_accept},
    {"plaintext", gap_accept},
    {"plaintext", gsp_accept},
    {"label", session_create},
    {"label", encryptor_create},
    {"plaintext", encrypt},
    {"aad", encrypt_aad},
    {"payload", decrypt},
    {"aad", decrypt_aad},
    {"payload", frame_encode_v},
};

static void null_with_a_length_is_refused(void **state)
{
    (void)state;
    char expected[128];
    for (size_t i = 0; i < COUNT_OF(INPUTS); i++) {
        mark_last_error();
        assert_true(INPUTS[i].is_refused(NULL, 5));
        (void)snprintf(expected, sizeof expected, "%s is null but has a length of 5",
                       INPUTS[i].name);
        assert_last_error(expected);
    }
}

/* Not a byte of the data is looked at: there is only one. */
static void lengths_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const uint8_t byte[1];
    static const size_t LENGTHS[] = {GBPF_INPUT_MAX + (size_t)1, UINT32_MAX, (size_t)UINT32_MAX + 2,
                                     PTRDIFF_MAX, SIZE_MAX};
    char expected[128];
    for (size_t i = 0; i < COUNT_OF(INPUTS) * COUNT_OF(LENGTHS); i++) {
        const input *one = &INPUTS[i / COUNT_OF(LENGTHS)];
        size_t len = LENGTHS[i % COUNT_OF(LENGTHS)];
        mark_last_error();
        assert_true(one->is_refused(byte, len));
        (void)snprintf(expected, sizeof expected, "%s of %zu bytes is too long", one->name, len);
        assert_last_error(expected);
    }
}

/* Where an empty input is no fault of its own, null does as well as any address. */
static void null_without_a_length_is_empty(void **state)
{
    (void)state;
    static const uint8_t byte[1];
    for (size_t i = 0; i < COUNT_OF(INPUTS); i++) {
        char *texts[2];
        bool refused[2];
        for (size_t way = 0; way < 2; way++) {
            refused[way] = INPUTS[i].is_refused(way == 0 ? byte : NULL, 0);
            texts[way] = gbp_last_error();
        }
        assert_int_equal(refused[0], refused[1]);
        assert_string_equal(texts[0], texts[1]);
        gbp_string_free(texts[0]);
        gbp_string_free(texts[1]);
    }
}

static void null_outputs_and_group_ids_are_refused(void **state)
{
    (void)state;
    assert_false(gbp_mls_group_id(both.alice.mls, NULL));
    assert_last_error("out is null");
    assert_int_equal(gbp_node_create(1, NULL), 0);
    assert_last_error("group_id is null");
    assert_refused(gbp_frame_encode_v(1, NULL, 1, 1, 1, 1, 1, 1, NULL, 0), "group_id is null");
    GbpBuffer sealed = gbp_sframe_encrypt(encryptor, (const uint8_t *)"x", 1, NULL, 0);
    assert_refused(gbp_sframe_decrypt(session, sealed.ptr, sealed.len, NULL, 0, NULL),
                   "leaf_out is null");
    GbpBuffer opened = gbp_sframe_decrypt(session, sealed.ptr, sealed.len, NULL, 0, &leaf);
    assert_int_equal(opened.len, 1); /* the refused call used nothing up */
    gbp_buffer_free(opened);
    gbp_buffer_free(sealed);
}

/* The next number is the first: refused inputs use none. */
static void refused_sends_use_no_number(void **state)
{
    (void)state;
    assert_true(gtp_send(NULL, 5));
    assert_true(gap_send(NULL, 5));
    char *events = deliver(&both.bob, gtp_client_send(both.alice.gtp, both.alice.node,
                                                      both.alice.mls, 2, 1, NULL, 0, 0));
    assert_non_null(strstr(events, "\"sequence_no\":1,"));
    gbp_string_free(events);
    gs_bytes audio =
        take_base64(deliver(&both.bob, gap_client_send(both.alice.gap, both.alice.node,
                                                       both.alice.mls, 2, 1, 1, NULL, 0, 0)));
    assert_text(gap_client_accept(both.bob.gap, 1, audio.data, audio.len, 0),
                "{\"status\":\"new\",\"source\":1,\"seq\":1,\"bytes\":0,\"reason\":null}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(null_with_a_length_is_refused, open_all, close_all),
        cmocka_unit_test_setup_teardown(lengths_that_cannot_be_are_refused, open_all, close_all),
        cmocka_unit_test_setup_teardown(null_without_a_length_is_empty, open_all, close_all),
        cmocka_unit_test_setup_teardown(null_outputs_and_group_ids_are_refused, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(refused_sends_use_no_number, open_all, close_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
