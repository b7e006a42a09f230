#include "abi/stack.h"

#include "base/memory.h"
#include "gbp_flat.h"

enum { TARGET_LEN = 4 };

gs_status gs_stack_input(const uint8_t *data, size_t len, const char *name, gs_bytes *input)
{
    if (len > GBPF_INPUT_MAX) {
        return gs_fail(GS_E_ARGUMENT, "%s of %zu bytes is too long", name, len);
    }
    if (data == NULL && len > 0) {
        return gs_fail(GS_E_ARGUMENT, "%s is null but has a length of %zu", name, len);
    }
    *input = gs_bytes_of(data, len);
    return GS_OK;
}

gs_status gs_stack_not_null(const void *pointer, const char *name)
{
    return pointer != NULL ? GS_OK : gs_fail(GS_E_ARGUMENT, "%s is null", name);
}

gs_status gs_stack_take(gs_use *uses, size_t count, const char *text)
{
    gs_status status = gs_handles_take(uses, count);
    return status == GS_OK ? GS_OK : gs_fail(status, "%s", text);
}

gs_status gs_stack_take_mls(gs_use *use, int32_t mls)
{
    *use = gs_use_of(GS_KIND_MLS, mls);
    return gs_stack_take(use, 1, "invalid MLS handle");
}

int32_t gs_stack_add(gs_kind kind, void *object)
{
    int32_t handle = object != NULL ? gs_handles_add(kind, object) : 0;
    if (handle == 0) {
        (void)gs_fail(GS_E_MEMORY, "out of memory or handles");
    }
    return handle;
}

GbpBuffer gs_stack_nothing(void)
{
    return (GbpBuffer){NULL, 0, 0};
}

GbpBuffer gs_stack_alloc(size_t cap)
{
    uint8_t *memory = gs_alloc_bytes(cap);
    if (memory == NULL) {
        (void)gs_fail(GS_E_MEMORY, "out of memory");
        return gs_stack_nothing();
    }
    return (GbpBuffer){memory, 0, cap};
}

GbpBuffer gs_stack_give(gs_status status, gs_buffer *result)
{
    if (status != GS_OK || result->len == 0) {
        gs_buffer_free(result);
        return gs_stack_nothing();
    }
    return (GbpBuffer){result->data, result->len, result->cap};
}

char *gs_stack_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = gs_alloc_bytes(size);
    if (copy == NULL) {
        (void)gs_fail(GS_E_MEMORY, "out of memory");
        return NULL;
    }
    memcpy(copy, text, size);
    return copy;
}

gs_status gs_stack_frame_begin(gs_stack_frame *frame, uint32_t target, size_t content_len)
{
    frame->buffer =
        gs_stack_alloc(TARGET_LEN + content_len + GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD);
    if (frame->buffer.ptr == NULL) {
        return GS_E_MEMORY;
    }
    gs_store_le32(frame->buffer.ptr, target);
    frame->writer = gs_writer_on(frame->buffer.ptr + TARGET_LEN, frame->buffer.cap - TARGET_LEN);
    return GS_OK;
}

GbpBuffer gs_stack_frame_give(gs_stack_frame *frame, gs_status status)
{
    if (status != GS_OK) {
        gbp_buffer_free(frame->buffer);
        return gs_stack_nothing();
    }
    frame->buffer.len = TARGET_LEN + frame->writer.len;
    return frame->buffer;
}

void gbp_buffer_free(GbpBuffer buffer)
{
    if (buffer.ptr != NULL) {
        gs_wipe(buffer.ptr, buffer.cap);
        gs_free(buffer.ptr);
    }
}

void gbp_string_free(char *text)
{
    if (text != NULL) {
        gs_wipe(text, strlen(text));
        gs_free(text);
    }
}
