/*
 * Any bytes as a FlatBuffers payload: the first byte chooses the message. What flatcc's verifier
 * accepts reads; what reads is written again, passes the verifier and reads the same; byte strings
 * lie inside the input.
 */
#include "codec/engine_flatbuffers.h"
#include "fuzz.h"
#include "support/flatcc_check.h"
#include "support/payloads.h"

enum { CAPACITY = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    _Alignas(8) uint8_t memory[CAPACITY];
    any_payload value;
    any_payload back;
    bool field_fault;
    if (len == 0 || len > CAPACITY / 2) {
        return 0;
    }
    size_t which = data[0] % PAYLOAD_COUNT;
    const gs_message *message = PAYLOADS[which];
    gs_bytes input = gs_bytes_of(data + 1, len - 1);
    gs_status status = gs_flatbuffers_decode(message, input, &value, &field_fault);
    memcpy(memory, input.data, input.len);
    if (flatcc_accepts(which, memory, input.len)) {
        require(status == GS_OK);
    }
    require(status != GS_OK || !field_fault);
    if (status != GS_OK) {
        return 0;
    }
    require_views(message, &value, input, NULL);
    gs_writer out = gs_writer_on(memory, sizeof memory);
    require(gs_flatbuffers_encode(message, &value, &out) == GS_OK);
    require(gs_writer_fits(&out));
    require(flatcc_accepts(which, memory, out.len));
    gs_bytes written = gs_bytes_of(memory, out.len);
    require(gs_flatbuffers_decode(message, written, &back, &field_fault) == GS_OK);
    require_equal(message, &value, &back);
    return 0;
}
