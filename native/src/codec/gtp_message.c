#include "codec/gtp_message.h"

static const gs_field MESSAGE[] = {
    GS_FIELD(gs_gtp_message, message_id, "mid", 1, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_message, sender_id, "sid", 2, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_message, timestamp_ms, "ts", 3, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_message, request_id, "rid", 4, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_message, flags, "fl", 5, GS_FIELD_U8, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_message, content_type, "ct", 6, GS_FIELD_U8, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_message, content_length, "len", 7, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_message, content, "body", 8, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
};

const gs_message GS_GTP_MESSAGE = {MESSAGE, sizeof MESSAGE / sizeof MESSAGE[0],
                                   sizeof(gs_gtp_message), 7};

static const gs_field MANIFEST[] = {
    GS_FIELD(gs_gtp_manifest, attachment_id, "aid", 1, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_manifest, name, "name", 2, GS_FIELD_TEXT, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_manifest, mime, "mime", 3, GS_FIELD_TEXT, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_manifest, size, "size", 4, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_manifest, chunk_count, "nc", 5, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_manifest, hash, "hash", 6, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
};

const gs_message GS_GTP_MANIFEST = {MANIFEST, sizeof MANIFEST / sizeof MANIFEST[0],
                                    sizeof(gs_gtp_manifest), GS_FIELDS_NONE};

static const gs_field CHUNK[] = {
    GS_FIELD(gs_gtp_chunk, attachment_id, "aid", 1, GS_FIELD_U64, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_chunk, index, "idx", 2, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_chunk, chunk_count, "nc", 3, GS_FIELD_U32, GS_FIELD_ALWAYS),
    GS_FIELD(gs_gtp_chunk, data, "data", 4, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
};

const gs_message GS_GTP_CHUNK = {CHUNK, sizeof CHUNK / sizeof CHUNK[0], sizeof(gs_gtp_chunk),
                                 GS_FIELDS_NONE};
