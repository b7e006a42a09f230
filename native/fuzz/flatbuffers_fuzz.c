/*
 * Any bytes as a FlatBuffers payload: the first byte chooses the message. What flatcc's verifier
 * accepts reads; what reads is written again, passes the verifier and reads the same; byte strings
 * lie inside the input.
 */
#include <stdlib.h>

#include <flatcc/flatcc_verifier.h>

#include "codec/engine_flatbuffers.h"
#include "codec/gap_payload.h"
#include "codec/gsp_signal.h"
#include "codec/gtp_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { CAPACITY = 4096 };

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

static int verify_fields(flatcc_table_verifier_descriptor_t *table, const gs_message *message)
{
    int result = 0;
    for (size_t i = 0; i < message->count && result == 0; i++) {
        const gs_field *field = &message->fields[i];
        flatbuffers_voffset_t id = (flatbuffers_voffset_t)(field->number - 1);
        if (field->type == GS_FIELD_BYTES) {
            result = flatcc_verify_vector_field(table, id, 0, 1, 1, FLATBUFFERS_COUNT_MAX(1));
        } else {
            uint16_t width = field->type == GS_FIELD_U64 ? 8 : 4;
            result = flatcc_verify_field(table, id, width, width);
        }
    }
    return result;
}

static int verify_gtp(flatcc_table_verifier_descriptor_t *table)
{
    return verify_fields(table, &GS_GTP_MESSAGE);
}

static int verify_gap(flatcc_table_verifier_descriptor_t *table)
{
    return verify_fields(table, &GS_GAP_PAYLOAD);
}

static int verify_gsp(flatcc_table_verifier_descriptor_t *table)
{
    return verify_fields(table, &GS_GSP_SIGNAL);
}

static const struct {
    const gs_message *message;
    flatcc_table_verifier_f *verify;
} KINDS[] = {
    {&GS_GTP_MESSAGE, verify_gtp}, {&GS_GAP_PAYLOAD, verify_gap}, {&GS_GSP_SIGNAL, verify_gsp}};

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
    _Alignas(8) uint8_t memory[CAPACITY];
    any_value value;
    any_value back;
    bool field_fault;
    if (len == 0 || len > CAPACITY / 2) {
        return 0;
    }
    const gs_message *message = KINDS[data[0] % 3].message;
    flatcc_table_verifier_f *verify = KINDS[data[0] % 3].verify;
    gs_bytes input = gs_bytes_of(data + 1, len - 1);
    gs_status status = gs_flatbuffers_decode(message, input, &value, &field_fault);
    memcpy(memory, input.data, input.len);
    if (flatcc_verify_table_as_root(memory, input.len, NULL, verify) == 0) {
        require(status == GS_OK);
    }
    require(status != GS_OK || !field_fault);
    if (status != GS_OK) {
        return 0;
    }
    gs_writer out = gs_writer_on(memory, sizeof memory);
    require(gs_flatbuffers_encode(message, &value, &out) == GS_OK);
    require(gs_writer_fits(&out));
    require(flatcc_verify_table_as_root(memory, out.len, NULL, verify) == 0);
    gs_bytes written = gs_bytes_of(memory, out.len);
    require(gs_flatbuffers_decode(message, written, &back, &field_fault) == GS_OK);
    compare(message, &value, &back, input);
    return 0;
}
