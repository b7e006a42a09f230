/*
 * The CBOR engine. tinycbor reads and writes the items; the walk over the items is ours, because what the reference
 * accepts (spec/wire.md) is wider than what tinycbor's containers and strings do: tags anywhere, chunks within chunks,
 * bignums, arrays of integers for byte strings, two-byte simple values.
 *
 * Reading never recurses deeper than MAX_NESTING and never reads a byte twice but to skip an unknown text.
 */
#include "codec/engine_cbor.h"

#include <cbor.h>

#include "base/utf8.h"

enum {
    MAX_NESTING = 255, /* containers and tags around an unknown value; Parity: the 256th is refused */
    MAX_KEY_LEN = 4096,
    BREAK = 0xFF,
    SIMPLE_IN_NEXT_BYTE = 0xF8,
    TAG_POSITIVE_BIGNUM = 2,
    TAG_NEGATIVE_BIGNUM = 3,
};

/* ---- writing ---- */

/* A byte string's head is an unsigned integer's head with another major type, which is how room is left for content
 * that is put there later: tinycbor itself only copies. */
static size_t put_bytes_head(uint8_t *at, size_t cap, size_t len)
{
    uint8_t head[9];
    CborEncoder encoder;
    cbor_encoder_init(&encoder, head, sizeof head, 0);
    (void)cbor_encode_uint(&encoder, len);
    size_t head_len = cbor_encoder_get_buffer_size(&encoder, head);
    head[0] |= CborByteStringType;
    if (head_len <= cap) {
        memcpy(at, head, head_len);
    }
    return head_len;
}

/* Encoding errors can only be "out of memory", after which tinycbor and gs_writer both go on counting. */
static void put_item(const gs_field *field, const void *value, CborEncoder *encoder)
{
    gs_bytes bytes = {NULL, 0};
    if (field->type == GS_FIELD_BYTES || field->type == GS_FIELD_TEXT) {
        bytes = gs_fields_get_bytes(field, value);
        bytes.data = bytes.len > 0 ? bytes.data : (const uint8_t *)field->key; /* memcpy wants no null */
    }
    (void)cbor_encode_text_string(encoder, field->key, field->key_len);
    switch ((gs_field_type)field->type) {
    case GS_FIELD_BYTES:
        (void)cbor_encode_byte_string(encoder, bytes.data, bytes.len);
        break;
    case GS_FIELD_TEXT:
        (void)cbor_encode_text_string(encoder, (const char *)bytes.data, bytes.len);
        break;
    case GS_FIELD_BOOL:
        (void)cbor_encode_boolean(encoder, gs_fields_get(field, value) != 0);
        break;
    case GS_FIELD_U8:
    case GS_FIELD_U16:
    case GS_FIELD_U32:
    case GS_FIELD_U64:
        (void)cbor_encode_uint(encoder, gs_fields_get(field, value));
        break;
    }
}

static bool is_left_out(const gs_field *field, const void *value)
{
    return field->presence == GS_FIELD_UNLESS_ZERO && gs_fields_get(field, value) == 0;
}

static bool is_room(const gs_field *field, const void *value)
{
    if (field->type != GS_FIELD_BYTES) {
        return false;
    }
    gs_bytes bytes = gs_fields_get_bytes(field, value);
    return bytes.data == NULL && bytes.len > 0;
}

/* Moves what an encoder wrote behind `start` into the writer's count. */
static void flush(const CborEncoder *encoder, const uint8_t *start, size_t room, gs_writer *out)
{
    size_t missing = cbor_encoder_get_extra_bytes_needed(encoder);
    size_t written = missing > 0 ? room + missing : cbor_encoder_get_buffer_size(encoder, start);
    (void)gs_writer_reserve(out, written);
}

static void open_encoder(CborEncoder *encoder, const gs_writer *out, uint8_t **start, size_t *room)
{
    static uint8_t nowhere[1];
    bool open = out->data != NULL && out->len < out->cap;
    *start = open ? out->data + out->len : nowhere;
    *room = open ? out->cap - out->len : 0;
    cbor_encoder_init(encoder, *start, *room, 0);
}

void gs_cbor_encode(const gs_message *message, const void *value, gs_writer *out)
{
    size_t count = 0;
    for (size_t i = 0; i < message->count; i++) {
        count += is_left_out(&message->fields[i], value) ? 0 : 1;
    }
    uint8_t *start = NULL;
    size_t room = 0;
    CborEncoder root;
    CborEncoder items;
    open_encoder(&root, out, &start, &room);
    (void)cbor_encoder_create_map(&root, &items, count);
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (is_left_out(field, value)) {
            continue;
        }
        if (!is_room(field, value)) {
            put_item(field, value, &items);
            continue;
        }
        (void)cbor_encode_text_string(&items, field->key, field->key_len);
        flush(&items, start, room, out);
        size_t len = gs_fields_get_bytes(field, value).len;
        size_t left = out->len < out->cap ? out->cap - out->len : 0;
        size_t head_len = put_bytes_head(left > 0 ? out->data + out->len : NULL, left, len);
        (void)gs_writer_reserve(out, head_len);
        (void)gs_writer_reserve(out, len);
        open_encoder(&items, out, &start, &room);
    }
    flush(&items, start, room, out);
}

/* ---- reading ---- */

typedef struct reader {
    const uint8_t *at;
    const uint8_t *end;
    size_t reserve; /* scratch that suffices for whatever is gathered: the input's length */
    gs_buffer *scratch;
} reader;

/* The head of one item; `at` of the reader stands behind it. */
typedef struct head {
    CborType type;
    bool indefinite;
    bool negative;
    uint64_t argument; /* value, length, count or tag */
} head;

static gs_status refuse(const char *what)
{
    return gs_fail(GS_E_DECODE, "CBOR decode: %s", what);
}

static size_t head_len(uint8_t initial)
{
    switch (initial & 0x1Fu) {
    case 24:
        return 2;
    case 25:
        return 3;
    case 26:
        return 5;
    case 27:
        return 9;
    default:
        return 1;
    }
}

/* Parity: false, true, null and undefined may stand in a second byte; other simple values are refused. */
static gs_status read_long_simple(reader *in, head *out)
{
    if (in->end - in->at < 2) {
        return refuse("unexpected end");
    }
    uint8_t value = in->at[1];
    if (value < 20 || value > 23) {
        return refuse("unassigned simple value");
    }
    out->type = value < 22 ? CborBooleanType : CborNullType;
    out->indefinite = false;
    out->negative = false;
    out->argument = value == 21 ? 1 : 0;
    in->at += 2;
    return GS_OK;
}

/* tinycbor has a getter for each type; here one number serves them all. Floats and nulls have none. */
static uint64_t argument_of(const CborValue *item)
{
    uint64_t number = 0;
    size_t len = 0;
    bool truth = false;
    switch (cbor_value_get_type(item)) {
    case CborIntegerType:
        (void)cbor_value_get_raw_integer(item, &number);
        return number;
    case CborTagType:
        (void)cbor_value_get_tag(item, &number);
        return number;
    case CborBooleanType:
        (void)cbor_value_get_boolean(item, &truth);
        return truth ? 1 : 0;
    case CborByteStringType:
    case CborTextStringType:
        return cbor_value_get_string_length(item, &len) == CborNoError ? len : UINT64_MAX;
    case CborArrayType:
        return cbor_value_get_array_length(item, &len) == CborNoError ? len : UINT64_MAX;
    case CborMapType:
        return cbor_value_get_map_length(item, &len) == CborNoError ? len : UINT64_MAX;
    case CborSimpleType:
    case CborNullType:
    case CborUndefinedType:
    case CborHalfFloatType:
    case CborFloatType:
    case CborDoubleType:
    case CborInvalidType:
        break;
    }
    return 0;
}

static gs_status read_head(reader *in, head *out)
{
    if (in->at == in->end) {
        return refuse("unexpected end");
    }
    if (*in->at == SIMPLE_IN_NEXT_BYTE) {
        return read_long_simple(in, out);
    }
    CborParser parser;
    CborValue item;
    CborError error = cbor_parser_init(in->at, (size_t)(in->end - in->at), 0, &parser, &item);
    if (error != CborNoError) {
        return refuse(error == CborErrorUnexpectedEOF ? "unexpected end" : "syntax");
    }
    out->type = cbor_value_get_type(&item);
    if (out->type == CborSimpleType) {
        return refuse("unassigned simple value");
    }
    out->indefinite = (*in->at & 0x1Fu) == 0x1Fu;
    out->negative = cbor_value_is_negative_integer(&item);
    out->argument = argument_of(&item);
    in->at += head_len(*in->at);
    return GS_OK;
}

static gs_status read_past_tags(reader *in, head *out)
{
    do {
        GS_TRY(read_head(in, out));
    } while (out->type == CborTagType);
    return GS_OK;
}

static bool take_break(reader *in)
{
    if (in->at < in->end && *in->at == BREAK) {
        in->at++;
        return true;
    }
    return false;
}

/* Whether a container or a string of chunks has another element; `done` counts those that were read. */
static bool has_more(reader *in, const head *container, uint64_t done)
{
    return container->indefinite ? !take_break(in) : done < container->argument;
}

static gs_status take(reader *in, CborType type, uint64_t len, gs_bytes *out)
{
    if (len > (uint64_t)(in->end - in->at)) {
        return refuse("unexpected end");
    }
    *out = gs_bytes_of(in->at, (size_t)len);
    in->at += len;
    if (type == CborTextStringType && !gs_utf8_valid(*out)) {
        return refuse("text is not UTF-8");
    }
    return GS_OK;
}

/* What is gathered is never more than the input, so one reservation keeps every earlier view in place. */
static gs_status begin_gathering(reader *in, size_t *start)
{
    *start = in->scratch->len;
    return gs_buffer_reserve(in->scratch, in->reserve);
}

/* The content of a string whose head was read: in place when it is in one piece. Parity: chunks may hold chunks. */
static gs_status read_string(reader *in, const head *string, gs_bytes *out)
{
    if (!string->indefinite) {
        return take(in, string->type, string->argument, out);
    }
    size_t start = 0;
    GS_TRY(begin_gathering(in, &start));
    for (size_t depth = 1; depth > 0;) {
        if (take_break(in)) {
            depth--;
            continue;
        }
        head chunk;
        GS_TRY(read_head(in, &chunk));
        if (chunk.type != string->type) {
            return refuse("a chunk of another type");
        }
        if (chunk.indefinite) {
            depth++;
            continue;
        }
        gs_bytes piece;
        GS_TRY(take(in, chunk.type, chunk.argument, &piece));
        GS_TRY(gs_buffer_append(in->scratch, piece.data, piece.len));
    }
    *out = gs_bytes_of(in->scratch->data + start, in->scratch->len - start);
    return GS_OK;
}

static gs_status read_bignum(reader *in, uint64_t *value)
{
    head string;
    GS_TRY(read_head(in, &string));
    if (string.type != CborByteStringType) {
        return refuse("a bignum that is no byte string");
    }
    size_t kept = in->scratch->len;
    gs_bytes digits;
    GS_TRY(read_string(in, &string, &digits));
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

static gs_status read_unsigned(reader *in, uint64_t max, uint64_t *value)
{
    head item;
    do {
        GS_TRY(read_head(in, &item));
    } while (item.type == CborTagType && item.argument != TAG_POSITIVE_BIGNUM &&
             item.argument != TAG_NEGATIVE_BIGNUM);
    if (item.type == CborTagType && item.argument == TAG_POSITIVE_BIGNUM) {
        GS_TRY(read_bignum(in, value));
    } else if (item.type == CborIntegerType && !item.negative) {
        *value = item.argument;
    } else {
        return refuse("expected an unsigned integer");
    }
    return *value <= max ? GS_OK : refuse("integer out of range");
}

/* Parity: an array of integers from 0 to 255 is a byte string too. */
static gs_status read_array_of_bytes(reader *in, const head *array, gs_bytes *out)
{
    size_t start = 0;
    GS_TRY(begin_gathering(in, &start));
    for (uint64_t i = 0; has_more(in, array, i); i++) {
        uint64_t value = 0;
        GS_TRY(read_unsigned(in, UINT8_MAX, &value));
        uint8_t byte = (uint8_t)value;
        GS_TRY(gs_buffer_append(in->scratch, &byte, 1));
    }
    *out = gs_bytes_of(in->scratch->data + start, in->scratch->len - start);
    return GS_OK;
}

static gs_status read_bytes(reader *in, CborType type, gs_bytes *out)
{
    head item;
    GS_TRY(read_past_tags(in, &item));
    if (item.type == type) {
        return read_string(in, &item, out);
    }
    if (item.type == CborArrayType && type == CborByteStringType) {
        return read_array_of_bytes(in, &item, out);
    }
    return refuse(type == CborByteStringType ? "expected bytes" : "expected text");
}

static gs_status read_bool(reader *in, bool *value)
{
    head item;
    GS_TRY(read_past_tags(in, &item));
    *value = item.argument != 0;
    return item.type == CborBooleanType ? GS_OK : refuse("expected a boolean");
}

/* Checks and passes over one value of any kind. */
static gs_status skip_value(reader *in, unsigned levels_left)
{
    head item;
    GS_TRY(read_head(in, &item));
    bool nests = item.type == CborTagType || item.type == CborArrayType || item.type == CborMapType;
    if (nests && levels_left == 0) {
        return refuse("nested too deeply");
    }
    if (item.type == CborTagType) {
        return skip_value(in, levels_left - 1);
    }
    if (nests) {
        for (uint64_t i = 0; has_more(in, &item, i); i++) {
            GS_TRY(skip_value(in, levels_left - 1));
            if (item.type == CborMapType) {
                GS_TRY(skip_value(in, levels_left - 1));
            }
        }
        return GS_OK;
    }
    if (item.type == CborByteStringType || item.type == CborTextStringType) {
        size_t kept = in->scratch->len;
        gs_bytes ignored;
        GS_TRY(read_string(in, &item, &ignored));
        in->scratch->len = kept;
    }
    return GS_OK;
}

static gs_status read_key(reader *in, gs_bytes *key)
{
    head item;
    GS_TRY(read_past_tags(in, &item));
    bool is_string = item.type == CborTextStringType || item.type == CborByteStringType;
    if (!is_string || item.indefinite || item.argument > MAX_KEY_LEN) {
        return refuse("expected a short text or byte string as key");
    }
    return take(in, item.type, item.argument, key);
}

/* Looks from `expected` on, so that maps in table order are found at once. count when the key is unknown. */
static size_t find_field(const gs_message *message, gs_bytes key, size_t expected)
{
    for (size_t i = 0; i < message->count; i++) {
        size_t at = expected + i < message->count ? expected + i : expected + i - message->count;
        const gs_field *field = &message->fields[at];
        if (field->key_len == key.len && memcmp(field->key, key.data, key.len) == 0) {
            return at;
        }
    }
    return message->count;
}

static gs_status read_field(reader *in, const gs_field *field, void *value)
{
    gs_bytes bytes = {NULL, 0};
    uint64_t number = 0;
    bool truth = false;
    switch ((gs_field_type)field->type) {
    case GS_FIELD_BYTES:
    case GS_FIELD_TEXT:
        GS_TRY(read_bytes(in, field->type == GS_FIELD_TEXT ? CborTextStringType : CborByteStringType,
                          &bytes));
        gs_fields_set_bytes(field, value, bytes);
        return GS_OK;
    case GS_FIELD_BOOL:
        GS_TRY(read_bool(in, &truth));
        gs_fields_set(field, value, truth ? 1 : 0);
        return GS_OK;
    case GS_FIELD_U8:
    case GS_FIELD_U16:
    case GS_FIELD_U32:
    case GS_FIELD_U64:
        GS_TRY(read_unsigned(in, gs_fields_max(field), &number));
        gs_fields_set(field, value, number);
        return GS_OK;
    }
    return refuse("field of an unknown type");
}

static gs_status check_complete(const gs_message *message, uint32_t seen)
{
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if ((seen >> i & 1u) == 0 && field->presence != GS_FIELD_UNLESS_ZERO) {
            return gs_fail(GS_E_DECODE, "CBOR decode: missing field `%s`", field->key);
        }
    }
    return GS_OK;
}

gs_status gs_cbor_decode(const gs_message *message, gs_bytes input, gs_buffer *scratch, void *value)
{
    reader in = {input.data, input.data + input.len, input.len, scratch};
    head map;
    GS_TRY(read_past_tags(&in, &map));
    if (map.type != CborMapType) {
        return refuse("expected a map");
    }
    memset(value, 0, message->size);
    uint32_t seen = 0;
    size_t expected = 0;
    for (uint64_t i = 0; has_more(&in, &map, i); i++) {
        gs_bytes key = {NULL, 0};
        GS_TRY(read_key(&in, &key));
        size_t found = find_field(message, key, expected);
        if (found == message->count) {
            GS_TRY(skip_value(&in, MAX_NESTING));
            continue;
        }
        const gs_field *field = &message->fields[found];
        if ((seen >> found & 1u) != 0) {
            return gs_fail(GS_E_DECODE, "CBOR decode: duplicate field `%s`", field->key);
        }
        seen |= UINT32_C(1) << found;
        expected = found + 1 < message->count ? found + 1 : 0;
        GS_TRY(read_field(&in, field, value));
    }
    return check_complete(message, seen);
}
