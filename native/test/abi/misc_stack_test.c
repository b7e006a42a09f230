#include "abi/version_text.h"
#include "base/tables.h"
#include "codec/error_object.h"
#include "support/members.h"

static void the_version_names_this_library(void **state)
{
    (void)state;
    assert_text(gbp_version(), "group-protocol-stack " GBP_VERSION " (gbp + gtp + gap + gsp)");
}

static void nothing_is_released_twice_or_crashes_on_null(void **state)
{
    (void)state;
    gbp_string_free(NULL);
    gbp_buffer_free((GbpBuffer){NULL, 0, 0});
    gbp_buffer_free((GbpBuffer){NULL, 5, 5});
}

static void the_last_error_stays_until_the_next_call(void **state)
{
    (void)state;
    gbp_mls_finalize_commit(NO_HANDLE);
    assert_last_error("invalid MLS handle");
    assert_last_error("invalid MLS handle");
    uint8_t group_id[16] = {0};
    int32_t node = gbp_node_create(1, group_id);
    assert_last_error("");
    gbp_node_destroy(node);
}

/* Every code of the registry, and every other one of 16 bits. */
static void error_lookup_knows_the_registry_alone(void **state)
{
    (void)state;
    size_t known = 0;
    for (uint32_t code = 0; code <= UINT16_MAX; code++) {
        uint8_t expected[128];
        gs_writer writer = gs_writer_on(expected, sizeof expected);
        GbpBuffer found = gbp_error_lookup((uint16_t)code);
        if (gs_error_object_encode(code, &writer)) {
            known++;
            assert_bytes_equal(gs_bytes_of(found.ptr, found.len),
                               gs_bytes_of(expected, writer.len));
            assert_true(found.cap >= found.len);
        } else {
            assert_null(found.ptr);
        }
        gbp_buffer_free(found);
    }
    assert_true(known > 30);
    assert_refused(gbp_error_lookup(0x0077), "unknown error code 0x0077");
    assert_refused(gbp_error_lookup(0xBEEF), "unknown error code 0xBEEF");
}

static void a_known_error_code_reads_as_recorded(void **state)
{
    (void)state;
    GbpBuffer found = gbp_error_lookup(GBP_ERR_EPOCH_MISMATCH);
    assert_bytes_equal(gs_bytes_of(found.ptr, found.len), BYTES("\xA6\x64"
                                                                "code\x03\x65"
                                                                "class\x03\x69retryable\xF5\x65"
                                                                "fatal\xF4\x66reason\x72"
                                                                "ERR_EPOCH_MISMATCH\x63"
                                                                "det\x40"));
    gbp_buffer_free(found);
}

static void frames_read_as_recorded(void **state)
{
    (void)state;
    uint8_t group_id[16];
    memset(group_id, 0xAB, sizeof group_id);
    GbpBuffer frame =
        gbp_frame_encode_v(1, group_id, 5, 6, 0x102, 7, 0x300, 9, (const uint8_t *)"xy", 2);
    assert_bytes_equal(gs_bytes_of(frame.ptr, frame.len),
                       BYTES("\xAA\x61v\x01\x63gid\x50\xAB\xAB\xAB\xAB\xAB\xAB\xAB\xAB\xAB\xAB\xAB"
                             "\xAB\xAB\xAB\xAB\xAB\x62"
                             "ep\x05\x63tid\x06\x62st\x02\x63sid\x07\x62"
                             "fl\x19\x03\x00\x63seq\x09\x63psz\x02\x62pl\x42xy"));
    gbp_buffer_free(frame);
}

static void frames_of_the_greatest_numbers_fit(void **state)
{
    (void)state;
    uint8_t group_id[16] = {0};
    GbpBuffer frame = gbp_frame_encode_v(255, group_id, UINT64_MAX, UINT32_MAX, UINT32_MAX,
                                         UINT32_MAX, UINT16_MAX, UINT32_MAX, NULL, 0);
    assert_non_null(frame.ptr);
    assert_last_error("");
    gbp_buffer_free(frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_version_names_this_library),
        cmocka_unit_test(nothing_is_released_twice_or_crashes_on_null),
        cmocka_unit_test(the_last_error_stays_until_the_next_call),
        cmocka_unit_test(error_lookup_knows_the_registry_alone),
        cmocka_unit_test(a_known_error_code_reads_as_recorded),
        cmocka_unit_test(frames_read_as_recorded),
        cmocka_unit_test(frames_of_the_greatest_numbers_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
