/* A lock for what takes some nanoseconds: half of a mutex's cost when nobody else wants it. Who has
 * to wait longer than that sleeps a little, since the thread that holds it may have no processor,
 * and may never get this one from a thread of a higher priority that only yields. */
#ifndef GS_BASE_SPIN_LOCK_H
#define GS_BASE_SPIN_LOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <threads.h>
#include <time.h>

typedef atomic_bool gs_spin_lock;

/* Tells the processor that this thread waits. */
static inline void gs_spin_lock_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

static inline void gs_spin_lock_take(gs_spin_lock *lock)
{
    enum { PATIENCE = 1000, NAP_NS = 20000 };
    int tries = 0;
    while (atomic_exchange_explicit(lock, true, memory_order_acquire)) {
        /* Only looking leaves the cache line with the thread that holds the lock. */
        do {
            gs_spin_lock_pause();
        } while (++tries < PATIENCE && atomic_load_explicit(lock, memory_order_relaxed));
        if (tries >= PATIENCE) {
            (void)thrd_sleep(&(struct timespec){0, NAP_NS}, NULL);
        }
    }
}

static inline void gs_spin_lock_give_back(gs_spin_lock *lock)
{
    atomic_store_explicit(lock, false, memory_order_release);
}

#endif
