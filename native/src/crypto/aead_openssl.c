/*
 * ChaCha20-Poly1305 (RFC 8439, section 2.8) from OpenSSL's assembly routines for x86-64. They
 * cipher blocks and know nothing of nonces, tags and lengths: the AEAD made of them is here. A key
 * is its 32 bytes and owns nothing.
 */
#include "crypto/aead_openssl.h"

#if defined(GBP_AEAD_OPENSSL)
#include "base/memory.h"

enum {
    KEY_LEN = 32,
    BLOCK = 64,           /* of ChaCha20 */
    FOUR_BLOCKS = 4 * 64, /* cipher as fast as one */
    EIGHT_BLOCKS = 8 * 64 /* are faster than four and four */
};

/* ---- OpenSSL's routines ---- */

typedef struct poly1305_functions {
    void (*blocks)(void *state, const uint8_t *data, size_t len, uint32_t padding);
    void (*emit)(void *state, uint8_t tag[GS_AEAD_TAG_LEN], const uint32_t nonce[4]);
} poly1305_functions;

/* crypto/chacha/asm/chacha-x86_64.pl; `out` may be `in`, the counter stands before the nonce */
void ChaCha20_ctr32(uint8_t *out, const uint8_t *in, size_t len, const uint32_t key[8],
                    const uint32_t counter[4]);
/* crypto/poly1305/asm/poly1305-x86_64.pl; init gives functions for this processor, or 0 when the
 * two beside it are to be used */
int poly1305_init(void *state, const uint8_t key[16], poly1305_functions *functions);
void poly1305_blocks(void *state, const uint8_t *data, size_t len, uint32_t padding);
void poly1305_emit(void *state, uint8_t tag[GS_AEAD_TAG_LEN], const uint32_t nonce[4]);
/* crypto/x86_64cpuid.pl */
extern uint32_t OPENSSL_ia32cap_P[];
uint64_t OPENSSL_ia32_cpuid(uint32_t *capabilities);
int CRYPTO_memcmp(const void *a, const void *b, size_t len); /* in constant time */
void OPENSSL_cpuid_setup(void);

/* Their object code calls this when the library is loaded. */
void OPENSSL_cpuid_setup(void)
{
    const uint32_t known = 1u << 10;
    uint64_t first_two = OPENSSL_ia32_cpuid(OPENSSL_ia32cap_P);
    OPENSSL_ia32cap_P[0] = (uint32_t)first_two | known;
    OPENSSL_ia32cap_P[1] = (uint32_t)(first_two >> 32);
}

bool gs_aead_openssl_is_fastest(void)
{
    const uint32_t avx512 = 1u << 16 | 1u << 21 | 1u << 31; /* F, IFMA, VL */
    return (OPENSSL_ia32cap_P[2] & avx512) == avx512;
}

/* A copy that does not become a string instruction of the processor, which compilers choose where
 * they know a bound. */
static void copy(uint8_t *to, const uint8_t *from, size_t len)
{
    __asm__("" : "+r"(len));
    if (len > 0 && from != NULL) {
        memcpy(to, from, len);
    }
}

/* ---- Poly1305 ---- */

enum {
    MAC_BLOCK = 16,
    /* Up to here the plain routine is faster than what prepares the vectors of the other. */
    MAC_PLAIN_MAX = 15 * MAC_BLOCK,
    /* The vector routine works on pairs of blocks and is slow with a last one alone. */
    MAC_PAIR = 2 * MAC_BLOCK
};

typedef struct mac_state {
    alignas(64) double state[24]; /* the size that OpenSSL gives it */
    poly1305_functions functions;
    uint32_t nonce[4];
} mac_state;

/* `len` is that of all the bytes to come. */
static void mac_begin(mac_state *mac, const uint8_t key[KEY_LEN], size_t len)
{
    memcpy(mac->nonce, key + 16, sizeof mac->nonce);
    if (len > MAC_PLAIN_MAX && poly1305_init(mac->state, key, &mac->functions) != 0) {
        return;
    }
    /* The plain routine's state: the sum in three words, then the clamped key in two. The other
     * routines lay it out otherwise. */
    uint64_t words[5] = {0, 0, 0, gs_load_le64(key) & 0x0ffffffc0fffffff,
                         gs_load_le64(key + 8) & 0x0ffffffc0ffffffc};
    memcpy(mac->state, words, sizeof words);
    gs_wipe(words, sizeof words);
    mac->functions = (poly1305_functions){poly1305_blocks, poly1305_emit};
}

static void mac_blocks(mac_state *mac, const uint8_t *data, size_t len)
{
    mac->functions.blocks(mac->state, data, len, 1);
    /* Its vector code leaves the registers' upper halves in use, which slows all that follows. */
    if (mac->functions.blocks != poly1305_blocks) {
        __asm__ __volatile__("vzeroupper" ::
                                 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
                                   "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
                                   "xmm15", "memory");
    }
}

/* The bytes, zeroes up to a whole block, and at most one block more. */
static void mac_padded(mac_state *mac, gs_bytes bytes, gs_bytes more)
{
    uint8_t last[MAC_PAIR + MAC_BLOCK];
    size_t paired = bytes.len / MAC_PAIR * MAC_PAIR;
    size_t rest = bytes.len - paired;
    size_t padded = (rest + MAC_BLOCK - 1) / MAC_BLOCK * MAC_BLOCK;
    if (paired > 0) {
        mac_blocks(mac, bytes.data, paired);
    }
    if (rest > 0) {
        memset(last + padded - MAC_BLOCK, 0, MAC_BLOCK);
        copy(last, bytes.data + paired, rest);
    }
    copy(last + padded, more.data, more.len);
    if (padded + more.len > 0) {
        mac_blocks(mac, last, padded + more.len);
    }
}

static void authenticate(const uint8_t key[KEY_LEN], gs_bytes aad, gs_bytes ciphertext,
                         uint8_t tag[GS_AEAD_TAG_LEN])
{
    mac_state mac;
    uint8_t lengths[MAC_BLOCK];
    gs_store_le64(lengths, aad.len);
    gs_store_le64(lengths + 8, ciphertext.len);
    mac_begin(&mac, key, aad.len + ciphertext.len + sizeof lengths);
    if (aad.len > 0) {
        mac_padded(&mac, aad, gs_bytes_of(NULL, 0));
    }
    mac_padded(&mac, ciphertext, gs_bytes_of(lengths, sizeof lengths));
    mac.functions.emit(mac.state, tag, mac.nonce);
    gs_wipe(&mac, sizeof mac);
}

/* ---- The AEAD ---- */

/* What the first call ciphers: block 0, whose first half is the one-time key of the MAC, and the
 * start of the text, which may be all of it. */
typedef struct text_head {
    alignas(64) uint8_t mac_key[BLOCK];
    uint8_t text[EIGHT_BLOCKS - BLOCK];
    alignas(16) uint32_t counter[4];
    size_t len;
} text_head;

static void head_begin(text_head *head, const void *key, const uint8_t *nonce, gs_bytes text)
{
    head->len = text.len <= sizeof head->text ? text.len : FOUR_BLOCKS - BLOCK;
    head->counter[0] = 0;
    memcpy(head->counter + 1, nonce, GS_AEAD_NONCE_LEN);
    memset(head->mac_key, 0, BLOCK);
    copy(head->text, text.data, head->len);
    /* A block's rest would be ciphered byte by byte, so whole blocks: what comes out of the bytes
     * behind the text is not looked at. */
    size_t whole = (BLOCK + head->len + BLOCK - 1) / BLOCK * BLOCK;
    ChaCha20_ctr32(head->mac_key, head->mac_key, whole, key, head->counter);
}

/* The text ciphered; `out` may be its own place. */
static void head_finish(text_head *head, const void *key, gs_bytes text, uint8_t *out)
{
    copy(out, head->text, head->len);
    if (text.len > head->len) {
        head->counter[0] = FOUR_BLOCKS / BLOCK;
        ChaCha20_ctr32(out + head->len, text.data + head->len, text.len - head->len, key,
                       head->counter);
    }
}

static bool init(void *state, gs_aead_algorithm algorithm, gs_bytes key)
{
    if (algorithm != GS_AEAD_CHACHA20_POLY1305) {
        return false;
    }
    memcpy(state, key.data, KEY_LEN);
    return true;
}

static bool seal(void *state, gs_aead_algorithm algorithm, const uint8_t *nonce, gs_bytes aad,
                 uint8_t *data, size_t len, uint8_t *tag)
{
    (void)algorithm;
    text_head head;
    gs_bytes text = gs_bytes_of(data, len);
    head_begin(&head, state, nonce, text);
    head_finish(&head, state, text, data);
    authenticate(head.mac_key, aad, text, tag);
    gs_wipe(&head, sizeof head);
    return true;
}

static bool open(void *state, gs_aead_algorithm algorithm, const uint8_t *nonce, gs_bytes aad,
                 gs_bytes sealed, uint8_t *out)
{
    (void)algorithm;
    text_head head;
    uint8_t sent[GS_AEAD_TAG_LEN];
    uint8_t tag[GS_AEAD_TAG_LEN];
    /* Input may be memory that another thread writes: what is decrypted is the copy that was
     * authenticated. */
    gs_bytes text = gs_bytes_of(out, sealed.len - GS_AEAD_TAG_LEN);
    copy(out, sealed.data, text.len);
    memcpy(sent, sealed.data + text.len, sizeof sent);
    head_begin(&head, state, nonce, text);
    authenticate(head.mac_key, aad, text, tag);
    bool genuine = CRYPTO_memcmp(tag, sent, sizeof tag) == 0;
    if (genuine) {
        head_finish(&head, state, text, out);
    } else if (text.len > 0) {
        memset(out, 0, text.len);
    }
    gs_wipe(&head, sizeof head);
    gs_wipe(tag, sizeof tag);
    return genuine;
}

const gs_aead_provider GS_AEAD_OPENSSL = {"openssl", init, seal, open, NULL};
#else
typedef int gs_aead_openssl_is_not_built;
#endif
