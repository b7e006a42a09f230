#include "codec/gsp_signal.h"

static const gs_field FIELDS[] = {
    GS_FIELD(gs_gsp_signal, signal_type, "t", 1, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gsp_signal, request_id, "rid", 2, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gsp_signal, sender_id, "sid", 3, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gsp_signal, role_claim, "rc", 4, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gsp_signal, args_length, "alen", 5, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gsp_signal, args, "args", 6, GS_FIELD_BYTES, GS_FIELD_OPTIONAL_VECTOR),
};

const gs_message GS_GSP_SIGNAL = {FIELDS, sizeof FIELDS / sizeof FIELDS[0], sizeof(gs_gsp_signal),
                                  5};
