/* The control message, the plaintext of a control frame (spec: wire.md, Control message). */
#ifndef GS_CODEC_CONTROL_H
#define GS_CODEC_CONTROL_H

#include "base/buffer.h"

typedef struct gs_control {
    uint16_t opcode;
    uint32_t request_id;
    uint32_t sender_id;
    uint32_t transition_id;
    uint32_t args_len;
    gs_bytes args;
} gs_control;

/* args_len is taken from args. Null args with a length are left as room (engine_cbor.h). */
void gs_control_encode(const gs_control *control, gs_writer *out);

/* Reads a control message; args are a view of plaintext or scratch. Fails with GS_E_DECODE, also when args_len is not
 * the length of args. */
GS_MUST_USE gs_status gs_control_decode(gs_bytes plaintext, gs_buffer *scratch, gs_control *control);

#endif
