/* Where a result waits that did not fit into the caller's memory: one slot for each thread
 * (gbp_flat.h, "Parks"). */
#ifndef GS_ABI_RESULT_SLOT_H
#define GS_ABI_RESULT_SLOT_H

#include "base/buffer.h"

/* Gives a result to the caller: into out when it fits, else into the slot. The buffer is wiped or
 * taken over. Its length. */
int32_t gs_result_slot_give(gs_buffer *result, uint8_t *out, uint32_t cap);
/* Moves the slot's bytes to out: their length; GS_E_STATE when the slot is empty, GS_E_SPACE when
 * they do not fit. */
int32_t gs_result_slot_take(uint8_t *out, uint32_t cap);

#endif
