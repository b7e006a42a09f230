/*
 * Memory that runs out at every request of a call through the loaded ABI: the call fails with "out
 * of memory", as its type tells failures, and the next one goes on as if nothing had been.
 */
#include <stdlib.h>

#include "support/members.h"
#include "support/memory_faults.h"

/* A call under test: what it returned, and whether that was a failure. */
typedef struct attempt {
    void (*make)(struct attempt *self);
    const char *name;
    pair both;
    int32_t session;
    int32_t encryptor;
    GbpBuffer input;
    bool failed;
    size_t failures;
} attempt;

static void take_buffer(attempt *self, GbpBuffer result)
{
    self->failed = result.ptr == NULL;
    gbp_buffer_free(result);
}

static void take_text(attempt *self, char *result)
{
    self->failed = result == NULL;
    gbp_string_free(result);
}

static void send_control(attempt *self)
{
    take_buffer(self, gbp_node_send_control(self->both.alice.node, self->both.alice.mls, 2, 9, 0, 0,
                                            NULL, 0));
}

static void send_text(attempt *self)
{
    const member *alice = &self->both.alice;
    take_buffer(self, gtp_client_send(alice->gtp, alice->node, alice->mls, 2, 1, NULL, 0, 0));
}

static void send_audio(attempt *self)
{
    const member *alice = &self->both.alice;
    take_buffer(self, gap_client_send(alice->gap, alice->node, alice->mls, 2, 1, 1, NULL, 0, 0));
}

static void send_signal(attempt *self)
{
    const member *alice = &self->both.alice;
    take_buffer(self, gsp_client_send(alice->gsp, alice->node, alice->mls, 2, 100, 1, 1, 0));
}

static void drain(attempt *self)
{
    take_text(self, gbp_node_drain_events(self->both.alice.node));
}

static void accept_text(attempt *self)
{
    take_text(self, gtp_client_accept(self->both.bob.gtp, 1, self->input.ptr, self->input.len, 0));
}

static void accept_audio(attempt *self)
{
    take_text(self, gap_client_accept(self->both.bob.gap, 1, self->input.ptr, self->input.len, 0));
}

static void accept_signal(attempt *self)
{
    take_text(self, gsp_client_accept(self->both.bob.gsp, 1, self->input.ptr, self->input.len, 0));
}

static void encrypt(attempt *self)
{
    take_buffer(self, gbp_sframe_encrypt(self->encryptor, (const uint8_t *)"x", 1,
                                         (const uint8_t *)"aad", 3));
}

static void decrypt(attempt *self)
{
    uint32_t leaf = 0;
    GbpBuffer sealed = self->input;
    take_buffer(self, gbp_sframe_decrypt(self->session, sealed.ptr, sealed.len,
                                         (const uint8_t *)"aad", 3, &leaf));
}

static void create_node(attempt *self)
{
    int32_t handle = gbp_node_create(1, self->both.group_id);
    self->failed = handle == 0;
    gbp_node_destroy(handle);
}

static void create_clients(attempt *self)
{
    int32_t gtp = gtp_client_create();
    int32_t gap = gap_client_create();
    int32_t gsp = gsp_client_create();
    self->failed = gtp == 0 || gap == 0 || gsp == 0;
    gtp_client_destroy(gtp);
    gap_client_destroy(gap);
    gsp_client_destroy(gsp);
}

static void create_context(attempt *self)
{
    int32_t handle = gbp_mls_create(NULL, 0);
    self->failed = handle == 0;
    gbp_mls_destroy(handle);
}

static void restore_context(attempt *self)
{
    int32_t handle = gbp_mls_restore_state(self->input.ptr, self->input.len);
    self->failed = handle == 0;
    gbp_mls_destroy(handle);
}

static void create_sframe(attempt *self)
{
    int32_t session = gbp_sframe_session_create(self->both.alice.mls, 0, NULL, 0);
    int32_t encryptor =
        session == 0 ? 0
                     : gbp_sframe_encryptor_create(self->both.alice.mls, session, 3, 1, NULL, 0);
    self->failed = encryptor == 0;
    gbp_sframe_encryptor_free(encryptor);
    gbp_sframe_session_free(session);
}

static void export_key_package(attempt *self)
{
    take_buffer(self, gbp_mls_export_key_package(self->both.alice.mls));
}

static void export_state(attempt *self)
{
    take_buffer(self, gbp_mls_export_state(self->both.alice.mls));
}

static void clear_and_invite(attempt *self)
{
    (void)gbp_mls_clear_pending_commit(self->both.alice.mls);
    take_buffer(self, gbp_mls_invite_full(self->both.alice.mls, self->input.ptr, self->input.len));
}

static void look_up(attempt *self)
{
    take_buffer(self, gbp_error_lookup(1));
}

static void tell_version(attempt *self)
{
    take_text(self, gbp_version());
}

static void encode_frame(attempt *self)
{
    take_buffer(self, gbp_frame_encode_v(1, self->both.group_id, 1, 1, 1, 1, 1, 1, NULL, 0));
}

/* One attempt with a request failing, or at the end with none. */
static void check_attempt(void *context)
{
    attempt *self = context;
    gs_last_error_clear();
    self->make(self);
    if (self->failed) {
        self->failures++;
        if (strstr(gs_last_error(), "out of memory") == NULL) {
            fail_msg("%s fails with \"%s\"", self->name, gs_last_error());
        }
    }
}

/* A function above and its name. */
typedef struct call {
    const char *name;
    void (*make)(attempt *self);
} call;
#define CALL(function) ((call){#function, (function)})

static void check_every_fault(attempt *self, call tried)
{
    self->name = tried.name;
    self->make = tried.make;
    self->failures = 0;
    size_t faults = memory_faults_try_each(check_attempt, self);
    assert_true(faults > 0);
    assert_true(self->failures > 0);
    assert_false(self->failed); /* the last attempt had all the memory it wanted */
}

static void open_attempt(attempt *self)
{
    memset(self, 0, sizeof *self);
    pair_open(&self->both);
    self->session = gbp_sframe_session_create(self->both.bob.mls, 0, NULL, 0);
    self->encryptor =
        gbp_sframe_encryptor_create(self->both.alice.mls, self->session, 0, 0, NULL, 0);
}

static void close_attempt(attempt *self)
{
    gbp_sframe_session_free(self->session);
    gbp_sframe_encryptor_free(self->encryptor);
    pair_close(&self->both);
}

static void calls_without_input_survive_every_fault(void **state)
{
    (void)state;
    const call CALLS[] = {
        CALL(send_control),       CALL(send_text),      CALL(send_audio),
        CALL(send_signal),        CALL(drain),          CALL(encrypt),
        CALL(create_node),        CALL(create_clients), CALL(create_context),
        CALL(create_sframe),      CALL(look_up),        CALL(tell_version),
        CALL(export_key_package), CALL(export_state),   CALL(encode_frame),
    };
    attempt self;
    for (size_t i = 0; i < COUNT_OF(CALLS); i++) {
        open_attempt(&self);
        check_every_fault(&self, CALLS[i]);
        close_attempt(&self);
    }
}

static GbpBuffer keep(gs_bytes bytes)
{
    GbpBuffer kept = {malloc(bytes.len), bytes.len, bytes.len};
    assert_non_null(kept.ptr);
    memcpy(kept.ptr, bytes.data, bytes.len);
    return kept;
}

static void check_with_input(attempt *self, GbpBuffer input, call tried)
{
    self->input = input;
    check_every_fault(self, tried);
    gbp_buffer_free(input);
}

static void calls_with_input_survive_every_fault(void **state)
{
    (void)state;
    attempt self;
    open_attempt(&self);
    const member *alice = &self.both.alice;
    const member *bob = &self.both.bob;
    gs_bytes plaintext = take_base64(
        deliver(bob, gtp_client_send(alice->gtp, alice->node, alice->mls, 2, 1, NULL, 0, 0)));
    check_with_input(&self, keep(plaintext), CALL(accept_text));
    plaintext = take_base64(
        deliver(bob, gap_client_send(alice->gap, alice->node, alice->mls, 2, 1, 1, NULL, 0, 0)));
    check_with_input(&self, keep(plaintext), CALL(accept_audio));
    plaintext = take_base64(
        deliver(bob, gsp_client_send(alice->gsp, alice->node, alice->mls, 2, 100, 1, 1, 0)));
    check_with_input(&self, keep(plaintext), CALL(accept_signal));
    GbpBuffer sealed =
        gbp_sframe_encrypt(self.encryptor, (const uint8_t *)"x", 1, (const uint8_t *)"aad", 3);
    check_with_input(&self, sealed, CALL(decrypt));
    check_with_input(&self, gbp_mls_export_state(bob->mls), CALL(restore_context));
    int32_t carol = gbp_mls_create(NULL, 0);
    check_with_input(&self, gbp_mls_export_key_package(carol), CALL(clear_and_invite));
    gbp_mls_destroy(carol);
    close_attempt(&self);
}

/* A frame whose events found no memory is not lost: either it came before, or it comes now. */
static void a_frame_received_without_memory_is_told_later(void **state)
{
    (void)state;
    attempt self;
    for (size_t request = 1;; request++) {
        open_attempt(&self);
        const member *alice = &self.both.alice;
        const member *bob = &self.both.bob;
        GbpBuffer sent = gtp_client_send(alice->gtp, alice->node, alice->mls, 2, 1, NULL, 0, 0);
        memory_faults_arm(request);
        char *events = gbp_node_on_wire(bob->node, bob->mls, sent.ptr + 4, sent.len - 4);
        bool fired = memory_faults_disarm();
        bool told = events != NULL && strstr(events, "payload_received") != NULL;
        if (!told) {
            assert_text_begins(gbp_last_error(), "out of memory");
            gbp_string_free(events);
            events = gbp_node_drain_events(bob->node);
            if (strcmp(events, "[]") == 0) {
                gbp_string_free(events);
                events = gbp_node_on_wire(bob->node, bob->mls, sent.ptr + 4, sent.len - 4);
            }
        }
        assert_non_null(strstr(events, "payload_received"));
        gbp_string_free(events);
        gbp_buffer_free(sent);
        close_attempt(&self);
        if (!fired) {
            assert_true(request > 1);
            return;
        }
    }
}

int main(void)
{
    memory_faults_spare_calloc(true);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_without_input_survive_every_fault),
        cmocka_unit_test(calls_with_input_survive_every_fault),
        cmocka_unit_test(a_frame_received_without_memory_is_told_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
