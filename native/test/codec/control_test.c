#include "codec/control.h"

#include "codec/engine_cbor.h"
#include "support/check.h"

#define WRITTEN                                                                     \
    BYTES("\xa6\x62op\x01\x63rid\x18\x2a\x63sid\x05\x63tid\x1a\x00\x01\x11\x70\x64" \
          "alen\x02\x64"                                                            \
          "args\x42hi")

static gs_status decode(gs_bytes input, gs_control *control)
{
    gs_buffer scratch = {NULL, 0, 0};
    gs_status status = gs_control_decode(input, &scratch, control);
    gs_buffer_free(&scratch);
    return status;
}

static void a_message_is_written_as_the_specification_says(void **state)
{
    (void)state;
    uint8_t memory[64];
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_control control = {.opcode = 1,
                          .request_id = 42,
                          .sender_id = 5,
                          .transition_id = 70000,
                          .args_len = 2,
                          .args = BYTES("hi")};
    gs_cbor_encode(&GS_CONTROL, &control, &out);
    assert_bytes_equal(gs_bytes_of(memory, out.len), WRITTEN);
}

static void a_message_reads_back(void **state)
{
    (void)state;
    gs_control control;
    assert_ok(decode(WRITTEN, &control));
    assert_int_equal(control.opcode, 1);
    assert_int_equal(control.request_id, 42);
    assert_int_equal(control.sender_id, 5);
    assert_int_equal(control.transition_id, 70000);
    assert_bytes_equal(control.args, BYTES("hi"));
}

static void a_length_that_is_not_the_args_is_refused(void **state)
{
    (void)state;
    gs_control control;
    uint8_t memory[64];
    gs_bytes written = WRITTEN;
    memcpy(memory, written.data, written.len);
    uint8_t *args_len = memory + written.len - 9;
    assert_int_equal(*args_len, 2);
    for (uint8_t len = 0; len < 5; len++) {
        *args_len = len;
        assert_int_equal(decode(gs_bytes_of(memory, written.len), &control),
                         len == 2 ? GS_OK : GS_E_DECODE);
    }
}

static void an_opcode_of_more_than_16_bits_is_refused(void **state)
{
    (void)state;
    gs_control control;
    assert_ok(decode(BYTES("\xa6\x62op\x19\xff\xff\x63rid\x00\x63sid\x00\x63tid\x00\x64"
                           "alen\x00\x64"
                           "args\x40"),
                     &control));
    assert_int_equal(control.opcode, 65535);
    assert_int_equal(decode(BYTES("\xa6\x62op\x1a\x00\x01\x00\x00\x63rid\x00\x63sid\x00\x63tid\x00"
                                  "\x64"
                                  "alen\x00\x64"
                                  "args\x40"),
                            &control),
                     GS_E_DECODE);
}

static void every_prefix_is_refused(void **state)
{
    (void)state;
    gs_control control;
    gs_bytes written = WRITTEN;
    for (size_t len = 0; len < written.len; len++) {
        assert_int_equal(decode(gs_bytes_of(written.data, len), &control), GS_E_DECODE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_written_as_the_specification_says),
        cmocka_unit_test(a_message_reads_back),
        cmocka_unit_test(a_length_that_is_not_the_args_is_refused),
        cmocka_unit_test(an_opcode_of_more_than_16_bits_is_refused),
        cmocka_unit_test(every_prefix_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
