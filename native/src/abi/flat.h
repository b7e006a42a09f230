/* What all functions of the flat ABI share: checking what comes in, taking objects, telling the
 * result. */
#ifndef GS_ABI_FLAT_H
#define GS_ABI_FLAT_H

#include "abi/handles.h"
#include "base/bytes.h"
#include "gbp_flat.h"

static inline uint64_t gs_flat_u64(uint32_t low, uint32_t high)
{
    return (uint64_t)high << 32 | low;
}

/* Borrowed input; null with a length, or too much of it, is GS_E_ARGUMENT. */
GS_MUST_USE gs_status gs_flat_input(const void *data, uint32_t len, const char *name,
                                    gs_bytes *input);
/* Memory for output; null with a size is GS_E_ARGUMENT. */
GS_MUST_USE gs_status gs_flat_output(void *out, uint32_t cap);
/* The same where a bound of the output is published: less than `len + overhead` is GS_E_SPACE
 * before anything is done. */
GS_MUST_USE gs_status gs_flat_bound(void *out, uint32_t cap, uint64_t len, uint32_t overhead);
/* Memory for a result must not overlap the input that it is made of. */
GS_MUST_USE gs_status gs_flat_apart(gs_bytes input, const char *name, const uint8_t *out,
                                    uint32_t cap);
GS_MUST_USE gs_status gs_flat_not_null(const void *pointer, const char *name);
/* gs_handles_take with a text that names the object. */
GS_MUST_USE gs_status gs_flat_take(gs_use *uses, size_t count);
/* A new object's handle, or the failure; the object is freed by the caller on failure. */
GS_MUST_USE int32_t gs_flat_add(gs_kind kind, void *object);

/* A length, or the failure. */
static inline int32_t gs_flat_result(gs_status status, size_t len)
{
    return status == GS_OK ? (int32_t)len : (int32_t)status;
}

/* Like GS_TRY, in a function that returns int32_t. */
#define GS_FLAT_TRY(expression)                 \
    do {                                        \
        gs_status gs_try_status = (expression); \
        if (gs_try_status != GS_OK) {           \
            return (int32_t)gs_try_status;      \
        }                                       \
    } while (0)

#endif
