#include "crypto/protection.h"

/* seq as four big-endian bytes, then zeros. */
static void make_nonce(uint32_t sequence_no, uint8_t nonce[GS_AEAD_NONCE_LEN])
{
    memset(nonce, 0, GS_AEAD_NONCE_LEN);
    gs_store_be32(nonce, sequence_no);
}

gs_status gs_protection_seal(gs_epoch_keys *keys, gbp_stream stream, uint32_t sequence_no,
                             uint8_t *data, size_t len)
{
    gs_aead *aead = NULL;
    GS_TRY(gs_epoch_keys_stream(keys, stream, &aead));
    uint8_t nonce[GS_AEAD_NONCE_LEN];
    make_nonce(sequence_no, nonce);
    return gs_aead_seal(aead, nonce, gs_bytes_of(NULL, 0), data, len, data + len);
}

gs_status gs_protection_open(gs_epoch_keys *keys, gbp_stream stream, uint32_t sequence_no,
                             gs_bytes sealed, uint8_t *out)
{
    gs_aead *aead = NULL;
    GS_TRY(gs_epoch_keys_stream(keys, stream, &aead));
    uint8_t nonce[GS_AEAD_NONCE_LEN];
    make_nonce(sequence_no, nonce);
    return gs_aead_open(aead, nonce, gs_bytes_of(NULL, 0), sealed, out);
}
