#include "abi/thread_locks.h"

#include <stddef.h>

enum { LOCKS = 64 };

static gs_thread_lock locks[LOCKS];

gs_thread_lock *gs_thread_locks_own(void)
{
    static atomic_uint threads;
    static _Thread_local gs_thread_lock *own;
    if (own == NULL) {
        own = &locks[atomic_fetch_add(&threads, 1) % LOCKS];
    }
    return own;
}

gs_lock_set gs_thread_locks_set_of(const gs_thread_lock *one)
{
    return (gs_lock_set)1 << (one - locks);
}

/* The lowest lock of a set, which is not empty. */
static gs_spin_lock *first_of(gs_lock_set set)
{
    return &locks[__builtin_ctzll(set)].lock;
}

void gs_thread_locks_take(gs_lock_set set)
{
    for (; set != 0; set &= set - 1) {
        gs_spin_lock_take(first_of(set));
    }
}

void gs_thread_locks_give_back(gs_lock_set set)
{
    for (; set != 0; set &= set - 1) {
        gs_spin_lock_give_back(first_of(set));
    }
}
