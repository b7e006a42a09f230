/* See rounds.h. */
#define _GNU_SOURCE
#include "rounds.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

_Noreturn void bench_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("error ", stdout);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
    fflush(stdout);
    exit(1);
}

void bench_pair(const char *key, uint64_t value)
{
    printf("%s=%llu ", key, (unsigned long long)value);
}

uint64_t bench_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t bench_allocated(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

uint64_t bench_resident(void)
{
    unsigned long long total = 0;
    unsigned long long resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%llu %llu", &total, &resident) != 2) {
        bench_fail("cannot read /proc/self/statm");
    }
    fclose(file);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

void *bench_array(size_t count, size_t size)
{
    void *array = calloc(count, size);
    if (array == NULL)
        bench_fail("out of memory");
    return array;
}

void *bench_library(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        bench_fail("%s", dlerror());
    return library;
}

void *bench_symbol(void *library, const char *name)
{
    void *symbol = dlsym(library, name);
    if (symbol == NULL)
        bench_fail("%s", dlerror());
    return symbol;
}

/* One line "COUNT OPS": COUNT batches of OPS operations, the nanoseconds of each. */
static void run_batches(const bench_operation *operation, const char *line)
{
    unsigned count = 0;
    unsigned operations = 0;
    if (sscanf(line, "%u %u", &count, &operations) != 2)
        bench_fail("bad line: %s", line);
    for (unsigned batch = 0; batch < count; batch += 1) {
        if (operation->before != NULL)
            operation->before(operations);
        uint64_t start = bench_now_ns();
        operation->run(operations);
        printf("%llu ", (unsigned long long)(bench_now_ns() - start));
    }
}

static const bench_operation *find_operation(const bench_operation *operations, const char *name)
{
    for (; operations->name != NULL; operations += 1) {
        if (strcmp(operations->name, name) == 0)
            return operations;
    }
    return NULL;
}

static const bench_story *find_story(const bench_story *stories, const char *name)
{
    for (; stories->name != NULL; stories += 1) {
        if (strcmp(stories->name, name) == 0)
            return stories;
    }
    return NULL;
}

int bench_serve(int argc, char **argv, const bench_operation *operations,
                const bench_story *stories)
{
    if (argc != 4)
        bench_fail("arguments: LIBRARY NAME SIZE CODEC FRAMES");
    size_t size = strtoul(argv[1], NULL, 10);
    const bench_operation *operation = find_operation(operations, argv[0]);
    const bench_story *story = find_story(stories, argv[0]);
    if (operation == NULL && story == NULL)
        bench_fail("unknown operation %s", argv[0]);
    if (operation != NULL) {
        operation->prepare(size, (unsigned)strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
    }
    puts("ready");
    fflush(stdout);
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (operation != NULL) {
            run_batches(operation, line);
        } else {
            story->tell(size);
        }
        putchar('\n');
        fflush(stdout);
    }
    return 0;
}
