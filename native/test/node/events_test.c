/* The event queue: what is written into lent memory, what waits, and in which order it comes
 * out. */
#include "node/events.h"

#include "support/check.h"
#include "support/memory_faults.h"

enum { RECORDS_CAP = 64, BYTES_CAP = 4096 };

typedef struct loan {
    uint32_t records[RECORDS_CAP * GS_EVENT_WORDS];
    uint8_t bytes[BYTES_CAP];
} loan;

static gs_status pushed(gs_events *events, uint32_t number, size_t bytes_len)
{
    uint8_t *room = NULL;
    GS_TRY(gs_events_reserve(events, bytes_len, &room));
    if (bytes_len > 0) {
        memset(room, (int)number, bytes_len);
    }
    gs_events_push(events, GBP_EVENT_EPOCH_ADVANCED, bytes_len)[4] = number;
    return GS_OK;
}

/* Checks that memory holds the events `first`, `first` + 1 … with their bytes, each as long as its
 * number says. */
static void check_events(const uint32_t *records, const uint8_t *bytes, size_t count,
                         uint32_t first, const size_t *lens)
{
    size_t offset = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *event = records + i * GS_EVENT_WORDS;
        size_t len = lens[first + i];
        assert_int_equal(event[GS_EVENT_KIND], GBP_EVENT_EPOCH_ADVANCED);
        assert_int_equal(event[4], first + i);
        assert_int_equal(event[5], 0);
        assert_int_equal(event[GS_EVENT_BYTES_OFFSET], offset);
        assert_int_equal(event[GS_EVENT_BYTES_LEN], len);
        for (size_t k = 0; k < len; k++) {
            assert_int_equal(bytes[offset + k], (uint8_t)(first + i));
        }
        offset += len;
    }
}

static void without_a_loan_events_wait(void **state)
{
    (void)state;
    static const size_t lens[] = {3, 0, 100, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    gs_events events = {.frame = 0};
    for (uint32_t i = 0; i < COUNT_OF(lens); i++) {
        assert_ok(pushed(&events, i, lens[i]));
    }
    const gs_event_memory *waiting = gs_events_waiting(&events);
    assert_int_equal(waiting->count, COUNT_OF(lens));
    check_events(waiting->records, waiting->bytes, waiting->count, 0, lens);
    gs_events_clear(&events);
    assert_int_equal(gs_events_waiting(&events)->count, 0);
    gs_events_free(&events);
    gs_events_free(&events);
}

static void a_loan_is_written_in_place(void **state)
{
    (void)state;
    static const size_t lens[] = {3, 0, 10};
    loan memory;
    bool more = true;
    gs_events events = {.frame = 7};
    gs_events_lend(&events, memory.records, RECORDS_CAP, memory.bytes, BYTES_CAP);
    for (uint32_t i = 0; i < COUNT_OF(lens); i++) {
        assert_ok(pushed(&events, i, lens[i]));
    }
    assert_int_equal(gs_events_end_loan(&events, &more), COUNT_OF(lens));
    assert_false(more);
    check_events(memory.records, memory.bytes, COUNT_OF(lens), 0, lens);
    assert_int_equal(memory.records[GS_EVENT_FRAME], 7);
    assert_null(events.own.records); /* nothing was allocated */
    assert_ok(pushed(&events, 3, 0));
    assert_int_equal(gs_events_waiting(&events)->count, 1);
    gs_events_free(&events);
}

/* With room for so many records and bytes, whatever the sizes: all events come out, in order,
 * nothing written past it. */
static void check_spilling(size_t records_cap, size_t bytes_cap)
{
    static const size_t lens[] = {5, 0, 9, 2, 0, 0, 7, 1, 1, 12, 0, 3};
    loan memory;
    uint32_t next = 0;
    bool more = false;
    gs_events events = {.frame = 0};
    memset(&memory, 0xEE, sizeof memory);
    gs_events_lend(&events, memory.records, records_cap, memory.bytes, bytes_cap);
    for (uint32_t i = 0; i < COUNT_OF(lens); i++) {
        assert_ok(pushed(&events, i, lens[i]));
    }
    size_t wider = 0;
    for (;;) {
        size_t count = gs_events_end_loan(&events, &more);
        assert_true(count <= records_cap + wider);
        check_events(memory.records, memory.bytes, count, next, lens);
        assert_int_equal(memory.records[(records_cap + wider) * GS_EVENT_WORDS], 0xEEEEEEEE);
        assert_int_equal(memory.bytes[bytes_cap + wider], 0xEE);
        next += (uint32_t)count;
        if (!more) {
            break;
        }
        wider = count == 0 ? 16 : 0; /* an event that no loan of this size holds asks for more */
        memset(&memory, 0xEE, sizeof memory);
        gs_events_lend(&events, memory.records, records_cap + wider, memory.bytes,
                       bytes_cap + wider);
    }
    assert_int_equal(next, COUNT_OF(lens));
    gs_events_free(&events);
}

static void what_does_not_fit_waits_in_order(void **state)
{
    (void)state;
    for (size_t records_cap = 0; records_cap <= 13; records_cap++) {
        for (size_t bytes_cap = 0; bytes_cap <= 41; bytes_cap++) {
            check_spilling(records_cap, bytes_cap);
        }
    }
}

static void a_small_event_does_not_overtake_a_big_one(void **state)
{
    (void)state;
    static const size_t lens[] = {2, 10, 1};
    loan memory;
    bool more = false;
    gs_events events = {.frame = 0};
    gs_events_lend(&events, memory.records, RECORDS_CAP, memory.bytes, 5);
    for (uint32_t i = 0; i < COUNT_OF(lens); i++) {
        assert_ok(pushed(&events, i, lens[i]));
    }
    assert_int_equal(gs_events_end_loan(&events, &more), 1);
    assert_true(more);
    check_events(memory.records, memory.bytes, 1, 0, lens);
    gs_events_lend(&events, memory.records, RECORDS_CAP, memory.bytes, 11);
    assert_int_equal(gs_events_end_loan(&events, &more), 2);
    assert_false(more);
    check_events(memory.records, memory.bytes, 2, 1, lens);
    gs_events_free(&events);
}

/* The same when the big one has waited since before the loan. */
static void a_new_event_does_not_overtake_what_waits(void **state)
{
    (void)state;
    static const size_t lens[] = {10, 1};
    loan memory;
    bool more = false;
    gs_events events = {.frame = 0};
    assert_ok(pushed(&events, 0, lens[0]));
    gs_events_lend(&events, memory.records, RECORDS_CAP, memory.bytes, 5);
    assert_ok(pushed(&events, 1, lens[1]));
    assert_int_equal(gs_events_end_loan(&events, &more), 0);
    assert_true(more);
    gs_events_lend(&events, memory.records, RECORDS_CAP, memory.bytes, 11);
    assert_int_equal(gs_events_end_loan(&events, &more), 2);
    check_events(memory.records, memory.bytes, 2, 0, lens);
    gs_events_free(&events);
}

static void events_that_came_out_are_wiped(void **state)
{
    (void)state;
    loan memory;
    bool more = false;
    static const uint8_t zeros[30];
    gs_events events = {.frame = 0};
    assert_ok(pushed(&events, 5, 30));
    assert_ok(pushed(&events, 6, 1));
    gs_events_lend(&events, memory.records, 1, memory.bytes, BYTES_CAP);
    assert_int_equal(gs_events_end_loan(&events, &more), 1);
    assert_true(more);
    assert_int_equal(events.own.bytes[0], 6);
    assert_memory_equal(events.own.bytes + 1, zeros, 30);
    gs_events_clear(&events);
    assert_int_equal(events.own.bytes[0], 0);
    gs_events_free(&events);
}

static void without_memory_no_event_is_lost(void **state)
{
    (void)state;
    static const size_t lens[20] = {100, 100, 100, 0, 5, 6, 7, 8, 500};
    gs_events events = {.frame = 0};
    size_t faults = 0;
    for (uint32_t i = 0; i < COUNT_OF(lens); i++) {
        memory_faults_arm(1);
        gs_status status = pushed(&events, i, lens[i]);
        assert_int_equal(memory_faults_disarm(), status == GS_E_MEMORY);
        if (status != GS_OK) {
            faults++;
            assert_ok(pushed(&events, i, lens[i]));
        }
    }
    assert_true(faults >= 3);
    const gs_event_memory *waiting = gs_events_waiting(&events);
    assert_int_equal(waiting->count, COUNT_OF(lens));
    check_events(waiting->records, waiting->bytes, waiting->count, 0, lens);
    gs_events_free(&events);
}

static void a_plain_event_has_no_bytes(void **state)
{
    (void)state;
    gs_events events = {.frame = 3};
    uint32_t *event = gs_events_push_plain(&events, GBP_EVENT_BECAME_COORDINATOR);
    assert_non_null(event);
    assert_int_equal(event[GS_EVENT_KIND], GBP_EVENT_BECAME_COORDINATOR);
    assert_int_equal(event[GS_EVENT_FRAME], 3);
    assert_int_equal(event[GS_EVENT_BYTES_LEN], 0);
    gs_events_free(&events);
    memory_faults_arm(1);
    assert_null(gs_events_push_plain(&events, GBP_EVENT_BECAME_COORDINATOR));
    assert_true(memory_faults_disarm());
    assert_int_equal(gs_events_waiting(&events)->count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_loan_events_wait),
        cmocka_unit_test(a_loan_is_written_in_place),
        cmocka_unit_test(what_does_not_fit_waits_in_order),
        cmocka_unit_test(a_small_event_does_not_overtake_a_big_one),
        cmocka_unit_test(a_new_event_does_not_overtake_what_waits),
        cmocka_unit_test(events_that_came_out_are_wiped),
        cmocka_unit_test(without_memory_no_event_is_lost),
        cmocka_unit_test(a_plain_event_has_no_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
