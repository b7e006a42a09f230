#include "base/utf8.h"

enum { BLOCK = 128 };

/* Without a branch in it, so that compilers make vector instructions of the loop. */
static bool is_ascii_block(const uint8_t *data)
{
    uint8_t bits = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        bits |= data[i];
    }
    return bits < 0x80u;
}

static bool is_ascii_word(const uint8_t *data)
{
    uint64_t word;
    memcpy(&word, data, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

/* Length of the run of ASCII at the start. */
static size_t ascii_prefix(const uint8_t *data, size_t len)
{
    size_t i = 0;
    while (len - i >= BLOCK && is_ascii_block(data + i)) {
        i += BLOCK;
    }
    while (len - i >= sizeof(uint64_t) && is_ascii_word(data + i)) {
        i += sizeof(uint64_t);
    }
    while (i < len && data[i] < 0x80u) {
        i++;
    }
    return i;
}

/* Length of the valid character of two to four bytes at the start, 0 when there is none. */
static size_t multibyte_len(const uint8_t *data, size_t len)
{
    uint8_t lead = data[0];
    size_t need = 0;
    uint8_t low = 0x80u;
    uint8_t high = 0xBFu;
    if (lead >= 0xC2u && lead <= 0xDFu) {
        need = 2;
    } else if (lead >= 0xE0u && lead <= 0xEFu) {
        need = 3;
        low = lead == 0xE0u ? 0xA0u : 0x80u;
        high = lead == 0xEDu ? 0x9Fu : 0xBFu;
    } else if (lead >= 0xF0u && lead <= 0xF4u) {
        need = 4;
        low = lead == 0xF0u ? 0x90u : 0x80u;
        high = lead == 0xF4u ? 0x8Fu : 0xBFu;
    } else {
        return 0;
    }
    if (len < need || data[1] < low || data[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < need; i++) {
        if ((data[i] & 0xC0u) != 0x80u) {
            return 0;
        }
    }
    return need;
}

size_t gs_utf8_valid_prefix(gs_bytes text)
{
    size_t at = 0;
    while (at < text.len) {
        at += ascii_prefix(text.data + at, text.len - at);
        if (at == text.len) {
            break;
        }
        size_t step = multibyte_len(text.data + at, text.len - at);
        if (step == 0) {
            break;
        }
        at += step;
    }
    return at;
}

bool gs_utf8_valid(gs_bytes text)
{
    return gs_utf8_valid_prefix(text) == text.len;
}

gs_utf8_kind gs_utf8_classify(gs_bytes text)
{
    if (ascii_prefix(text.data, text.len) == text.len) {
        return GS_UTF8_ASCII;
    }
    return gs_utf8_valid(text) ? GS_UTF8_VALID : GS_UTF8_INVALID;
}
