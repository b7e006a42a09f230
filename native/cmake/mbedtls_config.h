/*
 * The algorithms that gbp_stack takes from mbedtls, and nothing else: no TLS, no X.509, no public
 * keys, no random numbers. Given to the mbedtls build as MBEDTLS_CONFIG_FILE.
 */
#ifndef GBP_MBEDTLS_CONFIG_H
#define GBP_MBEDTLS_CONFIG_H

#define MBEDTLS_PLATFORM_C

/* AEADs of frames and of SFrame. */
#define MBEDTLS_HAVE_ASM
#define MBEDTLS_AESNI_C
#define MBEDTLS_AES_C
#define MBEDTLS_CIPHER_C
#define MBEDTLS_GCM_C
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C

/* Key derivation: HKDF with SHA-256, and with SHA-512 for SFrame's AES-256-GCM suite (RFC 9605). */
#define MBEDTLS_MD_C
#define MBEDTLS_SHA224_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_HKDF_C

#endif
