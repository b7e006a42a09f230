#include "base/number_table.h"

#include "support/check.h"
#include "support/memory_faults.h"

enum { MANY = 20000 };

/* Keys as they are: stream class << 32 | stream id; and the extremes. */
static uint64_t key_of(uint64_t i)
{
    return (i & 3) << 32 | ((i / 4) * 100 + (i & 3));
}

static void an_empty_table_has_no_key(void **state)
{
    (void)state;
    gs_number_table table = {.count = 0};
    assert_null(gs_number_table_find(&table, 0));
    gs_number_table_clear(&table);
    gs_number_table_free(&table);
}

static void at_gives_zero_and_keeps_what_is_put(void **state)
{
    (void)state;
    static const uint64_t keys[] = {0, 1, UINT64_MAX, UINT64_C(1) << 63, UINT32_MAX};
    gs_number_table table = {.count = 0};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        uint64_t *value = gs_number_table_at(&table, keys[i]);
        assert_non_null(value);
        assert_int_equal(*value, 0);
        *value = i + 1;
    }
    assert_int_equal(table.count, COUNT_OF(keys));
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        assert_int_equal(*gs_number_table_find(&table, keys[i]), i + 1);
        assert_int_equal(*gs_number_table_at(&table, keys[i]), i + 1);
    }
    assert_int_equal(table.count, COUNT_OF(keys));
    assert_null(gs_number_table_find(&table, 2));
    gs_number_table_free(&table);
}

static void growing_keeps_every_key(void **state)
{
    (void)state;
    gs_number_table table = {.count = 0};
    for (uint64_t i = 0; i < MANY; i++) {
        uint64_t *value = gs_number_table_at(&table, key_of(i));
        assert_non_null(value);
        *value = i;
        assert_true(table.count <= table.capacity / 2);
        assert_int_equal(table.capacity & (table.capacity - 1), 0);
    }
    assert_int_equal(table.count, MANY);
    for (uint64_t i = 0; i < MANY; i++) {
        assert_int_equal(*gs_number_table_find(&table, key_of(i)), i);
    }
    assert_null(gs_number_table_find(&table, key_of(MANY)));
    gs_number_table_free(&table);
}

static void clear_forgets_and_keeps_memory(void **state)
{
    (void)state;
    gs_number_table table = {.count = 0};
    *gs_number_table_at(&table, 5) = 6;
    size_t capacity = table.capacity;
    gs_number_table_clear(&table);
    assert_int_equal(table.count, 0);
    assert_int_equal(table.capacity, capacity);
    assert_null(gs_number_table_find(&table, 5));
    assert_int_equal(*gs_number_table_at(&table, 5), 0);
    gs_number_table_free(&table);
    assert_int_equal(table.capacity, 0);
    gs_number_table_free(&table);
}

static void a_failed_growth_leaves_the_table(void **state)
{
    (void)state;
    gs_number_table table = {.count = 0};
    memory_faults_arm(1);
    assert_null(gs_number_table_at(&table, 1));
    assert_true(memory_faults_disarm());
    uint64_t key = 0;
    do {
        *gs_number_table_at(&table, key) = key + 1;
        key++;
    } while (table.count < table.capacity / 2);
    memory_faults_arm(1);
    assert_null(gs_number_table_at(&table, key));
    assert_true(memory_faults_disarm());
    assert_int_equal(table.count, key);
    assert_null(gs_number_table_find(&table, key));
    for (uint64_t i = 0; i < key; i++) {
        assert_int_equal(*gs_number_table_at(&table, i), i + 1);
    }
    gs_number_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_table_has_no_key),
        cmocka_unit_test(at_gives_zero_and_keeps_what_is_put),
        cmocka_unit_test(growing_keeps_every_key),
        cmocka_unit_test(clear_forgets_and_keeps_memory),
        cmocka_unit_test(a_failed_growth_leaves_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
