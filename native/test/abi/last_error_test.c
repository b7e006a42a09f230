/*
 * Which functions of the loaded ABI clear the last error and which leave it alone (c-abi.md; seen
 * to be so in the reference). Every function stands in one of the two tables or in the story below
 * them.
 */
#include "support/every_object.h"

static uint8_t group_id[16];

typedef struct call {
    const char *name;
    void (*make)(void);
} call;

#define CALL(name, body)      \
    static void name##_(void) \
    {                         \
        body;                 \
    }

/* ---- those that succeed and clear ---- */

CALL(mls_create, gbp_mls_destroy(gbp_mls_create(NULL, 0)))
CALL(mls_group_id, assert_true(gbp_mls_group_id(both.alice.mls, group_id)))
CALL(mls_export_key_package, gbp_buffer_free(gbp_mls_export_key_package(both.alice.mls)))
CALL(mls_finalize_commit, assert_true(gbp_mls_finalize_commit(both.alice.mls)))
CALL(mls_clear_pending_commit, assert_true(gbp_mls_clear_pending_commit(both.alice.mls)))
CALL(mls_export_state, gbp_buffer_free(gbp_mls_export_state(both.alice.mls)))
CALL(node_create, gbp_node_destroy(gbp_node_create(9, group_id)))
CALL(node_send_control,
     gbp_buffer_free(gbp_node_send_control(both.alice.node, both.alice.mls, 2, 9, 0, 0, NULL, 0)))
CALL(node_on_wire,
     gbp_string_free(gbp_node_on_wire(both.bob.node, both.bob.mls, (const uint8_t *)"x", 1)))
CALL(gtp_send, gbp_buffer_free(gtp_client_send(both.alice.gtp, both.alice.node, both.alice.mls, 2,
                                               1, NULL, 0, 0)))
CALL(gap_send, gbp_buffer_free(gap_client_send(both.alice.gap, both.alice.node, both.alice.mls, 2,
                                               1, 1, NULL, 0, 0)))
CALL(gsp_send, gbp_buffer_free(gsp_client_send(both.alice.gsp, both.alice.node, both.alice.mls, 2,
                                               100, 1, 1, 0)))
CALL(gsp_send_with_args,
     gbp_buffer_free(gsp_client_send_with_args(both.alice.gsp, both.alice.node, both.alice.mls, 2,
                                               100, 1, 1, NULL, 0, 0)))
CALL(gtp_accept, gbp_string_free(gtp_client_accept(both.bob.gtp, 1, NULL, 0, 0)))
CALL(gap_accept, gbp_string_free(gap_client_accept(both.bob.gap, 1, NULL, 0, 0)))
CALL(gsp_accept, gbp_string_free(gsp_client_accept(both.bob.gsp, 1, NULL, 0, 0)))
CALL(sframe_session_create,
     gbp_sframe_session_free(gbp_sframe_session_create(both.bob.mls, 0, NULL, 0)))
CALL(sframe_encryptor_create,
     gbp_sframe_encryptor_free(gbp_sframe_encryptor_create(both.bob.mls, session, 1, 0, NULL, 0)))
CALL(sframe_encrypt, gbp_buffer_free(gbp_sframe_encrypt(encryptor, NULL, 0, NULL, 0)))
CALL(frame_encode_v, gbp_buffer_free(gbp_frame_encode_v(1, group_id, 1, 1, 1, 1, 1, 1, NULL, 0)))

static const call CLEARING[] = {
    {"gbp_mls_create", mls_create_},
    {"gbp_mls_group_id", mls_group_id_},
    {"gbp_mls_export_key_package", mls_export_key_package_},
    {"gbp_mls_finalize_commit", mls_finalize_commit_},
    {"gbp_mls_clear_pending_commit", mls_clear_pending_commit_},
    {"gbp_mls_export_state", mls_export_state_},
    {"gbp_node_create", node_create_},
    {"gbp_node_send_control", node_send_control_},
    {"gbp_node_on_wire", node_on_wire_},
    {"gtp_client_send", gtp_send_},
    {"gap_client_send", gap_send_},
    {"gsp_client_send", gsp_send_},
    {"gsp_client_send_with_args", gsp_send_with_args_},
    {"gtp_client_accept", gtp_accept_},
    {"gap_client_accept", gap_accept_},
    {"gsp_client_accept", gsp_accept_},
    {"gbp_sframe_session_create", sframe_session_create_},
    {"gbp_sframe_encryptor_create", sframe_encryptor_create_},
    {"gbp_sframe_encrypt", sframe_encrypt_},
    {"gbp_frame_encode_v", frame_encode_v_},
};

/* ---- those that leave it alone, with a good handle and with a bad one ---- */

CALL(last_error, gbp_string_free(gbp_last_error()))
CALL(version, gbp_string_free(gbp_version()))
CALL(error_lookup, gbp_buffer_free(gbp_error_lookup(1)))
CALL(buffer_free, gbp_buffer_free((GbpBuffer){NULL, 0, 0}))
CALL(string_free, gbp_string_free(NULL))
CALL(mls_destroy, gbp_mls_destroy(NO_HANDLE))
CALL(mls_epoch, (void)gbp_mls_epoch(both.alice.mls))
CALL(mls_epoch_bad, (void)gbp_mls_epoch(NO_HANDLE))
CALL(node_destroy, gbp_node_destroy(NO_HANDLE))
CALL(node_bootstrap_creator, gbp_node_bootstrap_creator(both.alice.node, 1))
CALL(node_bootstrap_creator_bad, gbp_node_bootstrap_creator(NO_HANDLE, 1))
CALL(node_bootstrap_joiner, gbp_node_bootstrap_joiner(both.alice.node, 1, 0))
CALL(node_bootstrap_joiner_bad, gbp_node_bootstrap_joiner(NO_HANDLE, 1, 0))
CALL(node_state, (void)gbp_node_state(both.alice.node))
CALL(node_state_bad, (void)gbp_node_state(NO_HANDLE))
CALL(node_epoch, (void)gbp_node_epoch(both.alice.node))
CALL(node_epoch_bad, (void)gbp_node_epoch(NO_HANDLE))
CALL(node_last_transition_id, (void)gbp_node_last_transition_id(both.alice.node))
CALL(node_last_transition_id_bad, (void)gbp_node_last_transition_id(NO_HANDLE))
CALL(node_set_epoch, gbp_node_set_epoch(both.alice.node, 1))
CALL(node_set_epoch_bad, gbp_node_set_epoch(NO_HANDLE, 1))
CALL(node_apply_transition, gbp_node_apply_transition(both.alice.node, 1))
CALL(node_apply_transition_bad, gbp_node_apply_transition(NO_HANDLE, 1))
CALL(node_drain_events, gbp_string_free(gbp_node_drain_events(both.alice.node)))
CALL(node_drain_events_bad, gbp_string_free(gbp_node_drain_events(NO_HANDLE)))
CALL(gtp_life, gtp_client_destroy(gtp_client_create()))
CALL(gtp_reset, gtp_client_reset(both.alice.gtp); gtp_client_reset(NO_HANDLE))
CALL(gtp_destroy_bad, gtp_client_destroy(NO_HANDLE))
CALL(gap_life, gap_client_destroy(gap_client_create()))
CALL(gap_reset, gap_client_reset(both.alice.gap); gap_client_reset(NO_HANDLE))
CALL(gap_destroy_bad, gap_client_destroy(NO_HANDLE))
CALL(gsp_life, gsp_client_destroy(gsp_client_create()))
CALL(gsp_reset, gsp_client_reset(both.alice.gsp); gsp_client_reset(NO_HANDLE))
CALL(gsp_destroy_bad, gsp_client_destroy(NO_HANDLE))
CALL(sframe_session_free, gbp_sframe_session_free(NO_HANDLE))
CALL(sframe_encryptor_free, gbp_sframe_encryptor_free(NO_HANDLE))

static const call SILENT[] = {
    {"gbp_last_error", last_error_},
    {"gbp_version", version_},
    {"gbp_error_lookup", error_lookup_},
    {"gbp_buffer_free", buffer_free_},
    {"gbp_string_free", string_free_},
    {"gbp_mls_destroy", mls_destroy_},
    {"gbp_mls_epoch", mls_epoch_},
    {"gbp_mls_epoch, bad handle", mls_epoch_bad_},
    {"gbp_node_destroy", node_destroy_},
    {"gbp_node_bootstrap_creator", node_bootstrap_creator_},
    {"gbp_node_bootstrap_creator, bad handle", node_bootstrap_creator_bad_},
    {"gbp_node_bootstrap_joiner", node_bootstrap_joiner_},
    {"gbp_node_bootstrap_joiner, bad handle", node_bootstrap_joiner_bad_},
    {"gbp_node_state", node_state_},
    {"gbp_node_state, bad handle", node_state_bad_},
    {"gbp_node_epoch", node_epoch_},
    {"gbp_node_epoch, bad handle", node_epoch_bad_},
    {"gbp_node_last_transition_id", node_last_transition_id_},
    {"gbp_node_last_transition_id, bad handle", node_last_transition_id_bad_},
    {"gbp_node_set_epoch", node_set_epoch_},
    {"gbp_node_set_epoch, bad handle", node_set_epoch_bad_},
    {"gbp_node_apply_transition", node_apply_transition_},
    {"gbp_node_apply_transition, bad handle", node_apply_transition_bad_},
    {"gbp_node_drain_events", node_drain_events_},
    {"gbp_node_drain_events, bad handle", node_drain_events_bad_},
    {"gtp_client_create and destroy", gtp_life_},
    {"gtp_client_reset", gtp_reset_},
    {"gtp_client_destroy, bad handle", gtp_destroy_bad_},
    {"gap_client_create and destroy", gap_life_},
    {"gap_client_reset", gap_reset_},
    {"gap_client_destroy, bad handle", gap_destroy_bad_},
    {"gsp_client_create and destroy", gsp_life_},
    {"gsp_client_reset", gsp_reset_},
    {"gsp_client_destroy, bad handle", gsp_destroy_bad_},
    {"gbp_sframe_session_free", sframe_session_free_},
    {"gbp_sframe_encryptor_free", sframe_encryptor_free_},
};

static void assert_after(const call *made, const char *expected)
{
    mark_last_error();
    made->make();
    char *text = gbp_last_error();
    if (strcmp(text, expected) != 0) {
        fail_msg("%s: the last error is \"%s\", not \"%s\"", made->name, text, expected);
    }
    gbp_string_free(text);
}

static void calls_that_can_fail_clear_it_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CLEARING); i++) {
        assert_after(&CLEARING[i], "");
    }
}

static void the_others_leave_it_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SILENT); i++) {
        assert_after(&SILENT[i], MARKER);
    }
}

/* The functions whose success takes more than one call. */
static void joining_and_opening_clear_it_too(void **state)
{
    (void)state;
    int32_t carol = gbp_mls_create(NULL, 0);
    int32_t dave = gbp_mls_create(NULL, 0);
    GbpBuffer package = gbp_mls_export_key_package(carol);
    mark_last_error();
    GbpBuffer welcome = gbp_mls_invite(both.alice.mls, package.ptr, package.len);
    assert_last_error("");
    mark_last_error();
    assert_true(gbp_mls_accept_welcome(carol, welcome.ptr, welcome.len));
    assert_last_error("");
    gbp_buffer_free(package);
    package = gbp_mls_export_key_package(dave);
    mark_last_error();
    GbpBuffer invited = gbp_mls_invite_full(both.alice.mls, package.ptr, package.len);
    assert_last_error("");
    mark_last_error();
    assert_int_equal(gbp_mls_process_message(carol, invited.ptr + 4, gs_load_le32(invited.ptr)), 1);
    assert_last_error("");
    gbp_mls_clear_pending_commit(both.alice.mls);
    mark_last_error();
    GbpBuffer removal = gbp_mls_remove(both.alice.mls, 1);
    assert_last_error("");
    GbpBuffer blob = gbp_mls_export_state(carol);
    mark_last_error();
    int32_t restored = gbp_mls_restore_state(blob.ptr, blob.len);
    assert_last_error("");
    GbpBuffer sealed = gbp_sframe_encrypt(encryptor, (const uint8_t *)"x", 1, NULL, 0);
    uint32_t leaf = 0;
    mark_last_error();
    GbpBuffer opened = gbp_sframe_decrypt(session, sealed.ptr, sealed.len, NULL, 0, &leaf);
    assert_last_error("");
    assert_true(restored > 0 && opened.len == 1);
    const GbpBuffer owned[] = {package, welcome, invited, removal, blob, sealed, opened};
    for (size_t i = 0; i < COUNT_OF(owned); i++) {
        assert_true(owned[i].len > 0);
        gbp_buffer_free(owned[i]);
    }
    gbp_mls_destroy(carol);
    gbp_mls_destroy(dave);
    gbp_mls_destroy(restored);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(calls_that_can_fail_clear_it_first, open_all, close_all),
        cmocka_unit_test_setup_teardown(the_others_leave_it_alone, open_all, close_all),
        cmocka_unit_test_setup_teardown(joining_and_opening_clear_it_too, open_all, close_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
