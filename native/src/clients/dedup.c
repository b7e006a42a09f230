#include "clients/dedup.h"

#include <string.h>

#include "base/memory.h"
#include "base/seed.h"

struct gs_dedup_entry {
    uint64_t id;
    uint32_t sender;
    uint32_t next; /* in the chain, as in buckets */
};

enum { FIRST_CAPACITY = 16 };

static size_t bucket_of(const gs_dedup *dedup, uint32_t sender, uint64_t id)
{
    /* Peers choose both numbers: the sender's part is keyed too, or pairs could be made to meet. */
    uint64_t spread = gs_seed_mix(sender, dedup->seed);
    return (size_t)gs_seed_mix(id ^ spread, dedup->seed) & dedup->bucket_mask;
}

static void link_entry(gs_dedup *dedup, size_t index)
{
    struct gs_dedup_entry *entry = &dedup->entries[index];
    uint32_t *bucket = &dedup->buckets[bucket_of(dedup, entry->sender, entry->id)];
    entry->next = *bucket;
    *bucket = (uint32_t)index + 1;
}

static void unlink_entry(gs_dedup *dedup, size_t index)
{
    const struct gs_dedup_entry *entry = &dedup->entries[index];
    uint32_t *place = &dedup->buckets[bucket_of(dedup, entry->sender, entry->id)];
    while (*place != index + 1) {
        place = &dedup->entries[*place - 1].next;
    }
    *place = entry->next;
}

/* Only called while the ring has not wrapped, so entries keep their index. */
static gs_status grow(gs_dedup *dedup)
{
    size_t capacity = dedup->capacity == 0 ? FIRST_CAPACITY : dedup->capacity * 2;
    if (capacity > GS_DEDUP_MAX) {
        capacity = GS_DEDUP_MAX;
    }
    size_t buckets = FIRST_CAPACITY;
    while (buckets < capacity) {
        buckets *= 2;
    }
    gs_dedup larger = {gs_alloc(capacity * sizeof *dedup->entries),
                       gs_alloc(buckets * sizeof *dedup->buckets),
                       capacity,
                       buckets - 1,
                       dedup->count,
                       0,
                       gs_seed()};
    if (larger.entries == NULL || larger.buckets == NULL) {
        gs_dedup_free(&larger);
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < dedup->count; i++) {
        larger.entries[i] = dedup->entries[i];
        link_entry(&larger, i);
    }
    gs_dedup_free(dedup);
    *dedup = larger;
    return GS_OK;
}

bool gs_dedup_contains(const gs_dedup *dedup, uint32_t sender, uint64_t id)
{
    if (dedup->count == 0) {
        return false;
    }
    uint32_t at = dedup->buckets[bucket_of(dedup, sender, id)];
    while (at != 0) {
        const struct gs_dedup_entry *entry = &dedup->entries[at - 1];
        if (entry->id == id && entry->sender == sender) {
            return true;
        }
        at = entry->next;
    }
    return false;
}

gs_status gs_dedup_add(gs_dedup *dedup, uint32_t sender, uint64_t id)
{
    if (dedup->count == dedup->capacity && dedup->capacity < GS_DEDUP_MAX) {
        GS_TRY(grow(dedup));
    }
    size_t index = dedup->count;
    if (dedup->count == GS_DEDUP_MAX) {
        index = dedup->oldest;
        unlink_entry(dedup, index);
        dedup->oldest = index + 1 < GS_DEDUP_MAX ? index + 1 : 0;
    } else {
        dedup->count++;
    }
    dedup->entries[index].id = id;
    dedup->entries[index].sender = sender;
    link_entry(dedup, index);
    return GS_OK;
}

void gs_dedup_free(gs_dedup *dedup)
{
    gs_free(dedup->entries);
    gs_free(dedup->buckets);
    memset(dedup, 0, sizeof *dedup);
}
