#include "abi/base64.h"

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes as four characters. */
static void encode_group(const uint8_t in[3], char out[4])
{
    uint32_t bits = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
    out[0] = ALPHABET[bits >> 18];
    out[1] = ALPHABET[bits >> 12 & 63u];
    out[2] = ALPHABET[bits >> 6 & 63u];
    out[3] = ALPHABET[bits & 63u];
}

void gs_base64_encode(gs_bytes data, char *out)
{
    size_t at = gs_base64_encode_vectors(data, out);
    out += at / 3 * 4;
    for (; data.len - at >= 3; at += 3, out += 4) {
        encode_group(data.data + at, out);
    }
    size_t left = data.len - at;
    if (left > 0) {
        uint8_t last[3] = {0};
        memcpy(last, data.data + at, left);
        encode_group(last, out);
        memset(out + left + 1, '=', 3 - left);
    }
}
