/* The only place that allocates. Running out of memory is a null result, which callers turn into
 * GS_E_MEMORY. */
#ifndef GS_BASE_MEMORY_H
#define GS_BASE_MEMORY_H

#include <stddef.h>

enum { GS_CACHE_LINE = 64 };

/* Zeroed memory for one object, aligned for any type; null when there is none. */
void *gs_alloc(size_t size);
/* Memory for bytes that the caller writes before anybody reads them: not zeroed. */
void *gs_alloc_bytes(size_t size);
/* Zeroed memory aligned to a cache line; release with gs_free_aligned. */
void *gs_alloc_aligned(size_t size);
void gs_free(void *memory);
void gs_free_aligned(void *memory);
/* Overwrites memory in a way that the compiler keeps. */
void gs_wipe(void *memory, size_t size);

#endif
