#include "crypto/aead.h"

#include "base/memory.h"
#include "crypto/aead_openssl.h"

static const gs_aead_provider *fastest(gs_aead_algorithm algorithm)
{
#if defined(GBP_AEAD_OPENSSL)
    if (algorithm == GS_AEAD_CHACHA20_POLY1305 && gs_aead_openssl_is_fastest()) {
        return &GS_AEAD_OPENSSL;
    }
#endif
    (void)algorithm;
#if defined(GBP_AEAD_RING)
    return &GS_AEAD_RING;
#else
    return &GS_AEAD_MBEDTLS;
#endif
}

size_t gs_aead_key_len(gs_aead_algorithm algorithm)
{
    return algorithm == GS_AEAD_AES_128_GCM ? 16 : 32;
}

gs_status gs_aead_init(gs_aead *aead, gs_aead_algorithm algorithm, gs_bytes key)
{
    return gs_aead_init_with(aead, fastest(algorithm), algorithm, key);
}

gs_status gs_aead_init_with(gs_aead *aead, const gs_aead_provider *provider,
                            gs_aead_algorithm algorithm, gs_bytes key)
{
    gs_aead_wipe(aead);
    if (key.len != gs_aead_key_len(algorithm) || !provider->init(aead->state, algorithm, key)) {
        gs_wipe(aead->state, sizeof aead->state);
        return gs_fail(GS_E_CRYPTO, "AEAD key set-up failed");
    }
    aead->provider = provider;
    aead->algorithm = algorithm;
    return GS_OK;
}

gs_status gs_aead_seal(gs_aead *aead, const uint8_t nonce[GS_AEAD_NONCE_LEN], gs_bytes aad,
                       uint8_t *data, size_t len, uint8_t tag[GS_AEAD_TAG_LEN])
{
    if (aead->provider == NULL ||
        !aead->provider->seal(aead->state, aead->algorithm, nonce, aad, data, len, tag)) {
        return gs_fail(GS_E_CRYPTO, "AEAD encryption failed");
    }
    return GS_OK;
}

gs_status gs_aead_open(gs_aead *aead, const uint8_t nonce[GS_AEAD_NONCE_LEN], gs_bytes aad,
                       gs_bytes sealed, uint8_t *out)
{
    if (aead->provider == NULL || sealed.len < GS_AEAD_TAG_LEN ||
        !aead->provider->open(aead->state, aead->algorithm, nonce, aad, sealed, out)) {
        return GS_E_CRYPTO;
    }
    return GS_OK;
}

void gs_aead_wipe(gs_aead *aead)
{
    if (aead->provider != NULL) {
        if (aead->provider->release != NULL) {
            aead->provider->release(aead->state, aead->algorithm);
        }
        gs_wipe(aead, sizeof *aead);
    }
}
