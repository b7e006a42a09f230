/* The portable AEADs: mbedtls. A GCM key allocates its block cipher when it is set up. */
#include <mbedtls/chachapoly.h>
#include <mbedtls/gcm.h>

#include "base/memory.h"
#include "crypto/aead.h"

_Static_assert(sizeof(mbedtls_gcm_context) <= GS_AEAD_STATE_LEN, "a GCM key fits");
_Static_assert(sizeof(mbedtls_chachapoly_context) <= GS_AEAD_STATE_LEN,
               "a ChaCha20-Poly1305 key fits");

static bool init(void *state, gs_aead_algorithm algorithm, gs_bytes key)
{
    if (algorithm == GS_AEAD_CHACHA20_POLY1305) {
        mbedtls_chachapoly_init(state);
        return mbedtls_chachapoly_setkey(state, key.data) == 0;
    }
    mbedtls_gcm_init(state);
    if (mbedtls_gcm_setkey(state, MBEDTLS_CIPHER_ID_AES, key.data, (unsigned)key.len * 8) != 0) {
        mbedtls_gcm_free(state);
        return false;
    }
    return true;
}

/* mbedtls copies nothing for empty data but wants an address. */
static const uint8_t *address_of(gs_bytes bytes)
{
    static const uint8_t nothing[1];
    return bytes.len > 0 ? bytes.data : nothing;
}

static bool seal(void *state, gs_aead_algorithm algorithm, const uint8_t *nonce, gs_bytes aad,
                 uint8_t *data, size_t len, uint8_t *tag)
{
    if (algorithm == GS_AEAD_CHACHA20_POLY1305) {
        return mbedtls_chachapoly_encrypt_and_tag(state, len, nonce, address_of(aad), aad.len, data,
                                                  data, tag) == 0;
    }
    return mbedtls_gcm_crypt_and_tag(state, MBEDTLS_GCM_ENCRYPT, len, nonce, GS_AEAD_NONCE_LEN,
                                     address_of(aad), aad.len, data, data, GS_AEAD_TAG_LEN,
                                     tag) == 0;
}

/* Both mbedtls functions compare the tag in constant time and wipe the output when it is wrong.
 * They read their input twice; where it is memory that another thread writes they must not. */
static bool open(void *state, gs_aead_algorithm algorithm, const uint8_t *nonce, gs_bytes aad,
                 gs_bytes sealed, uint8_t *out)
{
    size_t len = sealed.len - GS_AEAD_TAG_LEN;
    uint8_t tag[GS_AEAD_TAG_LEN];
    memcpy(tag, sealed.data + len, sizeof tag);
    if (len > 0) {
        memcpy(out, sealed.data, len);
    }
    if (algorithm == GS_AEAD_CHACHA20_POLY1305) {
        return mbedtls_chachapoly_auth_decrypt(state, len, nonce, address_of(aad), aad.len, tag,
                                               out, out) == 0;
    }
    return mbedtls_gcm_auth_decrypt(state, len, nonce, GS_AEAD_NONCE_LEN, address_of(aad), aad.len,
                                    tag, sizeof tag, out, out) == 0;
}

static void release(void *state, gs_aead_algorithm algorithm)
{
    if (algorithm == GS_AEAD_CHACHA20_POLY1305) {
        mbedtls_chachapoly_free(state);
    } else {
        mbedtls_gcm_free(state);
    }
}

const gs_aead_provider GS_AEAD_MBEDTLS = {"mbedtls", init, seal, open, release};
