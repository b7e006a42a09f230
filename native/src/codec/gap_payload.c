#include "codec/gap_payload.h"

static const gs_field FIELDS[] = {
    GS_FIELD(gs_gap_payload, media_source_id, "msid", 1, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gap_payload, rtp_sequence, "seq", 2, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gap_payload, rtp_timestamp, "ts", 3, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gap_payload, key_phase, "kp", 4, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gap_payload, opus_frame, "opus", 5, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
};

const gs_message GS_GAP_PAYLOAD = {FIELDS, sizeof FIELDS / sizeof FIELDS[0], sizeof(gs_gap_payload),
                                   GS_FIELDS_NONE};
