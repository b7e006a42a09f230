/* The GTP text message and the attachments it refers to (docs/wire.md, GTP text message). */
#ifndef GS_CODEC_GTP_MESSAGE_H
#define GS_CODEC_GTP_MESSAGE_H

#include "codec/fields.h"

typedef struct gs_gtp_message {
    uint64_t message_id;
    uint64_t timestamp_ms;
    uint32_t sender_id;
    uint32_t request_id;
    uint32_t content_length;
    uint8_t flags;
    uint8_t content_type;
    gs_bytes content;
} gs_gtp_message;

extern const gs_message GS_GTP_MESSAGE;

/* The body of a message of content type ATTACHMENT_REF; CBOR only. */
typedef struct gs_gtp_manifest {
    uint64_t attachment_id;
    uint64_t size;
    uint32_t chunk_count;
    gs_bytes name;
    gs_bytes mime;
    gs_bytes hash; /* SHA-256 of the whole attachment */
} gs_gtp_manifest;

extern const gs_message GS_GTP_MANIFEST;

/* One chunk of an attachment; CBOR only. */
typedef struct gs_gtp_chunk {
    uint64_t attachment_id;
    uint32_t index;
    uint32_t chunk_count;
    gs_bytes data;
} gs_gtp_chunk;

extern const gs_message GS_GTP_CHUNK;

#endif
