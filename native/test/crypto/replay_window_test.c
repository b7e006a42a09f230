#include "crypto/replay_window.h"

#include "support/check.h"

enum { SIZE = GS_REPLAY_WINDOW_SIZE };

static void a_new_window_allows_every_counter(void **state)
{
    (void)state;
    gs_replay_window window = {.used = false};
    assert_true(gs_replay_window_allows(&window, 0));
    assert_true(gs_replay_window_allows(&window, UINT64_MAX));
}

static void a_counter_is_allowed_once(void **state)
{
    (void)state;
    gs_replay_window window = {.used = false};
    gs_replay_window_note(&window, 0);
    assert_false(gs_replay_window_allows(&window, 0));
    assert_true(gs_replay_window_allows(&window, 1));
    gs_replay_window_note(&window, 5);
    assert_false(gs_replay_window_allows(&window, 5));
    for (uint64_t counter = 1; counter < 5; counter++) {
        assert_true(gs_replay_window_allows(&window, counter));
        gs_replay_window_note(&window, counter);
        assert_false(gs_replay_window_allows(&window, counter));
    }
    assert_true(gs_replay_window_allows(&window, 6));
}

static void asking_changes_nothing(void **state)
{
    (void)state;
    gs_replay_window window = {.used = false};
    gs_replay_window_note(&window, 70);
    gs_replay_window before = window;
    (void)gs_replay_window_allows(&window, 7);
    (void)gs_replay_window_allows(&window, 7000);
    assert_memory_equal(&window, &before, sizeof window);
}

static void the_last_counter_of_the_window_is_the_1024th(void **state)
{
    (void)state;
    static const uint64_t highs[] = {SIZE - 1, SIZE, SIZE + 1, 5000, UINT64_C(1) << 32, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(highs); i++) {
        gs_replay_window window = {.used = false};
        gs_replay_window_note(&window, highs[i]);
        assert_true(gs_replay_window_allows(&window, highs[i] - (SIZE - 1)));
        if (highs[i] >= SIZE) {
            assert_false(gs_replay_window_allows(&window, highs[i] - SIZE));
            assert_false(gs_replay_window_allows(&window, 0));
        }
    }
}

/* The window against a list that remembers everything. */
static void the_window_says_what_a_full_memory_says(void **state)
{
    (void)state;
    enum { COUNTERS = 20000 };
    static uint8_t seen[COUNTERS];
    memset(seen, 0, sizeof seen);
    gs_replay_window window = {.used = false};
    uint64_t highest = 0;
    bool used = false;
    uint32_t random = 1;
    uint64_t middle = 0;
    for (size_t i = 0; i < 100000; i++) {
        random = random * 1664525u + 1013904223u;
        middle += (random >> 28) == 0 ? (random >> 8) % 600 : 0;
        uint64_t counter = middle + (random >> 16) % 1500;
        if (counter >= COUNTERS) {
            break;
        }
        bool expected =
            !used || counter > highest || (highest - counter < SIZE && seen[counter] == 0);
        assert_int_equal(gs_replay_window_allows(&window, counter), expected);
        if (expected && (random >> 20 & 3) != 0) {
            gs_replay_window_note(&window, counter);
            seen[counter] = 1;
            highest = used && highest > counter ? highest : counter;
            used = true;
        }
    }
    assert_true(highest > 10000);
}

static void a_jump_forgets_what_lies_behind(void **state)
{
    (void)state;
    for (uint64_t jump = SIZE - 2; jump <= SIZE + 2; jump++) {
        gs_replay_window window = {.used = false};
        for (uint64_t counter = 0; counter < 10; counter++) {
            gs_replay_window_note(&window, counter);
        }
        gs_replay_window_note(&window, 9 + jump);
        for (uint64_t counter = 10; counter < 9 + jump; counter++) {
            assert_int_equal(gs_replay_window_allows(&window, counter), 9 + jump - counter < SIZE);
        }
        for (uint64_t counter = 0; counter < 10; counter++) {
            assert_false(gs_replay_window_allows(&window, counter));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_window_allows_every_counter),
        cmocka_unit_test(a_counter_is_allowed_once),
        cmocka_unit_test(asking_changes_nothing),
        cmocka_unit_test(the_last_counter_of_the_window_is_the_1024th),
        cmocka_unit_test(the_window_says_what_a_full_memory_says),
        cmocka_unit_test(a_jump_forgets_what_lies_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
