/* A mutex with a condition. Statically initialised, never destroyed; POSIX here, the one place to
 * change for another system. */
#ifndef GS_BASE_MUTEX_H
#define GS_BASE_MUTEX_H

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
