#include "support/members.h"

static gs_bytes view(GbpBuffer buffer)
{
    return gs_bytes_of(buffer.ptr, buffer.len);
}

static int32_t create(const char *identity)
{
    int32_t mls = gbp_mls_create((const uint8_t *)identity, strlen(identity));
    assert_true(mls > 0);
    return mls;
}

/* A context whose member has joined the inviter's group. */
static int32_t create_joined(int32_t inviter, const char *identity)
{
    int32_t mls = create(identity);
    GbpBuffer key_package = gbp_mls_export_key_package(mls);
    GbpBuffer welcome = gbp_mls_invite(inviter, key_package.ptr, key_package.len);
    assert_true(gbp_mls_accept_welcome(mls, welcome.ptr, welcome.len));
    gbp_buffer_free(key_package);
    gbp_buffer_free(welcome);
    return mls;
}

static void a_context_begins_alone_at_epoch_0(void **state)
{
    (void)state;
    int32_t first = create("alice");
    int32_t second = create("");
    uint8_t group_ids[2][16] = {{0}, {0}};
    assert_int_equal(gbp_mls_epoch(first), 0);
    assert_true(gbp_mls_group_id(first, group_ids[0]));
    assert_true(gbp_mls_group_id(second, group_ids[1]));
    assert_memory_not_equal(group_ids[0], group_ids[1], 16);
    assert_int_equal(second, first + 1);
    gbp_mls_destroy(first);
    gbp_mls_destroy(second);
}

static void the_key_package_is_always_the_same(void **state)
{
    (void)state;
    int32_t mls = create("alice");
    GbpBuffer first = gbp_mls_export_key_package(mls);
    GbpBuffer second = gbp_mls_export_key_package(mls);
    assert_true(first.len > 100);
    assert_bytes_equal(view(first), view(second));
    gbp_buffer_free(first);
    gbp_buffer_free(second);
    gbp_mls_destroy(mls);
}

static void invite_merges_at_once(void **state)
{
    (void)state;
    int32_t alice = create("alice");
    int32_t bob = create_joined(alice, "bob");
    uint8_t group_ids[2][16];
    assert_int_equal(gbp_mls_epoch(alice), 1);
    assert_int_equal(gbp_mls_epoch(bob), 1);
    assert_true(gbp_mls_group_id(alice, group_ids[0]) && gbp_mls_group_id(bob, group_ids[1]));
    assert_memory_equal(group_ids[0], group_ids[1], 16);
    gbp_mls_destroy(alice);
    gbp_mls_destroy(bob);
}

static void invite_full_leaves_the_commit_pending_and_gives_both(void **state)
{
    (void)state;
    int32_t alice = create("alice");
    int32_t bob = create_joined(alice, "bob");
    int32_t carol = create("carol");
    GbpBuffer key_package = gbp_mls_export_key_package(carol);
    GbpBuffer both = gbp_mls_invite_full(alice, key_package.ptr, key_package.len);
    assert_true(both.len > 4);
    uint32_t commit_len = gs_load_le32(both.ptr);
    assert_true(commit_len > 0 && commit_len < both.len - 4);
    assert_int_equal(gbp_mls_epoch(alice), 1);
    assert_int_equal(gbp_mls_process_message(bob, both.ptr + 4, commit_len), 1);
    assert_int_equal(gbp_mls_epoch(bob), 1);
    assert_true(gbp_mls_finalize_commit(alice));
    assert_true(gbp_mls_finalize_commit(bob));
    assert_true(
        gbp_mls_accept_welcome(carol, both.ptr + 4 + commit_len, both.len - 4 - commit_len));
    assert_int_equal(gbp_mls_epoch(alice), 2);
    assert_int_equal(gbp_mls_epoch(bob), 2);
    assert_int_equal(gbp_mls_epoch(carol), 2);
    gbp_buffer_free(key_package);
    gbp_buffer_free(both);
    gbp_mls_destroy(alice);
    gbp_mls_destroy(bob);
    gbp_mls_destroy(carol);
}

/* Parity: with leaves 0 and 2 left, leaf 2 is out of range here. */
static void remove_counts_members_and_not_leaves(void **state)
{
    (void)state;
    int32_t alice = create("alice");
    int32_t bob = create_joined(alice, "bob");
    GbpBuffer key_package = {0};
    int32_t carol = create("carol");
    key_package = gbp_mls_export_key_package(carol);
    gbp_buffer_free(gbp_mls_invite(alice, key_package.ptr, key_package.len));
    gbp_buffer_free(key_package);
    GbpBuffer commit = gbp_mls_remove(alice, 1);
    assert_true(commit.len > 0);
    gbp_buffer_free(commit);
    assert_true(gbp_mls_finalize_commit(alice));
    assert_refused(gbp_mls_remove(alice, 2), "openmls: leaf_index 2 out of range (group size 2)");
    assert_null(gbp_mls_remove(alice, 0).ptr);
    assert_text_begins(gbp_last_error(), "openmls: remove_members: ");
    gbp_mls_destroy(alice);
    gbp_mls_destroy(bob);
    gbp_mls_destroy(carol);
}

static void a_second_commit_is_refused_until_the_first_is_cleared(void **state)
{
    (void)state;
    int32_t alice = create("alice");
    int32_t bob = create_joined(alice, "bob");
    GbpBuffer commit = gbp_mls_remove(alice, 1);
    assert_int_equal(gbp_mls_process_message(bob, commit.ptr, commit.len), 1);
    assert_int_equal(gbp_mls_process_message(bob, commit.ptr, commit.len), 0);
    assert_last_error("transition in progress: pending staged commit exists");
    assert_true(gbp_mls_clear_pending_commit(bob));
    assert_last_error("");
    assert_int_equal(gbp_mls_process_message(bob, commit.ptr, commit.len), 0);
    gbp_buffer_free(commit);
    gbp_mls_destroy(alice);
    gbp_mls_destroy(bob);
}

static void nothing_to_merge_or_clear_is_fine(void **state)
{
    (void)state;
    int32_t mls = create("alice");
    assert_true(gbp_mls_finalize_commit(mls));
    assert_true(gbp_mls_clear_pending_commit(mls));
    assert_int_equal(gbp_mls_epoch(mls), 0);
    gbp_mls_destroy(mls);
}

static void garbage_is_refused_with_the_step_s_name(void **state)
{
    (void)state;
    const uint8_t garbage[] = {1, 2, 3};
    int32_t mls = create("alice");
    assert_null(gbp_mls_invite(mls, garbage, sizeof garbage).ptr);
    assert_text_begins(gbp_last_error(), "kp parse: ");
    assert_null(gbp_mls_invite_full(mls, garbage, 0).ptr);
    assert_text_begins(gbp_last_error(), "kp parse: ");
    assert_int_equal(gbp_mls_process_message(mls, garbage, sizeof garbage), 0);
    assert_text_begins(gbp_last_error(), "openmls: msg parse: ");
    assert_false(gbp_mls_accept_welcome(mls, garbage, sizeof garbage));
    assert_text_begins(gbp_last_error(), "openmls: welcome parse: ");
    assert_int_equal(gbp_mls_restore_state(garbage, sizeof garbage), 0);
    assert_text_begins(gbp_last_error(), "openmls: ");
    GbpBuffer own = gbp_mls_export_key_package(mls);
    assert_null(gbp_mls_invite(mls, own.ptr, own.len).ptr);
    assert_text_begins(gbp_last_error(), "openmls: add_members: ");
    gbp_buffer_free(own);
    gbp_mls_destroy(mls);
}

static void a_restored_context_goes_on_in_its_group(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    GbpBuffer blob = gbp_mls_export_state(both.alice.mls);
    assert_true(blob.len > 1000);
    int32_t restored = gbp_mls_restore_state(blob.ptr, blob.len);
    assert_true(restored > 0);
    assert_int_equal(gbp_mls_epoch(restored), 1);
    const member alice_again = {restored, both.alice.node, both.alice.gtp, 0, 0};
    GbpBuffer sent = gtp_client_send(alice_again.gtp, alice_again.node, restored, 2, 1,
                                     (const uint8_t *)"hi", 2, 0);
    assert_text_begins(deliver(&both.bob, sent), "[{\"kind\":\"payload_received\"");
    gbp_buffer_free(blob);
    gbp_mls_destroy(restored);
    pair_close(&both);
}

static void a_bad_handle_reads_invalid_mls_handle_everywhere(void **state)
{
    (void)state;
    static const int32_t HANDLES[] = {0, -1, INT32_MIN, INT32_MAX, NO_HANDLE};
    const uint8_t byte[] = {0};
    uint8_t group_id[16];
    for (size_t i = 0; i < COUNT_OF(HANDLES); i++) {
        int32_t bad = HANDLES[i];
        const char *text = "invalid MLS handle";
        assert_refused(gbp_mls_export_key_package(bad), text);
        assert_refused(gbp_mls_invite(bad, byte, 1), text);
        assert_refused(gbp_mls_invite_full(bad, byte, 1), text);
        assert_refused(gbp_mls_remove(bad, 0), text);
        assert_refused(gbp_mls_export_state(bad), text);
        mark_last_error();
        assert_false(gbp_mls_group_id(bad, group_id));
        assert_last_error(text);
        mark_last_error();
        assert_int_equal(gbp_mls_process_message(bad, byte, 1), 0);
        assert_last_error(text);
        mark_last_error();
        assert_false(gbp_mls_finalize_commit(bad));
        assert_last_error(text);
        mark_last_error();
        assert_false(gbp_mls_clear_pending_commit(bad));
        assert_last_error(text);
        mark_last_error();
        assert_false(gbp_mls_accept_welcome(bad, byte, 1));
        assert_last_error(text);
        assert_int_equal(gbp_mls_epoch(bad), 0);
        gbp_mls_destroy(bad);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_context_begins_alone_at_epoch_0),
        cmocka_unit_test(the_key_package_is_always_the_same),
        cmocka_unit_test(invite_merges_at_once),
        cmocka_unit_test(invite_full_leaves_the_commit_pending_and_gives_both),
        cmocka_unit_test(remove_counts_members_and_not_leaves),
        cmocka_unit_test(a_second_commit_is_refused_until_the_first_is_cleared),
        cmocka_unit_test(nothing_to_merge_or_clear_is_fine),
        cmocka_unit_test(garbage_is_refused_with_the_step_s_name),
        cmocka_unit_test(a_restored_context_goes_on_in_its_group),
        cmocka_unit_test(a_bad_handle_reads_invalid_mls_handle_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
