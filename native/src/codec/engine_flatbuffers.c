/*
 * The FlatBuffers engine (docs/wire.md, Sub-protocol payloads): one root table of integers and
 * byte vectors, no file identifier.
 *
 * Writing takes flatcc's create calls, which put one object in front of another and allocate
 * nothing, and copies what they emit straight to its place. The layout is the reference's, front to
 * back: root offset, table (64-bit fields before the 32-bit ones), vtable, vectors, nothing behind
 * the last.
 *
 * Reading does not use flatcc's verifier. Parity: the reference reads much that the verifier
 * refuses (fields off their alignment, outside their table, one in another) and refuses only what
 * leaves the payload. So does this reader: every load is checked against the end of the input, no
 * alignment is asked for, and hence no copy is made.
 */
#include "codec/engine_flatbuffers.h"

#include <flatcc/flatcc_builder.h>

enum {
    OFFSET_SIZE = 4, /* of the root offset, a table's offset to its vtable, a vector's length */
    ENTRY_SIZE = 2, /* of what a vtable holds: its length, the table's length, the fields' places */
    VTABLE_HEAD = 2,
    MAX_FIELDS = 32,
    ALIGNMENT = 8,
    MAX_LENGTH = INT32_MAX - 64, /* offsets are signed; flatcc asserts that they suffice */
};

/* A field's room in the table: narrow integers travel as 32 bits, a vector as an offset. */
static size_t width_of(const gs_field *field)
{
    return field->type == GS_FIELD_U64 ? sizeof(uint64_t) : sizeof(uint32_t);
}

/* ---- writing ---- */

/* What is known of a buffer before flatcc puts it together. */
typedef struct layout {
    uint16_t vtable[VTABLE_HEAD + MAX_FIELDS];
    uint16_t vtable_len;
    uint16_t table_len; /* without the offset to the vtable, which flatcc puts before it */
    size_t vector_count;
    uint16_t vector_at[MAX_FIELDS]; /* the places in the table of the vectors' offsets ... */
    gs_bytes vectors[MAX_FIELDS];   /* ... and their bytes */
    _Alignas(ALIGNMENT) uint8_t table[MAX_FIELDS * sizeof(uint64_t)];
} layout;

static bool is_left_out(const gs_field *field, const void *value)
{
    if (field->type != GS_FIELD_BYTES) {
        return gs_fields_get(field, value) == 0;
    }
    return field->presence == GS_FIELD_OPTIONAL_VECTOR &&
           gs_fields_get_bytes(field, value).len == 0;
}

static void lay_out_field(layout *to, const gs_field *field, const void *value)
{
    uint8_t *at = to->table + to->table_len;
    uint16_t entry = (uint16_t)(VTABLE_HEAD + field->number - 1);
    uint16_t vtable_len = (uint16_t)((entry + 1) * ENTRY_SIZE);
    if (field->type == GS_FIELD_BYTES) {
        to->vector_at[to->vector_count] = to->table_len;
        to->vectors[to->vector_count++] = gs_fields_get_bytes(field, value);
    } else if (field->type == GS_FIELD_U64) {
        gs_store_le64(at, gs_fields_get(field, value));
    } else {
        gs_store_le32(at, (uint32_t)gs_fields_get(field, value));
    }
    to->vtable[entry] = (uint16_t)(OFFSET_SIZE + to->table_len);
    to->vtable_len = vtable_len > to->vtable_len ? vtable_len : to->vtable_len;
    to->table_len = (uint16_t)(to->table_len + width_of(field));
}

static void lay_out(layout *to, const gs_message *message, const void *value)
{
    memset(to->vtable, 0, sizeof to->vtable);
    to->vtable_len = VTABLE_HEAD * ENTRY_SIZE;
    to->table_len = 0;
    to->vector_count = 0;
    for (size_t width = sizeof(uint64_t); width >= sizeof(uint32_t); width /= 2) {
        for (size_t i = 0; i < message->count; i++) {
            const gs_field *field = &message->fields[i];
            if (width_of(field) == width && !is_left_out(field, value)) {
                lay_out_field(to, field, value);
            }
        }
    }
    to->vtable[0] = to->vtable_len;
    to->vtable[1] = (uint16_t)(OFFSET_SIZE + to->table_len);
}

static size_t aligned(size_t len, size_t alignment)
{
    return (len + alignment - 1) / alignment * alignment;
}

/* The buffer's length, or 0 when it would pass MAX_LENGTH. */
static size_t length_of(const layout *of)
{
    size_t len = OFFSET_SIZE + OFFSET_SIZE + (size_t)of->table_len + of->vtable_len;
    for (size_t i = of->vector_count; i-- > 0;) {
        len = aligned(len, OFFSET_SIZE) + OFFSET_SIZE;
        if (of->vectors[i].len > MAX_LENGTH - len) {
            return 0;
        }
        len += of->vectors[i].len;
    }
    return len;
}

/* Where emitted pieces go. flatcc numbers bytes from the buffer's end down, that is 0. */
typedef struct destination {
    uint8_t *data;
    size_t len;
    size_t len_with_tail;
} destination;

static int emit(void *context, const flatcc_iovec_t *pieces, int count,
                flatbuffers_soffset_t offset, size_t len)
{
    const destination *to = context;
    size_t at = to->len_with_tail - (size_t)-(int64_t)offset;
    if (at >= to->len) {
        return 0; /* the tail */
    }
    if (len > to->len - at) {
        return -1;
    }
    for (int i = 0; i < count; i++) {
        memcpy(to->data + at, pieces[i].iov_base, pieces[i].iov_len);
        at += pieces[i].iov_len;
    }
    return 0;
}

/*
 * flatcc aligns from the end of a buffer and fills its last vector up; the reference aligns from
 * the start and does not. A tail of zeroes behind the last vector, which is not copied to the
 * writer, makes the length a multiple of the alignment, and then both put everything in the same
 * places.
 */
static bool put_together(layout *of, destination *to)
{
    static const uint8_t zeroes[ALIGNMENT] = {0};
    size_t tail = to->len_with_tail - to->len;
    flatcc_builder_t builder;
    flatcc_builder_custom_init(&builder, emit, to, NULL, NULL);
    flatcc_builder_set_vtable_clustering(&builder, 0);
    bool is_good = tail == 0 || flatcc_builder_create_struct(&builder, zeroes, tail, 1) != 0;
    for (size_t i = 0; is_good && i < of->vector_count; i++) {
        flatcc_builder_ref_t vector = flatcc_builder_create_vector(
            &builder, of->vectors[i].data, of->vectors[i].len, 1, 1, FLATBUFFERS_COUNT_MAX(1));
        memcpy(of->table + of->vector_at[i], &vector, sizeof vector);
        is_good = vector != 0;
    }
    flatcc_builder_ref_t place = 0;
    if (is_good) {
        place = flatcc_builder_create_vtable(&builder, of->vtable, of->vtable_len);
    }
    if (place != 0) {
        place = flatcc_builder_create_table(&builder, of->table, of->table_len, ALIGNMENT,
                                            of->vector_at, (int)of->vector_count, place);
    }
    if (place != 0) {
        place = flatcc_builder_create_buffer(&builder, NULL, 0, place, ALIGNMENT, 0);
    }
    flatcc_builder_clear(&builder);
    return place != 0;
}

gs_status gs_flatbuffers_encode(const gs_message *message, const void *value, gs_writer *out)
{
    layout of;
    lay_out(&of, message, value);
    destination to = {.len = length_of(&of)};
    if (to.len == 0) {
        return gs_fail(GS_E_ARGUMENT, "payload too large for FlatBuffers");
    }
    to.len_with_tail = aligned(to.len, ALIGNMENT);
    to.data = gs_writer_reserve(out, to.len);
    if (to.data != NULL && !put_together(&of, &to)) {
        return gs_fail(GS_E_INTERNAL, "FlatBuffers encode");
    }
    return GS_OK;
}

/* ---- reading ---- */

/* A table found in the input; places count from its start. */
typedef struct table {
    gs_bytes input;
    size_t at;
    size_t vtable;
    size_t vtable_len;
} table;

static bool is_inside(gs_bytes input, size_t at, size_t len)
{
    return at <= input.len && len <= input.len - at;
}

static uint16_t load_entry(gs_bytes input, size_t at)
{
    return (uint16_t)(input.data[at] | input.data[at + 1] << 8);
}

/* Parity: the table's own length, the second number of its vtable, is not looked at. */
static bool find_root(gs_bytes input, table *root)
{
    root->input = input;
    if (!is_inside(input, 0, OFFSET_SIZE)) {
        return false;
    }
    root->at = gs_load_le32(input.data);
    if (!is_inside(input, root->at, OFFSET_SIZE)) {
        return false;
    }
    int64_t vtable = (int64_t)root->at - (int32_t)gs_load_le32(input.data + root->at);
    if (vtable < 0 || (uint64_t)vtable > input.len) {
        return false;
    }
    root->vtable = (size_t)vtable;
    if (!is_inside(input, root->vtable, ENTRY_SIZE)) {
        return false;
    }
    root->vtable_len = load_entry(input, root->vtable);
    return root->vtable_len >= VTABLE_HEAD * ENTRY_SIZE && root->vtable_len % ENTRY_SIZE == 0 &&
           is_inside(input, root->vtable, root->vtable_len);
}

/* Where a field stands in its table; 0 when it is not there. */
static size_t find_field(const table *in, const gs_field *field)
{
    size_t entry = (size_t)(VTABLE_HEAD + field->number - 1) * ENTRY_SIZE;
    return entry < in->vtable_len ? load_entry(in->input, in->vtable + entry) : 0;
}

static bool read_vector(gs_bytes input, size_t at, gs_bytes *bytes)
{
    if (!is_inside(input, at, OFFSET_SIZE)) {
        return false;
    }
    size_t offset = gs_load_le32(input.data + at);
    if (offset > input.len - at || !is_inside(input, at + offset, OFFSET_SIZE)) {
        return false;
    }
    at += offset;
    size_t len = gs_load_le32(input.data + at);
    at += OFFSET_SIZE;
    *bytes = gs_bytes_of(input.data + at, len);
    return is_inside(input, at, len);
}

static bool read_field(const table *in, const gs_field *field, void *value)
{
    size_t place = find_field(in, field);
    size_t at = in->at + place; /* at most 2^16 behind a place inside the input */
    if (place == 0) {
        return true;
    }
    if (field->type == GS_FIELD_BYTES) {
        gs_bytes bytes;
        if (!read_vector(in->input, at, &bytes)) {
            return false;
        }
        gs_fields_set_bytes(field, value, bytes);
        return true;
    }
    if (!is_inside(in->input, at, width_of(field))) {
        return false;
    }
    const uint8_t *number = in->input.data + at;
    /* Parity: an integer too wide for the field is no error; its low bits are kept. */
    gs_fields_set(field, value,
                  field->type == GS_FIELD_U64 ? gs_load_le64(number) : gs_load_le32(number));
    return true;
}

gs_status gs_flatbuffers_decode(const gs_message *message, gs_bytes input, void *value,
                                bool *field_fault)
{
    table root;
    *field_fault = false;
    memset(value, 0, message->size);
    if (!find_root(input, &root)) {
        return gs_fail(GS_E_DECODE, "CBOR decode: flatbuffers root error");
    }
    for (size_t i = 0; i < message->count; i++) {
        if (!read_field(&root, &message->fields[i], value)) {
            *field_fault = true;
            return gs_fail(GS_E_DECODE, "CBOR decode: flatbuffers field error");
        }
    }
    return GS_OK;
}
