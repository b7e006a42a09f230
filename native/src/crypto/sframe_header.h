/* The SFrame header in both formats (docs/wire.md, SFrame; RFC 9605 section 4.3). */
#ifndef GS_CRYPTO_SFRAME_HEADER_H
#define GS_CRYPTO_SFRAME_HEADER_H

#include "base/bytes.h"
#include "base/status.h"
#include "base/tables.h"

enum { GS_SFRAME_HEADER_MAX = 17 };

typedef struct gs_sframe_header {
    uint64_t key_id;
    uint64_t counter;
    size_t len; /* of the header itself */
} gs_sframe_header;

/* Writes the shortest header; its length. */
size_t gs_sframe_header_encode(gbp_sframe_format format, uint64_t key_id, uint64_t counter,
                               uint8_t out[GS_SFRAME_HEADER_MAX]);
/* Reads the header of a payload. Fails with GS_E_DECODE "invalid SFrame header: …". */
GS_MUST_USE gs_status gs_sframe_header_decode(gbp_sframe_format format, gs_bytes payload,
                                              gs_sframe_header *header);

#endif
