/* The handle table under threads that want the same objects. */
#include <pthread.h>
#include <stdatomic.h>
#include <threads.h>

#include "abi/handles.h"
#include "support/members.h"
#include "support/threads.h"

enum { THREADS = 4, OBJECTS = 3, ROUNDS = 30000 };

static const gs_kind KINDS[OBJECTS] = {GS_KIND_NODE, GS_KIND_MLS, GS_KIND_GTP};

typedef struct object {
    int32_t handle;
    long count; /* changed only by who has taken the object, and not atomically */
} object;

static object objects[OBJECTS];

static int open_objects(void **state)
{
    (void)state;
    for (size_t i = 0; i < OBJECTS; i++) {
        objects[i].count = 0;
        objects[i].handle = gs_handles_add(KINDS[i], &objects[i]);
        assert_true(objects[i].handle > 0);
    }
    return 0;
}

/* Ends those that the test has not ended, whose handle is 0 then. */
static int close_objects(void **state)
{
    (void)state;
    for (size_t i = 0; i < OBJECTS; i++) {
        if (objects[i].handle != 0) {
            assert_ptr_equal(gs_handles_remove(KINDS[i], objects[i].handle), &objects[i]);
        }
    }
    return 0;
}

static gs_use use_of(size_t which)
{
    return gs_use_of(KINDS[which], objects[which].handle);
}

/* Takes an object, counts in it and gives it back. */
static void count_in(size_t which)
{
    gs_use use = use_of(which);
    if (gs_handles_take(&use, 1) == GS_OK) {
        ((object *)use.object)->count++;
        gs_handles_give_back(&use, 1);
    }
}

/* Each thread is given its number. */
static void run(void *(*work)(void *), size_t count)
{
    static size_t numbers[THREADS] = {0, 1, 2, 3};
    threads_run(work, count, numbers, sizeof numbers[0]);
}

/* Takes two of the three, each time others, in either order. */
static void *take_pairs(void *number)
{
    size_t at = *(size_t *)number;
    for (int i = 0; i < ROUNDS; i++) {
        at = (at * 5 + 3) % (OBJECTS * 1000);
        size_t first = at % OBJECTS;
        gs_use uses[2] = {use_of(first), use_of((first + 1 + at / OBJECTS % 2) % OBJECTS)};
        if (gs_handles_take(uses, 2) == GS_OK) {
            ((object *)uses[0].object)->count++;
            ((object *)uses[1].object)->count++;
            gs_handles_give_back(uses, 2);
        }
    }
    return NULL;
}

static void an_object_is_in_one_threads_hands_at_a_time(void **state)
{
    (void)state;
    run(take_pairs, THREADS);
    long sum = 0;
    for (size_t i = 0; i < OBJECTS; i++) {
        sum += objects[i].count;
    }
    assert_int_equal(sum, 2L * THREADS * ROUNDS);
}

/* Each has an object of its own for a while, and then its neighbour's. */
static void *wander(void *number)
{
    enum { STAY = 1000 };
    size_t own = *(size_t *)number;
    for (size_t i = 0; i < ROUNDS; i++) {
        count_in((own + i / STAY) % OBJECTS);
    }
    return NULL;
}

static void objects_wander_from_thread_to_thread(void **state)
{
    (void)state;
    run(wander, OBJECTS);
    for (size_t i = 0; i < OBJECTS; i++) {
        assert_int_equal(objects[i].count, ROUNDS);
    }
}

/* What was wrong, or null. */
static void *end_first(void *number)
{
    (void)number;
    const object *ended = gs_handles_remove(KINDS[0], objects[0].handle);
    return ended == &objects[0] && ended->count == 1 ? NULL : "ended too early";
}

static void ending_waits_until_the_object_is_given_back(void **state)
{
    (void)state;
    pthread_t ending;
    gs_use use = use_of(0);
    assert_ok(gs_handles_take(&use, 1));
    assert_int_equal(pthread_create(&ending, NULL, end_first, NULL), 0);
    /* Time to end it too early; another object can be used meanwhile. */
    (void)thrd_sleep(&(struct timespec){0, 20000000}, NULL);
    gs_use other = use_of(1);
    assert_ok(gs_handles_take(&other, 1));
    gs_handles_give_back(&other, 1);
    objects[0].count = 1;
    gs_handles_give_back(&use, 1);
    void *fault = NULL;
    assert_int_equal(pthread_join(ending, &fault), 0);
    assert_null(fault);
    assert_int_equal(gs_handles_take(&use, 1), GS_E_HANDLE);
    objects[0].handle = 0;
}

/* Two threads, each of which waits for the other's last word: one giving back that is missed, and
 * both sleep for ever. */
static void *wait_for_the_other(void *number)
{
    static atomic_long turns[2];
    size_t own = *(size_t *)number;
    for (long i = 1; i <= ROUNDS; i++) {
        count_in(1);
        atomic_store(&turns[own], i);
        while (atomic_load(&turns[1 - own]) < i) {
            thrd_yield();
        }
    }
    return NULL;
}

static void no_giving_back_is_missed(void **state)
{
    (void)state;
    run(wait_for_the_other, 2);
    assert_int_equal(objects[1].count, 2L * ROUNDS);
}

/* In all more threads than there are locks. */
static void *come_once(void *number)
{
    (void)number;
    count_in(2);
    return NULL;
}

static void threads_beyond_the_locks_share_them(void **state)
{
    (void)state;
    enum { TIMES = 100 };
    for (int i = 0; i < TIMES; i++) {
        run(come_once, THREADS);
    }
    assert_int_equal(objects[2].count, TIMES * THREADS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_object_is_in_one_threads_hands_at_a_time, open_objects,
                                        close_objects),
        cmocka_unit_test_setup_teardown(objects_wander_from_thread_to_thread, open_objects,
                                        close_objects),
        cmocka_unit_test_setup_teardown(no_giving_back_is_missed, open_objects, close_objects),
        cmocka_unit_test_setup_teardown(ending_waits_until_the_object_is_given_back, open_objects,
                                        close_objects),
        cmocka_unit_test_setup_teardown(threads_beyond_the_locks_share_them, open_objects,
                                        close_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
