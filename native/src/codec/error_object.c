#include "codec/error_object.h"

#include "base/tables.h"
#include "codec/engine_cbor.h"

typedef struct error_object {
    uint16_t code;
    uint8_t error_class;
    bool retryable;
    bool fatal;
    gs_bytes reason;
    gs_bytes details;
} error_object;

static const gs_field FIELDS[] = {
    GS_FIELD(error_object, code, "code", 0, GS_FIELD_U16, GS_FIELD_ALWAYS),
    GS_FIELD(error_object, error_class, "class", 0, GS_FIELD_U8, GS_FIELD_ALWAYS),
    GS_FIELD(error_object, retryable, "retryable", 0, GS_FIELD_BOOL, GS_FIELD_ALWAYS),
    GS_FIELD(error_object, fatal, "fatal", 0, GS_FIELD_BOOL, GS_FIELD_ALWAYS),
    GS_FIELD(error_object, reason, "reason", 0, GS_FIELD_TEXT, GS_FIELD_ALWAYS),
    GS_FIELD(error_object, details, "det", 0, GS_FIELD_BYTES, GS_FIELD_ALWAYS),
};

static const gs_message ERROR_OBJECT = {FIELDS, sizeof FIELDS / sizeof FIELDS[0],
                                        sizeof(error_object), GS_FIELDS_NONE};

bool gs_error_object_encode(uint32_t code, gs_writer *out)
{
    const gs_error_row *row = gs_tables_error(code);
    if (row == NULL) {
        return false;
    }
    error_object object = {row->code,
                           row->error_class,
                           row->retryable,
                           row->fatal,
                           gs_bytes_of(row->name, strlen(row->name)),
                           gs_bytes_of(NULL, 0)};
    gs_cbor_encode(&ERROR_OBJECT, &object, out);
    return true;
}
