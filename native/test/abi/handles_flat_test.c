/* Handles that never were, are gone, or are of another kind, at every place of the flat ABI that
 * takes one; and memory that is too small, which leaves everything as it was. */
#include "gbp_flat.h"
#include "support/every_object.h"

enum { ROOM = 4096 };

static uint8_t out[ROOM];
static uint8_t bytes[ROOM];
static uint32_t words[ROOM];
static uint32_t leaf[1];

/* A call with one handle under test, the others good. */
typedef struct place {
    const char *kind; /* as the text says it */
    int32_t (*call)(int32_t handle);
} place;

#define PLACE(function, expression)         \
    static int32_t function(int32_t handle) \
    {                                       \
        return (expression);                \
    }

#define NODE both.alice.node
#define MLS both.alice.mls

PLACE(mls_destroy, gbpf_mls_destroy(handle))
PLACE(mls_info, gbpf_mls_info(handle, out))
PLACE(mls_own_leaf, gbpf_mls_own_leaf(handle))
PLACE(mls_export_secret, gbpf_mls_export_secret(handle, NULL, 0, NULL, 0, out, 32))
PLACE(mls_export_key_package, gbpf_mls_export_key_package(handle, out, ROOM))
PLACE(mls_invite, gbpf_mls_invite(handle, bytes, 1, out, ROOM))
PLACE(mls_remove, gbpf_mls_remove(handle, 0, out, ROOM))
PLACE(mls_process_message, gbpf_mls_process_message(handle, bytes, 1))
PLACE(mls_finalize_commit, gbpf_mls_finalize_commit(handle))
PLACE(mls_clear_pending_commit, gbpf_mls_clear_pending_commit(handle))
PLACE(mls_accept_welcome, gbpf_mls_accept_welcome(handle, bytes, 1))
PLACE(mls_export_state, gbpf_mls_export_state(handle, out, ROOM))
PLACE(control_mls, gbpf_node_send_control(NODE, handle, 9, 0, 0, NULL, 0, out, ROOM))
PLACE(on_wire_mls, gbpf_node_on_wire(NODE, handle, out, 1, words, 8, bytes, ROOM))
PLACE(claim_mls, gbpf_node_claim_coordinator(NODE, handle, out, ROOM))
PLACE(gtp_mls, gbpf_gtp_send(both.alice.gtp, NODE, handle, 1, 0, 0, NULL, 0, 0, out, ROOM))
PLACE(gap_mls, gbpf_gap_send(both.alice.gap, NODE, handle, 1, 1, 0, NULL, 0, 0, out, ROOM))
PLACE(gsp_mls, gbpf_gsp_send(both.alice.gsp, NODE, handle, 100, 1, 1, NULL, 0, 0, out, ROOM))
PLACE(session_mls, gbpf_sframe_session_create(handle, 0, 0, NULL, 0))
PLACE(encryptor_mls, gbpf_sframe_encryptor_create(handle, session, 0, 0, NULL, 0))
PLACE(node_destroy, gbpf_node_destroy(handle))
PLACE(node_info, gbpf_node_info(handle, words))
PLACE(node_bootstrap_creator, gbpf_node_bootstrap_creator(handle, 0, 0))
PLACE(node_bootstrap_joiner, gbpf_node_bootstrap_joiner(handle, 0, 0, 0))
PLACE(node_set_epoch, gbpf_node_set_epoch(handle, 0, 0))
PLACE(node_apply_transition, gbpf_node_apply_transition(handle, 0))
PLACE(control_node, gbpf_node_send_control(handle, MLS, 9, 0, 0, NULL, 0, out, ROOM))
PLACE(on_wire_node, gbpf_node_on_wire(handle, MLS, out, 1, words, 8, bytes, ROOM))
PLACE(claim_node, gbpf_node_claim_coordinator(handle, MLS, out, ROOM))
PLACE(node_drain_events, gbpf_node_drain_events(handle, words, 8, bytes, ROOM))
PLACE(node_events_bytes, gbpf_node_events_bytes(handle))
PLACE(node_check_timeouts, gbpf_node_check_timeouts(handle, words, 8, bytes, ROOM))
PLACE(node_note_coordinator, gbpf_node_note_coordinator_activity(handle))
PLACE(gtp_node, gbpf_gtp_send(both.alice.gtp, handle, MLS, 1, 0, 0, NULL, 0, 0, out, ROOM))
PLACE(gtp_destroy, gbpf_gtp_destroy(handle))
PLACE(gtp_reset, gbpf_gtp_reset(handle))
PLACE(gtp_send, gbpf_gtp_send(handle, NODE, MLS, 1, 0, 0, NULL, 0, 0, out, ROOM))
PLACE(gtp_accept, gbpf_gtp_accept(handle, 1, 0, NULL, 0, 0, words, bytes, ROOM))
PLACE(gap_destroy, gbpf_gap_destroy(handle))
PLACE(gap_reset, gbpf_gap_reset(handle))
PLACE(gap_send, gbpf_gap_send(handle, NODE, MLS, 1, 1, 0, NULL, 0, 0, out, ROOM))
PLACE(gap_accept, gbpf_gap_accept(handle, 1, 0, NULL, 0, 0, words, bytes, ROOM))
PLACE(gsp_destroy, gbpf_gsp_destroy(handle))
PLACE(gsp_reset, gbpf_gsp_reset(handle))
PLACE(gsp_send, gbpf_gsp_send(handle, NODE, MLS, 100, 1, 1, NULL, 0, 0, out, ROOM))
PLACE(gsp_accept, gbpf_gsp_accept(handle, 1, 0, NULL, 0, 0, words, bytes, ROOM))
PLACE(gsp_members, gbpf_gsp_members(handle, 0, out, ROOM))
PLACE(session_destroy, gbpf_sframe_session_destroy(handle))
PLACE(encryptor_session, gbpf_sframe_encryptor_create(MLS, handle, 0, 0, NULL, 0))
PLACE(decrypt, gbpf_sframe_decrypt(handle, bytes, 1, NULL, 0, out, ROOM, leaf))
PLACE(encryptor_destroy, gbpf_sframe_encryptor_destroy(handle))
PLACE(encrypt, gbpf_sframe_encrypt(handle, NULL, 0, NULL, 0, out, ROOM))

#define MLS_CONTEXT "MLS context"

static const place PLACES[] = {
    {MLS_CONTEXT, mls_destroy},
    {MLS_CONTEXT, mls_info},
    {MLS_CONTEXT, mls_own_leaf},
    {MLS_CONTEXT, mls_export_secret},
    {MLS_CONTEXT, mls_export_key_package},
    {MLS_CONTEXT, mls_invite},
    {MLS_CONTEXT, mls_remove},
    {MLS_CONTEXT, mls_process_message},
    {MLS_CONTEXT, mls_finalize_commit},
    {MLS_CONTEXT, mls_clear_pending_commit},
    {MLS_CONTEXT, mls_accept_welcome},
    {MLS_CONTEXT, mls_export_state},
    {MLS_CONTEXT, control_mls},
    {MLS_CONTEXT, on_wire_mls},
    {MLS_CONTEXT, claim_mls},
    {MLS_CONTEXT, gtp_mls},
    {MLS_CONTEXT, gap_mls},
    {MLS_CONTEXT, gsp_mls},
    {MLS_CONTEXT, session_mls},
    {MLS_CONTEXT, encryptor_mls},
    {"node", node_destroy},
    {"node", node_info},
    {"node", node_bootstrap_creator},
    {"node", node_bootstrap_joiner},
    {"node", node_set_epoch},
    {"node", node_apply_transition},
    {"node", control_node},
    {"node", on_wire_node},
    {"node", claim_node},
    {"node", node_drain_events},
    {"node", node_events_bytes},
    {"node", node_check_timeouts},
    {"node", node_note_coordinator},
    {"node", gtp_node},
    {"text client", gtp_destroy},
    {"text client", gtp_reset},
    {"text client", gtp_send},
    {"text client", gtp_accept},
    {"audio client", gap_destroy},
    {"audio client", gap_reset},
    {"audio client", gap_send},
    {"audio client", gap_accept},
    {"signal client", gsp_destroy},
    {"signal client", gsp_reset},
    {"signal client", gsp_send},
    {"signal client", gsp_accept},
    {"signal client", gsp_members},
    {"SFrame session", session_destroy},
    {"SFrame session", encryptor_session},
    {"SFrame session", decrypt},
    {"SFrame encryptor", encryptor_destroy},
    {"SFrame encryptor", encrypt},
};

static void handles_that_are_none_are_refused_everywhere(void **state)
{
    (void)state;
    static const int32_t HANDLES[] = {0, -1, INT32_MIN, INT32_MAX, NO_HANDLE};
    for (size_t i = 0; i < COUNT_OF(PLACES) * COUNT_OF(HANDLES); i++) {
        const place *one = &PLACES[i / COUNT_OF(HANDLES)];
        assert_int_equal(one->call(HANDLES[i % COUNT_OF(HANDLES)]), GS_E_HANDLE);
        if (strncmp(gs_last_error(), "no ", 3) == 0) { /* destroys and getters say nothing */
            assert_non_null(strstr(gs_last_error(), one->kind));
        }
        gs_last_error_clear();
    }
}

static void destroyed_handles_are_refused_everywhere(void **state)
{
    (void)state;
    int32_t gone[] = {gbpf_mls_create(NULL, 0),
                      gbpf_node_create(1, both.group_id),
                      gbpf_gtp_create(),
                      gbpf_gap_create(),
                      gbpf_gsp_create(),
                      gbpf_sframe_session_create(MLS, 0, 0, NULL, 0),
                      gbpf_sframe_encryptor_create(MLS, session, 1, 0, NULL, 0)};
    static const char *const KINDS[] = {MLS_CONTEXT,       "node",          "text client",
                                        "audio client",    "signal client", "SFrame session",
                                        "SFrame encryptor"};
    gbp_mls_destroy(gone[0]);
    gbp_node_destroy(gone[1]);
    gtp_client_destroy(gone[2]);
    gap_client_destroy(gone[3]);
    gsp_client_destroy(gone[4]);
    gbp_sframe_session_free(gone[5]);
    gbp_sframe_encryptor_free(gone[6]);
    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        for (size_t kind = 0; kind < COUNT_OF(KINDS); kind++) {
            if (strcmp(PLACES[i].kind, KINDS[kind]) == 0) {
                assert_int_equal(PLACES[i].call(gone[kind]), GS_E_HANDLE);
            }
        }
    }
}

/* ---- memory that is too small ---- */

static uint32_t sequence_no_of_next_text(void)
{
    int32_t len = gbpf_gtp_send(both.alice.gtp, NODE, MLS, 1, 0, 0, NULL, 0, 0, out, ROOM);
    assert_true(len > 0);
    assert_true(gbpf_node_on_wire(both.bob.node, both.bob.mls, out, (uint32_t)len, words, 8, bytes,
                                  ROOM) > 0);
    return words[6];
}

static void sends_without_room_use_nothing_up(void **state)
{
    (void)state;
    assert_int_equal(gbpf_gtp_send(both.alice.gtp, NODE, MLS, 1, 0, 0, NULL, 0, 0, out, 8),
                     GS_E_SPACE);
    assert_int_equal(gbpf_gtp_send(both.alice.gtp, NODE, MLS, 1, 0, 0, NULL, 0, 0, NULL, 0),
                     GS_E_SPACE);
    assert_int_equal(sequence_no_of_next_text(), 1);
    assert_int_equal(gbpf_node_send_control(NODE, MLS, 1, 5, 0, NULL, 0, out, 8), GS_E_SPACE);
    assert_int_equal(gbpf_sframe_encrypt(encryptor, NULL, 0, NULL, 0, out, 16), GS_E_SPACE);
    int32_t len = gbpf_sframe_encrypt(encryptor, NULL, 0, NULL, 0, out, GBPF_SFRAME_OVERHEAD);
    assert_true(len > 0);
    assert_int_equal(out[len - 17], 0); /* the counter before the tag: the first */
}

static void a_frame_opened_without_room_can_be_opened_again(void **state)
{
    (void)state;
    int32_t len = gbpf_sframe_encrypt(encryptor, (const uint8_t *)"opus", 4, NULL, 0, out, ROOM);
    assert_int_equal(gbpf_sframe_decrypt(session, out, (uint32_t)len, NULL, 0, bytes, 3, leaf),
                     GS_E_SPACE);
    assert_int_equal(gbpf_sframe_decrypt(session, out, (uint32_t)len, NULL, 0, bytes, ROOM, leaf),
                     4);
}

static void events_without_room_wait_in_order(void **state)
{
    (void)state;
    int32_t node = gbpf_node_create(3, both.group_id);
    assert_int_equal(gbpf_node_bootstrap_creator(node, 1, 0), 0);
    int32_t len =
        gbpf_gtp_send(both.alice.gtp, NODE, MLS, 1, 0, 0, (const uint8_t *)"hi", 2, 0, out, ROOM);
    int32_t count =
        gbpf_node_on_wire(node, both.bob.mls, out, (uint32_t)len, words, 2, bytes, ROOM);
    assert_int_equal(count, 2 | GBPF_EVENTS_MORE);
    assert_true(gbpf_node_events_bytes(node) > 2);
    assert_int_equal(gbpf_node_drain_events(node, words, 8, bytes, 1), 1 | GBPF_EVENTS_MORE);
    assert_int_equal(gbpf_node_drain_events(node, NULL, 0, NULL, 0), 0 | GBPF_EVENTS_MORE);
    assert_int_equal(gbpf_node_drain_events(node, words, 8, bytes, ROOM), 1);
    assert_int_equal(words[0], 2); /* payload_received, after the three moves */
    assert_int_equal(gbpf_node_drain_events(node, words, 8, bytes, ROOM), 0);
    assert_int_equal(gbpf_node_events_bytes(node), 0);
    gbp_node_destroy(node);
}

static void results_without_a_bound_wait_in_the_slot(void **state)
{
    (void)state;
    int32_t len = gbpf_mls_export_key_package(MLS, out, 10);
    assert_true(len > 10 && len < ROOM);
    assert_int_equal(gbpf_take_result(bytes, (uint32_t)len), len);
    assert_int_equal(gbpf_mls_export_key_package(MLS, out, ROOM), len);
    assert_memory_equal(out, bytes, (size_t)len);
    assert_fails(gbpf_take_result(bytes, ROOM), GS_E_STATE, "no result is waiting");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(handles_that_are_none_are_refused_everywhere, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(destroyed_handles_are_refused_everywhere, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(sends_without_room_use_nothing_up, open_all, close_all),
        cmocka_unit_test_setup_teardown(a_frame_opened_without_room_can_be_opened_again, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(events_without_room_wait_in_order, open_all, close_all),
        cmocka_unit_test_setup_teardown(results_without_a_bound_wait_in_the_slot, open_all,
                                        close_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
