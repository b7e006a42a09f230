/*
 * The hot AEADs behind one seam. The CMake option GBP_AEAD chooses ring (fast, the default; on
 * x86-64 with OpenSSL's ChaCha20-Poly1305 beside it, for processors on which that is faster) or
 * mbedtls (portable). A key is set up once and then used for many messages; setting up may
 * allocate (mbedtls), using never does.
 */
#ifndef GS_CRYPTO_AEAD_H
#define GS_CRYPTO_AEAD_H

#include <stdalign.h>

#include "base/bytes.h"
#include "base/status.h"

enum { GS_AEAD_NONCE_LEN = 12, GS_AEAD_TAG_LEN = 16, GS_AEAD_STATE_LEN = 640 };

typedef enum gs_aead_algorithm {
    GS_AEAD_CHACHA20_POLY1305,
    GS_AEAD_AES_128_GCM,
    GS_AEAD_AES_256_GCM
} gs_aead_algorithm;

/* A key ready for use. Zeroed is no key. Must lie on a 64-byte boundary (gs_alloc_aligned). */
typedef struct gs_aead {
    alignas(64) uint8_t state[GS_AEAD_STATE_LEN];
    const struct gs_aead_provider *provider;
    gs_aead_algorithm algorithm;
} gs_aead;

/* What a provider does; the functions below check and call it. All return whether it went well. */
typedef struct gs_aead_provider {
    const char *name;
    bool (*init)(void *state, gs_aead_algorithm algorithm, gs_bytes key);
    bool (*seal)(void *state, gs_aead_algorithm algorithm, const uint8_t *nonce, gs_bytes aad,
                 uint8_t *data, size_t len, uint8_t *tag);
    bool (*open)(void *state, gs_aead_algorithm algorithm, const uint8_t *nonce, gs_bytes aad,
                 gs_bytes sealed, uint8_t *out);
    /* What a key owns besides its state; null when it owns nothing. */
    void (*release)(void *state, gs_aead_algorithm algorithm);
} gs_aead_provider;

extern const gs_aead_provider GS_AEAD_MBEDTLS;
#if defined(GBP_AEAD_RING)
extern const gs_aead_provider GS_AEAD_RING;
#endif
#if defined(GBP_AEAD_OPENSSL)
extern const gs_aead_provider GS_AEAD_OPENSSL; /* ChaCha20-Poly1305 only */
#endif

size_t gs_aead_key_len(gs_aead_algorithm algorithm);

/* Sets a key up with the provider that is the fastest on this processor. key.len must be the
 * algorithm's. */
GS_MUST_USE gs_status gs_aead_init(gs_aead *aead, gs_aead_algorithm algorithm, gs_bytes key);
/* The same with a certain provider. */
GS_MUST_USE gs_status gs_aead_init_with(gs_aead *aead, const gs_aead_provider *provider,
                                        gs_aead_algorithm algorithm, gs_bytes key);
/* Encrypts in place and writes the tag, which may stand right behind the data. */
GS_MUST_USE gs_status gs_aead_seal(gs_aead *aead, const uint8_t nonce[GS_AEAD_NONCE_LEN],
                                   gs_bytes aad, uint8_t *data, size_t len,
                                   uint8_t tag[GS_AEAD_TAG_LEN]);
/* Verifies ciphertext and tag and writes the plaintext, GS_AEAD_TAG_LEN shorter, to `out` (which
 * must not overlap them). They are read once: another thread that writes them can make it fail, not
 * forge. GS_E_CRYPTO when the tag is wrong: then nothing unverified stands in `out`. Sets no error
 * text. */
GS_MUST_USE gs_status gs_aead_open(gs_aead *aead, const uint8_t nonce[GS_AEAD_NONCE_LEN],
                                   gs_bytes aad, gs_bytes sealed, uint8_t *out);
/* Wipes the key. Accepts no key and a key wiped already. */
void gs_aead_wipe(gs_aead *aead);

#endif
