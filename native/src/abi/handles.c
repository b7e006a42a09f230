#include "abi/handles.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <string.h>

#include "abi/thread_locks.h"
#include "base/memory.h"
#include "base/mutex.h"

enum { CHUNK_SIZE = 64 };

/* On a cache line of its own: two threads that opened objects side by side, or one after the other,
 * would slow each other down. */
typedef struct gs_slot {
    alignas(GS_CACHE_LINE) void *object;
    _Atomic(gs_thread_lock *) lock; /* of the thread that used the object last */
    bool busy;                      /* under that lock */
} gs_slot;

/* A run of handles. Freed when all its handles were given and ended. */
typedef struct chunk {
    gs_slot slots[CHUNK_SIZE];
    size_t ended;
} chunk;

/* Read under any thread's lock, changed under all of them. */
typedef struct table {
    alignas(GS_CACHE_LINE) chunk **chunks;
    size_t capacity;
    int32_t last; /* handle given last */
} table;

/* A thread's lock is held for some nanoseconds, to mark objects as busy; all of them for up to a
 * microsecond, to add or end one; none while an object is at work. */
static table tables[GS_KIND_COUNT];

/* Threads that wait for a busy object sleep. Each giving back while somebody waits counts, so that
 * none is missed between looking at an object and falling asleep. */
static struct {
    alignas(GS_CACHE_LINE) atomic_uint waiting; /* changed under the locks of what is waited for */
    atomic_uint times_given_back;               /* changed under the mutex */
    gs_mutex mutex;
    gs_condition given_back;
} sleepers = {.mutex = GS_MUTEX_INIT, .given_back = GS_CONDITION_INIT};

static gs_slot *find(gs_kind kind, int32_t handle)
{
    const table *in = &tables[kind];
    if (handle < 1 || handle > in->last) {
        return NULL;
    }
    size_t index = (size_t)handle - 1;
    chunk *holder = in->chunks[index / CHUNK_SIZE];
    gs_slot *found = holder != NULL ? &holder->slots[index % CHUNK_SIZE] : NULL;
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
static gs_slot *next_slot(table *in)
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
        in->chunks[at] = gs_alloc_aligned(sizeof(chunk));
    }
    return in->chunks[at] != NULL ? &in->chunks[at]->slots[index % CHUNK_SIZE] : NULL;
}

int32_t gs_handles_add(gs_kind kind, void *object)
{
    gs_thread_locks_take(GS_ALL_LOCKS);
    table *in = &tables[kind];
    gs_slot *free_slot = next_slot(in);
    int32_t handle = 0;
    if (free_slot != NULL) {
        free_slot->object = object;
        free_slot->lock = gs_thread_locks_own();
        handle = ++in->last;
    }
    gs_thread_locks_give_back(GS_ALL_LOCKS);
    return handle;
}

/* Lets go of the locks, sleeps until something is given back, and takes the locks again. Who gives
 * back needs one of them, so both the count that was seen and the one that waits must be settled
 * before they go: no giving back falls between looking and sleeping. */
static void wait_for_change(gs_lock_set held)
{
    unsigned seen = atomic_load(&sleepers.times_given_back);
    atomic_fetch_add(&sleepers.waiting, 1);
    gs_thread_locks_give_back(held);
    gs_mutex_lock(&sleepers.mutex);
    while (atomic_load(&sleepers.times_given_back) == seen) {
        gs_condition_wait(&sleepers.given_back, &sleepers.mutex);
    }
    gs_mutex_unlock(&sleepers.mutex);
    gs_thread_locks_take(held);
    atomic_fetch_sub(&sleepers.waiting, 1);
}

static void wake_sleepers(void)
{
    gs_mutex_lock(&sleepers.mutex);
    atomic_fetch_add(&sleepers.times_given_back, 1);
    gs_condition_wake_all(&sleepers.given_back);
    gs_mutex_unlock(&sleepers.mutex);
}

/* Marks all as busy, or none, under the calling thread's lock and those in `others`. GS_E_STATE:
 * one is busy, or locks are missing, which `others` then has, too. */
static gs_status try_take(gs_use *uses, size_t count, gs_thread_lock *own, gs_lock_set *others)
{
    gs_lock_set needed = *others;
    bool busy = false;
    for (size_t i = 0; i < count; i++) {
        gs_slot *found = find(uses[i].kind, uses[i].handle);
        if (found == NULL) {
            return GS_E_HANDLE;
        }
        gs_thread_lock *guard = atomic_load_explicit(&found->lock, memory_order_relaxed);
        needed |= guard != own ? gs_thread_locks_set_of(guard) : 0;
        uses[i].slot = found;
    }
    if (needed != *others) {
        *others = needed;
        return GS_E_STATE;
    }
    for (size_t i = 0; i < count; i++) {
        busy = busy || uses[i].slot->busy;
    }
    if (busy) {
        return GS_E_STATE;
    }
    for (size_t i = 0; i < count; i++) {
        uses[i].slot->busy = true;
        atomic_store_explicit(&uses[i].slot->lock, own, memory_order_relaxed);
        uses[i].object = uses[i].slot->object;
    }
    return GS_OK;
}

/* Waits for objects that are busy, and takes the locks of threads that used them last. */
static gs_status take_patiently(gs_use *uses, size_t count, gs_thread_lock *own, gs_lock_set needed)
{
    gs_status status = GS_E_STATE;
    while (status == GS_E_STATE) {
        gs_lock_set others = needed;
        gs_lock_set held = gs_thread_locks_set_of(own) | others;
        gs_thread_locks_take(held);
        status = try_take(uses, count, own, &needed);
        while (status == GS_E_STATE && needed == others) {
            wait_for_change(held);
            status = try_take(uses, count, own, &needed);
        }
        gs_thread_locks_give_back(held);
    }
    return status;
}

gs_status gs_handles_take(gs_use *uses, size_t count)
{
    gs_thread_lock *own = gs_thread_locks_own();
    gs_lock_set needed = 0;
    gs_spin_lock_take(&own->lock);
    gs_status status = try_take(uses, count, own, &needed);
    gs_spin_lock_give_back(&own->lock);
    return status == GS_E_STATE ? take_patiently(uses, count, own, needed) : status;
}

void gs_handles_give_back(const gs_use *uses, size_t count)
{
    /* The same for all: that of the thread that took them. */
    gs_thread_lock *taker = atomic_load_explicit(&uses[0].slot->lock, memory_order_relaxed);
    gs_spin_lock_take(&taker->lock);
    for (size_t i = 0; i < count; i++) {
        uses[i].slot->busy = false;
    }
    bool is_awaited = atomic_load_explicit(&sleepers.waiting, memory_order_relaxed) > 0;
    gs_spin_lock_give_back(&taker->lock);
    if (is_awaited) {
        wake_sleepers();
    }
}

bool gs_handles_exists(gs_kind kind, int32_t handle)
{
    gs_thread_lock *own = gs_thread_locks_own();
    gs_spin_lock_take(&own->lock);
    bool exists = find(kind, handle) != NULL;
    gs_spin_lock_give_back(&own->lock);
    return exists;
}

void *gs_handles_remove(gs_kind kind, int32_t handle)
{
    gs_thread_locks_take(GS_ALL_LOCKS);
    gs_slot *ending = find(kind, handle);
    while (ending != NULL && ending->busy) {
        wait_for_change(GS_ALL_LOCKS);
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
    gs_thread_locks_give_back(GS_ALL_LOCKS);
    gs_free_aligned(all_ended);
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
