/*
 * Base64 without tables: blocks of 48 bytes become 64 six-bit numbers by shifts on whole words, and
 * the numbers characters by arithmetic in a loop that compilers turn into vector instructions.
 */
#include "abi/base64.h"

enum { BLOCK_IN = 48, BLOCK_OUT = 64, WORD_IN = 6, WORD_OUT = 8 };

/* The character for a number below 64: A–Z, a–z, 0–9, '+', '/' follow one another with jumps. */
static uint8_t character(uint8_t number)
{
    unsigned value = number + 'A';
    value += number > 25 ? 'a' - 'Z' - 1u : 0u;
    value -= number > 51 ? 'z' - '0' + 1u : 0u;
    value -= number > 61 ? '9' - '+' + 1u : 0u;
    value += number > 62 ? '/' - '+' - 1u : 0u;
    return (uint8_t)value;
}

static uint64_t load_be32(const uint8_t *in)
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | (uint32_t)in[3];
}

/* Six bytes as eight six-bit numbers, one in a byte. Reads two bytes more than it uses. */
static void split(const uint8_t *in, uint8_t *numbers)
{
    uint64_t bits = (load_be32(in) << 32 | load_be32(in + 4)) >> 16;
    bits = (bits & UINT64_C(0xFFFFFF000000)) << 8 | (bits & UINT64_C(0x000000FFFFFF));
    bits = (bits & UINT64_C(0x00FFF00000FFF000)) << 4 | (bits & UINT64_C(0x00000FFF00000FFF));
    bits = (bits & UINT64_C(0x0FC00FC00FC00FC0)) << 2 | (bits & UINT64_C(0x003F003F003F003F));
    gs_store_be64(numbers, bits);
}

/* 48 bytes, of which 50 can be read. */
static void encode_block(const uint8_t *in, char *out)
{
    uint8_t numbers[BLOCK_OUT];
    for (size_t i = 0; i < BLOCK_OUT / WORD_OUT; i++) {
        split(in + i * WORD_IN, numbers + i * WORD_OUT);
    }
    for (size_t i = 0; i < BLOCK_OUT; i++) {
        numbers[i] = character(numbers[i]);
    }
    memcpy(out, numbers, BLOCK_OUT);
}

void gs_base64_encode(gs_bytes data, char *out)
{
    size_t at = 0;
    for (; data.len - at >= BLOCK_IN + 2; at += BLOCK_IN, out += BLOCK_OUT) {
        encode_block(data.data + at, out);
    }
    size_t left = data.len - at;
    if (left == 0) {
        return;
    }
    uint8_t last[BLOCK_IN + 4] = {0};
    char text[BLOCK_OUT + 4];
    memcpy(last, data.data + at, left);
    encode_block(last, text);
    if (left > BLOCK_IN) { /* 49 bytes: one more than a block */
        text[BLOCK_OUT] = (char)character(last[BLOCK_IN] >> 2);
        text[BLOCK_OUT + 1] = (char)character((uint8_t)((last[BLOCK_IN] & 3u) << 4));
    }
    size_t text_len = gs_base64_len(left);
    size_t padding = (3 - left % 3) % 3;
    memset(text + text_len - padding, '=', padding);
    memcpy(out, text, text_len);
}
