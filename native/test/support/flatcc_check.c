#include "support/flatcc_check.h"

#include <flatcc/flatcc_verifier.h>

#include "support/payloads.h"

static int verify_fields(flatcc_table_verifier_descriptor_t *table, const gs_message *message)
{
    int result = 0;
    for (size_t i = 0; i < message->count && result == 0; i++) {
        const gs_field *field = &message->fields[i];
        flatbuffers_voffset_t id = (flatbuffers_voffset_t)(field->number - 1);
        if (field->type == GS_FIELD_BYTES) {
            result = flatcc_verify_vector_field(table, id, 0, 1, 1, FLATBUFFERS_COUNT_MAX(1));
        } else {
            uint16_t width = field->type == GS_FIELD_U64 ? 8 : 4;
            result = flatcc_verify_field(table, id, width, width);
        }
    }
    return result;
}

/* The verifier takes a function for each table and no context. */
static int verify_first(flatcc_table_verifier_descriptor_t *table)
{
    return verify_fields(table, PAYLOADS[0]);
}

static int verify_second(flatcc_table_verifier_descriptor_t *table)
{
    return verify_fields(table, PAYLOADS[1]);
}

static int verify_third(flatcc_table_verifier_descriptor_t *table)
{
    return verify_fields(table, PAYLOADS[2]);
}

bool flatcc_accepts(size_t payload, const void *buffer, size_t len)
{
    static flatcc_table_verifier_f *const VERIFIERS[PAYLOAD_COUNT] = {verify_first, verify_second,
                                                                      verify_third};
    return flatcc_verify_table_as_root(buffer, len, NULL, VERIFIERS[payload]) == 0;
}
