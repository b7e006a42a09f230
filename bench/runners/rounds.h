/*
 * What every C runner of the benchmark shares: the clock, the way out, and the conversation with
 * the program that drives the rounds (bench/runner.ts). A runner says "ready", then answers every
 * line it reads with one line; "error TEXT" ends it.
 */
#ifndef BENCH_ROUNDS_H
#define BENCH_ROUNDS_H

#include <stddef.h>
#include <stdint.h>

/* A measured operation. `before` (may be null) makes what `count` runs use up, outside the
 * clock. */
typedef struct bench_operation {
    const char *name;
    void (*prepare)(size_t size, unsigned codec, size_t frames);
    void (*before)(size_t count);
    void (*run)(size_t count);
} bench_operation;

/* A story told once per line; it writes its own "key=number" pairs with bench_pair. */
typedef struct bench_story {
    const char *name;
    void (*tell)(size_t size);
} bench_story;

/* Arguments after the library: NAME SIZE CODEC FRAMES. Returns at the end of the input. */
int bench_serve(int argc, char **argv, const bench_operation *operations,
                const bench_story *stories);

/* Says what went wrong to the driver and ends the runner. */
_Noreturn void bench_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void bench_pair(const char *key, uint64_t value);
uint64_t bench_now_ns(void);
/* Bytes that malloc has handed out and not got back, in all arenas. */
uint64_t bench_allocated(void);
/* Resident memory of the process in bytes. */
uint64_t bench_resident(void);
void *bench_array(size_t count, size_t size);
/* A library's function; ends the runner when the library has none of this name. */
void *bench_symbol(void *library, const char *name);
void *bench_library(const char *path);

#endif
