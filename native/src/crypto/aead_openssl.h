/* Whether OpenSSL's ChaCha20-Poly1305 is what this processor does fastest. */
#ifndef GS_CRYPTO_AEAD_OPENSSL_H
#define GS_CRYPTO_AEAD_OPENSSL_H

#include "crypto/aead.h"

/* True on x86-64 processors with AVX-512 (F, VL, IFMA), where it takes three fifths of ring's time
 * for long texts and about the same for short ones. With AVX2 alone ring is faster. */
bool gs_aead_openssl_is_fastest(void);

#endif
