/* Protobuf (proto3) of a message table, on nanopb's streams. */
#ifndef GS_CODEC_ENGINE_PROTOBUF_H
#define GS_CODEC_ENGINE_PROTOBUF_H

#include "base/status.h"
#include "codec/fields.h"

/* Writes fields in table order, defaults left out. The writer counts on when it is full. */
void gs_protobuf_encode(const gs_message *message, const void *value, gs_writer *out);

/* Reads a message; what is not there is 0 or empty; byte strings are views of the input. Fails with
 * GS_E_DECODE and a text that begins "CBOR decode: " (parity: the reference says so for every
 * codec). */
GS_MUST_USE gs_status gs_protobuf_decode(const gs_message *message, gs_bytes input, void *value);

#endif
