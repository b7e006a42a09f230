/* Growable bytes of our own, wiped whenever they are given back or outgrown. */
#ifndef GS_BASE_BUFFER_H
#define GS_BASE_BUFFER_H

#include "base/bytes.h"
#include "base/status.h"

typedef struct gs_buffer {
    uint8_t *data;
    size_t len;
    size_t cap;
} gs_buffer;

/* Makes room for at least `more` bytes behind len; what was there stays. */
GS_MUST_USE gs_status gs_buffer_reserve(gs_buffer *buffer, size_t more);
GS_MUST_USE gs_status gs_buffer_append(gs_buffer *buffer, const void *data, size_t len);
/* Wipes what the buffer holds and keeps its memory for the next use, unless it is large. */
void gs_buffer_recycle(gs_buffer *buffer);
/* Wipes and releases; the buffer is empty afterwards. */
void gs_buffer_free(gs_buffer *buffer);

#endif
