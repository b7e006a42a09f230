/* What all functions of the loaded ABI share: checking what comes in, and what the caller owns. */
#ifndef GS_ABI_STACK_H
#define GS_ABI_STACK_H

#include "abi/handles.h"
#include "base/buffer.h"
#include "gbp_stack.h"

/* Borrowed input; null with a length, or too much of it, is GS_E_ARGUMENT. */
GS_MUST_USE gs_status gs_stack_input(const uint8_t *data, size_t len, const char *name,
                                     gs_bytes *input);
GS_MUST_USE gs_status gs_stack_not_null(const void *pointer, const char *name);
/* gs_handles_take; the text is the ABI's for a handle that does not exist. */
GS_MUST_USE gs_status gs_stack_take(gs_use *uses, size_t count, const char *text);
GS_MUST_USE gs_status gs_stack_take_mls(gs_use *use, int32_t mls);

/* A handle for a new object, which is null when memory ran out; 0, with the last error set, when
 * there is none. Then the object is still the caller's. */
int32_t gs_stack_add(gs_kind kind, void *object);

/* The empty buffer. */
GbpBuffer gs_stack_nothing(void);
/* Memory of this size for a result; an empty buffer, with the last error set, when there is
 * none. */
GbpBuffer gs_stack_alloc(size_t cap);
/* Hands the bytes of a call that went well over to the caller, else wipes them. */
GbpBuffer gs_stack_give(gs_status status, gs_buffer *result);
/* An owned copy of a text; null, with the last error set, when out of memory. */
char *gs_stack_text(const char *text);

/* A frame on its way to the caller: target, then the wire that `writer` writes. */
typedef struct gs_stack_frame {
    GbpBuffer buffer;
    gs_writer writer;
} gs_stack_frame;

/* Memory for a frame around so many bytes of the user's. */
GS_MUST_USE gs_status gs_stack_frame_begin(gs_stack_frame *frame, uint32_t target,
                                           size_t content_len);
/* The frame that a call which went well wrote; else nothing, the memory released. */
GbpBuffer gs_stack_frame_give(gs_stack_frame *frame, gs_status status);

#endif
