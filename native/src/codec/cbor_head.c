#include "codec/cbor_head.h"

#include <cbor.h>

enum { HEAD_MAX = 9, SIMPLE_IN_NEXT_BYTE = 0xF8 };

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

/* Parity: false, true, null and undefined may stand in a second byte; other simple values are
 * refused. */
static gs_status read_long_simple(const uint8_t **at, const uint8_t *bytes, size_t len,
                                  gs_cbor_head *head)
{
    if (len < 2) {
        return refuse("unexpected end");
    }
    uint8_t value = bytes[1];
    if (value < 20 || value > 23) {
        return refuse("unassigned simple value");
    }
    head->kind = value < 22 ? GS_CBOR_BOOL : GS_CBOR_OTHER;
    head->argument = value == 21 ? 1 : 0;
    *at += 2;
    return GS_OK;
}

/* tinycbor has a getter for each type; here one number serves them all. */
static void describe(const CborValue *item, gs_cbor_head *head)
{
    size_t len = 0;
    bool truth = false;
    switch (cbor_value_get_type(item)) {
    case CborIntegerType:
        head->kind = cbor_value_is_negative_integer(item) ? GS_CBOR_NEGATIVE : GS_CBOR_UNSIGNED;
        (void)cbor_value_get_raw_integer(item, &head->argument);
        return;
    case CborTagType:
        head->kind = GS_CBOR_TAG;
        (void)cbor_value_get_tag(item, &head->argument);
        return;
    case CborBooleanType:
        head->kind = GS_CBOR_BOOL;
        (void)cbor_value_get_boolean(item, &truth);
        head->argument = truth ? 1 : 0;
        return;
    case CborByteStringType:
    case CborTextStringType:
        head->kind = cbor_value_is_text_string(item) ? GS_CBOR_TEXT : GS_CBOR_BYTES;
        head->argument = cbor_value_get_string_length(item, &len) == CborNoError ? len : UINT64_MAX;
        return;
    case CborArrayType:
        head->kind = GS_CBOR_ARRAY;
        head->argument = cbor_value_get_array_length(item, &len) == CborNoError ? len : UINT64_MAX;
        return;
    case CborMapType:
        head->kind = GS_CBOR_MAP;
        head->argument = cbor_value_get_map_length(item, &len) == CborNoError ? len : UINT64_MAX;
        return;
    case CborSimpleType:
    case CborNullType:
    case CborUndefinedType:
    case CborHalfFloatType:
    case CborFloatType:
    case CborDoubleType:
    case CborInvalidType:
        head->kind = GS_CBOR_OTHER;
        return;
    }
}

/* The heads that nearly all items have: a type, and a number in as many bytes as the first one
 * says. False for the others and near the end of the input, where tinycbor judges. Every byte is
 * read once. */
static bool read_plain(const uint8_t **at, const uint8_t *end, gs_cbor_head *head)
{
    enum { OTHERS = 0xE0, FIRST_IN_NEXT_BYTE = 24, WIDEST = 27 };
    static const gs_cbor_kind KINDS[] = {GS_CBOR_UNSIGNED, GS_CBOR_NEGATIVE, GS_CBOR_BYTES,
                                         GS_CBOR_TEXT,     GS_CBOR_ARRAY,    GS_CBOR_MAP,
                                         GS_CBOR_TAG};
    unsigned first = **at;
    unsigned low = first & 0x1Fu;
    if (first >= OTHERS || low > WIDEST) {
        return false;
    }
    uint64_t number = low;
    size_t tail = 0;
    if (low >= FIRST_IN_NEXT_BYTE) {
        if (end - *at < HEAD_MAX) {
            return false;
        }
        tail = (size_t)1 << (low - FIRST_IN_NEXT_BYTE);
        number = gs_load_be64(*at + 1) >> (64 - 8 * tail);
    }
    *head = (gs_cbor_head){KINDS[first >> 5], false, number};
    *at += tail + 1;
    return true;
}

gs_status gs_cbor_head_read(const uint8_t **at, const uint8_t *end, gs_cbor_head *head)
{
    if (*at != end && read_plain(at, end, head)) {
        return GS_OK;
    }
    *head = (gs_cbor_head){GS_CBOR_OTHER, false, 0};
    size_t left = (size_t)(end - *at);
    if (left == 0) {
        return refuse("unexpected end");
    }
    /* A copy, because input may be memory that another thread writes: what is read twice could
     * differ. */
    uint8_t bytes[HEAD_MAX];
    size_t len = left < HEAD_MAX ? left : HEAD_MAX;
    memcpy(bytes, *at, len);
    if (bytes[0] == SIMPLE_IN_NEXT_BYTE) {
        return read_long_simple(at, bytes, len, head);
    }
    CborParser parser;
    CborValue item;
    CborError error = cbor_parser_init(bytes, len, 0, &parser, &item);
    if (error != CborNoError) {
        return refuse(error == CborErrorUnexpectedEOF ? "unexpected end" : "syntax");
    }
    if (cbor_value_is_simple_type(&item)) {
        return refuse("unassigned simple value");
    }
    describe(&item, head);
    head->indefinite = (bytes[0] & 0x1Fu) == 0x1Fu;
    *at += head_len(bytes[0]);
    return GS_OK;
}
