#include "codec/frame.h"

#include "base/tables.h"
#include "codec/engine_cbor.h"

static const gs_field FIELDS[] = {
    GS_FIELD(gs_frame, version, "v", 0, GS_FIELD_U8, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, group_id, "gid", 0, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, epoch, "ep", 0, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, transition_id, "tid", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, stream_type, "st", 0, GS_FIELD_U8, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, stream_id, "sid", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, flags, "fl", 0, GS_FIELD_U16, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, sequence_no, "seq", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, payload_size, "psz", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, payload, "pl", 0, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
    GS_FIELD(gs_frame, codec, "pf", 0, GS_FIELD_U8, GS_FIELD_UNLESS_ZERO),
};

static const gs_message FRAME = {FIELDS, sizeof FIELDS / sizeof FIELDS[0], sizeof(gs_frame), 9};

void gs_frame_encode(const gs_frame *frame, gs_writer *out, size_t *payload_at)
{
    /* Behind the payload stands only the codec: key head, "pf" and a number that is its own
     * head. */
    enum { CODEC_ENTRY_LEN = 4 };
    gs_cbor_encode(&FRAME, frame, out);
    *payload_at = out->len - frame->payload.len - (frame->codec != 0 ? CODEC_ENTRY_LEN : 0);
}

gs_status gs_frame_decode(gs_bytes wire, gs_buffer *scratch, gs_frame *frame)
{
    GS_TRY(gs_cbor_decode(&FRAME, wire, scratch, frame));
    if (frame->codec > GBP_CODEC_FLATBUFFERS) {
        frame->codec = GBP_CODEC_CBOR;
    }
    return GS_OK;
}

bool gs_frame_payload_size_matches(const gs_frame *frame)
{
    return gs_fields_length_matches(&FRAME, frame);
}

bool gs_frame_is_of_group(const gs_frame *frame, const uint8_t group_id[GS_GROUP_ID_LEN])
{
    uint8_t padded[GS_GROUP_ID_LEN] = {0};
    size_t len = frame->group_id.len < sizeof padded ? frame->group_id.len : sizeof padded;
    if (len > 0) {
        memcpy(padded, frame->group_id.data, len);
    }
    return memcmp(padded, group_id, sizeof padded) == 0;
}
