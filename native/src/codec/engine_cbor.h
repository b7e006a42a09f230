/* CBOR (RFC 8949) of a message table, as docs/wire.md says what is written and what is accepted. */
#ifndef GS_CODEC_ENGINE_CBOR_H
#define GS_CODEC_ENGINE_CBOR_H

#include "base/buffer.h"
#include "codec/fields.h"

/* Writes a definite-length map, keys in table order, shortest integers. The writer counts on when
 * it is full. A byte string with null data and a length is left as room of that length, for content
 * that is put there later. */
void gs_cbor_encode(const gs_message *message, const void *value, gs_writer *out);

/* The length of what gs_cbor_encode writes, without writing it. */
size_t gs_cbor_measure(const gs_message *message, const void *value);

/*
 * Reads a map into the message's struct. Byte strings are views of the input; those that do not
 * stand there in one piece (chunks, arrays of integers) are gathered behind what `scratch` holds.
 * Fails with GS_E_DECODE and a text that begins "CBOR decode: ".
 */
GS_MUST_USE gs_status gs_cbor_decode(const gs_message *message, gs_bytes input, gs_buffer *scratch,
                                     void *value);

#endif
