/*
 * SFrame keys: format rfc9605 against published_sframe.json (RFC 9605, appendix C.3), format
 * gbp-1.5 against an independent derivation (its frames against the reference's:
 * sframe_session_test.c).
 */
#include "crypto/sframe_keys.h"

#include "base/memory.h"
#include "crypto/primitives.h"
#include "crypto/sframe_header.h"
#include "support/check.h"
#include "support/fake_exporter.h"
#include "support/json.h"

#define GBP GBP_SFRAME_FORMAT_GBP_1_5
#define RFC GBP_SFRAME_FORMAT_RFC9605

static gs_sframe_base base_of(gbp_sframe_format format, uint64_t epoch)
{
    gs_sframe_base base = {.epoch = epoch, .suite = GBP_SFRAME_SUITE_AES_128_GCM, .format = format};
    memset(base.key, 7, sizeof base.key);
    return base;
}

static gs_sframe_key *derived(const gs_sframe_base *base, uint32_t leaf)
{
    gs_sframe_key *key = gs_alloc_aligned(sizeof *key);
    assert_ok(gs_sframe_key_derive(key, base, leaf));
    return key;
}

static void released(gs_sframe_key *key)
{
    gs_sframe_key_wipe(key);
    gs_free_aligned(key);
}

/* What the key seals under a nonce of zeros, to tell keys apart. */
static void tag_of(gs_sframe_key *key, uint8_t tag[GS_AEAD_TAG_LEN])
{
    static const uint8_t nonce[GS_AEAD_NONCE_LEN];
    uint8_t nothing[1];
    assert_ok(gs_aead_seal(&key->aead, nonce, gs_bytes_of(NULL, 0), nothing, 0, tag));
}

static void check_suite(const json *vector)
{
    bool is_128 = json_number(vector, "cipher_suite") == 4;
    uint64_t key_id = json_number(vector, "kid");
    uint64_t counter = json_number(vector, "ctr");
    gs_bytes plaintext = json_hex(vector, "pt");
    gs_bytes metadata = json_hex(vector, "metadata");
    uint8_t bytes[32];
    gs_sframe_key *key = gs_alloc_aligned(sizeof *key);
    key->format = RFC;
    assert_ok(gs_sframe_keys_derive_rfc9605(
        is_128 ? GBP_SFRAME_SUITE_AES_128_GCM : GBP_SFRAME_SUITE_AES_256_GCM,
        json_hex(vector, "base_key"), key_id, bytes, key->salt));
    gs_bytes key_bytes = gs_bytes_of(bytes, is_128 ? 16 : 32);
    assert_bytes_equal(key_bytes, json_hex(vector, "sframe_key"));
    assert_bytes_equal(gs_bytes_of(key->salt, sizeof key->salt), json_hex(vector, "sframe_salt"));
    uint8_t nonce[GS_AEAD_NONCE_LEN];
    gs_sframe_key_nonce(key, counter, nonce);
    assert_bytes_equal(gs_bytes_of(nonce, sizeof nonce), json_hex(vector, "nonce"));

    uint8_t frame[128];
    uint8_t aad[64];
    size_t header_len = gs_sframe_header_encode(RFC, key_id, counter, frame);
    memcpy(aad, frame, header_len);
    memcpy(aad + header_len, metadata.data, metadata.len);
    gs_bytes aad_view = gs_bytes_of(aad, header_len + metadata.len);
    assert_bytes_equal(aad_view, json_hex(vector, "aad"));
    uint8_t *body = frame + header_len;
    memcpy(body, plaintext.data, plaintext.len);
    assert_ok(
        gs_aead_init(&key->aead, is_128 ? GS_AEAD_AES_128_GCM : GS_AEAD_AES_256_GCM, key_bytes));
    assert_ok(gs_aead_seal(&key->aead, nonce, aad_view, body, plaintext.len, body + plaintext.len));
    assert_bytes_equal(gs_bytes_of(frame, header_len + plaintext.len + GS_AEAD_TAG_LEN),
                       json_hex(vector, "ct"));
    released(key);
}

static void the_suites_of_rfc_9605_give_the_published_frames(void **state)
{
    (void)state;
    size_t count = 0;
    const json *suites = json_get(json_open("published_sframe.json"), "suites");
    for (const json *vector = suites->first; vector != NULL; vector = vector->next) {
        check_suite(vector);
        count++;
    }
    json_close();
    assert_int_equal(count, 2);
}

static void the_base_key_is_exported_under_label_and_epoch(void **state)
{
    (void)state;
    fake_exporter fake = {.calls = 0};
    gs_exporter exporter = fake_exporter_of(&fake);
    gs_sframe_base base;
    assert_ok(gs_sframe_base_derive(&base, &exporter, UINT64_C(0x0102030405060708), 1, RFC,
                                    BYTES("label")));
    assert_bytes_equal(fake.last_label, BYTES("label"));
    assert_bytes_equal(gs_bytes_of(fake.last_context, fake.last_context_len),
                       BYTES("\1\2\3\4\5\6\7\10"));
    assert_int_equal(base.suite, GBP_SFRAME_SUITE_AES_256_GCM);
    assert_int_equal(base.format, RFC);
    assert_int_equal(base.epoch, UINT64_C(0x0102030405060708));
}

static void bad_options_are_refused_before_anything_is_exported(void **state)
{
    (void)state;
    fake_exporter fake = {.calls = 0};
    gs_exporter exporter = fake_exporter_of(&fake);
    gs_sframe_base base;
    assert_fails(gs_sframe_base_derive(&base, &exporter, 1, 2, GBP, BYTES("x")), GS_E_ARGUMENT,
                 "unknown ciphersuite 2");
    assert_fails(gs_sframe_base_derive(&base, &exporter, 1, 255, GBP, BYTES("\xFF")), GS_E_ARGUMENT,
                 "unknown ciphersuite 255");
    assert_int_equal(gs_sframe_base_derive(&base, &exporter, 1, 0, GBP, BYTES("ab\xFF")),
                     GS_E_ARGUMENT);
    assert_int_equal(strncmp(gs_last_error(), "invalid utf-8 sequence", 22), 0);
    assert_int_equal(fake.calls, 0);
    fake.result = GS_E_MLS;
    assert_int_equal(gs_sframe_base_derive(&base, &exporter, 1, 0, GBP, BYTES("x")), GS_E_MLS);
}

static void key_ids_hold_epoch_and_leaf(void **state)
{
    (void)state;
    gs_sframe_base gbp = base_of(GBP, 0x12345);
    gs_sframe_base rfc = base_of(RFC, 0x12345);
    uint32_t leaf = 0;
    assert_int_equal(gs_sframe_base_key_id(&gbp, 5), UINT64_C(0x123450005));
    assert_int_equal(gs_sframe_base_key_id(&gbp, 0x10005), UINT64_C(0x123450005));
    assert_int_equal(gs_sframe_base_key_id(&rfc, 5), 0x52345);
    assert_int_equal(gs_sframe_base_key_id(&rfc, 0x10005), 0x52345);
    assert_int_equal(gs_sframe_base_key_id(&rfc, 0xFFFF), UINT64_C(0xFFFF2345));
    for (uint32_t expected = 0; expected <= 0xFFFF; expected += 0x1111) {
        assert_true(gs_sframe_base_leaf(&gbp, gs_sframe_base_key_id(&gbp, expected), &leaf));
        assert_int_equal(leaf, expected);
        assert_true(gs_sframe_base_leaf(&rfc, gs_sframe_base_key_id(&rfc, expected), &leaf));
        assert_int_equal(leaf, expected);
    }
    assert_false(gs_sframe_base_leaf(&gbp, UINT64_C(0x123440005), &leaf));
    assert_false(gs_sframe_base_leaf(&gbp, UINT64_C(0x1000123450005), &leaf));
    assert_false(gs_sframe_base_leaf(&rfc, 0x52344, &leaf));
    assert_false(gs_sframe_base_leaf(&rfc, UINT64_C(0x100052345), &leaf));
}

static void gbp_keys_are_expanded_from_the_full_leaf(void **state)
{
    (void)state;
    gs_sframe_base base = base_of(GBP, 1);
    uint8_t salt[GS_AEAD_NONCE_LEN];
    uint8_t key_bytes[32];
    uint8_t tag[GS_AEAD_TAG_LEN];
    uint8_t expected[GS_AEAD_TAG_LEN];
    base.suite = GBP_SFRAME_SUITE_AES_256_GCM;
    gs_sframe_key *key = derived(&base, 0x10203);
    gs_bytes secret = gs_bytes_of(base.key, sizeof base.key);
    assert_ok(gs_hkdf_expand(GS_HASH_SHA256, secret, BYTES("gbp sframe salt \0\1\2\3"), salt,
                             sizeof salt));
    assert_memory_equal(key->salt, salt, sizeof salt);
    assert_ok(gs_hkdf_expand(GS_HASH_SHA256, secret, BYTES("gbp sframe key \0\1\2\3"), key_bytes,
                             sizeof key_bytes));
    gs_sframe_key *other = gs_alloc_aligned(sizeof *other);
    assert_ok(
        gs_aead_init(&other->aead, GS_AEAD_AES_256_GCM, gs_bytes_of(key_bytes, sizeof key_bytes)));
    tag_of(key, tag);
    tag_of(other, expected);
    assert_memory_equal(tag, expected, sizeof tag);
    released(key);
    released(other);
}

/* One counter for one key, whatever leads to it: that is what keeps nonces apart. */
static void counters_are_shared_exactly_where_keys_are(void **state)
{
    (void)state;
    static const uint32_t leaves[] = {0, 5, 0x10005, 0x20005};
    for (size_t f = 0; f < 2; f++) {
        gs_sframe_base base = base_of(f == 0 ? GBP : RFC, 1);
        for (size_t i = 0; i < COUNT_OF(leaves); i++) {
            for (size_t k = 0; k < COUNT_OF(leaves); k++) {
                uint8_t ids[2][GS_SFRAME_COUNTER_ID_LEN];
                uint8_t tags[2][GS_AEAD_TAG_LEN];
                gs_sframe_key *keys[2] = {derived(&base, leaves[i]), derived(&base, leaves[k])};
                tag_of(keys[0], tags[0]);
                tag_of(keys[1], tags[1]);
                assert_ok(gs_sframe_base_counter_id(&base, leaves[i], ids[0]));
                assert_ok(gs_sframe_base_counter_id(&base, leaves[k], ids[1]));
                assert_int_equal(memcmp(tags[0], tags[1], sizeof tags[0]) == 0,
                                 memcmp(ids[0], ids[1], sizeof ids[0]) == 0);
                released(keys[0]);
                released(keys[1]);
            }
        }
    }
}

static void nonces_mix_the_counter_into_the_salt(void **state)
{
    (void)state;
    gs_sframe_key *key = gs_alloc_aligned(sizeof *key);
    uint8_t nonce[GS_AEAD_NONCE_LEN];
    memset(key->salt, 0xF0, sizeof key->salt);
    key->format = GBP;
    gs_sframe_key_nonce(key, UINT64_C(0x0102030405060708), nonce);
    assert_memory_equal(nonce, "\xf8\xf7\xf6\xf5\xf4\xf3\xf2\xf1\xf0\xf0\xf0\xf0", sizeof nonce);
    key->format = RFC;
    gs_sframe_key_nonce(key, UINT64_C(0x0102030405060708), nonce);
    assert_memory_equal(nonce, "\xf0\xf0\xf0\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8", sizeof nonce);
    released(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_suites_of_rfc_9605_give_the_published_frames),
        cmocka_unit_test(the_base_key_is_exported_under_label_and_epoch),
        cmocka_unit_test(bad_options_are_refused_before_anything_is_exported),
        cmocka_unit_test(key_ids_hold_epoch_and_leaf),
        cmocka_unit_test(gbp_keys_are_expanded_from_the_full_leaf),
        cmocka_unit_test(counters_are_shared_exactly_where_keys_are),
        cmocka_unit_test(nonces_mix_the_counter_into_the_salt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
