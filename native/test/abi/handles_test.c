#include "abi/handles.h"

#include <malloc.h>

#include "gbp_flat.h"
#include "support/members.h"

enum { MANY = 1000000 };

static size_t memory_in_use(void)
{
    struct mallinfo2 now = mallinfo2();
    return now.uordblks;
}

/* Taking, giving back and ending, on the table itself. */
static void a_handle_finds_its_object_until_it_ends(void **state)
{
    (void)state;
    int object = 0;
    int32_t handle = gs_handles_add(GS_KIND_GAP, &object);
    assert_true(handle > 0);
    gs_use use = gs_use_of(GS_KIND_GAP, handle);
    assert_ok(gs_handles_take(&use, 1));
    assert_ptr_equal(use.object, &object);
    gs_handles_give_back(&use, 1);
    assert_ptr_equal(gs_handles_remove(GS_KIND_GAP, handle), &object);
    assert_null(gs_handles_remove(GS_KIND_GAP, handle));
    assert_int_equal(gs_handles_take(&use, 1), GS_E_HANDLE);
}

static void a_handle_is_of_one_kind(void **state)
{
    (void)state;
    int object = 0;
    int32_t handle = gs_handles_add(GS_KIND_SFRAME_SESSION, &object);
    for (int kind = 0; kind < GS_KIND_COUNT; kind++) {
        gs_use use = gs_use_of((gs_kind)kind, handle);
        gs_status expected = kind == GS_KIND_SFRAME_SESSION ? GS_OK : GS_E_HANDLE;
        assert_int_equal(gs_handles_take(&use, 1), expected);
        if (expected == GS_OK) {
            gs_handles_give_back(&use, 1);
        }
        assert_true(strlen(gs_handles_kind_name((gs_kind)kind)) > 3);
    }
    assert_ptr_equal(gs_handles_remove(GS_KIND_SFRAME_SESSION, handle), &object);
}

static void taking_several_takes_all_or_none(void **state)
{
    (void)state;
    int object = 0;
    int32_t handle = gs_handles_add(GS_KIND_NODE, &object);
    gs_use uses[2] = {gs_use_of(GS_KIND_NODE, handle), gs_use_of(GS_KIND_MLS, NO_HANDLE)};
    assert_int_equal(gs_handles_take(uses, 2), GS_E_HANDLE);
    assert_ok(gs_handles_take(uses, 1)); /* would wait for ever, had the first been kept */
    gs_handles_give_back(uses, 1);
    assert_non_null(gs_handles_remove(GS_KIND_NODE, handle));
}

/* Each kind counts for itself, from 1 up; a destroyed handle is not given again. */
static void handles_count_up_and_are_never_reused(void **state)
{
    (void)state;
    int32_t before = gtp_client_create();
    gtp_client_destroy(before);
    int32_t other_kind = gsp_client_create();
    for (int32_t i = 1; i <= 1000; i++) {
        int32_t handle = gtp_client_create();
        assert_int_equal(handle, before + i);
        if (i % 3 != 0) {
            gtp_client_destroy(handle);
        }
    }
    assert_int_equal(gsp_client_create(), other_kind + 1);
    gsp_client_destroy(other_kind);
    gsp_client_destroy(other_kind + 1);
    for (int32_t i = 3; i <= 1000; i += 3) {
        gtp_client_reset(before + i);
        gtp_client_destroy(before + i);
    }
}

/* 10^6 objects that come and go cost 8 bytes for each 64 of them, and as much again while the
 * table grows; what stays open is found as before. */
static void destroyed_handles_keep_no_memory(void **state)
{
    (void)state;
    uint8_t group_id[16] = {0};
    int32_t first = gbp_node_create(7, group_id);
    assert_true(gbp_node_set_epoch(first, 77));
    size_t before = memory_in_use();
    int32_t last = first;
    for (int i = 0; i < MANY; i++) {
        last = gbp_node_create(1, group_id);
        gbp_node_destroy(last);
    }
    size_t grown = memory_in_use() - before;
    assert_int_equal(last, first + MANY);
    assert_true(grown <= 2 * 8 * (MANY / 64 + 1) + 65536);
    assert_int_equal(gbp_node_epoch(first), 77);
    assert_int_equal(gbp_node_state(last), UINT32_MAX);
    gbp_node_destroy(first);
}

/* Handles of the other kinds of object are no handles here, in either ABI. */
static void handles_of_another_kind_are_bad_handles(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    int32_t node = both.alice.node;
    for (int i = 0; i < 100; i++) { /* a number that only MLS contexts will not have reached */
        gbp_node_destroy(node);
        node = gbp_node_create(1, both.group_id);
    }
    uint8_t info[24];
    assert_false(gbp_mls_finalize_commit(node));
    assert_last_error("invalid MLS handle");
    assert_refused(gtp_client_send(node, node, node, 1, 1, NULL, 0, 0), "bad handle");
    assert_int_equal(gbpf_mls_info(node, info), GS_E_HANDLE);
    assert_int_equal(gbpf_gtp_reset(node), GS_E_HANDLE);
    gbp_node_destroy(node);
    both.alice.node = node;
    pair_close(&both);
}

/* One table for both ABIs: what one made, the other uses and ends. */
static void both_abis_share_their_handles(void **state)
{
    (void)state;
    uint8_t group_id[16] = {0};
    int32_t node = gbpf_node_create(1, group_id);
    assert_true(gbp_node_set_epoch(node, 5));
    gbp_node_destroy(node);
    assert_int_equal(gbpf_node_destroy(node), GS_E_HANDLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handle_finds_its_object_until_it_ends),
        cmocka_unit_test(a_handle_is_of_one_kind),
        cmocka_unit_test(taking_several_takes_all_or_none),
        cmocka_unit_test(handles_count_up_and_are_never_reused),
        cmocka_unit_test(destroyed_handles_keep_no_memory),
        cmocka_unit_test(handles_of_another_kind_are_bad_handles),
        cmocka_unit_test(both_abis_share_their_handles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
