/*
 * Many threads on the same objects, through both ABIs. What is checked is that every call ends, as
 * a success or with its text, and that what must be counted is counted; the sanitizers watch the
 * rest.
 */
#include <pthread.h>
#include <stdio.h>

#include "gbp_flat.h"
#include "support/members.h"
#include "support/threads.h"

enum { THREADS = 4, ROUNDS = 400 };

static void run(void *(*work)(void *), void *context)
{
    threads_run(work, THREADS, context, 0);
}

/* ---- one sender, many threads ---- */

typedef struct outbox {
    pair both;
    GbpBuffer sent[THREADS * ROUNDS];
    size_t count;
    pthread_mutex_t lock;
} outbox;

static void *send_texts(void *context)
{
    outbox *box = context;
    const member *alice = &box->both.alice;
    for (int i = 0; i < ROUNDS; i++) {
        GbpBuffer sent =
            gtp_client_send(alice->gtp, alice->node, alice->mls, 2, 1, (const uint8_t *)"hi", 2, 0);
        pthread_mutex_lock(&box->lock);
        box->sent[box->count++] = sent;
        pthread_mutex_unlock(&box->lock);
    }
    return NULL;
}

static uint32_t sequence_no_of(const char *events)
{
    static const char KEY[] = "\"sequence_no\":";
    const char *at = strstr(events, KEY);
    assert_non_null(at);
    uint32_t number = 0;
    for (at += sizeof KEY - 1; *at >= '0' && *at <= '9'; at++) {
        number = number * 10 + (uint32_t)(*at - '0');
    }
    return number;
}

/* Every number is used once: no two frames share a nonce. */
static void threads_that_share_a_sender_use_each_number_once(void **state)
{
    (void)state;
    static outbox box;
    static bool seen[THREADS * ROUNDS + 1];
    pair_open(&box.both);
    pthread_mutex_init(&box.lock, NULL);
    run(send_texts, &box);
    assert_int_equal(box.count, THREADS * ROUNDS);
    for (size_t i = 0; i < box.count; i++) {
        /* A receiver of its own for each frame, so that their order is all the same. */
        int32_t node = gbp_node_create(2, box.both.group_id);
        assert_true(gbp_node_bootstrap_creator(node, 1));
        gbp_string_free(gbp_node_drain_events(node));
        const member receiver = {box.both.bob.mls, node, 0, 0, 0};
        char *events = deliver(&receiver, box.sent[i]);
        uint32_t number = sequence_no_of(events);
        assert_true(number >= 1 && number <= THREADS * ROUNDS);
        assert_false(seen[number]);
        seen[number] = true;
        gbp_string_free(events);
        gbp_node_destroy(node);
    }
    pair_close(&box.both);
}

/* ---- objects that end while they are used ---- */

typedef struct shared {
    member who;
    int32_t session;
    int32_t encryptor;
    uint8_t group_id[16];
    size_t begun;
    pthread_mutex_t lock;
} shared;

static bool is_known(char *text, const char *const *known, size_t count)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found = found || strncmp(text, known[i], strlen(known[i])) == 0;
    }
    if (!found) {
        print_error("last error: %s\n", text);
    }
    gbp_string_free(text);
    return found;
}

/* What the thread's last call may have said: nothing, or that a handle was gone already. */
static bool ended_well(void)
{
    static const char *const KNOWN[] = {"bad handle",
                                        "bad node/mls handle",
                                        "invalid MLS handle",
                                        "invalid session handle",
                                        "invalid encryptor handle",
                                        "no ",
                                        "a handle ended meanwhile"};
    char *text = gbp_last_error();
    if (text != NULL && text[0] == '\0') {
        gbp_string_free(text);
        return true;
    }
    return text != NULL && is_known(text, KNOWN, COUNT_OF(KNOWN));
}

static void use_loaded_abi(const shared *all)
{
    const member *who = &all->who;
    GbpBuffer sent =
        gtp_client_send(who->gtp, who->node, who->mls, 2, 1, (const uint8_t *)"hi", 2, 0);
    assert_true(ended_well());
    if (sent.len > 4) {
        gbp_string_free(gbp_node_on_wire(who->node, who->mls, sent.ptr + 4, sent.len - 4));
        assert_true(ended_well());
    }
    gbp_buffer_free(sent);
    gbp_string_free(gtp_client_accept(who->gtp, 1, (const uint8_t *)"x", 1, 0));
    gbp_buffer_free(gap_client_send(who->gap, who->node, who->mls, 2, 1, 1, NULL, 0, 1));
    assert_true(ended_well());
    gbp_buffer_free(gsp_client_send(who->gsp, who->node, who->mls, 2, 100, 1, 1, 2));
    assert_true(ended_well());
    gbp_buffer_free(gbp_mls_export_key_package(who->mls));
    assert_true(ended_well());
    GbpBuffer sealed = gbp_sframe_encrypt(all->encryptor, (const uint8_t *)"x", 1, NULL, 0);
    assert_true(ended_well());
    uint32_t leaf = 0;
    if (sealed.len > 0) {
        gbp_buffer_free(gbp_sframe_decrypt(all->session, sealed.ptr, sealed.len, NULL, 0, &leaf));
        assert_true(ended_well());
    }
    gbp_buffer_free(sealed);
    gbp_string_free(gbp_node_drain_events(who->node));
    (void)gbp_node_state(who->node);
    gsp_client_reset(who->gsp);
}

static void use_flat_abi(const shared *all)
{
    uint8_t wire[512];
    uint8_t bytes[1024];
    uint32_t events[8 * GBPF_EVENT_WORDS];
    uint32_t result[8];
    const member *who = &all->who;
    int32_t len = gbpf_gtp_send(who->gtp, who->node, who->mls, 1, 0, 0, (const uint8_t *)"hi", 2, 0,
                                wire, sizeof wire);
    assert_true(len > 0 || len == GS_E_HANDLE);
    if (len > 0) {
        int32_t count = gbpf_node_on_wire(who->node, who->mls, wire, (uint32_t)len, events, 8,
                                          bytes, sizeof bytes);
        assert_true(count >= 0 || count == GS_E_HANDLE);
    }
    int32_t verdict =
        gbpf_gtp_accept(who->gtp, 1, 0, (const uint8_t *)"x", 1, 0, result, bytes, sizeof bytes);
    assert_true(verdict == 2 || verdict == GS_E_HANDLE);
    (void)gbpf_node_check_timeouts(who->node, events, 8, bytes, sizeof bytes);
}

static void end_one(const shared *all, size_t which)
{
    const member *who = &all->who;
    switch (which) {
    case 0:
        gbp_node_destroy(who->node);
        break;
    case 1:
        gtp_client_destroy(who->gtp);
        gap_client_destroy(who->gap);
        break;
    case 2:
        gbp_sframe_session_free(all->session);
        gbp_sframe_encryptor_free(all->encryptor);
        break;
    default:
        gbp_mls_destroy(who->mls);
        gsp_client_destroy(who->gsp);
        break;
    }
}

/* Uses everything, ends its share of it half way, and goes on using it. */
static void *use_and_end(void *context)
{
    shared *all = context;
    pthread_mutex_lock(&all->lock);
    size_t own = all->begun++;
    pthread_mutex_unlock(&all->lock);
    enum { TURNS = 20 };
    for (size_t i = 0; i < TURNS; i++) {
        use_loaded_abi(all);
        use_flat_abi(all);
        if (i == TURNS / 2) {
            end_one(all, own);
        }
    }
    return NULL;
}

static void objects_may_end_while_other_threads_use_them(void **state)
{
    (void)state;
    enum { GROUPS = 15 };
    for (int i = 0; i < GROUPS; i++) {
        pair both;
        pair_open(&both);
        shared all = {.who = both.alice, .lock = PTHREAD_MUTEX_INITIALIZER};
        all.session = gbp_sframe_session_create(both.alice.mls, 0, NULL, 0);
        all.encryptor = gbp_sframe_encryptor_create(both.alice.mls, all.session, 0, 0, NULL, 0);
        run(use_and_end, &all);
        assert_int_equal(gbp_node_state(all.who.node), UINT32_MAX);
        assert_int_equal(gbp_mls_epoch(all.who.mls), 0);
        pair_close(&both);
    }
}

/* ---- handles and last errors ---- */

static void *come_and_go(void *context)
{
    (void)context;
    for (int i = 0; i < ROUNDS * 10; i++) {
        int32_t first = gtp_client_create();
        int32_t second = gtp_client_create();
        assert_true(first > 0 && second > first);
        gtp_client_destroy(first);
        gtp_client_reset(second);
        gtp_client_destroy(second);
    }
    return NULL;
}

static void threads_make_and_end_objects_at_once(void **state)
{
    (void)state;
    int32_t before = gtp_client_create();
    run(come_and_go, NULL);
    int32_t after = gtp_client_create();
    assert_int_equal(after - before, THREADS * ROUNDS * 10 * 2 + 1);
    gtp_client_destroy(before);
    gtp_client_destroy(after);
}

static void *fail_in_own_way(void *context)
{
    shared *all = context;
    pthread_mutex_lock(&all->lock);
    size_t own = all->begun++;
    pthread_mutex_unlock(&all->lock);
    char expected[64];
    (void)snprintf(expected, sizeof expected, "bad signal %zu", own + 500);
    for (int i = 0; i < ROUNDS; i++) {
        gbp_buffer_free(gsp_client_send(1, 1, 1, 1, (uint32_t)own + 500, 1, 1, 0));
        assert_last_error(expected);
    }
    return NULL;
}

static void each_thread_has_its_own_last_error(void **state)
{
    (void)state;
    shared all = {.lock = PTHREAD_MUTEX_INITIALIZER};
    mark_last_error();
    run(fail_in_own_way, &all);
    assert_last_error(MARKER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_that_share_a_sender_use_each_number_once),
        cmocka_unit_test(objects_may_end_while_other_threads_use_them),
        cmocka_unit_test(threads_make_and_end_objects_at_once),
        cmocka_unit_test(each_thread_has_its_own_last_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
