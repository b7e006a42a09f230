/* The GSP signal (docs/wire.md, GSP signal). */
#ifndef GS_CODEC_GSP_SIGNAL_H
#define GS_CODEC_GSP_SIGNAL_H

#include "codec/fields.h"

typedef struct gs_gsp_signal {
    uint32_t signal_type;
    uint32_t request_id;
    uint32_t sender_id;
    uint32_t role_claim;
    uint32_t args_length;
    gs_bytes args;
} gs_gsp_signal;

extern const gs_message GS_GSP_SIGNAL;

#endif
