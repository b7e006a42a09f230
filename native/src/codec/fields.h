/*
 * What a message is: one const table of fields (docs/wire.md), walked by the three engines in both
 * directions. A new message is a new table; a new codec is a new engine.
 */
#ifndef GS_CODEC_FIELDS_H
#define GS_CODEC_FIELDS_H

#include "base/bytes.h"

typedef enum gs_field_type {
    GS_FIELD_U8,    /* uint8_t */
    GS_FIELD_U16,   /* uint16_t */
    GS_FIELD_U32,   /* uint32_t */
    GS_FIELD_U64,   /* uint64_t */
    GS_FIELD_BOOL,  /* bool; CBOR only */
    GS_FIELD_BYTES, /* gs_bytes */
    GS_FIELD_TEXT   /* gs_bytes that hold valid UTF-8; CBOR only */
} gs_field_type;

typedef enum gs_field_presence {
    GS_FIELD_ALWAYS,          /* written always; CBOR readers miss it when it is not there */
    GS_FIELD_UNLESS_ZERO,     /* a number, left out when 0; 0 when it is not there */
    GS_FIELD_OPTIONAL_VECTOR, /* bytes; as ALWAYS, but FlatBuffers leaves an empty vector out */
} gs_field_presence;

enum { GS_FIELD_KEY_CAP = 16 };

typedef struct gs_field {
    char key[GS_FIELD_KEY_CAP]; /* CBOR map key, filled up with zeros */
    uint8_t key_len;            /* its length */
    uint8_t number;             /* Protobuf field number; the FlatBuffers id is one less */
    uint8_t type;               /* gs_field_type */
    uint8_t presence;           /* gs_field_presence */
    uint16_t offset;            /* of the member in the message's struct */
} gs_field;

/* Fields stand in wire order. */
typedef struct gs_message {
    const gs_field *fields;
    size_t count;   /* at most 32 */
    size_t size;    /* of the struct */
    size_t counted; /* index of the bytes whose length the field before them states, or
                       GS_FIELDS_NONE */
} gs_message;

#define GS_FIELDS_NONE SIZE_MAX

#define GS_FIELD(type_name, member, cbor_key, field_number, field_type, field_presence)    \
    {cbor_key,         (uint8_t)(sizeof(cbor_key) - 1),      (field_number), (field_type), \
     (field_presence), (uint16_t)offsetof(type_name, member)}

/* The integer in a field of any integer type, and its store, which keeps the low bits of the
 * field's width. */
uint64_t gs_fields_get(const gs_field *field, const void *message);
void gs_fields_set(const gs_field *field, void *message, uint64_t value);
/* The bytes of a GS_FIELD_BYTES or GS_FIELD_TEXT. */
gs_bytes gs_fields_get_bytes(const gs_field *field, const void *message);
void gs_fields_set_bytes(const gs_field *field, void *message, gs_bytes value);
/* Whether the length that travels before the message's counted bytes is theirs; true when it has
 * none. */
bool gs_fields_length_matches(const gs_message *message, const void *value);
/* The greatest integer that the field's type holds. */
uint64_t gs_fields_max(const gs_field *field);

#endif
