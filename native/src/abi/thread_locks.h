/*
 * A spin lock for each thread. A thread takes its own for what it alone works on, so that threads
 * wait neither for each other nor for each other's cache lines; those of others, too, for what was
 * theirs; all of them to change what everybody reads. Several are taken in one order, so that
 * nothing can deadlock.
 */
#ifndef GS_ABI_THREAD_LOCKS_H
#define GS_ABI_THREAD_LOCKS_H

#include <stdalign.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/spin_lock.h"

typedef struct gs_thread_lock {
    alignas(GS_CACHE_LINE) gs_spin_lock lock; /* on a cache line of its own */
} gs_thread_lock;

/* A bit for each lock. */
typedef uint64_t gs_lock_set;
#define GS_ALL_LOCKS UINT64_MAX

/* The calling thread's lock. From the 65th thread on that ever came here they share. */
gs_thread_lock *gs_thread_locks_own(void);
gs_lock_set gs_thread_locks_set_of(const gs_thread_lock *one);
void gs_thread_locks_take(gs_lock_set set);
void gs_thread_locks_give_back(gs_lock_set set);

#endif
