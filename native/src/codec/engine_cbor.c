/* The CBOR engine: tinycbor writes, cbor_reader.h reads. */
#include "codec/engine_cbor.h"

#include <cbor.h>

#include "codec/cbor_reader.h"

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
    uint8_t *start = NULL;
    size_t room = 0;
    CborEncoder root;
    CborEncoder items;
    open_encoder(&root, out, &start, &room);
    (void)cbor_encoder_create_map(&root, &items, count_written(message, value));
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
        gs_bytes key = {NULL, 0};
        GS_TRY(gs_cbor_read_key(&in, &key));
        size_t found = find_field(message, key, expected);
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
