#include "base/utf8.h"

/* Length of the run of ASCII at the start, eight bytes at a time. */
static size_t ascii_prefix(const uint8_t *data, size_t len)
{
    size_t i = 0;
    for (; len - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, data + i, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
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

bool gs_utf8_ascii(gs_bytes text)
{
    return ascii_prefix(text.data, text.len) == text.len;
}
