/* A lock for what takes some nanoseconds: a third of a mutex's cost when nobody else wants it. Who
 * has to wait longer than that gives the processor away. */
#ifndef GS_BASE_SPIN_LOCK_H
#define GS_BASE_SPIN_LOCK_H

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef atomic_bool gs_spin_lock;

static inline void gs_spin_lock_take(gs_spin_lock *lock)
{
    enum { PATIENCE = 100 };
    for (int tries = 0; atomic_exchange_explicit(lock, true, memory_order_acquire); tries++) {
        if (tries >= PATIENCE) {
            (void)sched_yield();
        }
    }
}

static inline void gs_spin_lock_give_back(gs_spin_lock *lock)
{
    atomic_store_explicit(lock, false, memory_order_release);
}

#endif
