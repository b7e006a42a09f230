/*
 * The AEAD seam, each provider by itself and one against the other. Known answers:
 * published_aead.json (GCM specification, RFC 8439 and Project Wycheproof).
 */
#include "crypto/aead.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/memory.h"
#include "support/check.h"
#include "support/json.h"
#include "support/memory_faults.h"

static const struct {
    const gs_aead_provider *provider;
    gs_aead_algorithm algorithm;
} CIPHERS[] = {
    {&GS_AEAD_MBEDTLS, GS_AEAD_CHACHA20_POLY1305}, {&GS_AEAD_MBEDTLS, GS_AEAD_AES_128_GCM},
    {&GS_AEAD_MBEDTLS, GS_AEAD_AES_256_GCM},
#if defined(GBP_AEAD_RING)
    {&GS_AEAD_RING, GS_AEAD_CHACHA20_POLY1305},    {&GS_AEAD_RING, GS_AEAD_AES_128_GCM},
    {&GS_AEAD_RING, GS_AEAD_AES_256_GCM},
#endif
#if defined(GBP_AEAD_OPENSSL)
    {&GS_AEAD_OPENSSL, GS_AEAD_CHACHA20_POLY1305},
#endif
};

static const gs_aead_algorithm ALGORITHMS[] = {GS_AEAD_CHACHA20_POLY1305, GS_AEAD_AES_128_GCM,
                                               GS_AEAD_AES_256_GCM};

static const uint8_t KEY[32] = "0123456789abcdef0123456789abcde";
static const uint8_t NONCE[GS_AEAD_NONCE_LEN] = "nonce number";

static void set_up(gs_aead *aead, size_t cipher)
{
    gs_aead_algorithm algorithm = CIPHERS[cipher].algorithm;
    memset(aead, 0, sizeof *aead);
    assert_ok(gs_aead_init_with(aead, CIPHERS[cipher].provider, algorithm,
                                gs_bytes_of(KEY, gs_aead_key_len(algorithm))));
}

static bool is_zero(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static gs_bytes joined(uint8_t *memory, gs_bytes a, gs_bytes b)
{
    gs_writer writer = gs_writer_on(memory, a.len + b.len);
    gs_writer_put(&writer, a.data, a.len);
    gs_writer_put(&writer, b.data, b.len);
    return gs_bytes_of(memory, writer.len);
}

static void check_vector(const gs_aead_provider *provider, const json *vector)
{
    uint8_t sealed_memory[1024];
    uint8_t out[1024];
    uint8_t tag[GS_AEAD_TAG_LEN];
    gs_bytes key = json_hex(vector, "key");
    gs_bytes nonce = json_hex(vector, "nonce");
    gs_bytes aad = json_hex(vector, "aad");
    gs_bytes plaintext = json_hex(vector, "plaintext");
    gs_bytes sealed =
        joined(sealed_memory, json_hex(vector, "ciphertext"), json_hex(vector, "tag"));
    gs_aead aead = {.provider = NULL};
    assert_int_equal(nonce.len, GS_AEAD_NONCE_LEN);
    assert_ok(gs_aead_init_with(&aead, provider,
                                (gs_aead_algorithm)json_number(vector, "algorithm"), key));
    memset(out, 0xEE, sizeof out);
    gs_status status = gs_aead_open(&aead, nonce.data, aad, sealed, out);
    if (json_number(vector, "valid") != 0) {
        assert_ok(status);
        assert_bytes_equal(gs_bytes_of(out, plaintext.len), plaintext);
        assert_int_equal(out[plaintext.len], 0xEE);
        assert_ok(gs_aead_seal(&aead, nonce.data, aad, out, plaintext.len, tag));
        assert_bytes_equal(gs_bytes_of(out, plaintext.len), json_hex(vector, "ciphertext"));
        assert_bytes_equal(gs_bytes_of(tag, sizeof tag), json_hex(vector, "tag"));
    } else {
        assert_int_equal(status, GS_E_CRYPTO);
        assert_true(is_zero(out, sealed.len - GS_AEAD_TAG_LEN));
    }
    gs_aead_wipe(&aead);
}

static void published_vectors_pass(void **state)
{
    (void)state;
    size_t counts[COUNT_OF(CIPHERS)] = {0};
    const json *cases = json_get(json_open("published_aead.json"), "cases");
    for (const json *vector = cases->first; vector != NULL; vector = vector->next) {
        for (size_t i = 0; i < COUNT_OF(CIPHERS); i++) {
            if (CIPHERS[i].algorithm == json_number(vector, "algorithm")) {
                check_vector(CIPHERS[i].provider, vector);
                counts[i]++;
            }
        }
    }
    json_close();
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        assert_true(counts[i] >= 60);
    }
}

enum { AAD_MAX = 500 };

/* What one seals all others seal the same, and all open it. */
static void check_providers_agree(gs_aead_algorithm algorithm, size_t len, size_t aad_len)
{
    uint8_t *text = gs_alloc(len + 1);
    uint8_t *sealed = gs_alloc(len + GS_AEAD_TAG_LEN);
    uint8_t *data = gs_alloc(len + GS_AEAD_TAG_LEN);
    uint8_t aad[AAD_MAX];
    bool is_first = true;
    memset(aad, (int)aad_len, sizeof aad);
    for (size_t i = 0; i < len; i++) {
        text[i] = (uint8_t)(i * 7 + len);
    }
    for (size_t i = 0; i < COUNT_OF(CIPHERS); i++) {
        gs_aead aead;
        if (CIPHERS[i].algorithm != algorithm) {
            continue;
        }
        set_up(&aead, i);
        memcpy(data, text, len);
        assert_ok(gs_aead_seal(&aead, NONCE, gs_bytes_of(aad, aad_len), data, len, data + len));
        if (is_first) {
            memcpy(sealed, data, len + GS_AEAD_TAG_LEN);
            is_first = false;
        }
        assert_memory_equal(data, sealed, len + GS_AEAD_TAG_LEN);
        assert_ok(gs_aead_open(&aead, NONCE, gs_bytes_of(aad, aad_len),
                               gs_bytes_of(sealed, len + GS_AEAD_TAG_LEN), data));
        assert_memory_equal(data, text, len);
        gs_aead_wipe(&aead);
    }
    gs_free(text);
    gs_free(sealed);
    gs_free(data);
}

static void providers_agree_on_every_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ALGORITHMS); i++) {
        gs_aead_algorithm algorithm = ALGORITHMS[i];
        for (size_t len = 0; len < 1300; len++) {
            check_providers_agree(algorithm, len, len % 40);
        }
        for (size_t aad_len = 0; aad_len <= AAD_MAX; aad_len++) {
            check_providers_agree(algorithm, aad_len * 37 % 300, aad_len);
            check_providers_agree(algorithm, 256 - aad_len % 256, aad_len); /* by the block */
        }
        check_providers_agree(algorithm, 64 * 1024, 13);
        check_providers_agree(algorithm, 64 * 1024 + 1, 0);
        check_providers_agree(algorithm, 1024 * 1024, 1);
    }
}

static void check_flips(gs_aead *aead, size_t len)
{
    enum { LEN_MAX = 700, AAD_LEN = 9 };
    uint8_t sealed[LEN_MAX + GS_AEAD_TAG_LEN];
    uint8_t aad[AAD_LEN] = "the aad..";
    uint8_t nonce[GS_AEAD_NONCE_LEN];
    uint8_t out[LEN_MAX];
    size_t sealed_len = len + GS_AEAD_TAG_LEN;
    memcpy(nonce, NONCE, sizeof nonce);
    memset(sealed, 't', len);
    assert_ok(gs_aead_seal(aead, nonce, gs_bytes_of(aad, AAD_LEN), sealed, len, sealed + len));
    for (size_t bit = 0; bit < 8 * (sealed_len + AAD_LEN + sizeof nonce); bit++) {
        size_t at = bit / 8;
        uint8_t *place = at < sealed_len             ? &sealed[at]
                         : at < sealed_len + AAD_LEN ? &aad[at - sealed_len]
                                                     : &nonce[at - sealed_len - AAD_LEN];
        *place ^= (uint8_t)(1u << bit % 8);
        memset(out, 0xEE, sizeof out);
        assert_int_equal(gs_aead_open(aead, nonce, gs_bytes_of(aad, AAD_LEN),
                                      gs_bytes_of(sealed, sealed_len), out),
                         GS_E_CRYPTO);
        assert_true(is_zero(out, len) || out[0] == 0xEE);
        *place ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t short_len = 0; short_len < sealed_len; short_len++) {
        assert_int_equal(gs_aead_open(aead, nonce, gs_bytes_of(aad, AAD_LEN),
                                      gs_bytes_of(sealed, short_len), out),
                         GS_E_CRYPTO);
    }
    assert_ok(
        gs_aead_open(aead, nonce, gs_bytes_of(aad, AAD_LEN), gs_bytes_of(sealed, sealed_len), out));
}

static void every_flipped_bit_and_every_prefix_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CIPHERS); i++) {
        gs_aead aead;
        set_up(&aead, i);
        check_flips(&aead, 35);
        check_flips(&aead, 700);
        gs_aead_wipe(&aead);
    }
}

static void nothing_seals_to_a_tag(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CIPHERS); i++) {
        gs_aead aead;
        uint8_t tag[GS_AEAD_TAG_LEN];
        uint8_t nowhere[1];
        set_up(&aead, i);
        assert_ok(gs_aead_seal(&aead, NONCE, gs_bytes_of(NULL, 0), nowhere, 0, tag));
        assert_ok(gs_aead_open(&aead, NONCE, gs_bytes_of(NULL, 0), gs_bytes_of(tag, sizeof tag),
                               nowhere));
        assert_int_equal(
            gs_aead_open(&aead, NONCE, BYTES("x"), gs_bytes_of(tag, sizeof tag), nowhere),
            GS_E_CRYPTO);
        gs_aead_wipe(&aead);
    }
}

static void assert_init_fails(const gs_aead_provider *provider, gs_aead_algorithm algorithm,
                              size_t key_len)
{
    gs_aead aead = {.provider = NULL};
    assert_fails(gs_aead_init_with(&aead, provider, algorithm, gs_bytes_of(KEY, key_len)),
                 GS_E_CRYPTO, "AEAD key set-up failed");
    assert_null(aead.provider);
    assert_true(is_zero(aead.state, sizeof aead.state));
}

static void keys_of_another_length_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CIPHERS); i++) {
        for (size_t len = 0; len <= sizeof KEY; len++) {
            if (len != gs_aead_key_len(CIPHERS[i].algorithm)) {
                assert_init_fails(CIPHERS[i].provider, CIPHERS[i].algorithm, len);
            }
        }
    }
}

static void openssl_is_for_one_algorithm(void **state)
{
    (void)state;
#if defined(GBP_AEAD_OPENSSL)
    assert_init_fails(&GS_AEAD_OPENSSL, GS_AEAD_AES_128_GCM, 16);
    assert_init_fails(&GS_AEAD_OPENSSL, GS_AEAD_AES_256_GCM, 32);
#endif
}

static void the_fastest_has_every_algorithm(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ALGORITHMS); i++) {
        gs_aead aead = {.provider = NULL};
        gs_aead_algorithm algorithm = ALGORITHMS[i];
        assert_ok(gs_aead_init(&aead, algorithm, gs_bytes_of(KEY, gs_aead_key_len(algorithm))));
        gs_aead_wipe(&aead);
    }
}

static void no_key_does_nothing(void **state)
{
    (void)state;
    uint8_t data[GS_AEAD_TAG_LEN + 1] = "x";
    uint8_t out[1];
    gs_aead aead = {.provider = NULL};
    for (int wiped = 0; wiped < 2; wiped++) {
        assert_fails(gs_aead_seal(&aead, NONCE, gs_bytes_of(NULL, 0), data, 1, data + 1),
                     GS_E_CRYPTO, "AEAD encryption failed");
        assert_int_equal(data[0], 'x');
        assert_int_equal(
            gs_aead_open(&aead, NONCE, gs_bytes_of(NULL, 0), gs_bytes_of(data, sizeof data), out),
            GS_E_CRYPTO);
        set_up(&aead, 0);
        gs_aead_wipe(&aead);
        gs_aead_wipe(&aead);
        assert_true(is_zero((const uint8_t *)&aead, sizeof aead));
    }
}

static void a_key_replaces_another(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CIPHERS); i++) {
        for (size_t before = 0; before < COUNT_OF(CIPHERS); before++) {
            gs_aead aead;
            gs_aead fresh;
            uint8_t with_replaced[GS_AEAD_TAG_LEN + 1] = "x";
            uint8_t with_fresh[GS_AEAD_TAG_LEN + 1] = "x";
            gs_aead_algorithm algorithm = CIPHERS[i].algorithm;
            set_up(&aead, before);
            assert_ok(gs_aead_init_with(&aead, CIPHERS[i].provider, algorithm,
                                        gs_bytes_of(KEY, gs_aead_key_len(algorithm))));
            set_up(&fresh, i);
            assert_ok(gs_aead_seal(&aead, NONCE, BYTES("a"), with_replaced, 1, with_replaced + 1));
            assert_ok(gs_aead_seal(&fresh, NONCE, BYTES("a"), with_fresh, 1, with_fresh + 1));
            assert_memory_equal(with_replaced, with_fresh, sizeof with_fresh);
            gs_aead_wipe(&aead);
            gs_aead_wipe(&fresh);
        }
    }
}

static void set_up_without_memory(void *context)
{
    gs_aead aead = {.provider = NULL};
    gs_status status = gs_aead_init_with(&aead, context, GS_AEAD_AES_128_GCM, gs_bytes_of(KEY, 16));
    assert_true(status == GS_OK || (status == GS_E_CRYPTO && aead.provider == NULL &&
                                    is_zero(aead.state, sizeof aead.state)));
    gs_aead_wipe(&aead);
}

static void set_up_fails_without_memory(void **state)
{
    (void)state;
    gs_aead_provider mbedtls = GS_AEAD_MBEDTLS;
    assert_int_equal(memory_faults_try_each(set_up_without_memory, &mbedtls), 1);
#if defined(GBP_AEAD_RING)
    gs_aead_provider ring = GS_AEAD_RING;
    assert_int_equal(memory_faults_try_each(set_up_without_memory, &ring), 0);
#endif
}

enum { WRITTEN_LEN = 4000, WRITTEN_BIT_AT = 3000 };

typedef struct written_input {
    uint8_t sealed[WRITTEN_LEN + GS_AEAD_TAG_LEN];
    atomic_bool stop;
} written_input;

static void *flip_a_bit(void *context)
{
    written_input *input = context;
    while (!input->stop) {
        *(volatile uint8_t *)&input->sealed[WRITTEN_BIT_AT] ^= 1;
    }
    return NULL;
}

/* Input may lie in memory that another thread writes: opening fails, or gives what was sealed. */
static void input_that_changes_is_never_forged(void **state)
{
    (void)state;
    enum { ROUNDS = 2000 };
    for (size_t i = 0; i < COUNT_OF(CIPHERS); i++) {
        gs_aead aead;
        written_input input = {.stop = false};
        uint8_t out[WRITTEN_LEN];
        pthread_t writer;
        set_up(&aead, i);
        assert_ok(gs_aead_seal(&aead, NONCE, BYTES("a"), input.sealed, WRITTEN_LEN,
                               input.sealed + WRITTEN_LEN));
        assert_int_equal(pthread_create(&writer, NULL, flip_a_bit, &input), 0);
        bool is_forged = false;
        for (size_t round = 0; round < ROUNDS; round++) {
            is_forged = is_forged || (gs_aead_open(&aead, NONCE, BYTES("a"),
                                                   gs_bytes_of(input.sealed, sizeof input.sealed),
                                                   out) == GS_OK &&
                                      !is_zero(out, sizeof out));
        }
        input.stop = true;
        assert_int_equal(pthread_join(writer, NULL), 0);
        assert_false(is_forged);
        gs_aead_wipe(&aead);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors_pass),
        cmocka_unit_test(providers_agree_on_every_length),
        cmocka_unit_test(every_flipped_bit_and_every_prefix_is_refused),
        cmocka_unit_test(nothing_seals_to_a_tag),
        cmocka_unit_test(keys_of_another_length_are_refused),
        cmocka_unit_test(openssl_is_for_one_algorithm),
        cmocka_unit_test(the_fastest_has_every_algorithm),
        cmocka_unit_test(input_that_changes_is_never_forged),
        cmocka_unit_test(no_key_does_nothing),
        cmocka_unit_test(a_key_replaces_another),
        cmocka_unit_test(set_up_fails_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
