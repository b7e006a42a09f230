/* Parity: the reference decodes the whole of the args first, as one value of any kind, and then
 * looks for its keys: so the map and every key must be plain, while a wanted value of another type
 * merely counts as missing. */
#include "clients/gsp_args.h"

#include "base/tables.h"
#include "codec/cbor_reader.h"

enum { MAX_KEYS = 2, MAX_BIGNUM_LEN = 16 };

/* Values of keys 0 and 1, each from its first occurrence. */
typedef struct arg_values {
    bool seen[MAX_KEYS];
    bool is_number[MAX_KEYS];
    uint64_t number[MAX_KEYS];
} arg_values;

/* An unsigned integer without a tag, or a bignum in one piece of at most 16 bytes. */
static bool read_plain_unsigned(gs_cbor_reader *in, uint64_t *value)
{
    gs_cbor_head head;
    if (gs_cbor_read_head(in, &head) != GS_OK) {
        return false;
    }
    if (head.kind == GS_CBOR_UNSIGNED) {
        *value = head.argument;
        return true;
    }
    if (head.kind != GS_CBOR_TAG || head.argument != GS_CBOR_TAG_POSITIVE_BIGNUM) {
        return false;
    }
    gs_cbor_reader digits = *in;
    gs_cbor_head string;
    return gs_cbor_read_head(&digits, &string) == GS_OK && !string.indefinite &&
           string.argument <= MAX_BIGNUM_LEN && gs_cbor_read_bignum(in, value) == GS_OK;
}

static bool read_entry(gs_cbor_reader *in, arg_values *values)
{
    uint64_t key = 0;
    if (!read_plain_unsigned(in, &key)) {
        return false;
    }
    if (key < MAX_KEYS && !values->seen[key]) {
        gs_cbor_reader ahead = *in;
        values->seen[key] = true;
        values->is_number[key] = read_plain_unsigned(&ahead, &values->number[key]);
    }
    return gs_cbor_skip(in) == GS_OK;
}

static bool read_map(gs_bytes args, gs_buffer *pieces, arg_values *values)
{
    gs_cbor_reader in = gs_cbor_reader_on(args, pieces);
    gs_cbor_head map;
    if (gs_cbor_read_head(&in, &map) != GS_OK || map.kind != GS_CBOR_MAP) {
        return false;
    }
    for (uint64_t i = 0; gs_cbor_has_more(&in, &map, i); i++) {
        if (!read_entry(&in, values)) {
            return false;
        }
    }
    return true;
}

static bool read_values(gs_bytes args, arg_values *values)
{
    gs_buffer pieces = {NULL, 0, 0}; /* used only by strings in pieces, which no signal has */
    bool is_map = read_map(args, &pieces, values);
    gs_buffer_free(&pieces);
    return is_map;
}

gs_status gs_gsp_args_check(uint32_t signal, gs_bytes args, uint64_t *target)
{
    size_t count = 0;
    const gs_signal_arg *rows = gs_tables_signal_args(&count);
    arg_values values = {{false}, {false}, {0}};
    bool is_read = false;
    for (size_t i = 0; i < count; i++) {
        const gs_signal_arg *row = &rows[i];
        if (row->signal != signal) {
            continue;
        }
        if (!is_read && !read_values(args, &values)) {
            return gs_fail(GS_E_DECODE, "bad args schema: %s: args must be a CBOR map",
                           row->family);
        }
        is_read = true;
        if (!values.is_number[row->key]) {
            return gs_fail(GS_E_DECODE, "bad args schema: %s: missing key %u (%s)", row->family,
                           (unsigned)row->key, row->name);
        }
    }
    *target = values.number[0];
    return GS_OK;
}
