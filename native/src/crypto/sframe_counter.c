#include "crypto/sframe_counter.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/mutex.h"

/* The process-wide counter. */
typedef struct shared_counter {
    uint8_t id[GS_SFRAME_COUNTER_ID_LEN];
    _Atomic uint64_t next;
    size_t holds;
    struct shared_counter *other; /* in the same bucket */
} shared_counter;

struct gs_sframe_counter {
    shared_counter *shared;
    _Atomic uint64_t last;
    size_t references;
    gs_sframe_counter *link;
};

enum { BUCKETS = 256 };

static gs_mutex registry_lock = GS_MUTEX_INIT;
static shared_counter *registry[BUCKETS]; /* the id is a hash: its first byte chooses the bucket */

static shared_counter *find_or_add(const uint8_t id[GS_SFRAME_COUNTER_ID_LEN])
{
    shared_counter **bucket = &registry[id[0]];
    for (shared_counter *shared = *bucket; shared != NULL; shared = shared->other) {
        if (memcmp(shared->id, id, GS_SFRAME_COUNTER_ID_LEN) == 0) {
            return shared;
        }
    }
    shared_counter *shared = gs_alloc(sizeof *shared);
    if (shared != NULL) {
        memcpy(shared->id, id, GS_SFRAME_COUNTER_ID_LEN);
        shared->other = *bucket;
        *bucket = shared;
    }
    return shared;
}

static void drop_shared(shared_counter *shared)
{
    if (--shared->holds > 0) {
        return;
    }
    shared_counter **place = &registry[shared->id[0]];
    while (*place != shared) {
        place = &(*place)->other;
    }
    *place = shared->other;
    gs_wipe(shared, sizeof *shared);
    gs_free(shared);
}

gs_sframe_counter *gs_sframe_counter_new(const uint8_t id[GS_SFRAME_COUNTER_ID_LEN], uint64_t first,
                                         uint64_t last)
{
    gs_sframe_counter *counter = gs_alloc(sizeof *counter);
    if (counter == NULL) {
        return NULL;
    }
    gs_mutex_lock(&registry_lock);
    counter->shared = find_or_add(id);
    if (counter->shared != NULL) {
        counter->shared->holds++;
        uint64_t next = atomic_load(&counter->shared->next);
        while (next < first &&
               !atomic_compare_exchange_weak(&counter->shared->next, &next, first)) {}
    }
    gs_mutex_unlock(&registry_lock);
    if (counter->shared == NULL) {
        gs_free(counter);
        return NULL;
    }
    atomic_init(&counter->last, last);
    counter->references = 1;
    return counter;
}

gs_sframe_counter *gs_sframe_counter_hold(gs_sframe_counter *counter)
{
    gs_mutex_lock(&registry_lock);
    counter->references++;
    gs_mutex_unlock(&registry_lock);
    return counter;
}

void gs_sframe_counter_release(gs_sframe_counter *counter)
{
    if (counter == NULL) {
        return;
    }
    gs_mutex_lock(&registry_lock);
    bool gone = --counter->references == 0;
    if (gone) {
        drop_shared(counter->shared);
    }
    gs_mutex_unlock(&registry_lock);
    if (gone) {
        gs_free(counter);
    }
}

gs_status gs_sframe_counter_take(gs_sframe_counter *counter, uint64_t *value)
{
    uint64_t next = atomic_load(&counter->shared->next);
    do {
        if (next == UINT64_MAX) {
            return gs_fail(GS_E_EXHAUSTED, "sequence exhausted");
        }
        if (next > atomic_load(&counter->last)) {
            return gs_fail(GS_E_EXHAUSTED, "state lease used up");
        }
    } while (!atomic_compare_exchange_weak(&counter->shared->next, &next, next + 1));
    *value = next;
    return GS_OK;
}

uint64_t gs_sframe_counter_peek(const gs_sframe_counter *counter)
{
    return atomic_load(&counter->shared->next);
}

void gs_sframe_counter_set_last(gs_sframe_counter *counter, uint64_t last)
{
    atomic_store(&counter->last, last);
}

const uint8_t *gs_sframe_counter_id(const gs_sframe_counter *counter)
{
    return counter->shared->id;
}

gs_sframe_counter **gs_sframe_counter_link(gs_sframe_counter *counter)
{
    return &counter->link;
}
