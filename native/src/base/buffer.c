#include "base/buffer.h"

#include "base/memory.h"

gs_status gs_buffer_reserve(gs_buffer *buffer, size_t more)
{
    if (more <= buffer->cap - buffer->len) {
        return GS_OK;
    }
    if (more > SIZE_MAX / 4 - buffer->len) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    size_t cap = buffer->cap < 64 ? 64 : buffer->cap;
    while (cap - buffer->len < more) {
        cap *= 2;
    }
    uint8_t *data = gs_alloc(cap);
    if (data == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    if (buffer->len > 0) {
        memcpy(data, buffer->data, buffer->len);
    }
    gs_wipe(buffer->data, buffer->cap);
    gs_free(buffer->data);
    buffer->data = data;
    buffer->cap = cap;
    return GS_OK;
}

gs_status gs_buffer_append(gs_buffer *buffer, const void *data, size_t len)
{
    GS_TRY(gs_buffer_reserve(buffer, len));
    if (len > 0) {
        memcpy(buffer->data + buffer->len, data, len);
    }
    buffer->len += len;
    return GS_OK;
}

void gs_buffer_recycle(gs_buffer *buffer)
{
    enum { KEPT_MAX = 1 << 20 };
    if (buffer->cap > KEPT_MAX) {
        gs_buffer_free(buffer);
        return;
    }
    gs_wipe(buffer->data, buffer->len);
    buffer->len = 0;
}

void gs_buffer_free(gs_buffer *buffer)
{
    gs_wipe(buffer->data, buffer->cap);
    gs_free(buffer->data);
    buffer->data = NULL;
    buffer->len = 0;
    buffer->cap = 0;
}
