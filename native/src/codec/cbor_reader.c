#include "codec/cbor_reader.h"

#include "base/utf8.h"

enum {
    MAX_NESTING =
        255, /* containers and tags around an unknown value; Parity: the 256th is refused */
    MAX_KEY_LEN = 4096,
    BREAK = 0xFF,
};

static gs_status refuse(const char *what)
{
    return gs_fail(GS_E_DECODE, "CBOR decode: %s", what);
}

gs_cbor_reader gs_cbor_reader_on(gs_bytes input, gs_buffer *scratch)
{
    const uint8_t *end = input.len > 0 ? input.data + input.len : input.data; /* may be null */
    gs_cbor_reader reader = {input.data, end, input.len, scratch};
    return reader;
}

/* ---- heads ---- */

gs_status gs_cbor_read_head(gs_cbor_reader *in, gs_cbor_head *head)
{
    return gs_cbor_head_read(&in->at, in->end, head);
}

gs_status gs_cbor_read_past_tags(gs_cbor_reader *in, gs_cbor_head *head)
{
    do {
        GS_TRY(gs_cbor_read_head(in, head));
    } while (head->kind == GS_CBOR_TAG);
    return GS_OK;
}

static bool take_break(gs_cbor_reader *in)
{
    if (in->at < in->end && *in->at == BREAK) {
        in->at++;
        return true;
    }
    return false;
}

bool gs_cbor_has_more(gs_cbor_reader *in, const gs_cbor_head *container, uint64_t done)
{
    return container->indefinite ? !take_break(in) : done < container->argument;
}

/* ---- strings ---- */

static gs_status take(gs_cbor_reader *in, gs_cbor_kind kind, uint64_t len, gs_bytes *out)
{
    if (len > (uint64_t)(in->end - in->at)) {
        return refuse("unexpected end");
    }
    *out = gs_bytes_of(in->at, (size_t)len);
    in->at += len;
    if (kind == GS_CBOR_TEXT && !gs_utf8_valid(*out)) {
        return refuse("text is not UTF-8");
    }
    return GS_OK;
}

/* What is gathered is never more than the input, so one reservation keeps every earlier view in
 * place. */
static gs_status begin_gathering(gs_cbor_reader *in, size_t *start)
{
    *start = in->scratch->len;
    return *start == 0 ? gs_buffer_reserve(in->scratch, in->reserve) : GS_OK;
}

static gs_bytes end_gathering(const gs_cbor_reader *in, size_t start)
{
    return gs_bytes_of(in->scratch->data + start, in->scratch->len - start);
}

/* Parity: chunks may hold chunks. */
gs_status gs_cbor_read_string(gs_cbor_reader *in, const gs_cbor_head *string, gs_bytes *out)
{
    if (!string->indefinite) {
        return take(in, string->kind, string->argument, out);
    }
    size_t start = 0;
    GS_TRY(begin_gathering(in, &start));
    for (size_t depth = 1; depth > 0;) {
        if (take_break(in)) {
            depth--;
            continue;
        }
        gs_cbor_head chunk;
        GS_TRY(gs_cbor_read_head(in, &chunk));
        if (chunk.kind != string->kind) {
            return refuse("a chunk of another type");
        }
        if (chunk.indefinite) {
            depth++;
            continue;
        }
        gs_bytes piece;
        GS_TRY(take(in, chunk.kind, chunk.argument, &piece));
        GS_TRY(gs_buffer_append(in->scratch, piece.data, piece.len));
    }
    *out = end_gathering(in, start);
    return GS_OK;
}

/* Parity: an array of integers from 0 to 255 is a byte string too. */
static gs_status read_array_of_bytes(gs_cbor_reader *in, const gs_cbor_head *array, gs_bytes *out)
{
    size_t start = 0;
    GS_TRY(begin_gathering(in, &start));
    for (uint64_t i = 0; gs_cbor_has_more(in, array, i); i++) {
        uint64_t value = 0;
        GS_TRY(gs_cbor_read_unsigned(in, UINT8_MAX, &value));
        uint8_t byte = (uint8_t)value;
        GS_TRY(gs_buffer_append(in->scratch, &byte, 1));
    }
    *out = end_gathering(in, start);
    return GS_OK;
}

gs_status gs_cbor_read_bytes(gs_cbor_reader *in, gs_bytes *out)
{
    gs_cbor_head item;
    GS_TRY(gs_cbor_read_past_tags(in, &item));
    if (item.kind == GS_CBOR_BYTES) {
        return gs_cbor_read_string(in, &item, out);
    }
    return item.kind == GS_CBOR_ARRAY ? read_array_of_bytes(in, &item, out)
                                      : refuse("expected bytes");
}

gs_status gs_cbor_read_text(gs_cbor_reader *in, gs_bytes *out)
{
    gs_cbor_head item;
    GS_TRY(gs_cbor_read_past_tags(in, &item));
    return item.kind == GS_CBOR_TEXT ? gs_cbor_read_string(in, &item, out)
                                     : refuse("expected text");
}

gs_status gs_cbor_read_key(gs_cbor_reader *in, gs_bytes *key)
{
    gs_cbor_head item;
    GS_TRY(gs_cbor_read_past_tags(in, &item));
    bool is_string = item.kind == GS_CBOR_TEXT || item.kind == GS_CBOR_BYTES;
    if (!is_string || item.indefinite || item.argument > MAX_KEY_LEN) {
        return refuse("expected a short text or byte string as key");
    }
    return take(in, item.kind, item.argument, key);
}

/* ---- numbers ---- */

gs_status gs_cbor_read_bignum(gs_cbor_reader *in, uint64_t *value)
{
    gs_cbor_head string;
    GS_TRY(gs_cbor_read_head(in, &string));
    if (string.kind != GS_CBOR_BYTES) {
        return refuse("a bignum that is no byte string");
    }
    size_t kept = in->scratch->len;
    gs_bytes digits;
    GS_TRY(gs_cbor_read_string(in, &string, &digits));
    in->scratch->len = kept;
    *value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (*value > UINT64_MAX >> 8) {
            return refuse("integer too large");
        }
        *value = *value << 8 | digits.data[i];
    }
    return GS_OK;
}

static bool is_bignum(const gs_cbor_head *item)
{
    return item->kind == GS_CBOR_TAG && (item->argument == GS_CBOR_TAG_POSITIVE_BIGNUM ||
                                         item->argument == GS_CBOR_TAG_NEGATIVE_BIGNUM);
}

gs_status gs_cbor_read_unsigned(gs_cbor_reader *in, uint64_t max, uint64_t *value)
{
    enum { FIRST_IN_NEXT_BYTE = 24 };
    uint8_t first = in->at < in->end ? *in->at : FIRST_IN_NEXT_BYTE;
    if (first < FIRST_IN_NEXT_BYTE && first <= max) {
        *value = first; /* most integers are their own head */
        in->at++;
        return GS_OK;
    }
    gs_cbor_head item;
    do {
        GS_TRY(gs_cbor_read_head(in, &item));
    } while (item.kind == GS_CBOR_TAG && !is_bignum(&item));
    if (item.kind == GS_CBOR_UNSIGNED) {
        *value = item.argument;
    } else if (is_bignum(&item) && item.argument == GS_CBOR_TAG_POSITIVE_BIGNUM) {
        GS_TRY(gs_cbor_read_bignum(in, value));
    } else {
        return refuse("expected an unsigned integer");
    }
    return *value <= max ? GS_OK : refuse("integer out of range");
}

gs_status gs_cbor_read_bool(gs_cbor_reader *in, bool *value)
{
    gs_cbor_head item;
    GS_TRY(gs_cbor_read_past_tags(in, &item));
    *value = item.argument != 0;
    return item.kind == GS_CBOR_BOOL ? GS_OK : refuse("expected a boolean");
}

/* ---- what is not known ---- */

/* Parity: a negative bignum of 16 bytes in one piece must fit a signed 128-bit integer; longer ones
 * pass as bytes. */
static bool is_below_128_bits(gs_cbor_reader ahead)
{
    enum { WIDTH = 16 };
    gs_cbor_head string;
    gs_bytes digits;
    return gs_cbor_read_head(&ahead, &string) == GS_OK && string.kind == GS_CBOR_BYTES &&
           !string.indefinite && string.argument == WIDTH &&
           gs_cbor_read_string(&ahead, &string, &digits) == GS_OK && digits.data[0] >= 0x80;
}

static gs_status skip_within(gs_cbor_reader *in, unsigned levels_left)
{
    gs_cbor_head item;
    GS_TRY(gs_cbor_read_head(in, &item));
    bool nests = item.kind == GS_CBOR_TAG || item.kind == GS_CBOR_ARRAY || item.kind == GS_CBOR_MAP;
    if (nests && levels_left == 0) {
        return refuse("nested too deeply");
    }
    if (item.kind == GS_CBOR_TAG) {
        if (item.argument == GS_CBOR_TAG_NEGATIVE_BIGNUM && is_below_128_bits(*in)) {
            return refuse("integer too large");
        }
        return skip_within(in, levels_left - 1);
    }
    if (nests) {
        for (uint64_t i = 0; gs_cbor_has_more(in, &item, i); i++) {
            GS_TRY(skip_within(in, levels_left - 1));
            if (item.kind == GS_CBOR_MAP) {
                GS_TRY(skip_within(in, levels_left - 1));
            }
        }
        return GS_OK;
    }
    if (item.kind == GS_CBOR_BYTES || item.kind == GS_CBOR_TEXT) {
        size_t kept = in->scratch->len;
        gs_bytes ignored;
        GS_TRY(gs_cbor_read_string(in, &item, &ignored));
        in->scratch->len = kept;
    }
    return GS_OK;
}

gs_status gs_cbor_skip(gs_cbor_reader *in)
{
    return skip_within(in, MAX_NESTING);
}
