/* The sub-protocol payloads in the codec that a frame names (docs/wire.md, Sub-protocol
 * payloads). */
#ifndef GS_CODEC_PAYLOAD_H
#define GS_CODEC_PAYLOAD_H

#include "base/buffer.h"
#include "codec/fields.h"

/* An unknown number is taken as CBOR. */
uint8_t gs_payload_codec(uint32_t number);

/* The length of the encoded payload. */
GS_MUST_USE gs_status gs_payload_measure(uint8_t codec, const gs_message *message,
                                         const void *value, size_t *len);
/* Writes a payload; the writer counts on when it is full. */
GS_MUST_USE gs_status gs_payload_encode(uint8_t codec, const gs_message *message, const void *value,
                                        gs_writer *out);

/*
 * Reads a payload and compares the length that travels beside its bytes. Byte strings are views of
 * input or, where it holds them in pieces, of scratch. Fails with GS_E_DECODE and the reference's
 * text.
 */
GS_MUST_USE gs_status gs_payload_decode(uint8_t codec, const gs_message *message, gs_bytes input,
                                        gs_buffer *scratch, void *value);

#endif
