#include "support/memory_faults.h"

static size_t requests_until_fault;
static bool has_fired;
static bool spares_calloc;

void *__wrap_gs_alloc(size_t size);         /* NOLINT(bugprone-reserved-identifier) */
void *__wrap_gs_alloc_bytes(size_t size);   /* NOLINT(bugprone-reserved-identifier) */
void *__wrap_gs_alloc_aligned(size_t size); /* NOLINT(bugprone-reserved-identifier) */
void *__wrap_calloc(size_t n, size_t size); /* NOLINT(bugprone-reserved-identifier) */
void *__real_gs_alloc(size_t size);         /* NOLINT(bugprone-reserved-identifier) */
void *__real_gs_alloc_bytes(size_t size);   /* NOLINT(bugprone-reserved-identifier) */
void *__real_gs_alloc_aligned(size_t size); /* NOLINT(bugprone-reserved-identifier) */
void *__real_calloc(size_t n, size_t size); /* NOLINT(bugprone-reserved-identifier) */

static bool fails_now(void)
{
    if (requests_until_fault == 0) {
        return false;
    }
    requests_until_fault--;
    has_fired = has_fired || requests_until_fault == 0;
    return requests_until_fault == 0;
}

void *__wrap_gs_alloc(size_t size) /* NOLINT(bugprone-reserved-identifier) */
{
    return fails_now() ? NULL : __real_gs_alloc(size);
}

void *__wrap_gs_alloc_bytes(size_t size) /* NOLINT(bugprone-reserved-identifier) */
{
    return fails_now() ? NULL : __real_gs_alloc_bytes(size);
}

void *__wrap_gs_alloc_aligned(size_t size) /* NOLINT(bugprone-reserved-identifier) */
{
    return fails_now() ? NULL : __real_gs_alloc_aligned(size);
}

void *__wrap_calloc(size_t n, size_t size) /* NOLINT(bugprone-reserved-identifier) */
{
    return !spares_calloc && fails_now() ? NULL : __real_calloc(n, size);
}

void memory_faults_spare_calloc(bool spare)
{
    spares_calloc = spare;
}

void memory_faults_arm(size_t number)
{
    requests_until_fault = number;
    has_fired = false;
}

bool memory_faults_disarm(void)
{
    requests_until_fault = 0;
    return has_fired;
}

bool memory_faults_is_armed(void)
{
    return requests_until_fault > 0;
}

size_t memory_faults_try_each(void (*attempt)(void *context), void *context)
{
    size_t faults = 0;
    bool fired = true;
    while (fired) {
        memory_faults_arm(faults + 1);
        attempt(context);
        fired = memory_faults_disarm();
        faults += fired ? 1 : 0;
    }
    return faults;
}
