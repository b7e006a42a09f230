/* setenv is POSIX, beside C. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>

#include "support/members.h"

#define FORMAT_VARIABLE "GBP_SFRAME_FORMAT"

enum { SUITES = 2, LEAF = 5 };

static const uint8_t NOT_UTF8[] = {'a', 0xFF};

static void use_format(const char *format)
{
    if (format == NULL) {
        assert_int_equal(unsetenv(FORMAT_VARIABLE), 0);
    } else {
        assert_int_equal(setenv(FORMAT_VARIABLE, format, 1), 0);
    }
}

static int restore_format(void **state)
{
    (void)state;
    use_format(NULL);
    return 0;
}

/* Bob's session and Alice's encryptor. */
typedef struct channel {
    int32_t session;
    int32_t encryptor;
} channel;

static channel open_channel(const pair *both, uint8_t suite)
{
    channel made = {gbp_sframe_session_create(both->bob.mls, suite, NULL, 0), 0};
    assert_true(made.session > 0);
    made.encryptor =
        gbp_sframe_encryptor_create(both->alice.mls, made.session, LEAF, suite, NULL, 0);
    assert_true(made.encryptor > 0);
    assert_last_error("");
    return made;
}

static void close_channel(const channel *made)
{
    gbp_sframe_session_free(made->session);
    gbp_sframe_encryptor_free(made->encryptor);
}

static void frames_cross_in_both_formats_and_suites(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        gs_bytes header;
    } FORMATS[] = {
        {NULL, {(const uint8_t *)"\x20\x01\x00\x05\x00", 5}},
        {"", {(const uint8_t *)"\x20\x01\x00\x05\x00", 5}},
        {"gbp-1.5", {(const uint8_t *)"\x20\x01\x00\x05\x00", 5}},
        {"rfc9605", {(const uint8_t *)"\xA0\x05\x00\x01", 4}},
    };
    pair both;
    for (size_t i = 0; i < COUNT_OF(FORMATS) * SUITES; i++) {
        pair_open(&both);
        use_format(FORMATS[i / SUITES].format);
        channel made = open_channel(&both, i % SUITES);
        GbpBuffer sealed = gbp_sframe_encrypt(made.encryptor, (const uint8_t *)"opus", 4,
                                              (const uint8_t *)"aad", 3);
        gs_bytes header = FORMATS[i / SUITES].header;
        assert_int_equal(sealed.len, header.len + 4 + 16);
        assert_bytes_equal(gs_bytes_of(sealed.ptr, header.len), header);
        uint32_t leaf = 99;
        GbpBuffer opened = gbp_sframe_decrypt(made.session, sealed.ptr, sealed.len,
                                              (const uint8_t *)"aad", 3, &leaf);
        assert_bytes_equal(gs_bytes_of(opened.ptr, opened.len), BYTES("opus"));
        assert_int_equal(leaf, LEAF);
        gbp_buffer_free(opened);
        gbp_buffer_free(sealed);
        close_channel(&made);
        pair_close(&both);
    }
}

static void a_session_keeps_the_format_of_its_creation(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    use_format("rfc9605");
    int32_t session = gbp_sframe_session_create(both.bob.mls, 0, NULL, 0);
    use_format(NULL);
    int32_t encryptor = gbp_sframe_encryptor_create(both.alice.mls, session, LEAF, 0, NULL, 0);
    GbpBuffer sealed = gbp_sframe_encrypt(encryptor, NULL, 0, NULL, 0);
    assert_bytes_equal(gs_bytes_of(sealed.ptr, 4), BYTES("\xA0\x05\x00\x01"));
    gbp_buffer_free(sealed);
    gbp_sframe_session_free(session);
    gbp_sframe_encryptor_free(encryptor);
    pair_close(&both);
}

static void another_format_is_refused(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    static const char *const FORMATS[] = {"rfc-9605", "RFC9605", "gbp-1.5 ", "0"};
    for (size_t i = 0; i < COUNT_OF(FORMATS); i++) {
        use_format(FORMATS[i]);
        assert_int_equal(gbp_sframe_session_create(both.bob.mls, 0, NULL, 0), 0);
        char *text = gbp_last_error();
        assert_non_null(strstr(text, "must be gbp-1.5 or rfc9605"));
        assert_non_null(strstr(text, FORMATS[i]));
        gbp_string_free(text);
    }
    pair_close(&both);
}

static void an_empty_plaintext_is_an_empty_buffer_without_error(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    channel made = open_channel(&both, 0);
    GbpBuffer sealed = gbp_sframe_encrypt(made.encryptor, NULL, 0, NULL, 0);
    assert_true(sealed.len > 16);
    uint32_t leaf = 99;
    assert_refused(gbp_sframe_decrypt(made.session, sealed.ptr, sealed.len, NULL, 0, &leaf), "");
    assert_int_equal(leaf, LEAF);
    gbp_buffer_free(sealed);
    close_channel(&made);
    pair_close(&both);
}

/* Header, epoch, replay, tag; a failure leaves leaf_out alone. */
static void decrypt_refuses_with_the_reference_s_texts(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    channel made = open_channel(&both, 0);
    GbpBuffer sealed = gbp_sframe_encrypt(made.encryptor, (const uint8_t *)"opus", 4, NULL, 0);
    uint32_t leaf = 99;
    sealed.ptr[sealed.len - 1] ^= 1;
    assert_refused(gbp_sframe_decrypt(made.session, sealed.ptr, sealed.len, NULL, 0, &leaf),
                   "AEAD decryption failed");
    sealed.ptr[sealed.len - 1] ^= 1;
    assert_refused(gbp_sframe_decrypt(made.session, sealed.ptr, 5, NULL, 0, &leaf),
                   "AEAD decryption failed");
    assert_null(gbp_sframe_decrypt(made.session, sealed.ptr, 2, NULL, 0, &leaf).ptr);
    assert_text_begins(gbp_last_error(), "invalid SFrame header: ");
    assert_null(gbp_sframe_decrypt(made.session, NULL, 0, NULL, 0, &leaf).ptr);
    assert_text_begins(gbp_last_error(), "invalid SFrame header: ");
    assert_int_equal(leaf, 99);
    gbp_buffer_free(gbp_sframe_decrypt(made.session, sealed.ptr, sealed.len, NULL, 0, &leaf));
    assert_int_equal(leaf, LEAF);
    assert_refused(gbp_sframe_decrypt(made.session, sealed.ptr, sealed.len, NULL, 0, &leaf),
                   "replay detected: KID=65541 CTR=0");
    sealed.ptr[1] = 2;
    assert_refused(gbp_sframe_decrypt(made.session, sealed.ptr, sealed.len, NULL, 0, &leaf),
                   "unknown KID 0x20005: epoch or sender not registered");
    assert_refused(gbp_sframe_decrypt(NO_HANDLE, sealed.ptr, sealed.len, NULL, 0, &leaf),
                   "invalid session handle");
    assert_refused(gbp_sframe_encrypt(NO_HANDLE, NULL, 0, NULL, 0), "invalid encryptor handle");
    gbp_buffer_free(sealed);
    close_channel(&made);
    pair_close(&both);
}

static void creation_refuses_in_the_reference_s_order(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    int32_t mls = both.alice.mls;
    int32_t session = gbp_sframe_session_create(mls, 0, NULL, 0);
    assert_int_equal(gbp_sframe_session_create(NO_HANDLE, 9, NOT_UTF8, 2), 0);
    assert_last_error("unknown ciphersuite 9");
    assert_int_equal(gbp_sframe_session_create(NO_HANDLE, 0, NOT_UTF8, 2), 0);
    assert_text_begins(gbp_last_error(), "invalid utf-8 sequence ");
    assert_int_equal(gbp_sframe_session_create(NO_HANDLE, 0, NULL, 0), 0);
    assert_last_error("invalid MLS handle");
    assert_int_equal(gbp_sframe_encryptor_create(NO_HANDLE, NO_HANDLE, 0, 2, NOT_UTF8, 2), 0);
    assert_last_error("unknown ciphersuite 2");
    assert_int_equal(gbp_sframe_encryptor_create(NO_HANDLE, NO_HANDLE, 0, 1, NOT_UTF8, 2), 0);
    assert_text_begins(gbp_last_error(), "invalid utf-8 sequence ");
    assert_int_equal(gbp_sframe_encryptor_create(NO_HANDLE, NO_HANDLE, 0, 1, NULL, 0), 0);
    assert_last_error("invalid session handle");
    assert_int_equal(gbp_sframe_encryptor_create(NO_HANDLE, session, 0, 1, NULL, 0), 0);
    assert_last_error("invalid MLS handle");
    gbp_sframe_session_free(session);
    pair_close(&both);
}

static void a_channel_outlives_its_contexts_and_an_encryptor_its_session(void **state)
{
    (void)state;
    pair both;
    pair_open(&both);
    channel made = open_channel(&both, 1);
    int32_t other = gbp_sframe_session_create(both.bob.mls, 1, NULL, 0);
    gbp_sframe_session_free(made.session);
    pair_close(&both);
    GbpBuffer sealed = gbp_sframe_encrypt(made.encryptor, (const uint8_t *)"x", 1, NULL, 0);
    uint32_t leaf = 0;
    GbpBuffer opened = gbp_sframe_decrypt(other, sealed.ptr, sealed.len, NULL, 0, &leaf);
    assert_bytes_equal(gs_bytes_of(opened.ptr, opened.len), BYTES("x"));
    gbp_buffer_free(opened);
    gbp_buffer_free(sealed);
    gbp_sframe_encryptor_free(made.encryptor);
    gbp_sframe_session_free(other);
    gbp_sframe_session_free(other);
    gbp_sframe_encryptor_free(NO_HANDLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(frames_cross_in_both_formats_and_suites, restore_format),
        cmocka_unit_test_teardown(a_session_keeps_the_format_of_its_creation, restore_format),
        cmocka_unit_test_teardown(another_format_is_refused, restore_format),
        cmocka_unit_test(an_empty_plaintext_is_an_empty_buffer_without_error),
        cmocka_unit_test(decrypt_refuses_with_the_reference_s_texts),
        cmocka_unit_test(creation_refuses_in_the_reference_s_order),
        cmocka_unit_test(a_channel_outlives_its_contexts_and_an_encryptor_its_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
