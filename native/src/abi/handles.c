#include "abi/handles.h"

#include <stdalign.h>
#include <string.h>

#include "base/memory.h"
#include "base/mutex.h"
#include "base/spin_lock.h"

enum {
    CHUNK_SIZE = 256,
    CACHE_LINE = 64,
    /* Slots that share a cache line hold handles this far apart: those of two threads that opened
     * their objects side by side would slow each other down. */
    APART = 64
};

typedef struct slot {
    void *object;
    bool busy;
} slot;

/* A run of handles. Freed when all its handles were given and ended. */
typedef struct chunk {
    slot slots[CHUNK_SIZE];
    size_t ended;
} chunk;

typedef struct table {
    chunk **chunks;
    size_t capacity;
    int32_t last; /* handle given last */
} table;

/* One lock for all tables: it is held for some nanoseconds, to mark objects as busy, never while
 * one is at work. */
static alignas(CACHE_LINE) gs_spin_lock lock;
static alignas(CACHE_LINE) table tables[GS_KIND_COUNT];

/* Threads that wait for a busy object sleep. Each giving back while somebody waits counts, so that
 * none is missed between looking at an object and falling asleep. */
static size_t waiting; /* under `lock` */
static gs_mutex sleepers = GS_MUTEX_INIT;
static gs_condition given_back = GS_CONDITION_INIT;
static atomic_uint times_given_back; /* changed under `sleepers` */

static slot *slot_of(chunk *holder, size_t index)
{
    size_t at = index % CHUNK_SIZE;
    return &holder->slots[at % APART * (CHUNK_SIZE / APART) + at / APART];
}

static slot *find(gs_kind kind, int32_t handle)
{
    const table *in = &tables[kind];
    if (handle < 1 || handle > in->last) {
        return NULL;
    }
    size_t index = (size_t)handle - 1;
    chunk *holder = in->chunks[index / CHUNK_SIZE];
    slot *found = holder != NULL ? slot_of(holder, index) : NULL;
    return found != NULL && found->object != NULL ? found : NULL;
}

static bool grow(table *in)
{
    size_t capacity = in->capacity == 0 ? 4 : in->capacity * 2;
    chunk **chunks = gs_alloc(capacity * sizeof *chunks);
    if (chunks == NULL) {
        return false;
    }
    if (in->capacity > 0) {
        memcpy(chunks, in->chunks, in->capacity * sizeof *chunks);
    }
    gs_free(in->chunks);
    in->chunks = chunks;
    in->capacity = capacity;
    return true;
}

/* The slot of the next handle, or null. */
static slot *next_slot(table *in)
{
    if (in->last == INT32_MAX) {
        return NULL;
    }
    size_t index = (size_t)in->last;
    size_t at = index / CHUNK_SIZE;
    if (at == in->capacity && !grow(in)) {
        return NULL;
    }
    if (in->chunks[at] == NULL) {
        in->chunks[at] = gs_alloc(sizeof(chunk));
    }
    return in->chunks[at] != NULL ? slot_of(in->chunks[at], index) : NULL;
}

int32_t gs_handles_add(gs_kind kind, void *object)
{
    gs_spin_lock_take(&lock);
    table *in = &tables[kind];
    slot *free_slot = next_slot(in);
    int32_t handle = 0;
    if (free_slot != NULL) {
        free_slot->object = object;
        handle = ++in->last;
    }
    gs_spin_lock_give_back(&lock);
    return handle;
}

/* Lets go of the lock, sleeps until something is given back, and takes the lock again. */
static void wait_for_change(void)
{
    unsigned seen = atomic_load(&times_given_back);
    waiting++;
    gs_spin_lock_give_back(&lock);
    gs_mutex_lock(&sleepers);
    while (atomic_load(&times_given_back) == seen) {
        gs_condition_wait(&given_back, &sleepers);
    }
    gs_mutex_unlock(&sleepers);
    gs_spin_lock_take(&lock);
    waiting--;
}

static void wake_sleepers(void)
{
    gs_mutex_lock(&sleepers);
    atomic_fetch_add(&times_given_back, 1);
    gs_condition_wake_all(&given_back);
    gs_mutex_unlock(&sleepers);
}

/* Marks all as busy, or none. GS_E_STATE: one is busy. */
static gs_status try_take(gs_use *uses, size_t count)
{
    slot *found[GS_KIND_COUNT];
    bool busy = false;
    for (size_t i = 0; i < count; i++) {
        found[i] = find(uses[i].kind, uses[i].handle);
        if (found[i] == NULL) {
            return GS_E_HANDLE;
        }
        busy = busy || found[i]->busy;
    }
    if (busy) {
        return GS_E_STATE;
    }
    for (size_t i = 0; i < count; i++) {
        found[i]->busy = true;
        uses[i].object = found[i]->object;
    }
    return GS_OK;
}

gs_status gs_handles_take(gs_use *uses, size_t count)
{
    gs_spin_lock_take(&lock);
    gs_status status = try_take(uses, count);
    while (status == GS_E_STATE) {
        wait_for_change();
        status = try_take(uses, count);
    }
    gs_spin_lock_give_back(&lock);
    return status;
}

void gs_handles_give_back(const gs_use *uses, size_t count)
{
    gs_spin_lock_take(&lock);
    for (size_t i = 0; i < count; i++) {
        find(uses[i].kind, uses[i].handle)->busy = false;
    }
    bool is_awaited = waiting > 0;
    gs_spin_lock_give_back(&lock);
    if (is_awaited) {
        wake_sleepers();
    }
}

bool gs_handles_exists(gs_kind kind, int32_t handle)
{
    gs_spin_lock_take(&lock);
    bool exists = find(kind, handle) != NULL;
    gs_spin_lock_give_back(&lock);
    return exists;
}

void *gs_handles_remove(gs_kind kind, int32_t handle)
{
    gs_spin_lock_take(&lock);
    slot *ending = find(kind, handle);
    while (ending != NULL && ending->busy) {
        wait_for_change();
        ending = find(kind, handle);
    }
    void *object = NULL;
    chunk *all_ended = NULL;
    if (ending != NULL) {
        object = ending->object;
        ending->object = NULL;
        chunk **holder = &tables[kind].chunks[((size_t)handle - 1) / CHUNK_SIZE];
        if (++(*holder)->ended == CHUNK_SIZE) {
            all_ended = *holder;
            *holder = NULL;
        }
    }
    gs_spin_lock_give_back(&lock);
    gs_free(all_ended);
    return object;
}

const char *gs_handles_kind_name(gs_kind kind)
{
    static const char *const NAMES[GS_KIND_COUNT] = {
        [GS_KIND_MLS] = "MLS context",
        [GS_KIND_NODE] = "node",
        [GS_KIND_GTP] = "text client",
        [GS_KIND_GAP] = "audio client",
        [GS_KIND_GSP] = "signal client",
        [GS_KIND_SFRAME_SESSION] = "SFrame session",
        [GS_KIND_SFRAME_ENCRYPTOR] = "SFrame encryptor",
    };
    return NAMES[kind];
}
