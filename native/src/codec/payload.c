#include "codec/payload.h"

#include "base/memory.h"
#include "base/tables.h"
#include "codec/engine_cbor.h"
#include "codec/engine_protobuf.h"

void gs_payload_codec_free(gs_payload_codec *codec)
{
    gs_buffer_free(&codec->scratch);
    gs_flatbuffers_free(codec->builder);
    codec->builder = NULL;
}

uint8_t gs_payload_codec_number(uint32_t number)
{
    return number <= GBP_CODEC_FLATBUFFERS ? (uint8_t)number : (uint8_t)GBP_CODEC_CBOR;
}

static void encode(uint8_t number, const gs_message *message, const void *value, gs_writer *out)
{
    if (number == GBP_CODEC_PROTOBUF) {
        gs_protobuf_encode(message, value, out);
    } else {
        gs_cbor_encode(message, value, out);
    }
}

gs_status gs_payload_measure(gs_payload_codec *codec, uint8_t number, const gs_message *message,
                             const void *value, size_t *len)
{
    if (number == GBP_CODEC_FLATBUFFERS) {
        if (codec->builder == NULL) {
            codec->builder = gs_flatbuffers_new();
        }
        if (codec->builder == NULL) {
            return gs_fail(GS_E_MEMORY, "out of memory");
        }
        return gs_flatbuffers_build(codec->builder, message, value, len);
    }
    gs_writer counter = gs_writer_on(NULL, 0);
    encode(number, message, value, &counter);
    *len = counter.len;
    return GS_OK;
}

gs_status gs_payload_write(gs_payload_codec *codec, uint8_t number, const gs_message *message,
                           const void *value, uint8_t *out, size_t len)
{
    if (number == GBP_CODEC_FLATBUFFERS) {
        return gs_flatbuffers_take(codec->builder, out);
    }
    gs_writer writer = gs_writer_on(out, len);
    encode(number, message, value, &writer);
    return writer.len == len ? GS_OK : gs_fail(GS_E_INTERNAL, "payload of another length");
}

gs_status gs_payload_decode(gs_payload_codec *codec, uint8_t number, const gs_message *message,
                            gs_bytes input, void *value)
{
    gs_payload_forget(codec);
    switch (number) {
    case GBP_CODEC_PROTOBUF:
        return gs_protobuf_decode(message, input, value);
    case GBP_CODEC_FLATBUFFERS:
        return gs_flatbuffers_decode(message, input, &codec->scratch, value);
    default:
        return gs_cbor_decode(message, input, &codec->scratch, value);
    }
}

void gs_payload_forget(gs_payload_codec *codec)
{
    gs_wipe(codec->scratch.data, codec->scratch.len);
    codec->scratch.len = 0;
}

gs_status gs_payload_check_len(uint32_t stated, gs_bytes bytes)
{
    if (bytes.len != stated) {
        return gs_fail(GS_E_DECODE, "payload_size/content_length/args_length mismatch");
    }
    return GS_OK;
}
