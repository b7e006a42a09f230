/* The CBOR engine: tinycbor writes, cbor_reader.h reads. */
#include "codec/engine_cbor.h"

#include <cbor.h>

#include "codec/cbor_reader.h"

/* ---- writing ---- */

/* Every item begins with a head: a major type and a number, in the shortest form. tinycbor writes it as an unsigned
 * integer, whose head differs from the others' only in the type's bits. */
static void put_head(gs_writer *out, CborType type, uint64_t number)
{
    enum { FIRST_IN_NEXT_BYTE = 24 };
    if (number < FIRST_IN_NEXT_BYTE) {
        gs_writer_put_u8(out, (uint8_t)((unsigned)type | (unsigned)number));
        return;
    }
    uint8_t head[9];
    CborEncoder encoder;
    cbor_encoder_init(&encoder, head, sizeof head, 0);
    (void)cbor_encode_uint(&encoder, number);
    head[0] |= (uint8_t)type;
    gs_writer_put(out, head, cbor_encoder_get_buffer_size(&encoder, head));
}

static void put_string(gs_writer *out, CborType type, gs_bytes content)
{
    put_head(out, type, content.len);
    if (content.data == NULL) {
        (void)gs_writer_reserve(out, content.len); /* room */
    } else {
        gs_writer_put(out, content.data, content.len);
    }
}

static void put_value(gs_writer *out, const gs_field *field, const void *value)
{
    enum { FALSE_VALUE = 0xF4 };
    switch ((gs_field_type)field->type) {
    case GS_FIELD_BYTES:
        put_string(out, CborByteStringType, gs_fields_get_bytes(field, value));
        break;
    case GS_FIELD_TEXT:
        put_string(out, CborTextStringType, gs_fields_get_bytes(field, value));
        break;
    case GS_FIELD_BOOL:
        gs_writer_put_u8(out, (uint8_t)(FALSE_VALUE + gs_fields_get(field, value)));
        break;
    case GS_FIELD_U8:
    case GS_FIELD_U16:
    case GS_FIELD_U32:
    case GS_FIELD_U64:
        put_head(out, CborIntegerType, gs_fields_get(field, value));
        break;
    }
}

static bool is_left_out(const gs_field *field, const void *value)
{
    return field->presence == GS_FIELD_UNLESS_ZERO && gs_fields_get(field, value) == 0;
}

static size_t count_written(const gs_message *message, const void *value)
{
    size_t count = 0;
    for (size_t i = 0; i < message->count; i++) {
        count += is_left_out(&message->fields[i], value) ? 0 : 1;
    }
    return count;
}

/* The length of an item's head whose argument is this number. */
static size_t head_len(uint64_t argument)
{
    if (argument < 24) {
        return 1;
    }
    return argument <= UINT8_MAX ? 2 : argument <= UINT16_MAX ? 3 : argument <= UINT32_MAX ? 5 : 9;
}

size_t gs_cbor_measure(const gs_message *message, const void *value)
{
    size_t len = head_len(count_written(message, value));
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (is_left_out(field, value)) {
            continue;
        }
        len += head_len(field->key_len) + field->key_len;
        if (field->type == GS_FIELD_BYTES || field->type == GS_FIELD_TEXT) {
            size_t content = gs_fields_get_bytes(field, value).len;
            len += head_len(content) + content;
        } else {
            len += field->type == GS_FIELD_BOOL ? 1 : head_len(gs_fields_get(field, value));
        }
    }
    return len;
}

void gs_cbor_encode(const gs_message *message, const void *value, gs_writer *out)
{
    put_head(out, CborMapType, count_written(message, value));
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (!is_left_out(field, value)) {
            put_string(out, CborTextStringType, gs_bytes_of(field->key, field->key_len));
            put_value(out, field, value);
        }
    }
}

/* ---- reading ---- */

/* Most maps come in table order with shortest keys: then the next key is known by its bytes, without being parsed. */
static bool take_expected_key(gs_cbor_reader *in, const gs_field *field)
{
    enum { SHORT_TEXT = 0x60 };
    size_t len = (size_t)field->key_len + 1;
    if ((size_t)(in->end - in->at) < len || *in->at != (SHORT_TEXT | field->key_len) ||
        memcmp(in->at + 1, field->key, field->key_len) != 0) {
        return false;
    }
    in->at += len;
    return true;
}

/* The index of the next key's field; count when the key is unknown. */
static gs_status read_field_key(gs_cbor_reader *in, const gs_message *message, size_t expected,
                                size_t *found)
{
    *found = expected;
    if (take_expected_key(in, &message->fields[expected])) {
        return GS_OK;
    }
    gs_bytes key = {NULL, 0};
    GS_TRY(gs_cbor_read_key(in, &key));
    size_t at = 0;
    while (at < message->count && !(message->fields[at].key_len == key.len &&
                                    memcmp(message->fields[at].key, key.data, key.len) == 0)) {
        at++;
    }
    *found = at;
    return GS_OK;
}

static gs_status read_field(gs_cbor_reader *in, const gs_field *field, void *value)
{
    gs_bytes bytes = {NULL, 0};
    uint64_t number = 0;
    bool truth = false;
    switch ((gs_field_type)field->type) {
    case GS_FIELD_BYTES:
        GS_TRY(gs_cbor_read_bytes(in, &bytes));
        break;
    case GS_FIELD_TEXT:
        GS_TRY(gs_cbor_read_text(in, &bytes));
        break;
    case GS_FIELD_BOOL:
        GS_TRY(gs_cbor_read_bool(in, &truth));
        number = truth ? 1 : 0;
        break;
    case GS_FIELD_U8:
    case GS_FIELD_U16:
    case GS_FIELD_U32:
    case GS_FIELD_U64:
        GS_TRY(gs_cbor_read_unsigned(in, gs_fields_max(field), &number));
        break;
    }
    if (field->type == GS_FIELD_BYTES || field->type == GS_FIELD_TEXT) {
        gs_fields_set_bytes(field, value, bytes);
    } else {
        gs_fields_set(field, value, number);
    }
    return GS_OK;
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
    gs_cbor_reader in = gs_cbor_reader_on(input, scratch);
    gs_cbor_head map;
    GS_TRY(gs_cbor_read_past_tags(&in, &map));
    if (map.kind != GS_CBOR_MAP) {
        return gs_fail(GS_E_DECODE, "CBOR decode: expected a map");
    }
    memset(value, 0, message->size);
    uint32_t seen = 0;
    size_t expected = 0;
    for (uint64_t i = 0; gs_cbor_has_more(&in, &map, i); i++) {
        size_t found = 0;
        GS_TRY(read_field_key(&in, message, expected, &found));
        if (found == message->count) {
            GS_TRY(gs_cbor_skip(&in));
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
