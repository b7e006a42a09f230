#include "abi/result_slot.h"

#include <pthread.h>

#include "base/memory.h"

typedef struct parked {
    gs_buffer bytes;
    bool full;
} parked;

static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static bool key_made;

/* At a thread's end. */
static void free_slot(void *memory)
{
    parked *slot = memory;
    gs_buffer_free(&slot->bytes);
    gs_free(slot);
}

static void make_key(void)
{
    key_made = pthread_key_create(&key, free_slot) == 0;
}

/* The thread's slot; null when it has none and memory ran out. */
static parked *own_slot(void)
{
    (void)pthread_once(&key_once, make_key);
    if (!key_made) {
        return NULL;
    }
    parked *slot = pthread_getspecific(key);
    if (slot != NULL) {
        return slot;
    }
    slot = gs_alloc(sizeof *slot);
    if (slot != NULL && pthread_setspecific(key, slot) != 0) {
        gs_free(slot);
        slot = NULL;
    }
    return slot;
}

int32_t gs_result_slot_give(gs_buffer *result, uint8_t *out, uint32_t cap)
{
    if (result->len > INT32_MAX) {
        gs_buffer_free(result);
        return gs_fail(GS_E_SPACE, "result is too long");
    }
    int32_t len = (int32_t)result->len;
    if (result->len <= cap) {
        if (len > 0) {
            memcpy(out, result->data, result->len);
        }
        gs_buffer_free(result);
        return len;
    }
    parked *slot = own_slot();
    if (slot == NULL) {
        gs_buffer_free(result);
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    gs_buffer_free(&slot->bytes);
    slot->bytes = *result;
    slot->full = true;
    *result = (gs_buffer){NULL, 0, 0};
    return len;
}

int32_t gs_result_slot_take(uint8_t *out, uint32_t cap)
{
    parked *slot = own_slot();
    if (slot == NULL || !slot->full) {
        return gs_fail(GS_E_STATE, "no result is waiting");
    }
    if (slot->bytes.len > cap) {
        return gs_fail(GS_E_SPACE, "result of %zu bytes does not fit into %u", slot->bytes.len,
                       (unsigned)cap);
    }
    int32_t len = (int32_t)slot->bytes.len;
    memcpy(out, slot->bytes.data, slot->bytes.len);
    gs_buffer_free(&slot->bytes);
    slot->full = false;
    return len;
}
