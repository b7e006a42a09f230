/* Pointers that are null, lengths that cannot be, handles that are none, through every function of
 * the flat ABI that takes them: the status and a text that names what is wrong. */
#include <stdio.h>

#include "gbp_flat.h"
#include "support/every_object.h"

enum { ROOM = 4096 };

static uint8_t out[ROOM];
static uint8_t bytes[ROOM];
static uint32_t words[ROOM];
static uint32_t leaf[1];
static const uint8_t GROUP_ID[16];
static const uint8_t HASH[32];

/* ---- inputs ---- */

typedef struct input {
    const char *name; /* of the parameter, as the text says it */
    int32_t (*call)(const uint8_t *data, uint32_t len);
} input;

#define INPUT(function, expression)                            \
    static int32_t function(const uint8_t *data, uint32_t len) \
    {                                                          \
        return (expression);                                   \
    }

/* The sender's three handles. */
#define FROM(client) both.alice.client, both.alice.node, both.alice.mls

INPUT(in_frame, gbpf_frame_encode(1, GROUP_ID, 1, 0, 1, 1, 1, 1, 1, data, len, out, ROOM))
INPUT(in_create, gbpf_mls_create(data, len))
INPUT(in_label, gbpf_mls_export_secret(both.alice.mls, data, len, NULL, 0, out, 32))
INPUT(in_context, gbpf_mls_export_secret(both.alice.mls, NULL, 0, data, len, out, 32))
INPUT(in_invite, gbpf_mls_invite(both.alice.mls, data, len, out, ROOM))
INPUT(in_invite_many, gbpf_mls_invite_many(both.alice.mls, data, len, &len, 1, out, ROOM))
INPUT(in_process, gbpf_mls_process_message(both.alice.mls, data, len))
INPUT(in_welcome, gbpf_mls_accept_welcome(both.alice.mls, data, len))
INPUT(in_restore, gbpf_mls_restore_state(data, len))
INPUT(in_control,
      gbpf_node_send_control(both.alice.node, both.alice.mls, 9, 0, 0, data, len, out, ROOM))
INPUT(in_wire, gbpf_node_on_wire(both.bob.node, both.bob.mls, data, len, words, 8, bytes, ROOM))
INPUT(in_wires, gbpf_node_on_wire_many(both.bob.node, both.bob.mls, data, len, &len, 1, words, 8,
                                       bytes, ROOM))
INPUT(in_text, gbpf_gtp_send(FROM(gtp), 1, 0, 0, data, len, 0, out, ROOM))
INPUT(in_audio, gbpf_gap_send(FROM(gap), 1, 1, 0, data, len, 0, out, ROOM))
INPUT(in_signal, gbpf_gsp_send(FROM(gsp), 100, 1, 1, data, len, 0, out, ROOM))
INPUT(in_text_plain, gbpf_gtp_accept(both.bob.gtp, 1, 0, data, len, 0, words, bytes, ROOM))
INPUT(in_audio_plain, gbpf_gap_accept(both.bob.gap, 1, 0, data, len, 0, words, bytes, ROOM))
INPUT(in_signal_plain, gbpf_gsp_accept(both.bob.gsp, 1, 0, data, len, 0, words, bytes, ROOM))
INPUT(in_name, gbpf_gtp_manifest_encode(1, 0, data, len, NULL, 0, 1, 0, 1, HASH, out, ROOM))
INPUT(in_mime, gbpf_gtp_manifest_encode(1, 0, NULL, 0, data, len, 1, 0, 1, HASH, out, ROOM))
INPUT(in_manifest, gbpf_gtp_manifest_decode(data, len, words, out, ROOM))
INPUT(in_data, gbpf_gtp_chunk_encode(1, 0, 0, 1, data, len, out, ROOM))
INPUT(in_chunk, gbpf_gtp_chunk_decode(data, len, words, out, ROOM))
INPUT(in_session_label, gbpf_sframe_session_create(both.bob.mls, 0, 0, data, len))
INPUT(in_encryptor_label, gbpf_sframe_encryptor_create(both.bob.mls, session, 0, 0, data, len))
INPUT(in_sframe_plain, gbpf_sframe_encrypt(encryptor, data, len, NULL, 0, out, ROOM))
INPUT(in_encrypt_aad, gbpf_sframe_encrypt(encryptor, NULL, 0, data, len, out, ROOM))
INPUT(in_payload, gbpf_sframe_decrypt(session, data, len, NULL, 0, out, ROOM, leaf))
INPUT(in_decrypt_aad, gbpf_sframe_decrypt(session, NULL, 0, data, len, out, ROOM, leaf))

static const input INPUTS[] = {
    {"payload", in_frame},
    {"identity", in_create},
    {"label", in_label},
    {"context", in_context},
    {"key_package", in_invite},
    {"key_packages", in_invite_many},
    {"message", in_process},
    {"welcome", in_welcome},
    {"state", in_restore},
    {"args", in_control},
    {"wire", in_wire},
    {"wire", in_wires},
    {"body", in_text},
    {"opus", in_audio},
    {"args", in_signal},
    {"plaintext", in_text_plain},
    {"plaintext", in_audio_plain},
    {"plaintext", in_signal_plain},
    {"name", in_name},
    {"mime", in_mime},
    {"manifest", in_manifest},
    {"data", in_data},
    {"chunk", in_chunk},
    {"label", in_session_label},
    {"label", in_encryptor_label},
    {"plaintext", in_sframe_plain},
    {"aad", in_encrypt_aad},
    {"payload", in_payload},
    {"aad", in_decrypt_aad},
};

static void check_refusal(const input *one, const uint8_t *data, uint32_t len, const char *format)
{
    char expected[128];
    (void)snprintf(expected, sizeof expected, format, one->name, (unsigned)len);
    gs_last_error_clear();
    assert_int_equal(one->call(data, len), GS_E_ARGUMENT);
    assert_string_equal(gs_last_error(), expected);
}

static void null_with_a_length_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(INPUTS); i++) {
        check_refusal(&INPUTS[i], NULL, 5, "%s is null but has a length of %u");
    }
}

/* Not a byte of the data is looked at: there is only one. */
static void lengths_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const uint8_t byte[1];
    for (size_t i = 0; i < COUNT_OF(INPUTS); i++) {
        check_refusal(&INPUTS[i], byte, GBPF_INPUT_MAX + 1u, "%s of %u bytes is too long");
        check_refusal(&INPUTS[i], byte, UINT32_MAX, "%s of %u bytes is too long");
    }
}

static void null_without_a_length_is_empty(void **state)
{
    (void)state;
    static const uint8_t byte[1];
    for (size_t i = 0; i < COUNT_OF(INPUTS); i++) {
        int32_t with_address = INPUTS[i].call(byte, 0);
        int32_t with_null = INPUTS[i].call(NULL, 0);
        assert_int_equal(with_address < 0, with_null < 0);
        assert_true(with_null != GS_E_ARGUMENT);
    }
}

/* ---- outputs ---- */

typedef int32_t (*output)(uint8_t *to, uint32_t cap);

#define OUTPUT(function, expression)                   \
    static int32_t function(uint8_t *to, uint32_t cap) \
    {                                                  \
        return (expression);                           \
    }

OUTPUT(out_version, gbpf_version(to, cap))
OUTPUT(out_last_error, gbpf_last_error(to, cap))
OUTPUT(out_take_result, gbpf_take_result(to, cap))
OUTPUT(out_error_lookup, gbpf_error_lookup(1, to, cap))
OUTPUT(out_frame, gbpf_frame_encode(1, GROUP_ID, 1, 0, 1, 1, 1, 1, 1, NULL, 0, to, cap))
OUTPUT(out_secret, gbpf_mls_export_secret(both.alice.mls, NULL, 0, NULL, 0, to, cap))
OUTPUT(out_key_package, gbpf_mls_export_key_package(both.alice.mls, to, cap))
OUTPUT(out_invite, gbpf_mls_invite(both.alice.mls, GROUP_ID, 16, to, cap))
OUTPUT(out_remove, gbpf_mls_remove(both.alice.mls, 1, to, cap))
OUTPUT(out_state, gbpf_mls_export_state(both.alice.mls, to, cap))
OUTPUT(out_control,
       gbpf_node_send_control(both.alice.node, both.alice.mls, 9, 0, 0, NULL, 0, to, cap))
OUTPUT(out_claim, gbpf_node_claim_coordinator(both.alice.node, both.alice.mls, to, cap))
OUTPUT(out_wire, gbpf_node_on_wire(both.bob.node, both.bob.mls, NULL, 0, words, 8, to, cap))
OUTPUT(out_drain, gbpf_node_drain_events(both.bob.node, words, 8, to, cap))
OUTPUT(out_timeouts, gbpf_node_check_timeouts(both.bob.node, words, 8, to, cap))
OUTPUT(out_text, gbpf_gtp_send(FROM(gtp), 1, 0, 0, NULL, 0, 0, to, cap))
OUTPUT(out_audio, gbpf_gap_send(FROM(gap), 1, 1, 0, NULL, 0, 0, to, cap))
OUTPUT(out_signal, gbpf_gsp_send(FROM(gsp), 100, 1, 1, NULL, 0, 0, to, cap))
OUTPUT(out_text_plain, gbpf_gtp_accept(both.bob.gtp, 1, 0, NULL, 0, 0, words, to, cap))
OUTPUT(out_audio_plain, gbpf_gap_accept(both.bob.gap, 1, 0, NULL, 0, 0, words, to, cap))
OUTPUT(out_signal_plain, gbpf_gsp_accept(both.bob.gsp, 1, 0, NULL, 0, 0, words, to, cap))
OUTPUT(out_members, gbpf_gsp_members(both.bob.gsp, 0, to, cap))
OUTPUT(out_manifest, gbpf_gtp_manifest_encode(1, 0, NULL, 0, NULL, 0, 1, 0, 1, HASH, to, cap))
OUTPUT(out_manifest_parts, gbpf_gtp_manifest_decode(HASH, 32, words, to, cap))
OUTPUT(out_chunk, gbpf_gtp_chunk_encode(1, 0, 0, 1, NULL, 0, to, cap))
OUTPUT(out_chunk_data, gbpf_gtp_chunk_decode(HASH, 32, words, to, cap))
OUTPUT(out_encrypt, gbpf_sframe_encrypt(encryptor, NULL, 0, NULL, 0, to, cap))
OUTPUT(out_decrypt, gbpf_sframe_decrypt(session, HASH, 32, NULL, 0, to, cap, leaf))

static const output OUTPUTS[] = {
    out_version,      out_last_error,  out_take_result, out_error_lookup,   out_frame,
    out_secret,       out_key_package, out_invite,      out_remove,         out_state,
    out_control,      out_claim,       out_wire,        out_drain,          out_timeouts,
    out_text,         out_audio,       out_signal,      out_text_plain,     out_audio_plain,
    out_signal_plain, out_members,     out_manifest,    out_manifest_parts, out_chunk,
    out_chunk_data,   out_encrypt,     out_decrypt,
};

static void null_memory_with_a_size_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(OUTPUTS); i++) {
        gs_last_error_clear();
        assert_int_equal(OUTPUTS[i](NULL, ROOM), GS_E_ARGUMENT);
        assert_non_null(strstr(gs_last_error(), "is null"));
    }
}

/* Null without a size is an answer that has no room: a failure, or a length that waits elsewhere.
 */
static void null_memory_without_a_size_is_no_room(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(OUTPUTS); i++) {
        assert_true(OUTPUTS[i](NULL, 0) != GS_E_ARGUMENT || OUTPUTS[i] == out_secret ||
                    OUTPUTS[i] == out_text_plain || OUTPUTS[i] == out_audio_plain ||
                    OUTPUTS[i] == out_signal_plain);
    }
}

static void fixed_outputs_must_be_there(void **state)
{
    (void)state;
    assert_fails(gbpf_mls_info(both.alice.mls, NULL), GS_E_ARGUMENT, "out is null");
    assert_fails(gbpf_node_info(both.alice.node, NULL), GS_E_ARGUMENT, "out is null");
    assert_fails(gbpf_node_create(1, NULL), GS_E_ARGUMENT, "group_id is null");
    assert_fails(gbpf_frame_encode(1, NULL, 1, 0, 1, 1, 1, 1, 1, NULL, 0, out, ROOM), GS_E_ARGUMENT,
                 "group_id is null");
    assert_fails(gbpf_gtp_accept(both.bob.gtp, 1, 0, NULL, 0, 0, NULL, bytes, ROOM), GS_E_ARGUMENT,
                 "result is null");
    assert_fails(gbpf_gap_accept(both.bob.gap, 1, 0, NULL, 0, 0, NULL, bytes, ROOM), GS_E_ARGUMENT,
                 "result is null");
    assert_fails(gbpf_gsp_accept(both.bob.gsp, 1, 0, NULL, 0, 0, NULL, bytes, ROOM), GS_E_ARGUMENT,
                 "result is null");
    assert_fails(gbpf_gtp_manifest_encode(1, 0, NULL, 0, NULL, 0, 1, 0, 1, NULL, out, ROOM),
                 GS_E_ARGUMENT, "hash is null");
    assert_fails(gbpf_gtp_manifest_decode(HASH, 32, NULL, out, ROOM), GS_E_ARGUMENT,
                 "result is null");
    assert_fails(gbpf_gtp_chunk_decode(HASH, 32, NULL, out, ROOM), GS_E_ARGUMENT, "result is null");
    assert_fails(gbpf_sframe_decrypt(session, HASH, 32, NULL, 0, out, ROOM, NULL), GS_E_ARGUMENT,
                 "leaf_out is null");
    assert_fails(gbpf_node_drain_events(both.bob.node, NULL, 8, bytes, ROOM), GS_E_ARGUMENT,
                 "events is null");
    assert_fails(gbpf_node_on_wire(both.bob.node, both.bob.mls, HASH, 1, NULL, 8, bytes, ROOM),
                 GS_E_ARGUMENT, "events is null");
}

static void results_must_not_overlap_what_they_are_made_of(void **state)
{
    (void)state;
    static const char WIRE[] = "the memory for the result overlaps wire";
    static const char PAYLOAD[] = "the memory for the result overlaps payload";
    int32_t mls = both.bob.mls;
    int32_t node = both.bob.node;
    assert_fails(gbpf_node_on_wire(node, mls, bytes, 9, words, 8, bytes, 9), GS_E_ARGUMENT, WIRE);
    assert_fails(gbpf_node_on_wire(node, mls, bytes, 9, words, 8, bytes + 8, 9), GS_E_ARGUMENT,
                 WIRE);
    assert_fails(gbpf_node_on_wire(node, mls, bytes + 8, 9, words, 8, bytes, 9), GS_E_ARGUMENT,
                 WIRE);
    assert_fails(gbpf_sframe_decrypt(session, bytes + 4, 2, NULL, 0, bytes, 9, leaf), GS_E_ARGUMENT,
                 PAYLOAD);
    assert_fails(gbpf_sframe_decrypt(session, out, 9, bytes, 9, bytes, 9, leaf), GS_E_ARGUMENT,
                 "the memory for the result overlaps aad");
    /* Nothing overlaps nothing; side by side is apart: then it is the frame that is wrong, and that
     * is an event. */
    assert_true(gbpf_node_on_wire(node, mls, bytes, 9, words, 8, bytes + 9, 9) >= 0);
    assert_true(gbpf_node_on_wire(node, mls, bytes + 9, 9, words, 8, bytes, 9) >= 0);
    assert_true(gbpf_node_on_wire(node, mls, bytes + 9, 0, words, 8, bytes, ROOM) >= 0);
    assert_true(gbpf_node_on_wire(node, mls, bytes, 9, words, 8, bytes + 3, 0) >= 0);
}

/* ---- counts and numbers ---- */

static void lists_of_lengths_must_add_up(void **state)
{
    (void)state;
    static const uint8_t data[8];
    static const uint32_t WRAPPING[] = {UINT32_MAX, 9};
    static const uint32_t SHORT[] = {3, 4};
    int32_t mls = both.bob.mls;
    int32_t node = both.bob.node;
    static const char WIRES[] = "wire_lens add up to another length";
    static const char PACKAGES[] = "key_package_lens add up to another length";
    assert_fails(gbpf_node_on_wire_many(node, mls, data, 8, WRAPPING, 2, words, 8, bytes, ROOM),
                 GS_E_ARGUMENT, WIRES);
    assert_fails(gbpf_node_on_wire_many(node, mls, data, 8, SHORT, 2, words, 8, bytes, ROOM),
                 GS_E_ARGUMENT, WIRES);
    assert_fails(gbpf_node_on_wire_many(node, mls, data, 8, NULL, 2, words, 8, bytes, ROOM),
                 GS_E_ARGUMENT, "wire_lens is null");
    assert_fails(gbpf_mls_invite_many(mls, data, 8, WRAPPING, 2, out, ROOM), GS_E_ARGUMENT,
                 PACKAGES);
    assert_fails(gbpf_mls_invite_many(mls, data, 8, SHORT, 2, out, ROOM), GS_E_ARGUMENT, PACKAGES);
    assert_fails(gbpf_mls_invite_many(mls, data, 8, NULL, 2, out, ROOM), GS_E_ARGUMENT,
                 "key_package_lens is null");
    assert_fails(gbpf_mls_invite_many(mls, NULL, 0, NULL, 0, out, ROOM), GS_E_ARGUMENT,
                 "no key package given");
    assert_int_equal(gbpf_node_on_wire_many(node, mls, NULL, 0, NULL, 0, words, 8, bytes, ROOM), 0);
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    static const char FRAME[] = "version, stream_type or flags are out of range";
    assert_fails(gbpf_frame_encode(256, GROUP_ID, 1, 0, 1, 1, 1, 1, 1, NULL, 0, out, ROOM),
                 GS_E_ARGUMENT, FRAME);
    assert_fails(gbpf_frame_encode(1, GROUP_ID, 1, 0, 1, 256, 1, 1, 1, NULL, 0, out, ROOM),
                 GS_E_ARGUMENT, FRAME);
    assert_fails(gbpf_frame_encode(1, GROUP_ID, 1, 0, 1, 1, 1, 65536, 1, NULL, 0, out, ROOM),
                 GS_E_ARGUMENT, FRAME);
    assert_fails(gbpf_gtp_send(FROM(gtp), 1, 0, 256, NULL, 0, 0, out, ROOM), GS_E_ARGUMENT,
                 "content_type 256 is out of range");
    assert_fails(gbpf_gsp_send(FROM(gsp), 99, 1, 1, NULL, 0, 0, out, ROOM), GS_E_ARGUMENT,
                 "bad signal 99");
    assert_fails(gbpf_node_send_control(both.alice.node, both.alice.mls, 65536 + 9, 0, 0, NULL, 0,
                                        out, ROOM),
                 GS_E_ARGUMENT, "bad opcode 0x10009");
    assert_fails(gbpf_gsp_members(both.bob.gsp, 2, out, ROOM), GS_E_ARGUMENT,
                 "which is 2, must be 0 (members) or 1 (muted)");
    assert_fails(gbpf_sframe_session_create(both.bob.mls, 0, 2, NULL, 0), GS_E_ARGUMENT,
                 "unknown SFrame format 2");
    assert_fails(gbpf_sframe_session_create(both.bob.mls, 256, 0, NULL, 0), GS_E_ARGUMENT,
                 "unknown ciphersuite 256");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(null_with_a_length_is_refused, open_all, close_all),
        cmocka_unit_test_setup_teardown(lengths_that_cannot_be_are_refused, open_all, close_all),
        cmocka_unit_test_setup_teardown(null_without_a_length_is_empty, open_all, close_all),
        cmocka_unit_test_setup_teardown(null_memory_with_a_size_is_refused, open_all, close_all),
        cmocka_unit_test_setup_teardown(null_memory_without_a_size_is_no_room, open_all, close_all),
        cmocka_unit_test_setup_teardown(fixed_outputs_must_be_there, open_all, close_all),
        cmocka_unit_test_setup_teardown(results_must_not_overlap_what_they_are_made_of, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(lists_of_lengths_must_add_up, open_all, close_all),
        cmocka_unit_test_setup_teardown(numbers_out_of_range_are_refused, open_all, close_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
