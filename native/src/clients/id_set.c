#include "clients/id_set.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"

/* Where the id is or belongs. */
static size_t place_of(const gs_id_set *set, uint32_t id)
{
    size_t low = 0;
    size_t high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set->ids[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_at(const gs_id_set *set, size_t place, uint32_t id)
{
    return place < set->count && set->ids[place] == id;
}

static gs_status grow(gs_id_set *set)
{
    size_t capacity = set->capacity == 0 ? 8 : set->capacity * 2;
    uint32_t *ids = gs_alloc(capacity * sizeof *ids);
    if (ids == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    if (set->count > 0) {
        memcpy(ids, set->ids, set->count * sizeof *ids);
    }
    gs_free(set->ids);
    set->ids = ids;
    set->capacity = capacity;
    return GS_OK;
}

gs_status gs_id_set_add(gs_id_set *set, uint32_t id)
{
    size_t place = place_of(set, id);
    if (is_at(set, place, id) || set->count == GS_ID_SET_MAX) {
        return GS_OK;
    }
    if (set->count == set->capacity) {
        GS_TRY(grow(set));
    }
    memmove(set->ids + place + 1, set->ids + place, (set->count - place) * sizeof *set->ids);
    set->ids[place] = id;
    set->count++;
    return GS_OK;
}

void gs_id_set_remove(gs_id_set *set, uint32_t id)
{
    size_t place = place_of(set, id);
    if (is_at(set, place, id)) {
        memmove(set->ids + place, set->ids + place + 1,
                (set->count - place - 1) * sizeof *set->ids);
        set->count--;
    }
}

void gs_id_set_free(gs_id_set *set)
{
    gs_free(set->ids);
    memset(set, 0, sizeof *set);
}
