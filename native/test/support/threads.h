/* Running the same work on several threads. */
#ifndef SUPPORT_THREADS_H
#define SUPPORT_THREADS_H

#include <stddef.h>

/* Runs `work` on `count` threads until all have ended. Thread i is given `contexts` + i * `stride`
 * bytes: the same for all when the stride is 0. */
void threads_run(void *(*work)(void *), size_t count, void *contexts, size_t stride);

#endif
