/* The MLS context: what the C side adds to the crate, which has its own tests: keys and counters of
 * the epoch. */
#include "crypto/mls_context.h"

#include "support/check.h"
#include "support/group_vectors.h"

enum { TEXT_STREAM = 101, SECRET_LEN = 32 };

static const gs_bytes NOTHING = {NULL, 0};

static gs_mls_context *new_context(gs_bytes identity)
{
    gs_mls_context *context = NULL;
    assert_ok(gs_mls_context_create(identity, &context));
    return context;
}

static gs_bytes view(const gs_buffer *buffer)
{
    return gs_bytes_of(buffer->data, buffer->len);
}

static void invited(gs_mls_context *inviter, gs_mls_context *joiner, bool merge)
{
    gs_buffer key_package = {NULL, 0, 0};
    gs_buffer commit = {NULL, 0, 0};
    gs_buffer welcome = {NULL, 0, 0};
    assert_ok(gs_mls_context_key_package(joiner, &key_package));
    uint32_t len = (uint32_t)key_package.len;
    assert_ok(
        gs_mls_context_invite(inviter, view(&key_package), &len, 1, merge, &commit, &welcome));
    if (!merge) {
        assert_ok(gs_mls_context_finalize(inviter));
    }
    assert_ok(gs_mls_context_accept_welcome(joiner, view(&welcome)));
    gs_buffer_free(&key_package);
    gs_buffer_free(&commit);
    gs_buffer_free(&welcome);
}

static uint32_t sent(gs_mls_context *context)
{
    uint32_t number = 0;
    gs_counters *counters = &gs_mls_context_keys(context)->counters;
    assert_ok(gs_counters_next(counters, GBP_STREAM_TEXT, TEXT_STREAM, 0, &number));
    assert_ok(gs_counters_use(counters, GBP_STREAM_TEXT, TEXT_STREAM, number));
    return number;
}

/* The stream key as it is kept, told by the tag of nothing. */
static void tag_of(gs_mls_context *context, uint8_t tag[GS_AEAD_TAG_LEN])
{
    static const uint8_t nonce[GS_AEAD_NONCE_LEN];
    gs_aead *aead = NULL;
    uint8_t nothing[1];
    assert_ok(gs_epoch_keys_stream(gs_mls_context_keys(context), GBP_STREAM_TEXT, &aead));
    assert_ok(gs_aead_seal(aead, nonce, NOTHING, nothing, 0, tag));
}

static void members_of_a_group_have_the_same_keys(void **state)
{
    (void)state;
    for (int merge = 0; merge < 2; merge++) {
        gs_mls_context *alice = new_context(BYTES("Alice"));
        gs_mls_context *bob = new_context(BYTES("Bob"));
        uint8_t ids[2][16];
        uint8_t tags[2][GS_AEAD_TAG_LEN];
        uint8_t secrets[2][SECRET_LEN];
        invited(alice, bob, merge != 0);
        gs_mls_context_group_id(alice, ids[0]);
        gs_mls_context_group_id(bob, ids[1]);
        assert_memory_equal(ids[0], ids[1], sizeof ids[0]);
        assert_int_equal(gs_mls_context_epoch(alice), 1);
        assert_int_equal(gs_mls_context_epoch(bob), 1);
        tag_of(alice, tags[0]);
        tag_of(bob, tags[1]);
        assert_memory_equal(tags[0], tags[1], sizeof tags[0]);
        assert_ok(
            gs_mls_context_export_secret(alice, BYTES("l"), BYTES("c"), secrets[0], SECRET_LEN));
        assert_ok(
            gs_mls_context_export_secret(bob, BYTES("l"), BYTES("c"), secrets[1], SECRET_LEN));
        assert_memory_equal(secrets[0], secrets[1], SECRET_LEN);
        gs_mls_context_free(alice);
        gs_mls_context_free(bob);
    }
    gs_mls_context_free(NULL);
}

static void an_epoch_change_drops_keys_and_counters(void **state)
{
    (void)state;
    for (int merge = 0; merge < 2; merge++) {
        gs_mls_context *alice = new_context(BYTES("Alice"));
        gs_mls_context *bob = new_context(BYTES("Bob"));
        uint8_t tags[4][GS_AEAD_TAG_LEN];
        tag_of(alice, tags[0]);
        tag_of(bob, tags[1]); /* of his own group, which the Welcome replaces */
        assert_int_equal(sent(alice), 1);
        assert_int_equal(sent(alice), 2);
        assert_int_equal(sent(bob), 1);
        invited(alice, bob, merge != 0);
        assert_int_equal(sent(alice), 1);
        assert_int_equal(sent(bob), 1);
        tag_of(alice, tags[2]);
        tag_of(bob, tags[3]);
        assert_memory_not_equal(tags[0], tags[2], sizeof tags[0]);
        assert_memory_not_equal(tags[1], tags[3], sizeof tags[0]);
        gs_mls_context_free(alice);
        gs_mls_context_free(bob);
    }
}

static void what_does_not_end_the_epoch_keeps_counters(void **state)
{
    (void)state;
    gs_mls_context *alice = new_context(BYTES("Alice"));
    gs_mls_context *bob = new_context(BYTES("Bob"));
    gs_buffer commit = {NULL, 0, 0};
    gs_mls_message kind = GS_MLS_APPLICATION;
    invited(alice, bob, true);
    assert_int_equal(sent(bob), 1);
    assert_int_equal(gs_mls_context_process(bob, BYTES("no message"), &kind), GS_E_MLS);
    assert_int_equal(gs_mls_context_accept_welcome(bob, BYTES("no welcome")), GS_E_MLS);
    assert_ok(gs_mls_context_finalize(bob)); /* nothing to merge */
    assert_int_equal(gs_mls_context_remove(bob, 7, true, &commit), GS_E_MLS);
    assert_ok(gs_mls_context_remove(bob, 0, true, &commit));
    assert_int_equal(sent(bob), 2);
    assert_ok(gs_mls_context_clear_pending(bob));
    assert_int_equal(sent(bob), 3);
    commit.len = 0;
    assert_ok(gs_mls_context_remove(alice, 1, true, &commit));
    assert_ok(gs_mls_context_process(bob, view(&commit), &kind));
    assert_int_equal(kind, GS_MLS_COMMIT);
    assert_int_equal(sent(bob), 4); /* staged, not merged */
    assert_int_equal(gs_mls_context_epoch(bob), 1);
    gs_buffer_free(&commit);
    gs_mls_context_free(alice);
    gs_mls_context_free(bob);
}

static void a_restored_context_goes_on_behind_the_lease(void **state)
{
    (void)state;
    gs_mls_context *alice = new_context(BYTES("Alice"));
    gs_mls_context *again = NULL;
    gs_buffer blob = {NULL, 0, 0};
    uint8_t tags[2][GS_AEAD_TAG_LEN];
    assert_int_equal(sent(alice), 1);
    assert_ok(gs_mls_context_export_state(alice, &blob));
    assert_int_equal(sent(alice), 2);
    assert_ok(gs_mls_context_restore(view(&blob), &again));
    assert_int_equal(sent(again), GS_COUNTERS_LEASE + 2);
    tag_of(alice, tags[0]);
    tag_of(again, tags[1]);
    assert_memory_equal(tags[0], tags[1], sizeof tags[0]);
    gs_mls_context_free(again);
    again = NULL;
    for (size_t len = 0; len < blob.len; len += 1 + len / 16) {
        assert_int_not_equal(gs_mls_context_restore(gs_bytes_of(blob.data, len), &again), GS_OK);
        assert_null(again);
    }
    gs_buffer_free(&blob);
    gs_mls_context_free(alice);
}

static void an_exported_context_ends_at_its_lease(void **state)
{
    (void)state;
    gs_mls_context *alice = new_context(BYTES("Alice"));
    gs_counters *counters = &gs_mls_context_keys(alice)->counters;
    gs_buffer blob = {NULL, 0, 0};
    uint32_t number = 0;
    for (uint32_t i = 0; i < 2; i++) { /* each export reserves anew */
        assert_ok(gs_mls_context_export_state(alice, &blob));
        uint32_t last = (uint32_t)GS_COUNTERS_LEASE * (i + 1);
        assert_ok(gs_counters_use(counters, GBP_STREAM_TEXT, TEXT_STREAM, last - 1));
        assert_int_equal(sent(alice), last);
        assert_fails(gs_counters_next(counters, GBP_STREAM_TEXT, TEXT_STREAM, 0, &number),
                     GS_E_EXHAUSTED, "state lease used up");
    }
    gs_buffer_free(&blob);
    gs_mls_context_free(alice);
}

/* An epoch that only this object can reach has no reservation; one that a restored context reaches
 * by the same messages keeps it. */
static void the_lease_ends_with_an_epoch_of_ones_own(void **state)
{
    (void)state;
    for (int own = 0; own < 2; own++) {
        gs_mls_context *alice = new_context(BYTES("Alice"));
        gs_mls_context *bob = new_context(BYTES("Bob"));
        gs_buffer blob = {NULL, 0, 0};
        gs_buffer commit = {NULL, 0, 0};
        gs_mls_message kind = GS_MLS_APPLICATION;
        uint32_t number = 0;
        invited(alice, bob, true);
        assert_ok(gs_mls_context_export_state(bob, &blob));
        gs_mls_context *by = own != 0 ? bob : alice;
        gs_mls_context *other = own != 0 ? alice : bob;
        gs_mls_context *carol = new_context(BYTES("Carol"));
        gs_buffer key_package = {NULL, 0, 0};
        gs_buffer welcome = {NULL, 0, 0};
        assert_ok(gs_mls_context_key_package(carol, &key_package));
        uint32_t len = (uint32_t)key_package.len;
        assert_ok(gs_mls_context_invite(by, view(&key_package), &len, 1, false, &commit, &welcome));
        assert_ok(gs_mls_context_process(other, view(&commit), &kind));
        assert_ok(gs_mls_context_finalize(other));
        assert_ok(gs_mls_context_finalize(by));
        assert_int_equal(gs_mls_context_epoch(bob), 2);
        gs_counters *counters = &gs_mls_context_keys(bob)->counters;
        gs_status status = gs_counters_next(counters, GBP_STREAM_TEXT, TEXT_STREAM,
                                            (uint32_t)GS_COUNTERS_LEASE, &number);
        assert_int_equal(status, own != 0 ? GS_OK : GS_E_EXHAUSTED);
        gs_buffer_free(&key_package);
        gs_buffer_free(&welcome);
        gs_buffer_free(&commit);
        gs_buffer_free(&blob);
        gs_mls_context_free(alice);
        gs_mls_context_free(bob);
        gs_mls_context_free(carol);
    }
}

static void the_recorded_group_has_its_recorded_keys(void **state)
{
    (void)state;
    static const uint8_t nonce[GS_AEAD_NONCE_LEN];
    const json *file = json_open("node_states.json");
    group_vectors group;
    group_vectors_read(file, &group);
    gs_mls_context *context = group_vectors_context(file);
    uint8_t id[16];
    gs_mls_context_group_id(context, id);
    assert_memory_equal(id, group.group_id, sizeof id);
    assert_int_equal(gs_mls_context_epoch(context), group.epoch);
    uint8_t tag[GS_AEAD_TAG_LEN];
    uint8_t expected[GS_AEAD_TAG_LEN];
    uint8_t nothing[1];
    gs_aead aead = {.provider = NULL};
    assert_ok(gs_aead_init(&aead, GS_AEAD_CHACHA20_POLY1305,
                           gs_bytes_of(group.stream_keys[GBP_STREAM_TEXT], 32)));
    assert_ok(gs_aead_seal(&aead, nonce, NOTHING, nothing, 0, expected));
    tag_of(context, tag);
    assert_memory_equal(tag, expected, sizeof tag);
    gs_aead_wipe(&aead);
    gs_mls_context_free(context);
    json_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_of_a_group_have_the_same_keys),
        cmocka_unit_test(an_epoch_change_drops_keys_and_counters),
        cmocka_unit_test(what_does_not_end_the_epoch_keeps_counters),
        cmocka_unit_test(a_restored_context_goes_on_behind_the_lease),
        cmocka_unit_test(an_exported_context_ends_at_its_lease),
        cmocka_unit_test(the_lease_ends_with_an_epoch_of_ones_own),
        cmocka_unit_test(the_recorded_group_has_its_recorded_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
