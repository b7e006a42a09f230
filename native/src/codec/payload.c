#include "codec/payload.h"

#include "base/tables.h"
#include "codec/engine_cbor.h"
#include "codec/engine_flatbuffers.h"
#include "codec/engine_protobuf.h"

uint8_t gs_payload_codec(uint32_t number)
{
    return number <= GBP_CODEC_FLATBUFFERS ? (uint8_t)number : (uint8_t)GBP_CODEC_CBOR;
}

gs_status gs_payload_encode(uint8_t codec, const gs_message *message, const void *value,
                            gs_writer *out)
{
    switch (codec) {
    case GBP_CODEC_PROTOBUF:
        gs_protobuf_encode(message, value, out);
        return GS_OK;
    case GBP_CODEC_FLATBUFFERS:
        return gs_flatbuffers_encode(message, value, out);
    default:
        gs_cbor_encode(message, value, out);
        return GS_OK;
    }
}

gs_status gs_payload_measure(uint8_t codec, const gs_message *message, const void *value,
                             size_t *len)
{
    if (codec == GBP_CODEC_CBOR) {
        *len = gs_cbor_measure(message, value);
        return GS_OK;
    }
    gs_writer counter = gs_writer_on(NULL, 0);
    GS_TRY(gs_payload_encode(codec, message, value, &counter));
    *len = counter.len;
    return GS_OK;
}

static gs_status refuse_length(void)
{
    return gs_fail(GS_E_DECODE, "payload_size/content_length/args_length mismatch");
}

gs_status gs_payload_decode(uint8_t codec, const gs_message *message, gs_bytes input,
                            gs_buffer *scratch, void *value)
{
    bool field_fault = false;
    gs_status status = GS_OK;
    switch (codec) {
    case GBP_CODEC_PROTOBUF:
        status = gs_protobuf_decode(message, input, value);
        break;
    case GBP_CODEC_FLATBUFFERS:
        status = gs_flatbuffers_decode(message, input, value, &field_fault);
        break;
    default:
        status = gs_cbor_decode(message, input, scratch, value);
        break;
    }
    if (field_fault && message->counted != GS_FIELDS_NONE) {
        return refuse_length(); /* Parity: see engine_flatbuffers.h */
    }
    GS_TRY(status);
    return gs_fields_length_matches(message, value) ? GS_OK : refuse_length();
}
