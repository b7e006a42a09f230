/*
 * Handles: numbers from 1 up per kind of object, never reused. An object is in use by one thread at
 * a time; a call takes all the objects it needs at once or waits, so that no order of taking can
 * deadlock. Finding an object is O(1), whatever was destroyed before, and destroyed handles cost no
 * memory but for 8 bytes in 64.
 */
#ifndef GS_ABI_HANDLES_H
#define GS_ABI_HANDLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef enum gs_kind {
    GS_KIND_MLS,
    GS_KIND_NODE,
    GS_KIND_GTP,
    GS_KIND_GAP,
    GS_KIND_GSP,
    GS_KIND_SFRAME_SESSION,
    GS_KIND_SFRAME_ENCRYPTOR
} gs_kind;
enum { GS_KIND_COUNT = 7 };

/* An object that a call needs: kind and handle given, object found. */
typedef struct gs_use {
    gs_kind kind;
    int32_t handle;
    void *object;
    struct gs_slot *slot; /* the table's, while the object is taken */
} gs_use;

static inline gs_use gs_use_of(gs_kind kind, int32_t handle)
{
    return (gs_use){kind, handle, NULL, NULL};
}

/* A handle for an object, whose owner the table now is; 0 when memory or numbers ran out. */
int32_t gs_handles_add(gs_kind kind, void *object);

/* Takes all objects for the calling thread. GS_E_HANDLE, with no text and nothing taken, when one
 * does not exist. */
GS_MUST_USE gs_status gs_handles_take(gs_use *uses, size_t count);
void gs_handles_give_back(const gs_use *uses, size_t count);

bool gs_handles_exists(gs_kind kind, int32_t handle);

/* Ends a handle, when nobody uses its object any more, and gives the object to the caller to free;
 * null for a handle that does not exist. */
void *gs_handles_remove(gs_kind kind, int32_t handle);

/* "MLS context", "node" … for texts. */
const char *gs_handles_kind_name(gs_kind kind);

#endif
