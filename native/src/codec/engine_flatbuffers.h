/* FlatBuffers of a message table: written with flatcc's builder, read with bounds-checked loads. */
#ifndef GS_CODEC_ENGINE_FLATBUFFERS_H
#define GS_CODEC_ENGINE_FLATBUFFERS_H

#include "base/status.h"
#include "codec/fields.h"

/*
 * Writes a root table without identifier, byte for byte as the reference lays it out. The writer
 * counts on when it is full. Allocates nothing. Fails with GS_E_ARGUMENT when the buffer would pass
 * the 2^31 bytes that offsets can span, and then counts nothing.
 */
GS_MUST_USE gs_status gs_flatbuffers_encode(const gs_message *message, const void *value,
                                            gs_writer *out);

/*
 * Reads a message; what is not there is 0 or empty; byte strings are views of the input, which
 * needs no alignment. After a failure the struct holds nothing to rely on.
 *
 * Fails with GS_E_DECODE and a text that begins "CBOR decode: " (parity: the reference says so for
 * every codec). *field_fault, always written, tells which of two failures it was: false, the root
 * does not read; true, the root reads and a field of it does not, "CBOR decode: flatbuffers field
 * error". Parity: GAP says that text, GTP and GSP report the second kind as their length mismatch,
 * whatever the length field holds.
 */
GS_MUST_USE gs_status gs_flatbuffers_decode(const gs_message *message, gs_bytes input, void *value,
                                            bool *field_fault);

#endif
