#include "codec/control.h"

#include "codec/engine_cbor.h"

static const gs_field FIELDS[] = {
    GS_FIELD(gs_control, opcode, "op", 0, GS_FIELD_U16, GS_FIELD_ALWAYS),
    GS_FIELD(gs_control, request_id, "rid", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_control, sender_id, "sid", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_control, transition_id, "tid", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_control, args_len, "alen", 0, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_control, args, "args", 0, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
};

const gs_message GS_CONTROL = {FIELDS, sizeof FIELDS / sizeof FIELDS[0], sizeof(gs_control), 5};

gs_status gs_control_decode(gs_bytes plaintext, gs_buffer *scratch, gs_control *control)
{
    GS_TRY(gs_cbor_decode(&GS_CONTROL, plaintext, scratch, control));
    if (!gs_fields_length_matches(&GS_CONTROL, control)) {
        return gs_fail(GS_E_DECODE, "args_length mismatch");
    }
    return GS_OK;
}
