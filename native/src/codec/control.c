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

static const gs_message CONTROL = {FIELDS, sizeof FIELDS / sizeof FIELDS[0], sizeof(gs_control),
                                   5};

void gs_control_encode(const gs_control *control, gs_writer *out)
{
    gs_control counted = *control;
    counted.args_len = (uint32_t)control->args.len;
    gs_cbor_encode(&CONTROL, &counted, out);
}

gs_status gs_control_decode(gs_bytes plaintext, gs_buffer *scratch, gs_control *control)
{
    GS_TRY(gs_cbor_decode(&CONTROL, plaintext, scratch, control));
    if (!gs_fields_length_matches(&CONTROL, control)) {
        return gs_fail(GS_E_DECODE, "args_length mismatch");
    }
    return GS_OK;
}
