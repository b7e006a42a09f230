/* The GBP frame (docs/wire.md, GBP frame): always CBOR, whatever codec its payload has. */
#ifndef GS_CODEC_FRAME_H
#define GS_CODEC_FRAME_H

#include "base/buffer.h"

enum { GBP_WIRE_VERSION = 1, GS_GROUP_ID_LEN = 16 };

typedef struct gs_frame {
    uint8_t version;
    uint8_t stream_type;
    uint8_t codec; /* as sent; unknown values are read as CBOR */
    uint16_t flags;
    uint32_t transition_id;
    uint32_t stream_id;
    uint32_t sequence_no;
    uint32_t payload_size;
    uint64_t epoch;
    gs_bytes group_id;
    gs_bytes payload; /* ciphertext and tag */
} gs_frame;

/* Writes the frame. A payload with null data is left as room; where it begins is written to
 * payload_at. */
void gs_frame_encode(const gs_frame *frame, gs_writer *out, size_t *payload_at);

/* Reads a frame; group id and payload are views of wire, or of scratch where wire holds them in
 * pieces. Fails with GS_E_DECODE; does not compare payload_size (see
 * gs_frame_payload_size_matches). */
GS_MUST_USE gs_status gs_frame_decode(gs_bytes wire, gs_buffer *scratch, gs_frame *frame);

bool gs_frame_payload_size_matches(const gs_frame *frame);

/* Compares after zero-padding or truncating the frame's group id to 16 bytes. */
bool gs_frame_is_of_group(const gs_frame *frame, const uint8_t group_id[GS_GROUP_ID_LEN]);

#endif
