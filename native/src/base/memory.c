#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *gs_alloc(size_t size)
{
    return calloc(1, size == 0 ? 1 : size);
}

void *gs_alloc_bytes(size_t size)
{
    return malloc(size == 0 ? 1 : size);
}

void *gs_alloc_aligned(size_t size)
{
    if (size > SIZE_MAX - GS_CACHE_LINE) {
        return NULL;
    }
    size_t rounded = (size + GS_CACHE_LINE - 1) / GS_CACHE_LINE * GS_CACHE_LINE;
    void *memory = aligned_alloc(GS_CACHE_LINE, rounded);
    if (memory != NULL) {
        memset(memory, 0, rounded);
    }
    return memory;
}

void gs_free(void *memory)
{
    free(memory);
}

void gs_free_aligned(void *memory)
{
    free(memory);
}

void gs_wipe(void *memory, size_t size)
{
    if (size == 0) {
        return;
    }
#if defined(__GNUC__)
    /* Hides a size that is known, since string instructions of the processor would be slower. */
    __asm__("" : "+r"(size));
    memset(memory, 0, size);
    /* Tells the compiler that the zeroes are read, so that it may not leave them out. */
    __asm__ __volatile__("" : : "r"(memory) : "memory");
#else
    volatile uint8_t *bytes = memory;
    for (size_t i = 0; i < size; i++) {
        bytes[i] = 0;
    }
#endif
}
