/* Hashes and key derivation against published_hkdf.json (RFC 5869, Project Wycheproof) and FIPS
 * 180-4. */
#include "crypto/primitives.h"

#include "support/check.h"
#include "support/json.h"
#include "support/memory_faults.h"

enum { LONGEST = 255 * GS_SHA512_LEN };

static void check_vector(const json *vector)
{
    static uint8_t okm[LONGEST];
    uint8_t prk[GS_SHA512_LEN];
    gs_hash hash = json_number(vector, "hash") == 512 ? GS_HASH_SHA512 : GS_HASH_SHA256;
    assert_ok(gs_hkdf_extract(hash, json_hex(vector, "salt"), json_hex(vector, "ikm"), prk));
    gs_bytes key = gs_bytes_of(prk, gs_hash_len(hash));
    if (json_find(vector, "prk") != NULL) {
        assert_bytes_equal(key, json_hex(vector, "prk"));
    }
    gs_bytes expected = json_hex(vector, "okm");
    assert_ok(gs_hkdf_expand(hash, key, json_hex(vector, "info"), okm, expected.len));
    assert_bytes_equal(gs_bytes_of(okm, expected.len), expected);
}

static void published_vectors_pass(void **state)
{
    (void)state;
    size_t count = 0;
    const json *cases = json_get(json_open("published_hkdf.json"), "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        check_vector(vector);
        count++;
    }
    json_close();
    assert_true(count >= 100);
}

static void expand_gives_at_most_255_blocks(void **state)
{
    (void)state;
    static uint8_t out[LONGEST + 1];
    static const gs_hash hashes[] = {GS_HASH_SHA256, GS_HASH_SHA512};
    for (size_t i = 0; i < COUNT_OF(hashes); i++) {
        size_t longest = 255 * gs_hash_len(hashes[i]);
        gs_bytes key = gs_bytes_of(out, gs_hash_len(hashes[i]));
        assert_ok(gs_hkdf_expand(hashes[i], key, BYTES("info"), out, longest));
        assert_fails(gs_hkdf_expand(hashes[i], key, BYTES("info"), out, longest + 1), GS_E_CRYPTO,
                     "key derivation failed");
    }
}

static void sha256_gives_the_standards_digests(void **state)
{
    (void)state;
    uint8_t digest[GS_SHA256_LEN];
    assert_ok(gs_sha256(BYTES("abc"), digest));
    assert_bytes_equal(gs_bytes_of(digest, sizeof digest),
                       BYTES("\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23\xb0"
                             "\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad"));
    assert_ok(gs_sha256(gs_bytes_of(NULL, 0), digest));
    assert_bytes_equal(gs_bytes_of(digest, sizeof digest),
                       BYTES("\xe3\xb0\xc4\x42\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8\x99\x6f\xb9\x24\x27"
                             "\xae\x41\xe4\x64\x9b\x93\x4c\xa4\x95\x99\x1b\x78\x52\xb8\x55"));
}

static void expand_wants_a_whole_key(void **state)
{
    (void)state;
    uint8_t key[GS_SHA256_LEN] = {0};
    uint8_t out[16];
    assert_fails(gs_hkdf_expand(GS_HASH_SHA256, gs_bytes_of(key, sizeof key - 1), BYTES("info"),
                                out, sizeof out),
                 GS_E_CRYPTO, "key derivation failed");
}

static void derive(void *context)
{
    uint8_t prk[GS_SHA512_LEN] = {0};
    uint8_t out[32];
    size_t *failures = context;
    gs_status extracted = gs_hkdf_extract(GS_HASH_SHA512, BYTES("salt"), BYTES("input"), prk);
    gs_bytes key = gs_bytes_of(prk, sizeof prk);
    gs_status expanded = gs_hkdf_expand(GS_HASH_SHA512, key, BYTES("info"), out, sizeof out);
    assert_true(extracted == GS_OK || extracted == GS_E_CRYPTO);
    assert_true(expanded == GS_OK || expanded == GS_E_CRYPTO);
    *failures += extracted != GS_OK || expanded != GS_OK ? 1 : 0;
}

static void derivation_without_memory_is_a_failure(void **state)
{
    (void)state;
    size_t failures = 0;
    size_t faults = memory_faults_try_each(derive, &failures);
    assert_true(faults >= 2);
    assert_int_equal(failures, faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors_pass),
        cmocka_unit_test(expand_gives_at_most_255_blocks),
        cmocka_unit_test(expand_wants_a_whole_key),
        cmocka_unit_test(sha256_gives_the_standards_digests),
        cmocka_unit_test(derivation_without_memory_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
