/*
 * How a frame's payload is protected: key, nonce, associated data (docs/wire.md, AEAD of the
 * payload). This is wire version 1; a later version is a second module beside this one.
 *
 * Known weakness of version 1, kept for interoperability: all members share the key and the nonce
 * holds only the sequence number, so two members' frames with equal numbers on one stream class
 * share key and nonce; and no header field is authenticated.
 */
#ifndef GS_CRYPTO_PROTECTION_H
#define GS_CRYPTO_PROTECTION_H

#include "crypto/epoch_keys.h"

enum { GS_PROTECTION_OVERHEAD = GS_AEAD_TAG_LEN };

/* Encrypts len bytes in place and writes the tag behind them: data holds len +
 * GS_PROTECTION_OVERHEAD bytes. */
GS_MUST_USE gs_status gs_protection_seal(gs_epoch_keys *keys, gbp_stream stream,
                                         uint32_t sequence_no, uint8_t *data, size_t len);
/* Verifies and decrypts into `out`, GS_PROTECTION_OVERHEAD bytes shorter than `sealed`. GS_E_CRYPTO
 * when forged. */
GS_MUST_USE gs_status gs_protection_open(gs_epoch_keys *keys, gbp_stream stream,
                                         uint32_t sequence_no, gs_bytes sealed, uint8_t *out);

#endif
