/* Hashes and key derivation, on mbedtls. Together with aead_mbedtls.c the only code that knows
 * it. */
#ifndef GS_CRYPTO_PRIMITIVES_H
#define GS_CRYPTO_PRIMITIVES_H

#include "base/bytes.h"
#include "base/status.h"

typedef enum gs_hash { GS_HASH_SHA256, GS_HASH_SHA512 } gs_hash;

enum { GS_SHA256_LEN = 32, GS_SHA512_LEN = 64 };

size_t gs_hash_len(gs_hash hash);

/* HKDF-Extract and HKDF-Expand (RFC 5869). An extracted key is gs_hash_len bytes long; an expanded
 * one at most 255 times that. */
GS_MUST_USE gs_status gs_hkdf_extract(gs_hash hash, gs_bytes salt, gs_bytes input, uint8_t *out);
GS_MUST_USE gs_status gs_hkdf_expand(gs_hash hash, gs_bytes key, gs_bytes info, uint8_t *out,
                                     size_t out_len);

GS_MUST_USE gs_status gs_sha256(gs_bytes data, uint8_t out[GS_SHA256_LEN]);

#endif
