/* The fast AEADs: ring, behind the C surface of the Rust crate. Its keys live in our memory and own
 * nothing. */
#include "crypto/aead.h"

#if defined(GBP_AEAD_RING)
#include <gs_mls.h>

_Static_assert(GS_AEAD_RING_STATE_BYTES <= GS_AEAD_STATE_LEN, "a ring key fits");
_Static_assert(GS_AEAD_RING_STATE_ALIGN <= 64, "a ring key is aligned");

static bool init(void *state, gs_aead_algorithm algorithm, gs_bytes key)
{
    return gs_aead_ring_init(state, (uint32_t)algorithm, key.data, key.len) == 0;
}

static bool seal(void *state, gs_aead_algorithm algorithm, const uint8_t *nonce, gs_bytes aad,
                 uint8_t *data, size_t len, uint8_t *tag)
{
    (void)algorithm;
    return gs_aead_ring_seal(state, nonce, aad.data, aad.len, data, len, tag) == 0;
}

static bool open(void *state, gs_aead_algorithm algorithm, const uint8_t *nonce, gs_bytes aad,
                 gs_bytes sealed, uint8_t *out)
{
    (void)algorithm;
    return gs_aead_ring_open(state, nonce, aad.data, aad.len, sealed.data, sealed.len, out) == 0;
}

const gs_aead_provider GS_AEAD_RING = {"ring", init, seal, open, NULL};
#else
typedef int gs_aead_ring_is_not_built;
#endif
