#include "support/threads.h"

#include <pthread.h>
#include <stdint.h>

#include "support/check.h"

enum { THREADS_MAX = 8 };

void threads_run(void *(*work)(void *), size_t count, void *contexts, size_t stride)
{
    pthread_t started[THREADS_MAX];
    assert_true(count <= THREADS_MAX);
    for (size_t i = 0; i < count; i++) {
        void *context = (uint8_t *)contexts + i * stride;
        assert_int_equal(pthread_create(&started[i], NULL, work, context), 0);
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pthread_join(started[i], NULL), 0);
    }
}
