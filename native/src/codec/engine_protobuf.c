/*
 * The Protobuf engine (docs/wire.md, Sub-protocol payloads): proto3 messages of integers and byte
 * strings, on nanopb's streams. Which varints, keys, lengths and groups are refused follows the
 * reference's decoder, in places stricter than nanopb's own skipping: hence the walk over keys and
 * over unknown fields is ours and takes only pb_decode_varint and pb_read from nanopb.
 */
#include "codec/engine_protobuf.h"

#include <pb_decode.h>
#include <pb_encode.h>

enum {
    MAX_OPEN_GROUPS = 100, /* Parity: a field inside this many unknown groups is refused */
    WIRE_START_GROUP = 3,  /* nanopb has no names for these two */
    WIRE_END_GROUP = 4,
};

/* ---- writing ---- */

static bool put(pb_ostream_t *stream, const pb_byte_t *data, size_t len)
{
    gs_writer_put(stream->state, data, len);
    return true;
}

void gs_protobuf_encode(const gs_message *message, const void *value, gs_writer *out)
{
    pb_ostream_t stream = {.callback = put, .state = out, .max_size = SIZE_MAX};
    bool is_written = true; /* stays so: the writer refuses nothing */
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (field->type == GS_FIELD_BYTES) {
            gs_bytes bytes = gs_fields_get_bytes(field, value);
            if (bytes.len > 0) {
                is_written = is_written && pb_encode_tag(&stream, PB_WT_STRING, field->number) &&
                             pb_encode_string(&stream, bytes.data, bytes.len);
            }
            continue;
        }
        uint64_t number = gs_fields_get(field, value);
        if (number != 0) {
            is_written = is_written && pb_encode_tag(&stream, PB_WT_VARINT, field->number) &&
                         pb_encode_varint(&stream, number);
        }
    }
    (void)is_written;
}

/* ---- reading ---- */

static gs_status fail(const char *what)
{
    return gs_fail(GS_E_DECODE, "CBOR decode: protobuf: %s", what);
}

static gs_status read_varint(pb_istream_t *stream, uint64_t *value)
{
    return pb_decode_varint(stream, value) ? GS_OK : fail("invalid varint");
}

/* Parity: a key above 32 bits is refused, which nanopb's pb_decode_tag would partly let pass. */
static gs_status read_key(pb_istream_t *stream, uint32_t *number, uint32_t *wire_type)
{
    uint64_t key = 0;
    GS_TRY(read_varint(stream, &key));
    if (key > UINT32_MAX || key >> 3 == 0) {
        return fail("invalid key");
    }
    *number = (uint32_t)(key >> 3);
    *wire_type = (uint32_t)(key & 7);
    return GS_OK;
}

/* Moves past len bytes and gives the place where they stand in the input. */
static gs_status take(pb_istream_t *stream, uint64_t len, gs_bytes *bytes)
{
    if (len > stream->bytes_left) {
        return fail("a length passes the end");
    }
    *bytes = gs_bytes_of(stream->state, (size_t)len);
    return pb_read(stream, NULL, (size_t)len) ? GS_OK : fail("a length passes the end");
}

/* Moves past an unknown field's value. Groups nest, so they are counted here and not on the C
 * stack. */
static gs_status skip(pb_istream_t *stream, uint32_t number, uint32_t wire_type)
{
    uint32_t open[MAX_OPEN_GROUPS];
    size_t depth = 0;
    for (;;) {
        uint64_t varint = 0;
        gs_bytes skipped;
        if (wire_type != WIRE_END_GROUP && depth == MAX_OPEN_GROUPS) {
            return fail("groups nest too deeply");
        }
        switch (wire_type) {
        case PB_WT_VARINT:
            GS_TRY(read_varint(stream, &varint));
            break;
        case PB_WT_64BIT:
            GS_TRY(take(stream, sizeof(uint64_t), &skipped));
            break;
        case PB_WT_32BIT:
            GS_TRY(take(stream, sizeof(uint32_t), &skipped));
            break;
        case PB_WT_STRING:
            GS_TRY(read_varint(stream, &varint));
            GS_TRY(take(stream, varint, &skipped));
            break;
        case WIRE_START_GROUP:
            open[depth++] = number;
            break;
        case WIRE_END_GROUP:
            if (depth == 0 || open[--depth] != number) {
                return fail("unexpected end of group");
            }
            break;
        default:
            return fail("invalid wire type");
        }
        if (depth == 0) {
            return GS_OK;
        }
        GS_TRY(read_key(stream, &number, &wire_type));
    }
}

static gs_status read_field(pb_istream_t *stream, const gs_field *field, uint32_t wire_type,
                            void *value)
{
    if (wire_type != (field->type == GS_FIELD_BYTES ? PB_WT_STRING : PB_WT_VARINT)) {
        return gs_fail(GS_E_DECODE, "CBOR decode: protobuf: field %u has wire type %u",
                       field->number, (unsigned)wire_type);
    }
    uint64_t number = 0;
    GS_TRY(read_varint(stream, &number));
    if (field->type == GS_FIELD_BYTES) {
        gs_bytes bytes = {0};
        GS_TRY(take(stream, number, &bytes));
        gs_fields_set_bytes(field, value, bytes);
    } else {
        /* Parity: an integer too wide for the field is no error; its low bits are kept. */
        gs_fields_set(field, value, number);
    }
    return GS_OK;
}

/* Fields mostly come in table order: the search begins behind the field found last. */
static const gs_field *find_field(const gs_message *message, uint32_t number, size_t *next)
{
    for (size_t tried = 0; tried < message->count; tried++) {
        size_t i = *next < message->count ? *next : 0;
        *next = i + 1;
        if (message->fields[i].number == number) {
            return &message->fields[i];
        }
    }
    return NULL;
}

gs_status gs_protobuf_decode(const gs_message *message, gs_bytes input, void *value)
{
    memset(value, 0, message->size);
    pb_istream_t stream = pb_istream_from_buffer(input.data, input.len);
    size_t next = 0;
    while (stream.bytes_left > 0) {
        uint32_t number = 0;
        uint32_t wire_type = 0;
        GS_TRY(read_key(&stream, &number, &wire_type));
        const gs_field *field = find_field(message, number, &next);
        if (field != NULL) {
            GS_TRY(read_field(&stream, field, wire_type, value));
        } else {
            GS_TRY(skip(&stream, number, wire_type));
        }
    }
    return GS_OK;
}
