#include "crypto/sframe_header.h"

static size_t shortest_len(uint64_t value)
{
    size_t len = 1;
    while (value > 0xFF) {
        value >>= 8;
        len++;
    }
    return len;
}

static uint8_t *put_big_endian(uint8_t *at, uint64_t value, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        at[i] = (uint8_t)(value >> (8 * (len - 1 - i)));
    }
    return at + len;
}

static uint64_t get_big_endian(const uint8_t *at, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

/* gbp-1.5: 0 KKK CCCC, lengths less one, then both numbers. */
static size_t encode_gbp(uint64_t key_id, uint64_t counter, uint8_t *out)
{
    size_t key_len = shortest_len(key_id);
    size_t counter_len = shortest_len(counter);
    out[0] = (uint8_t)((key_len - 1) << 4 | (counter_len - 1));
    return (size_t)(put_big_endian(put_big_endian(out + 1, key_id, key_len), counter, counter_len) -
                    out);
}

/* RFC 9605: X KKK Y CCC; a number below 8 stands in its three bits, else they hold its length less
 * one. */
static size_t encode_rfc(uint64_t key_id, uint64_t counter, uint8_t *out)
{
    size_t key_len = key_id < 8 ? 0 : shortest_len(key_id);
    size_t counter_len = counter < 8 ? 0 : shortest_len(counter);
    uint8_t key_bits = (uint8_t)(key_len == 0 ? key_id : (8u | (key_len - 1)));
    uint8_t counter_bits = (uint8_t)(counter_len == 0 ? counter : (8u | (counter_len - 1)));
    out[0] = (uint8_t)(key_bits << 4 | counter_bits);
    return (size_t)(put_big_endian(put_big_endian(out + 1, key_id, key_len), counter, counter_len) -
                    out);
}

size_t gs_sframe_header_encode(gbp_sframe_format format, uint64_t key_id, uint64_t counter,
                               uint8_t out[GS_SFRAME_HEADER_MAX])
{
    return format == GBP_SFRAME_FORMAT_RFC9605 ? encode_rfc(key_id, counter, out)
                                               : encode_gbp(key_id, counter, out);
}

static gs_status read_numbers(gs_bytes payload, size_t key_len, size_t counter_len,
                              gs_sframe_header *header)
{
    header->len = 1 + key_len + counter_len;
    if (payload.len < header->len) {
        return gs_fail(GS_E_DECODE,
                       "invalid SFrame header: need %zu bytes for header but only %zu available",
                       header->len, payload.len);
    }
    header->key_id = get_big_endian(payload.data + 1, key_len);
    header->counter = get_big_endian(payload.data + 1 + key_len, counter_len);
    return GS_OK;
}

static gs_status decode_gbp(gs_bytes payload, gs_sframe_header *header)
{
    uint8_t first = payload.data[0];
    if ((first & 0x80u) != 0) {
        return gs_fail(
            GS_E_DECODE,
            "invalid SFrame header: unsupported SFrame version (V bit set in flags 0x%02x)", first);
    }
    /* Parity: a counter may take up to 16 bytes, of which the last eight count. */
    return read_numbers(payload, (first >> 4 & 7u) + 1u, (first & 0x0Fu) + 1u, header);
}

static gs_status decode_rfc(gs_bytes payload, gs_sframe_header *header)
{
    uint8_t key_bits = payload.data[0] >> 4;
    uint8_t counter_bits = payload.data[0] & 0x0Fu;
    size_t key_len = (key_bits & 8u) != 0 ? (key_bits & 7u) + 1u : 0;
    size_t counter_len = (counter_bits & 8u) != 0 ? (counter_bits & 7u) + 1u : 0;
    GS_TRY(read_numbers(payload, key_len, counter_len, header));
    header->key_id = key_len > 0 ? header->key_id : key_bits;
    header->counter = counter_len > 0 ? header->counter : counter_bits;
    return GS_OK;
}

gs_status gs_sframe_header_decode(gbp_sframe_format format, gs_bytes payload,
                                  gs_sframe_header *header)
{
    if (payload.len == 0) {
        return gs_fail(GS_E_DECODE, "invalid SFrame header: empty payload");
    }
    return format == GBP_SFRAME_FORMAT_RFC9605 ? decode_rfc(payload, header)
                                               : decode_gbp(payload, header);
}
