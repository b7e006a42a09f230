#include "crypto/primitives.h"

#include <mbedtls/hkdf.h>
#include <mbedtls/md.h>
#include <mbedtls/sha256.h>

static const mbedtls_md_info_t *info_of(gs_hash hash)
{
    return mbedtls_md_info_from_type(hash == GS_HASH_SHA512 ? MBEDTLS_MD_SHA512
                                                            : MBEDTLS_MD_SHA256);
}

static gs_status check(int mbedtls_result)
{
    return mbedtls_result == 0 ? GS_OK : gs_fail(GS_E_CRYPTO, "key derivation failed");
}

size_t gs_hash_len(gs_hash hash)
{
    return hash == GS_HASH_SHA512 ? GS_SHA512_LEN : GS_SHA256_LEN;
}

gs_status gs_hkdf_extract(gs_hash hash, gs_bytes salt, gs_bytes input, uint8_t *out)
{
    return check(
        mbedtls_hkdf_extract(info_of(hash), salt.data, salt.len, input.data, input.len, out));
}

gs_status gs_hkdf_expand(gs_hash hash, gs_bytes key, gs_bytes info, uint8_t *out, size_t out_len)
{
    return check(
        mbedtls_hkdf_expand(info_of(hash), key.data, key.len, info.data, info.len, out, out_len));
}

gs_status gs_sha256(gs_bytes data, uint8_t out[GS_SHA256_LEN])
{
    return check(mbedtls_sha256(data.data, data.len, out, 0));
}
