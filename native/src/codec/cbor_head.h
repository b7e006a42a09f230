/*
 * The head of a CBOR item (RFC 8949, section 3): its type and a number. Plain heads, as nearly all
 * are, are read here, since there are a dozen in a frame; tinycbor reads the others and judges what
 * is none.
 */
#ifndef GS_CODEC_CBOR_HEAD_H
#define GS_CODEC_CBOR_HEAD_H

#include "base/bytes.h"
#include "base/status.h"

typedef enum gs_cbor_kind {
    GS_CBOR_UNSIGNED,
    GS_CBOR_NEGATIVE,
    GS_CBOR_BYTES,
    GS_CBOR_TEXT,
    GS_CBOR_ARRAY,
    GS_CBOR_MAP,
    GS_CBOR_TAG,
    GS_CBOR_BOOL,
    GS_CBOR_OTHER /* null, undefined, floats */
} gs_cbor_kind;

enum { GS_CBOR_TAG_POSITIVE_BIGNUM = 2, GS_CBOR_TAG_NEGATIVE_BIGNUM = 3 };

typedef struct gs_cbor_head {
    gs_cbor_kind kind;
    bool indefinite;
    uint64_t argument; /* value, length, count or tag */
} gs_cbor_head;

/* Reads the head at *at and moves *at behind it. GS_E_DECODE, with a text that begins "CBOR decode:
 * ", when there is none before `end`. */
GS_MUST_USE gs_status gs_cbor_head_read(const uint8_t **at, const uint8_t *end, gs_cbor_head *head);

#endif
