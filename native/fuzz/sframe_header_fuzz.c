/*
 * Any bytes as the header of an SFrame payload, in both formats. What reads is written again, in
 * no more bytes, and reads the same.
 */
#include "crypto/sframe_header.h"
#include "fuzz.h"

static void check(gbp_sframe_format format, gs_bytes payload)
{
    uint8_t memory[GS_SFRAME_HEADER_MAX];
    gs_sframe_header header;
    gs_sframe_header back;
    if (gs_sframe_header_decode(format, payload, &header) != GS_OK) {
        return;
    }
    require(header.len <= payload.len);
    size_t len = gs_sframe_header_encode(format, header.key_id, header.counter, memory);
    require(len <= header.len);
    require(gs_sframe_header_decode(format, gs_bytes_of(memory, len), &back) == GS_OK);
    require(back.key_id == header.key_id && back.counter == header.counter && back.len == len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    check(GBP_SFRAME_FORMAT_GBP_1_5, gs_bytes_of(data, len));
    check(GBP_SFRAME_FORMAT_RFC9605, gs_bytes_of(data, len));
    return 0;
}
