/*
 * Any bytes as a Protobuf payload: the first byte chooses the message. What reads is written again
 * and reads the same; byte strings lie inside the input.
 */
#include <stdlib.h>

#include "codec/engine_protobuf.h"
#include "codec/gap_payload.h"
#include "codec/gsp_signal.h"
#include "codec/gtp_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

typedef union any_value {
    gs_gtp_message gtp;
    gs_gap_payload gap;
    gs_gsp_signal gsp;
} any_value;

static void require(bool is_true)
{
    if (!is_true) {
        abort();
    }
}

static void compare(const gs_message *message, const any_value *a, const any_value *b,
                    gs_bytes input)
{
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (field->type != GS_FIELD_BYTES) {
            require(gs_fields_get(field, a) == gs_fields_get(field, b));
            continue;
        }
        gs_bytes bytes = gs_fields_get_bytes(field, a);
        require(gs_bytes_equal(bytes, gs_fields_get_bytes(field, b)));
        require(bytes.len == 0 ||
                (bytes.data >= input.data && bytes.data + bytes.len <= input.data + input.len));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const gs_message *const messages[] = {&GS_GTP_MESSAGE, &GS_GAP_PAYLOAD, &GS_GSP_SIGNAL};
    enum { CAPACITY = 4096 };
    uint8_t memory[CAPACITY];
    any_value value;
    any_value back;
    if (len == 0) {
        return 0;
    }
    const gs_message *message = messages[data[0] % 3];
    gs_bytes input = gs_bytes_of(data + 1, len - 1);
    if (gs_protobuf_decode(message, input, &value) != GS_OK) {
        return 0;
    }
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_protobuf_encode(message, &value, &out);
    if (gs_writer_fits(&out)) {
        require(gs_protobuf_decode(message, gs_bytes_of(memory, out.len), &back) == GS_OK);
        compare(message, &value, &back, input);
    }
    return 0;
}
