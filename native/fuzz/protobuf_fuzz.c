/*
 * Any bytes as a Protobuf payload: the first byte chooses the message. What reads is written again
 * and reads the same; byte strings lie inside the input.
 */
#include "codec/engine_protobuf.h"
#include "fuzz.h"
#include "support/payloads.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    enum { CAPACITY = 4096 };
    uint8_t memory[CAPACITY];
    any_payload value;
    any_payload back;
    if (len == 0) {
        return 0;
    }
    const gs_message *message = PAYLOADS[data[0] % PAYLOAD_COUNT];
    gs_bytes input = gs_bytes_of(data + 1, len - 1);
    if (gs_protobuf_decode(message, input, &value) != GS_OK) {
        return 0;
    }
    require_views(message, &value, input, NULL);
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_protobuf_encode(message, &value, &out);
    if (gs_writer_fits(&out)) {
        require(gs_protobuf_decode(message, gs_bytes_of(memory, out.len), &back) == GS_OK);
        require_equal(message, &value, &back);
    }
    return 0;
}
