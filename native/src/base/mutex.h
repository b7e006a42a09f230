/* A mutex with a condition, over what the platform has. Statically initialised, never destroyed. */
#ifndef GS_BASE_MUTEX_H
#define GS_BASE_MUTEX_H

#if defined(_WIN32)
#include <windows.h>

typedef SRWLOCK gs_mutex;
typedef CONDITION_VARIABLE gs_condition;
#define GS_MUTEX_INIT SRWLOCK_INIT
#define GS_CONDITION_INIT CONDITION_VARIABLE_INIT
#define gs_mutex_lock(mutex) AcquireSRWLockExclusive(mutex)
#define gs_mutex_unlock(mutex) ReleaseSRWLockExclusive(mutex)
#define gs_condition_wait(condition, mutex) SleepConditionVariableSRW(condition, mutex, INFINITE, 0)
#define gs_condition_wake_all(condition) WakeAllConditionVariable(condition)
#else
#include <pthread.h>

typedef pthread_mutex_t gs_mutex;
typedef pthread_cond_t gs_condition;
#define GS_MUTEX_INIT PTHREAD_MUTEX_INITIALIZER
#define GS_CONDITION_INIT PTHREAD_COND_INITIALIZER
#define gs_mutex_lock(mutex) ((void)pthread_mutex_lock(mutex))
#define gs_mutex_unlock(mutex) ((void)pthread_mutex_unlock(mutex))
#define gs_condition_wait(condition, mutex) ((void)pthread_cond_wait(condition, mutex))
#define gs_condition_wake_all(condition) ((void)pthread_cond_broadcast(condition))
#endif

#endif
