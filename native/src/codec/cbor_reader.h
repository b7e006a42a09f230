/*
 * Reads CBOR items one by one (RFC 8949), as tolerantly as docs/wire.md says. The walk is ours,
 * because what the reference accepts is wider than what tinycbor's containers and strings do: tags
 * anywhere, chunks within chunks, bignums, arrays of integers for byte strings, two-byte simple
 * values.
 *
 * All failures are GS_E_DECODE with a text that begins "CBOR decode: ", or GS_E_MEMORY.
 */
#ifndef GS_CODEC_CBOR_READER_H
#define GS_CODEC_CBOR_READER_H

#include "base/buffer.h"
#include "codec/cbor_head.h"

typedef struct gs_cbor_reader {
    const uint8_t *at;
    const uint8_t *end;
    size_t reserve;     /* scratch that suffices for whatever is gathered: the input's length */
    gs_buffer *scratch; /* where byte strings that stand in pieces are gathered */
} gs_cbor_reader;

gs_cbor_reader gs_cbor_reader_on(gs_bytes input, gs_buffer *scratch);

/* The head of the next item; the reader stands behind it then. */
GS_MUST_USE gs_status gs_cbor_read_head(gs_cbor_reader *in, gs_cbor_head *head);
/* The first head that is no tag. */
GS_MUST_USE gs_status gs_cbor_read_past_tags(gs_cbor_reader *in, gs_cbor_head *head);
/* Whether a container has another element (passes the end of an indefinite one); `done` counts
 * those that were read. */
bool gs_cbor_has_more(gs_cbor_reader *in, const gs_cbor_head *container, uint64_t done);

/* The content of a string whose head was read: a view of the input, or of scratch when it stands in
 * pieces. */
GS_MUST_USE gs_status gs_cbor_read_string(gs_cbor_reader *in, const gs_cbor_head *string,
                                          gs_bytes *out);
/* The magnitude of a bignum whose tag was read. */
GS_MUST_USE gs_status gs_cbor_read_bignum(gs_cbor_reader *in, uint64_t *value);
/* An integer from 0 to max, tags before it passed, bignums that fit included. */
GS_MUST_USE gs_status gs_cbor_read_unsigned(gs_cbor_reader *in, uint64_t max, uint64_t *value);
/* A byte string, or an array of integers from 0 to 255 in place of one; tags before it passed. */
GS_MUST_USE gs_status gs_cbor_read_bytes(gs_cbor_reader *in, gs_bytes *out);
GS_MUST_USE gs_status gs_cbor_read_text(gs_cbor_reader *in, gs_bytes *out);
GS_MUST_USE gs_status gs_cbor_read_bool(gs_cbor_reader *in, bool *value);
/* A map key: a definite text or byte string of at most 4096 bytes. */
GS_MUST_USE gs_status gs_cbor_read_key(gs_cbor_reader *in, gs_bytes *key);
/* Checks and passes one item of any kind; containers and tags in it nest at most 255 deep
 * (parity). */
GS_MUST_USE gs_status gs_cbor_skip(gs_cbor_reader *in);

#endif
