/* What fuzz targets share: the entry point's declaration and checks that end the run. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdlib.h>

#include "base/buffer.h"
#include "codec/fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static inline void require(bool is_true)
{
    if (!is_true) {
        abort();
    }
}

/* Bytes that were read lie inside the input or, when it held them in pieces, in scratch, which a
 * codec without pieces has not. */
static inline void require_within(gs_bytes view, gs_bytes input, const gs_buffer *scratch)
{
    bool in_input = view.data >= input.data && view.data + view.len <= input.data + input.len;
    bool in_scratch = scratch != NULL && scratch->data != NULL && view.data >= scratch->data &&
                      view.data + view.len <= scratch->data + scratch->len;
    require(view.len == 0 || in_input || in_scratch);
}

static inline bool is_view(const gs_field *field)
{
    return field->type == GS_FIELD_BYTES || field->type == GS_FIELD_TEXT;
}

static inline void require_views(const gs_message *message, const void *value, gs_bytes input,
                                 const gs_buffer *scratch)
{
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (is_view(field)) {
            require_within(gs_fields_get_bytes(field, value), input, scratch);
        }
    }
}

static inline void require_equal(const gs_message *message, const void *a, const void *b)
{
    for (size_t i = 0; i < message->count; i++) {
        const gs_field *field = &message->fields[i];
        if (is_view(field)) {
            require(gs_bytes_equal(gs_fields_get_bytes(field, a), gs_fields_get_bytes(field, b)));
        } else {
            require(gs_fields_get(field, a) == gs_fields_get(field, b));
        }
    }
}

#endif
