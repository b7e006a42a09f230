#include "base/memory.h"

#include "support/check.h"

static bool is_zero(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void memory_comes_zeroed(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 63, 64, 65, 4096};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        uint8_t *plain = gs_alloc(sizes[i]);
        uint8_t *aligned = gs_alloc_aligned(sizes[i]);
        assert_non_null(plain);
        assert_true(is_zero(plain, sizes[i]));
        assert_true(sizes[i] == 0 || aligned != NULL);
        assert_true(aligned == NULL || is_zero(aligned, sizes[i]));
        memset(plain, 0xA5, sizes[i]); /* so that a reused block would show */
        gs_free(plain);
        gs_free_aligned(aligned);
    }
}

static void aligned_memory_lies_on_64_bytes(void **state)
{
    (void)state;
    for (size_t size = 1; size < 300; size += 7) {
        void *memory = gs_alloc_aligned(size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 64, 0);
        gs_free_aligned(memory);
    }
}

static void sizes_that_would_wrap_give_null(void **state)
{
    (void)state;
    assert_null(gs_alloc_aligned(SIZE_MAX));
    assert_null(gs_alloc_aligned(SIZE_MAX - 62));
}

static void free_accepts_null(void **state)
{
    (void)state;
    gs_free(NULL);
    gs_free_aligned(NULL);
}

static void wipe_zeroes_just_what_it_is_told(void **state)
{
    (void)state;
    uint8_t memory[] = {1, 2, 3, 4};
    gs_wipe(memory + 1, 2);
    assert_memory_equal(memory, "\1\0\0\4", 4);
    gs_wipe(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_comes_zeroed),
        cmocka_unit_test(aligned_memory_lies_on_64_bytes),
        cmocka_unit_test(sizes_that_would_wrap_give_null),
        cmocka_unit_test(free_accepts_null),
        cmocka_unit_test(wipe_zeroes_just_what_it_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
