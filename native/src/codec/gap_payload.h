/* The GAP audio payload (docs/wire.md, GAP audio payload). */
#ifndef GS_CODEC_GAP_PAYLOAD_H
#define GS_CODEC_GAP_PAYLOAD_H

#include "codec/fields.h"

typedef struct gs_gap_payload {
    uint64_t rtp_timestamp;
    uint32_t media_source_id;
    uint32_t rtp_sequence;
    uint32_t key_phase;
    gs_bytes opus_frame;
} gs_gap_payload;

extern const gs_message GS_GAP_PAYLOAD;

#endif
