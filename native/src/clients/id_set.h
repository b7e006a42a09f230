/* A set of member ids, kept in ascending order. */
#ifndef GS_CLIENTS_ID_SET_H
#define GS_CLIENTS_ID_SET_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Ours: peers choose the ids, so a set takes no more than these. */
enum { GS_ID_SET_MAX = 1 << 16 };

/* Zeroed is empty. */
typedef struct gs_id_set {
    uint32_t *ids;
    size_t count;
    size_t capacity;
} gs_id_set;

/* A full set stays as it is. */
GS_MUST_USE gs_status gs_id_set_add(gs_id_set *set, uint32_t id);
void gs_id_set_remove(gs_id_set *set, uint32_t id);
void gs_id_set_free(gs_id_set *set);

#endif
