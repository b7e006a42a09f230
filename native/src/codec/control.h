/* The control message, the plaintext of a control frame (docs/wire.md, Control message). */
#ifndef GS_CODEC_CONTROL_H
#define GS_CODEC_CONTROL_H

#include "base/buffer.h"
#include "codec/fields.h"

typedef struct gs_control {
    uint16_t opcode;
    uint32_t request_id;
    uint32_t sender_id;
    uint32_t transition_id;
    uint32_t args_len;
    gs_bytes args;
} gs_control;

/* For writing; args_len must be the length of args. */
extern const gs_message GS_CONTROL;

/* Reads a control message; args are a view of plaintext or scratch. Fails with GS_E_DECODE, also
 * when args_len is not the length of args. */
GS_MUST_USE gs_status gs_control_decode(gs_bytes plaintext, gs_buffer *scratch,
                                        gs_control *control);

#endif
