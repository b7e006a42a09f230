#include "crypto/sframe_keys.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "crypto/primitives.h"

/* Cipher suite numbers of RFC 9605 section 8.1. */
enum { RFC_AES_128_GCM_SHA256_128 = 4, RFC_AES_256_GCM_SHA512_128 = 5 };

gs_status gs_sframe_check_options(uint32_t suite, gs_bytes label)
{
    if (suite != GBP_SFRAME_SUITE_AES_128_GCM && suite != GBP_SFRAME_SUITE_AES_256_GCM) {
        return gs_fail(GS_E_ARGUMENT, "unknown ciphersuite %u", (unsigned)suite);
    }
    if (!gs_utf8_valid(label)) {
        return gs_fail(GS_E_ARGUMENT, "invalid utf-8 sequence in label at %zu",
                       gs_utf8_valid_prefix(label));
    }
    return GS_OK;
}

gs_status gs_sframe_base_derive(gs_sframe_base *base, const gs_exporter *exporter, uint64_t epoch,
                                uint32_t suite, gbp_sframe_format format, gs_bytes label)
{
    GS_TRY(gs_sframe_check_options(suite, label));
    uint8_t context[8];
    gs_store_be64(context, epoch);
    base->epoch = epoch;
    base->suite = (gbp_sframe_suite)suite;
    base->format = format;
    gs_status status = exporter->export_secret(
        exporter->owner, label, gs_bytes_of(context, sizeof context), base->key, sizeof base->key);
    if (status != GS_OK) {
        gs_fail_within("MLS export failed: ");
    }
    return status;
}

void gs_sframe_base_wipe(gs_sframe_base *base)
{
    gs_wipe(base, sizeof *base);
}

uint64_t gs_sframe_base_key_id(const gs_sframe_base *base, uint32_t leaf)
{
    if (base->format == GBP_SFRAME_FORMAT_RFC9605) {
        return (uint64_t)(leaf & 0xFFFFu) << 16 | (base->epoch & 0xFFFFu);
    }
    return base->epoch << 16 | (leaf & 0xFFFFu);
}

bool gs_sframe_base_leaf(const gs_sframe_base *base, uint64_t key_id, uint32_t *leaf)
{
    uint64_t leaf_bits =
        base->format == GBP_SFRAME_FORMAT_RFC9605 ? key_id >> 16 & 0xFFFFu : key_id & 0xFFFFu;
    *leaf = (uint32_t)leaf_bits;
    return gs_sframe_base_key_id(base, *leaf) == key_id;
}

gs_status gs_sframe_base_counter_id(const gs_sframe_base *base, uint32_t leaf,
                                    uint8_t out[GS_SFRAME_COUNTER_ID_LEN])
{
    uint8_t input[GS_SFRAME_BASE_KEY_LEN + 4];
    uint8_t hash[GS_SHA256_LEN];
    memcpy(input, base->key, GS_SFRAME_BASE_KEY_LEN);
    /* In format rfc9605 leaves with equal low 16 bits have the same key id, and so the same key. */
    gs_store_be32(input + GS_SFRAME_BASE_KEY_LEN,
                  base->format == GBP_SFRAME_FORMAT_RFC9605 ? leaf & 0xFFFFu : leaf);
    gs_status status = gs_sha256(gs_bytes_of(input, sizeof input), hash);
    gs_wipe(input, sizeof input);
    memcpy(out, hash, GS_SFRAME_COUNTER_ID_LEN);
    return status;
}

/* HKDF-Expand with a label and a number behind it. */
static gs_status expand(gs_hash hash, gs_bytes secret, const char *label, gs_bytes suffix,
                        uint8_t *out, size_t out_len)
{
    uint8_t info[64];
    gs_writer writer = gs_writer_on(info, sizeof info);
    gs_writer_put(&writer, label, strlen(label));
    gs_writer_put(&writer, suffix.data, suffix.len);
    return gs_hkdf_expand(hash, secret, gs_bytes_of(info, writer.len), out, out_len);
}

static gs_status derive_gbp(const gs_sframe_base *base, uint32_t leaf, uint8_t *key, size_t key_len,
                            uint8_t *salt)
{
    uint8_t leaf_bytes[4];
    gs_store_be32(leaf_bytes, leaf);
    gs_bytes secret = gs_bytes_of(base->key, sizeof base->key);
    gs_bytes suffix = gs_bytes_of(leaf_bytes, sizeof leaf_bytes);
    GS_TRY(expand(GS_HASH_SHA256, secret, "gbp sframe key ", suffix, key, key_len));
    return expand(GS_HASH_SHA256, secret, "gbp sframe salt ", suffix, salt, GS_AEAD_NONCE_LEN);
}

gs_status gs_sframe_keys_derive_rfc9605(gbp_sframe_suite suite, gs_bytes base_key, uint64_t key_id,
                                        uint8_t *key, uint8_t salt[GS_AEAD_NONCE_LEN])
{
    bool is_128 = suite == GBP_SFRAME_SUITE_AES_128_GCM;
    size_t key_len = gs_aead_key_len(is_128 ? GS_AEAD_AES_128_GCM : GS_AEAD_AES_256_GCM);
    gs_hash hash = is_128 ? GS_HASH_SHA256 : GS_HASH_SHA512;
    uint8_t suffix_bytes[10] = {0};
    gs_store_be64(suffix_bytes, key_id);
    suffix_bytes[9] = is_128 ? RFC_AES_128_GCM_SHA256_128 : RFC_AES_256_GCM_SHA512_128;
    gs_bytes suffix = gs_bytes_of(suffix_bytes, sizeof suffix_bytes);
    uint8_t secret_bytes[GS_SHA512_LEN];
    gs_status status = gs_hkdf_extract(hash, gs_bytes_of(NULL, 0), base_key, secret_bytes);
    gs_bytes secret = gs_bytes_of(secret_bytes, gs_hash_len(hash));
    if (status == GS_OK) {
        status = expand(hash, secret, "SFrame 1.0 Secret key ", suffix, key, key_len);
    }
    if (status == GS_OK) {
        status = expand(hash, secret, "SFrame 1.0 Secret salt ", suffix, salt, GS_AEAD_NONCE_LEN);
    }
    gs_wipe(secret_bytes, sizeof secret_bytes);
    return status;
}

gs_status gs_sframe_key_derive(gs_sframe_key *key, const gs_sframe_base *base, uint32_t leaf)
{
    gs_aead_algorithm algorithm =
        base->suite == GBP_SFRAME_SUITE_AES_128_GCM ? GS_AEAD_AES_128_GCM : GS_AEAD_AES_256_GCM;
    uint8_t bytes[32];
    size_t len = gs_aead_key_len(algorithm);
    key->format = base->format;
    gs_status status =
        base->format == GBP_SFRAME_FORMAT_RFC9605
            ? gs_sframe_keys_derive_rfc9605(base->suite, gs_bytes_of(base->key, sizeof base->key),
                                            gs_sframe_base_key_id(base, leaf), bytes, key->salt)
            : derive_gbp(base, leaf, bytes, len, key->salt);
    if (status == GS_OK) {
        status = gs_aead_init(&key->aead, algorithm, gs_bytes_of(bytes, len));
    }
    gs_wipe(bytes, sizeof bytes);
    return status;
}

void gs_sframe_key_wipe(gs_sframe_key *key)
{
    gs_aead_wipe(&key->aead);
    gs_wipe(key->salt, sizeof key->salt);
}

void gs_sframe_key_nonce(const gs_sframe_key *key, uint64_t counter, uint8_t out[GS_AEAD_NONCE_LEN])
{
    uint8_t number[8];
    size_t at = 0;
    if (key->format == GBP_SFRAME_FORMAT_RFC9605) {
        gs_store_be64(number, counter);
        at = GS_AEAD_NONCE_LEN - sizeof number;
    } else {
        gs_store_le64(number, counter);
    }
    memcpy(out, key->salt, GS_AEAD_NONCE_LEN);
    for (size_t i = 0; i < sizeof number; i++) {
        out[at + i] ^= number[i];
    }
}
