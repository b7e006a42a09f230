/* The CBOR engine: heads are written here, and read by cbor_reader.h. */
#include "codec/engine_cbor.h"

#include "codec/cbor_reader.h"

/* ---- writing ---- */

/* The upper three bits of a head (RFC 8949, section 3). */
typedef enum major_type {
    MAJOR_UNSIGNED = 0x00,
    MAJOR_BYTES = 0x40,
    MAJOR_TEXT = 0x60,
    MAJOR_MAP = 0xA0
} major_type;

enum { FIRST_IN_NEXT_BYTE = 24 };

/* How many bytes of a number follow the first byte of its head, in the shortest form; 0 when the
 * number fits there. */
static size_t tail_len(uint64_t number)
{
    if (number < FIRST_IN_NEXT_BYTE) {
        return 0;
    }
    return number <= UINT8_MAX ? 1 : number <= UINT16_MAX ? 2 : number <= UINT32_MAX ? 4 : 8;
}

/* The low bits of a head's first byte: the binary logarithm of the tail's length, behind the
 * numbers that have none. */
static unsigned tail_code(size_t tail)
{
    return FIRST_IN_NEXT_BYTE + (tail > 4 ? 3u : (unsigned)tail >> 1);
}

/* Near the end of the memory, or past it: every byte is counted, and written where it has room. */
static void put_head_at_end(gs_writer *out, uint8_t first, uint64_t number, size_t tail)
{
    uint8_t big_endian[8];
    gs_store_be64(big_endian, number);
    gs_writer_put_u8(out, first);
    gs_writer_put(out, big_endian + sizeof big_endian - tail, tail);
}

/* Every item begins with a head: a major type and a number. Where there is room for the longest
 * head its tail is one store, whose surplus the next item overwrites. */
static inline void put_head(gs_writer *out, major_type type, uint64_t number)
{
    enum { LONGEST = 9 };
    size_t tail = tail_len(number);
    unsigned low = tail == 0 ? (unsigned)number : tail_code(tail);
    uint8_t first = (uint8_t)((unsigned)type | low);
    if (out->data == NULL || out->len >= out->cap || out->cap - out->len < LONGEST) {
        put_head_at_end(out, first, number, tail);
        return;
    }
    uint8_t *room = out->data + out->len;
    room[0] = first;
    if (tail > 0) {
        gs_store_be64(room + 1, number << (64 - 8 * tail));
    }
    out->len += tail + 1;
}

static void put_string(gs_writer *out, major_type type, gs_bytes content)
{
    put_head(out, type, content.len);
    if (content.data == NULL) {
        (void)gs_writer_reserve(out, content.len); /* room */
    } else {
        gs_writer_put(out, content.data, content.len);
    }
}

/* A key of the usual length is copied with the zeros behind it, which the next item overwrites: its
 * head and one store. */
static inline void put_key(gs_writer *out, const gs_field *field)
{
    enum { USUAL = 8 };
    if (field->key_len > USUAL || out->data == NULL || out->len >= out->cap ||
        out->cap - out->len <= USUAL) {
        put_string(out, MAJOR_TEXT, gs_bytes_of(field->key, field->key_len));
        return;
    }
    uint8_t *room = out->data + out->len;
    room[0] = (uint8_t)(MAJOR_TEXT | (unsigned)field->key_len);
    memcpy(room + 1, field->key, USUAL);
    out->len += (size_t)field->key_len + 1;
}

static void put_value(gs_writer *out, const gs_field *field, const void *value)
{
    enum { FALSE_VALUE = 0xF4 };
    switch ((gs_field_type)field->type) {
    case GS_FIELD_BYTES:
        put_string(out, MAJOR_BYTES, gs_fields_get_bytes(field, value));
        break;
    case GS_FIELD_TEXT:
        put_string(out, MAJOR_TEXT, gs_fields_get_bytes(field, value));
        break;
    case GS_FIELD_BOOL:
        gs_writer_put_u8(out, (uint8_t)(FALSE_VALUE + gs_fields_get(field, value)));
        break;
    case GS_FIELD_U8:
    case GS_FIELD_U16:
    case GS_FIELD_U32:
    case GS_FIELD_U64:
        put_head(out, MAJOR_UNSIGNED, gs_fields_get(field, value));
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

size_t gs_cbor_measure(const gs_message *message, const void *value)
{
    size_t len = 1 + tail_len(count_written(message, value));
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (is_left_out(field, value)) {
            continue;
        }
        len += 1 + tail_len(field->key_len) + field->key_len;
        if (field->type == GS_FIELD_BYTES || field->type == GS_FIELD_TEXT) {
            size_t content = gs_fields_get_bytes(field, value).len;
            len += 1 + tail_len(content) + content;
        } else {
            len += field->type == GS_FIELD_BOOL ? 1 : 1 + tail_len(gs_fields_get(field, value));
        }
    }
    return len;
}

void gs_cbor_encode(const gs_message *message, const void *value, gs_writer *out)
{
    put_head(out, MAJOR_MAP, count_written(message, value));
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (!is_left_out(field, value)) {
            put_key(out, field);
            put_value(out, field, value);
        }
    }
}

/* ---- reading ---- */

/* Whether input begins with a key; one of the usual length is compared in one piece, its bytes
 * being the low ones of the number (all supported machines are little-endian). */
static bool begins_with_key(const uint8_t *at, size_t left, const gs_field *field)
{
    enum { USUAL = 8 };
    if (field->key_len == 0 || field->key_len > USUAL || left < USUAL) {
        return left >= field->key_len && memcmp(at, field->key, field->key_len) == 0;
    }
    uint64_t have = 0;
    uint64_t want = 0;
    memcpy(&have, at, USUAL);
    memcpy(&want, field->key, USUAL);
    return ((have ^ want) & (UINT64_MAX >> (8 * (USUAL - field->key_len)))) == 0;
}

/* Most maps come in table order with shortest keys: then the next key is known by its bytes,
 * without being parsed. */
static bool take_expected_key(gs_cbor_reader *in, const gs_field *field)
{
    size_t left = (size_t)(in->end - in->at);
    if (left == 0 || *in->at != ((unsigned)MAJOR_TEXT | field->key_len) ||
        !begins_with_key(in->at + 1, left - 1, field)) {
        return false;
    }
    in->at += (size_t)field->key_len + 1;
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
