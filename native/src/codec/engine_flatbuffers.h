/* FlatBuffers of a message table, on flatcc's builder and verifier. */
#ifndef GS_CODEC_ENGINE_FLATBUFFERS_H
#define GS_CODEC_ENGINE_FLATBUFFERS_H

#include "base/buffer.h"
#include "codec/fields.h"

/* A builder kept from message to message, so that in the steady state none allocates. */
typedef struct gs_flatbuffers gs_flatbuffers;

/* Null when out of memory. */
gs_flatbuffers *gs_flatbuffers_new(void);
/* Accepts null; wipes what the builder held. */
void gs_flatbuffers_free(gs_flatbuffers *builder);

/* Builds the buffer inside the builder and gives its length. */
GS_MUST_USE gs_status gs_flatbuffers_build(gs_flatbuffers *builder, const gs_message *message, const void *value,
                                           size_t *len);
/* Copies the buffer built last to out (its whole length) and wipes it in the builder. */
GS_MUST_USE gs_status gs_flatbuffers_take(gs_flatbuffers *builder, uint8_t *out);

/* Reads a message; what is not there is 0 or empty. The input is copied to aligned memory behind what `scratch` holds
 * (when it is not aligned already), and byte strings are views of that. */
GS_MUST_USE gs_status gs_flatbuffers_decode(const gs_message *message, gs_bytes input, gs_buffer *scratch,
                                            void *value);

#endif
