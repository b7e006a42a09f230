#include "crypto/counters.h"

#include "support/check.h"
#include "support/memory_faults.h"

enum { AUDIO = 1, TEXT = 2, HEADER_LEN = 25, STREAM_LEN = 16, SENDER_LEN = 24 };

static const uint8_t SENDER[GS_SFRAME_COUNTER_ID_LEN] = "a sender's keys";

static uint32_t sent(gs_counters *counters, uint32_t stream, uint32_t stream_id)
{
    uint32_t number = 0;
    assert_ok(gs_counters_next(counters, stream, stream_id, 0, &number));
    assert_ok(gs_counters_use(counters, stream, stream_id, number));
    return number;
}

static gs_status taken(gs_counters *counters, uint64_t *value)
{
    gs_sframe_counter *counter = NULL;
    assert_ok(gs_counters_sframe(counters, SENDER, &counter));
    gs_status status = gs_sframe_counter_take(counter, value);
    gs_sframe_counter_release(counter);
    return status;
}

static void exported(gs_counters *counters, uint64_t epoch, gs_buffer *out)
{
    out->len = 0;
    assert_ok(gs_counters_export(counters, epoch, out));
    gs_counters_lease(counters, gs_bytes_of(out->data, out->len));
}

static void restored(gs_counters *counters, uint64_t epoch, const gs_buffer *blob)
{
    assert_ok(gs_counters_restore(counters, epoch, gs_bytes_of(blob->data, blob->len)));
}

static void numbers_start_at_1_for_each_stream(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    assert_int_equal(sent(&counters, TEXT, 101), 1);
    assert_int_equal(sent(&counters, TEXT, 101), 2);
    assert_int_equal(sent(&counters, TEXT, 201), 1);
    assert_int_equal(sent(&counters, AUDIO, 101), 1);
    assert_int_equal(sent(&counters, TEXT, 101), 3);
    gs_counters_clear(&counters);
    assert_int_equal(sent(&counters, TEXT, 101), 1);
    gs_counters_clear(&counters);
}

static void next_is_above_both_and_uses_nothing(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    uint32_t number = 0;
    for (int i = 0; i < 2; i++) {
        assert_ok(gs_counters_next(&counters, TEXT, 1, 41, &number));
        assert_int_equal(number, 42);
    }
    assert_ok(gs_counters_use(&counters, TEXT, 1, 42));
    assert_ok(gs_counters_next(&counters, TEXT, 1, 7, &number));
    assert_int_equal(number, 43);
    gs_counters_clear(&counters);
}

static void no_number_comes_after_the_last(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    uint32_t number = 0;
    assert_ok(gs_counters_use(&counters, TEXT, 1, UINT32_MAX - 1));
    assert_int_equal(sent(&counters, TEXT, 1), UINT32_MAX);
    number = 7;
    assert_fails(gs_counters_next(&counters, TEXT, 1, 0, &number), GS_E_EXHAUSTED,
                 "sequence exhausted");
    assert_int_equal(number, 7);
    assert_fails(gs_counters_next(&counters, AUDIO, 1, UINT32_MAX, &number), GS_E_EXHAUSTED,
                 "sequence exhausted");
    assert_ok(gs_counters_next(&counters, AUDIO, 1, UINT32_MAX - 1, &number));
    assert_int_equal(number, UINT32_MAX);
    gs_counters_clear(&counters);
}

static void an_export_leases_the_next_2_to_the_20(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    uint32_t number = 0;
    assert_ok(gs_counters_use(&counters, TEXT, 1, 5));
    exported(&counters, 9, &blob);
    assert_ok(gs_counters_next(&counters, TEXT, 1, (uint32_t)GS_COUNTERS_LEASE + 4, &number));
    assert_int_equal(number, GS_COUNTERS_LEASE + 5);
    assert_fails(gs_counters_next(&counters, TEXT, 1, (uint32_t)GS_COUNTERS_LEASE + 5, &number),
                 GS_E_EXHAUSTED, "state lease used up");
    /* a stream that the export did not know */
    assert_ok(gs_counters_next(&counters, AUDIO, 1, (uint32_t)GS_COUNTERS_LEASE - 1, &number));
    assert_fails(gs_counters_next(&counters, AUDIO, 1, (uint32_t)GS_COUNTERS_LEASE, &number),
                 GS_E_EXHAUSTED, "state lease used up");
    gs_counters other = {.floor = 0};
    restored(&other, 9, &blob);
    assert_int_equal(sent(&other, TEXT, 1), GS_COUNTERS_LEASE + 6);
    assert_int_equal(sent(&other, AUDIO, 1), GS_COUNTERS_LEASE + 1);
    assert_int_equal(sent(&other, AUDIO, 1), GS_COUNTERS_LEASE + 2);
    gs_counters_clear(&counters);
    gs_counters_clear(&other);
    gs_buffer_free(&blob);
}

static void another_export_renews_the_lease(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_counters other = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    uint32_t number = 0;
    exported(&counters, 1, &blob);
    assert_ok(gs_counters_use(&counters, TEXT, 1, (uint32_t)GS_COUNTERS_LEASE));
    assert_fails(gs_counters_next(&counters, TEXT, 1, 0, &number), GS_E_EXHAUSTED,
                 "state lease used up");
    exported(&counters, 1, &blob);
    assert_int_equal(sent(&counters, TEXT, 1), GS_COUNTERS_LEASE + 1);
    restored(&other, 1, &blob);
    assert_int_equal(sent(&other, TEXT, 1), 2 * GS_COUNTERS_LEASE + 1);
    /* the restored one has no limit until it is exported itself, and then starts further on */
    exported(&other, 1, &blob);
    gs_counters_clear(&counters);
    restored(&counters, 1, &blob);
    assert_int_equal(sent(&counters, TEXT, 1), 3 * GS_COUNTERS_LEASE + 2);
    assert_int_equal(sent(&counters, AUDIO, 1), 2 * GS_COUNTERS_LEASE + 1);
    gs_counters_clear(&counters);
    gs_counters_clear(&other);
    gs_buffer_free(&blob);
}

static void sframe_counters_are_leased_too(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    uint64_t value = 0;
    for (uint64_t i = 0; i < 3; i++) {
        assert_ok(taken(&counters, &value));
        assert_int_equal(value, i);
    }
    exported(&counters, 1, &blob);
    assert_ok(taken(&counters, &value));
    assert_int_equal(value, 3);
    gs_counters_clear(&counters); /* as when the process ends: no counter of its keys is left */
    restored(&counters, 1, &blob);
    assert_ok(taken(&counters, &value));
    assert_int_equal(value, GS_COUNTERS_LEASE + 3);
    gs_counters_clear(&counters);
    gs_buffer_free(&blob);
}

static void a_sender_has_a_limit_from_its_first_use(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_counters other = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    uint64_t value = 0;
    exported(&counters, 1, &blob);
    assert_ok(taken(&counters, &value));
    assert_int_equal(value, 0);
    /* In one process the keys have one counter: the restored context moves it past the lease. */
    restored(&other, 1, &blob);
    assert_ok(taken(&other, &value));
    assert_int_equal(value, GS_COUNTERS_LEASE);
    assert_fails(taken(&counters, &value), GS_E_EXHAUSTED, "state lease used up");
    exported(&counters, 1, &blob);
    assert_ok(taken(&counters, &value));
    assert_int_equal(value, GS_COUNTERS_LEASE + 1);
    gs_counters_clear(&counters);
    gs_counters_clear(&other);
    gs_buffer_free(&blob);
}

static void a_streams_key_tells_class_and_id_apart(void **state)
{
    (void)state;
    assert_int_equal(gs_counters_stream_key(0, 0), 0);
    assert_int_equal(gs_counters_stream_key(3, UINT32_MAX), UINT64_C(0x3FFFFFFFF));
    assert_int_not_equal(gs_counters_stream_key(1, 0), gs_counters_stream_key(0, 1));
}

/* A context restored at an old epoch may come into the next one by the messages that the original
 * got. */
static void a_reservation_outlives_the_epoch(void **state)
{
    (void)state;
    gs_counters original = {.floor = 0};
    gs_counters copy = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    exported(&original, 1, &blob);
    restored(&copy, 1, &blob);
    gs_counters_next_epoch(&original, false);
    gs_counters_next_epoch(&copy, false);
    assert_int_equal(sent(&original, TEXT, 1), 1);
    assert_int_equal(sent(&copy, TEXT, 1), GS_COUNTERS_LEASE + 1);
    assert_ok(gs_counters_use(&original, TEXT, 1, GS_COUNTERS_LEASE));
    uint32_t next = 0;
    assert_fails(gs_counters_next(&original, TEXT, 1, 0, &next), GS_E_EXHAUSTED,
                 "state lease used up");
    gs_counters_next_epoch(&original, true);
    gs_counters_next_epoch(&copy, true);
    assert_int_equal(sent(&original, TEXT, 1), 1);
    assert_int_equal(sent(&copy, TEXT, 1), 1);
    gs_counters_clear(&original);
    gs_counters_clear(&copy);
    gs_buffer_free(&blob);
}

/* A node may have counted further under another context. */
static void an_export_leases_beyond_what_was_refused(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    exported(&counters, 1, &blob);
    uint32_t next = 0;
    uint32_t far = (uint32_t)GS_COUNTERS_LEASE * 3;
    assert_fails(gs_counters_next(&counters, TEXT, 1, far, &next), GS_E_EXHAUSTED,
                 "state lease used up");
    exported(&counters, 1, &blob);
    assert_ok(gs_counters_next(&counters, TEXT, 1, far, &next));
    assert_int_equal(next, far + 1);
    gs_counters_clear(&counters);
    gs_buffer_free(&blob);
}

static void counters_of_another_epoch_leave_only_their_floor(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    (void)sent(&counters, TEXT, 1);
    exported(&counters, 5, &blob);
    gs_counters_clear(&counters);
    restored(&counters, 6, &blob);
    assert_int_equal(sent(&counters, TEXT, 1), GS_COUNTERS_LEASE + 1);
    assert_ok(gs_counters_restore(&counters, 6, gs_bytes_of(NULL, 0)));
    assert_int_equal(sent(&counters, TEXT, 1), 1);
    gs_counters_clear(&counters);
    gs_buffer_free(&blob);
}

static void cut_exports_are_refused(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    uint64_t value = 0;
    (void)sent(&counters, TEXT, 1);
    (void)sent(&counters, AUDIO, 1);
    assert_ok(taken(&counters, &value));
    exported(&counters, 5, &blob);
    gs_counters_clear(&counters);
    const size_t streams_end = HEADER_LEN + 2 * STREAM_LEN;
    assert_int_equal(blob.len, streams_end + SENDER_LEN);
    for (size_t len = 1; len <= blob.len; len++) {
        bool reads = len == streams_end || len == blob.len;
        gs_status status = gs_counters_restore(&counters, 5, gs_bytes_of(blob.data, len));
        assert_int_equal(status, reads ? GS_OK : GS_E_DECODE);
        gs_counters_clear(&counters);
    }
    blob.data[0] = 2;
    assert_fails(gs_counters_restore(&counters, 5, gs_bytes_of(blob.data, blob.len)), GS_E_DECODE,
                 "state: counters do not read");
    blob.data[0] = 1;
    memset(blob.data + 17, 0xFF, 8); /* the count of streams */
    assert_fails(gs_counters_restore(&counters, 5, gs_bytes_of(blob.data, blob.len)), GS_E_DECODE,
                 "state: counters do not read");
    gs_counters_clear(&counters);
    gs_buffer_free(&blob);
}

static void numbers_of_a_forged_export_never_wrap(void **state)
{
    (void)state;
    uint8_t blob[HEADER_LEN + STREAM_LEN + SENDER_LEN] = {1};
    gs_counters counters = {.floor = 0};
    uint32_t number = 0;
    uint64_t value = 0;
    blob[17] = 1;
    gs_store_le64(blob + HEADER_LEN, (uint64_t)TEXT << 32 | 1);
    gs_store_le64(blob + HEADER_LEN + 8, UINT64_MAX);
    memcpy(blob + HEADER_LEN + STREAM_LEN, SENDER, sizeof SENDER);
    gs_store_le64(blob + HEADER_LEN + STREAM_LEN + sizeof SENDER, UINT64_MAX);
    assert_ok(gs_counters_restore(&counters, 0, gs_bytes_of(blob, sizeof blob)));
    assert_fails(gs_counters_next(&counters, TEXT, 1, 0, &number), GS_E_EXHAUSTED,
                 "sequence exhausted");
    assert_fails(taken(&counters, &value), GS_E_EXHAUSTED, "sequence exhausted");
    gs_counters_clear(&counters);
    gs_store_le64(blob + 9, UINT64_MAX / 2 + 1); /* the floor */
    assert_fails(gs_counters_restore(&counters, 0, gs_bytes_of(blob, sizeof blob)), GS_E_DECODE,
                 "state: counters do not read");
    gs_store_le64(blob + 9, UINT64_MAX / 2);
    assert_ok(gs_counters_restore(&counters, 0, gs_bytes_of(blob, sizeof blob)));
    assert_fails(gs_counters_next(&counters, AUDIO, 1, 0, &number), GS_E_EXHAUSTED,
                 "sequence exhausted");
    gs_counters_clear(&counters);
}

/* An export that fails must not move the limits: the newest blob in the world is the one before
 * it. */
static void a_failed_export_leaves_the_limits(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_buffer blob = {NULL, 0, 0};
    uint32_t number = 0;
    uint64_t value = 0;
    (void)sent(&counters, TEXT, 1);
    assert_ok(taken(&counters, &value));
    exported(&counters, 1, &blob);
    for (uint32_t i = 0; i < 20; i++) {
        assert_ok(gs_counters_use(&counters, TEXT, i, 1000));
    }
    gs_status status = GS_E_MEMORY;
    size_t faults = 0;
    for (; status != GS_OK; faults++) {
        gs_buffer other = {NULL, 0, 0};
        memory_faults_arm(faults + 1);
        status = gs_counters_export(&counters, 1, &other);
        assert_int_equal(memory_faults_disarm(), status != GS_OK);
        assert_fails(gs_counters_next(&counters, TEXT, 1, (uint32_t)GS_COUNTERS_LEASE + 1, &number),
                     GS_E_EXHAUSTED, "state lease used up");
        assert_fails(gs_counters_next(&counters, TEXT, 2, (uint32_t)GS_COUNTERS_LEASE, &number),
                     GS_E_EXHAUSTED, "state lease used up");
        gs_buffer_free(&other);
    }
    assert_true(faults > 2);
    gs_counters_clear(&counters);
    gs_buffer_free(&blob);
}

static void failures_for_memory_use_nothing(void **state)
{
    (void)state;
    gs_counters counters = {.floor = 0};
    gs_sframe_counter *counter = NULL;
    memory_faults_arm(1);
    assert_fails(gs_counters_use(&counters, TEXT, 1, 1), GS_E_MEMORY, "out of memory");
    assert_true(memory_faults_disarm());
    assert_int_equal(sent(&counters, TEXT, 1), 1);
    for (size_t number = 1; number <= 2; number++) {
        memory_faults_arm(number);
        assert_fails(gs_counters_sframe(&counters, SENDER, &counter), GS_E_MEMORY, "out of memory");
        assert_true(memory_faults_disarm());
        assert_null(counter);
    }
    gs_counters_clear(&counters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_start_at_1_for_each_stream),
        cmocka_unit_test(next_is_above_both_and_uses_nothing),
        cmocka_unit_test(no_number_comes_after_the_last),
        cmocka_unit_test(an_export_leases_the_next_2_to_the_20),
        cmocka_unit_test(another_export_renews_the_lease),
        cmocka_unit_test(sframe_counters_are_leased_too),
        cmocka_unit_test(a_sender_has_a_limit_from_its_first_use),
        cmocka_unit_test(a_streams_key_tells_class_and_id_apart),
        cmocka_unit_test(a_reservation_outlives_the_epoch),
        cmocka_unit_test(an_export_leases_beyond_what_was_refused),
        cmocka_unit_test(counters_of_another_epoch_leave_only_their_floor),
        cmocka_unit_test(cut_exports_are_refused),
        cmocka_unit_test(numbers_of_a_forged_export_never_wrap),
        cmocka_unit_test(a_failed_export_leaves_the_limits),
        cmocka_unit_test(failures_for_memory_use_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
