/* The sub-protocol payloads in the codec that a frame names (spec: wire.md, Sub-protocol payloads). */
#ifndef GS_CODEC_PAYLOAD_H
#define GS_CODEC_PAYLOAD_H

#include "base/buffer.h"
#include "codec/engine_flatbuffers.h"
#include "codec/fields.h"

/* What the engines keep from payload to payload, so that in the steady state none allocates. Zeroed is ready. */
typedef struct gs_payload_codec {
    gs_buffer scratch;
    gs_flatbuffers *builder;
} gs_payload_codec;

/* Wipes and releases; ready again afterwards. */
void gs_payload_codec_free(gs_payload_codec *codec);

/* An unknown number is taken as CBOR. */
uint8_t gs_payload_codec_number(uint32_t number);

/* The length of the encoded payload. */
GS_MUST_USE gs_status gs_payload_measure(gs_payload_codec *codec, uint8_t number, const gs_message *message,
                                         const void *value, size_t *len);
/* Writes the payload measured just before: exactly len bytes. */
GS_MUST_USE gs_status gs_payload_write(gs_payload_codec *codec, uint8_t number, const gs_message *message,
                                       const void *value, uint8_t *out, size_t len);

/* Reads a payload. Byte strings are views of input or of the codec's scratch, valid until the next call and
 * gs_payload_forget. Fails with GS_E_DECODE and a text that begins "CBOR decode: ". */
GS_MUST_USE gs_status gs_payload_decode(gs_payload_codec *codec, uint8_t number, const gs_message *message,
                                        gs_bytes input, void *value);
/* Wipes what the last decoding gathered. */
void gs_payload_forget(gs_payload_codec *codec);

/* A length that travels beside its bytes must be theirs: GS_E_DECODE with the reference's text otherwise. */
GS_MUST_USE gs_status gs_payload_check_len(uint32_t stated, gs_bytes bytes);

#endif
