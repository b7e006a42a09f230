#include "codec/fields.h"

static const void *member_of(const gs_field *field, const void *message)
{
    return (const uint8_t *)message + field->offset;
}

uint64_t gs_fields_max(const gs_field *field)
{
    switch ((gs_field_type)field->type) {
    case GS_FIELD_BOOL:
        return 1;
    case GS_FIELD_U8:
        return UINT8_MAX;
    case GS_FIELD_U16:
        return UINT16_MAX;
    case GS_FIELD_U32:
        return UINT32_MAX;
    case GS_FIELD_U64:
        return UINT64_MAX;
    case GS_FIELD_BYTES:
    case GS_FIELD_TEXT:
        break;
    }
    return 0;
}

uint64_t gs_fields_get(const gs_field *field, const void *message)
{
    const void *member = member_of(field, message);
    switch ((gs_field_type)field->type) {
    case GS_FIELD_BOOL:
        return *(const bool *)member ? 1 : 0;
    case GS_FIELD_U8:
        return *(const uint8_t *)member;
    case GS_FIELD_U16:
        return *(const uint16_t *)member;
    case GS_FIELD_U32:
        return *(const uint32_t *)member;
    case GS_FIELD_U64:
        return *(const uint64_t *)member;
    case GS_FIELD_BYTES:
    case GS_FIELD_TEXT:
        break;
    }
    return 0;
}

void gs_fields_set(const gs_field *field, void *message, uint64_t value)
{
    void *member = (uint8_t *)message + field->offset;
    switch ((gs_field_type)field->type) {
    case GS_FIELD_BOOL:
        *(bool *)member = value != 0;
        break;
    case GS_FIELD_U8:
        *(uint8_t *)member = (uint8_t)value;
        break;
    case GS_FIELD_U16:
        *(uint16_t *)member = (uint16_t)value;
        break;
    case GS_FIELD_U32:
        *(uint32_t *)member = (uint32_t)value;
        break;
    case GS_FIELD_U64:
        *(uint64_t *)member = value;
        break;
    case GS_FIELD_BYTES:
    case GS_FIELD_TEXT:
        break;
    }
}

bool gs_fields_length_matches(const gs_message *message, const void *value)
{
    if (message->counted == GS_FIELDS_NONE) {
        return true;
    }
    const gs_field *counted = &message->fields[message->counted];
    return gs_fields_get(counted - 1, value) == gs_fields_get_bytes(counted, value).len;
}

gs_bytes gs_fields_get_bytes(const gs_field *field, const void *message)
{
    return *(const gs_bytes *)member_of(field, message);
}

void gs_fields_set_bytes(const gs_field *field, void *message, gs_bytes value)
{
    *(gs_bytes *)((uint8_t *)message + field->offset) = value;
}
