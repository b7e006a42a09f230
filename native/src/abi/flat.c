#include "abi/flat.h"

gs_status gs_flat_not_null(const void *pointer, const char *name)
{
    return pointer != NULL ? GS_OK : gs_fail(GS_E_ARGUMENT, "%s is null", name);
}

gs_status gs_flat_input(const void *data, uint32_t len, const char *name, gs_bytes *input)
{
    if (len > GBPF_INPUT_MAX) {
        return gs_fail(GS_E_ARGUMENT, "%s of %u bytes is too long", name, (unsigned)len);
    }
    if (data == NULL && len > 0) {
        return gs_fail(GS_E_ARGUMENT, "%s is null but has a length of %u", name, (unsigned)len);
    }
    *input = gs_bytes_of(data, len);
    return GS_OK;
}

gs_status gs_flat_output(void *out, uint32_t cap)
{
    if (out == NULL && cap > 0) {
        return gs_fail(GS_E_ARGUMENT, "out is null but has a size of %u", (unsigned)cap);
    }
    return GS_OK;
}

gs_status gs_flat_bound(void *out, uint32_t cap, uint64_t len, uint32_t overhead)
{
    if (cap < len + overhead) {
        return gs_fail(GS_E_SPACE, "out has %u bytes and needs %llu", (unsigned)cap,
                       (unsigned long long)(len + overhead));
    }
    return gs_flat_output(out, cap);
}

gs_status gs_flat_apart(gs_bytes input, const char *name, const uint8_t *out, uint32_t cap)
{
    uintptr_t in_at = (uintptr_t)input.data;
    uintptr_t out_at = (uintptr_t)out;
    bool both_are = input.len > 0 && cap > 0;
    if (both_are && in_at < out_at + cap && out_at < in_at + input.len) {
        return gs_fail(GS_E_ARGUMENT, "the memory for the result overlaps %s", name);
    }
    return GS_OK;
}

gs_status gs_flat_take(gs_use *uses, size_t count)
{
    if (gs_handles_take(uses, count) == GS_OK) {
        return GS_OK;
    }
    /* Which one it was is found again by itself: the way of failure may be slow. */
    for (size_t i = 0; i < count; i++) {
        gs_use alone = uses[i];
        if (gs_handles_take(&alone, 1) != GS_OK) {
            return gs_fail(GS_E_HANDLE, "no %s has the handle %d", gs_handles_kind_name(alone.kind),
                           (int)alone.handle);
        }
        gs_handles_give_back(&alone, 1);
    }
    return gs_fail(GS_E_HANDLE, "a handle ended meanwhile");
}

int32_t gs_flat_add(gs_kind kind, void *object)
{
    int32_t handle = gs_handles_add(kind, object);
    return handle != 0 ? handle : gs_fail(GS_E_MEMORY, "out of memory or handles");
}
