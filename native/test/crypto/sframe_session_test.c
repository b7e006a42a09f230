/* SFrame sessions and encryptors: the frames of the reference (sframe.json), forgery, shared
 * counters. */
#include "crypto/sframe_session.h"

#include <inttypes.h>
#include <stdio.h>

#include "support/check.h"
#include "support/group_vectors.h"
#include "support/memory_faults.h"

#define GBP GBP_SFRAME_FORMAT_GBP_1_5
#define RFC GBP_SFRAME_FORMAT_RFC9605
#define LABEL BYTES("gbp/sframe v1")

enum { CAP = 256, AES_128 = GBP_SFRAME_SUITE_AES_128_GCM };

static gs_mls_context *context;
static const json *file;

static int open_group(void **state)
{
    (void)state;
    file = json_open("sframe.json");
    context = group_vectors_context(file);
    return 0;
}

static int close_group(void **state)
{
    (void)state;
    gs_mls_context_free(context);
    json_close();
    return 0;
}

static gs_sframe_session *new_session(gbp_sframe_format format)
{
    gs_sframe_session *session = NULL;
    assert_ok(gs_sframe_session_create(context, AES_128, format, LABEL, &session));
    assert_int_equal(gs_sframe_session_format(session), format);
    return session;
}

static gs_sframe_encryptor *new_encryptor(gbp_sframe_format format, uint32_t leaf)
{
    gs_sframe_encryptor *encryptor = NULL;
    assert_ok(gs_sframe_encryptor_create(context, leaf, AES_128, format, LABEL, &encryptor));
    return encryptor;
}

static gs_bytes sealed(gs_sframe_encryptor *encryptor, gs_bytes plaintext, uint8_t memory[CAP])
{
    gs_writer out = gs_writer_on(memory, CAP);
    assert_ok(gs_sframe_encryptor_encrypt(encryptor, plaintext, gs_bytes_of(NULL, 0), &out));
    return gs_bytes_of(memory, out.len);
}

static gs_status opened(gs_sframe_session *session, gs_bytes payload, gs_writer *out)
{
    static uint8_t memory[CAP];
    uint32_t leaf = 0;
    *out = gs_writer_on(memory, sizeof memory);
    return gs_sframe_session_decrypt(session, payload, gs_bytes_of(NULL, 0), out, &leaf);
}

/* ---- the reference's frames ---- */

typedef struct player {
    gs_mls_context *context;
    gs_sframe_session *session;
    gs_sframe_encryptor *encryptor;
} player;

static gs_bytes text_of(const json *object, const char *name)
{
    const json *text = json_get(object, name);
    return gs_bytes_of(text->text, text->text_len);
}

static void play_encrypt(player *by, const json *step)
{
    uint8_t memory[CAP * 32];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    for (uint64_t i = 0; i < json_number(step, "times"); i++) {
        out.len = 0;
        assert_ok(gs_sframe_encryptor_encrypt(by->encryptor, json_hex(step, "plaintext"),
                                              json_hex(step, "aad"), &out));
    }
    assert_bytes_equal(gs_bytes_of(memory, out.len), json_hex(json_get(step, "out"), "payload"));
}

static void play_decrypt(player *by, const json *step)
{
    uint8_t memory[CAP * 32];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    uint32_t leaf = 0;
    const json *ours = json_find(step, "ours"); /* where we do better than the reference */
    const json *expected = ours != NULL ? ours : json_get(step, "out");
    gs_status status = gs_sframe_session_decrypt(by->session, json_hex(step, "payload"),
                                                 json_hex(step, "aad"), &out, &leaf);
    if (json_find(expected, "error") != NULL) {
        assert_int_not_equal(status, GS_OK);
        const char *text = json_text(expected, "error");
        size_t fixed = strcspn(text, "\xE2"); /* up to an ellipsis, which stands for anything */
        assert_memory_equal(gs_last_error(), text, text[fixed] == '\0' ? fixed + 1 : fixed);
        return;
    }
    assert_ok(status);
    assert_bytes_equal(gs_bytes_of(memory, out.len), json_hex(expected, "plaintext"));
    assert_int_equal(leaf, json_number(expected, "leaf"));
}

static void play_case(const json *from, const json *vector)
{
    player by = {group_vectors_context(from), NULL, NULL};
    assert_ok(gs_sframe_session_create(by.context, (uint32_t)json_number(vector, "suite"), GBP,
                                       text_of(vector, "label"), &by.session));
    const json *steps = json_get(vector, "steps");
    for (const json *step = steps->first; step != NULL; step = step->next) {
        const char *op = json_text(step, "op");
        if (strcmp(op, "encryptor") == 0) {
            gs_sframe_encryptor_free(by.encryptor);
            assert_ok(gs_sframe_encryptor_create(by.context, (uint32_t)json_number(step, "leaf"),
                                                 (uint32_t)json_number(step, "suite"), GBP,
                                                 text_of(step, "label"), &by.encryptor));
        } else if (strcmp(op, "encrypt") == 0) {
            play_encrypt(&by, step);
        } else {
            play_decrypt(&by, step);
        }
    }
    gs_sframe_encryptor_free(by.encryptor);
    gs_sframe_session_free(by.session);
    gs_mls_context_free(by.context);
}

static void frames_are_those_of_the_reference(void **state)
{
    (void)state;
    size_t count = 0;
    for (const json *vector = json_get(file, "cases")->first; vector != NULL;
         vector = vector->next) {
        play_case(file, vector);
        count++;
    }
    assert_true(count >= 50);
}

static void frames_of_a_later_epoch_are_those_of_the_reference(void **state)
{
    (void)state;
    const json *late = json_open("sframe_late_epoch.json");
    for (const json *vector = json_get(late, "cases")->first; vector != NULL;
         vector = vector->next) {
        play_case(late, vector);
    }
}

/* ---- forgery ---- */

static void forged_frames_move_nothing(void **state)
{
    (void)state;
    for (size_t f = 0; f < 2; f++) {
        gbp_sframe_format format = f == 0 ? GBP : RFC;
        gs_sframe_session *session = new_session(format);
        gs_sframe_encryptor *encryptor = new_encryptor(format, 3);
        uint8_t memory[CAP];
        gs_writer out;
        gs_bytes frame = sealed(encryptor, BYTES("a frame of audio"), memory);
        for (size_t bit = 0; bit < 8 * frame.len; bit++) {
            memory[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_int_not_equal(opened(session, frame, &out), GS_OK);
            assert_int_equal(out.len, 0);
            memory[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        for (size_t len = 0; len < frame.len; len++) {
            assert_int_not_equal(opened(session, gs_bytes_of(memory, len), &out), GS_OK);
        }
        assert_ok(opened(session, frame, &out));
        assert_bytes_equal(gs_bytes_of(out.data, out.len), BYTES("a frame of audio"));
        assert_int_equal(opened(session, frame, &out), GS_E_CRYPTO);
        gs_sframe_encryptor_free(encryptor);
        gs_sframe_session_free(session);
    }
}

/* A forged counter far ahead would close the window for every real frame, were it noted. */
static void a_forged_counter_does_not_close_the_window(void **state)
{
    (void)state;
    gs_sframe_session *session = new_session(GBP);
    gs_sframe_encryptor *encryptor = new_encryptor(GBP, 4);
    uint8_t memory[CAP];
    uint8_t forged[CAP];
    gs_writer out;
    gs_bytes frame = sealed(encryptor, BYTES("first"), memory);
    assert_ok(opened(session, frame, &out));
    frame = sealed(encryptor, BYTES("second"), memory);
    memcpy(forged, memory, frame.len);
    forged[4] = 0xFF; /* the counter, one byte behind a key id of three */
    assert_fails(opened(session, gs_bytes_of(forged, frame.len), &out), GS_E_CRYPTO,
                 "AEAD decryption failed");
    assert_ok(opened(session, frame, &out));
    gs_sframe_encryptor_free(encryptor);
    gs_sframe_session_free(session);
}

static void checks_come_in_order(void **state)
{
    (void)state;
    gs_sframe_session *session = new_session(GBP);
    gs_sframe_encryptor *encryptor = new_encryptor(GBP, 1);
    uint8_t memory[CAP];
    gs_writer out;
    gs_bytes frame = sealed(encryptor, BYTES("x"), memory);
    uint64_t counter = memory[4];
    char text[64];
    assert_ok(opened(session, frame, &out));
    memory[frame.len - 1] ^= 1; /* a wrong tag, but replay is asked first */
    (void)snprintf(text, sizeof text, "replay detected: KID=65537 CTR=%" PRIu64, counter);
    assert_fails(opened(session, frame, &out), GS_E_CRYPTO, text);
    assert_fails(opened(session, gs_bytes_of(memory, 5), &out), GS_E_CRYPTO, text);
    memory[1] = 2; /* another epoch, asked before replay */
    assert_fails(opened(session, frame, &out), GS_E_CRYPTO,
                 "unknown KID 0x20001: epoch or sender not registered");
    memory[0] |= 0x80; /* the header before the epoch */
    assert_fails(opened(session, frame, &out), GS_E_DECODE,
                 "invalid SFrame header: unsupported SFrame version (V bit set in flags 0xa0)");
    gs_sframe_encryptor_free(encryptor);
    gs_sframe_session_free(session);
}

static void output_that_does_not_fit_is_refused_and_can_come_again(void **state)
{
    (void)state;
    gs_sframe_session *session = new_session(GBP);
    gs_sframe_encryptor *encryptor = new_encryptor(GBP, 2);
    uint8_t memory[CAP];
    uint8_t small[5] = {0};
    uint32_t leaf = 0;
    gs_writer out = gs_writer_on(memory, GS_SFRAME_OVERHEAD + 4);
    assert_int_equal(
        gs_sframe_encryptor_encrypt(encryptor, BYTES("hello"), gs_bytes_of(NULL, 0), &out),
        GS_E_SPACE);
    out = gs_writer_on(memory, GS_SFRAME_OVERHEAD + 5);
    assert_ok(gs_sframe_encryptor_encrypt(encryptor, BYTES("hello"), gs_bytes_of(NULL, 0), &out));
    assert_int_equal(memory[4], 0); /* the refusal took no counter */
    gs_bytes frame = gs_bytes_of(memory, out.len);
    gs_writer plain = gs_writer_on(small, 4);
    assert_int_equal(gs_sframe_session_decrypt(session, frame, gs_bytes_of(NULL, 0), &plain, &leaf),
                     GS_E_SPACE);
    plain = gs_writer_on(small, 5);
    assert_ok(gs_sframe_session_decrypt(session, frame, gs_bytes_of(NULL, 0), &plain, &leaf));
    assert_int_equal(leaf, 2);
    gs_sframe_encryptor_free(encryptor);
    gs_sframe_session_free(session);
}

/* ---- counters ---- */

static void encryptors_of_the_same_keys_never_share_a_counter_value(void **state)
{
    (void)state;
    uint8_t memory[CAP];
    gs_mls_context *first = context;
    gs_sframe_encryptor *a = new_encryptor(GBP, 9);
    gs_sframe_encryptor *b = new_encryptor(GBP, 9);
    context = group_vectors_context(file); /* another context with the same keys */
    gs_sframe_encryptor *c = new_encryptor(GBP, 9);
    gs_mls_context_free(context);
    context = first;
    gs_sframe_encryptor *const all[] = {a, b, c, b, a, c};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        assert_int_equal(sealed(all[i], BYTES("x"), memory).data[4], i);
    }
    gs_sframe_encryptor_free(a);
    gs_sframe_encryptor_free(b);
    gs_sframe_encryptor_free(c);
    a = new_encryptor(GBP, 9); /* the context remembers */
    assert_int_equal(sealed(a, BYTES("x"), memory).data[4], COUNT_OF(all));
    gs_sframe_encryptor_free(a);
}

static void a_restored_context_starts_behind_its_reservation(void **state)
{
    (void)state;
    uint8_t memory[CAP];
    gs_buffer blob = {NULL, 0, 0};
    gs_mls_context *first = context;
    gs_sframe_encryptor *encryptor = new_encryptor(GBP, 11);
    (void)sealed(encryptor, BYTES("x"), memory);
    context = group_vectors_context(file);
    gs_sframe_encryptor_free(encryptor);
    encryptor = new_encryptor(GBP, 11);
    assert_ok(gs_mls_context_export_state(context, &blob));
    gs_mls_context_free(context);
    assert_ok(gs_mls_context_restore(gs_bytes_of(blob.data, blob.len), &context));
    gs_sframe_encryptor *other = new_encryptor(GBP, 11);
    assert_memory_equal(sealed(other, BYTES("x"), memory).data, "\x22\x01\x00\x0b\x10\x00\x01", 7);
    gs_writer out = gs_writer_on(memory, CAP);
    assert_fails(gs_sframe_encryptor_encrypt(encryptor, BYTES("x"), gs_bytes_of(NULL, 0), &out),
                 GS_E_EXHAUSTED, "state lease used up");
    gs_sframe_encryptor_free(encryptor);
    gs_sframe_encryptor_free(other);
    gs_mls_context_free(context);
    context = first;
    gs_buffer_free(&blob);
}

static void both_live_on_without_their_context(void **state)
{
    (void)state;
    uint8_t memory[CAP];
    gs_writer out;
    gs_mls_context *first = context;
    context = group_vectors_context(file);
    gs_sframe_session *session = new_session(RFC);
    gs_sframe_encryptor *encryptor = new_encryptor(RFC, 12);
    gs_mls_context_free(context);
    context = first;
    for (int i = 0; i < 20; i++) {
        assert_ok(opened(session, sealed(encryptor, BYTES(""), memory), &out));
        assert_int_equal(out.len, 0);
    }
    gs_sframe_encryptor_free(encryptor);
    gs_sframe_session_free(session);
    gs_sframe_encryptor_free(NULL);
    gs_sframe_session_free(NULL);
}

/* ---- memory ---- */

static void open_from_many_senders(void *from)
{
    const gs_bytes *frames = from;
    uint8_t memory[CAP];
    uint32_t leaf = 0;
    gs_sframe_session *session = NULL;
    if (gs_sframe_session_create(context, AES_128, GBP, LABEL, &session) != GS_OK) {
        return;
    }
    for (uint32_t i = 0; i < 10; i++) {
        for (gs_status status = GS_E_MEMORY; status != GS_OK;) {
            gs_writer out = gs_writer_on(memory, sizeof memory);
            status = gs_sframe_session_decrypt(session, frames[i], BYTES("aad"), &out, &leaf);
            assert_true(status == GS_OK ||
                        !memory_faults_is_armed()); /* then the next try passes */
        }
        assert_int_equal(leaf, 100 + i);
    }
    gs_sframe_session_free(session);
}

static void seal_for_many_senders(void *to)
{
    gs_bytes *frames = to;
    static uint8_t memory[10][CAP];
    for (uint32_t i = 0; i < 10; i++) {
        gs_sframe_encryptor *encryptor = NULL;
        gs_writer out = gs_writer_on(memory[i], CAP);
        if (gs_sframe_encryptor_create(context, 100 + i, AES_128, GBP, LABEL, &encryptor) ==
                GS_OK &&
            gs_sframe_encryptor_encrypt(encryptor, BYTES("x"), BYTES("aad"), &out) == GS_OK) {
            frames[i] = gs_bytes_of(memory[i], out.len);
        }
        gs_sframe_encryptor_free(encryptor);
    }
}

static void without_memory_nothing_changes(void **state)
{
    (void)state;
    gs_bytes frames[10];
    fake_exporter fake = {.calls = 0};
    gs_exporter real = gs_mls_context_keys(context)->exporter;
    gs_mls_context_keys(context)->exporter = fake_exporter_of(&fake);
    assert_true(memory_faults_try_each(seal_for_many_senders, frames) > 10);
    assert_true(memory_faults_try_each(open_from_many_senders, frames) > 10);
    gs_mls_context_keys(context)->exporter = real;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_those_of_the_reference),
        cmocka_unit_test(frames_of_a_later_epoch_are_those_of_the_reference),
        cmocka_unit_test(forged_frames_move_nothing),
        cmocka_unit_test(a_forged_counter_does_not_close_the_window),
        cmocka_unit_test(checks_come_in_order),
        cmocka_unit_test(output_that_does_not_fit_is_refused_and_can_come_again),
        cmocka_unit_test(encryptors_of_the_same_keys_never_share_a_counter_value),
        cmocka_unit_test(a_restored_context_starts_behind_its_reservation),
        cmocka_unit_test(both_live_on_without_their_context),
        cmocka_unit_test(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
