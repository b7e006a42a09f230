/* The table of the signal: keys, widths and order (docs/wire.md, GSP signal). */
#include "codec/gsp_signal.h"

#include "codec/engine_cbor.h"
#include "support/check.h"

static void it_has_its_keys_in_order_and_reads_back(void **state)
{
    (void)state;
    uint8_t memory[128];
    gs_buffer scratch = {NULL, 0, 0};
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_gsp_signal back;
    gs_gsp_signal value = {.signal_type = 400,
                           .request_id = 2,
                           .sender_id = 3,
                           .role_claim = 4,
                           .args_length = 1,
                           .args = BYTES("\xa0")};
    gs_cbor_encode(&GS_GSP_SIGNAL, &value, &out);
    gs_bytes written = gs_bytes_of(memory, out.len);
    assert_bytes_equal(written, BYTES("\xa6\x61t\x19\x01\x90\x63rid\x02\x63sid\x03\x62rc\x04\x64"
                                      "alen\x01\x64"
                                      "args\x41\xa0"));
    assert_ok(gs_cbor_decode(&GS_GSP_SIGNAL, written, &scratch, &back));
    for (size_t i = 0; i + 1 < GS_GSP_SIGNAL.count; i++) {
        const gs_field *field = &GS_GSP_SIGNAL.fields[i];
        assert_int_equal(gs_fields_get(field, &back), gs_fields_get(field, &value));
    }
    const gs_field *bytes = &GS_GSP_SIGNAL.fields[GS_GSP_SIGNAL.count - 1];
    assert_bytes_equal(gs_fields_get_bytes(bytes, &back), gs_fields_get_bytes(bytes, &value));
    for (size_t len = 0; len < written.len; len++) {
        assert_int_equal(gs_cbor_decode(&GS_GSP_SIGNAL, gs_bytes_of(memory, len), &scratch, &back),
                         GS_E_DECODE);
    }
}

static void signals_without_args_still_have_the_key(void **state)
{
    (void)state;
    gs_buffer scratch = {NULL, 0, 0};
    gs_gsp_signal value;
    assert_fails(gs_cbor_decode(&GS_GSP_SIGNAL,
                                BYTES("\xa5\x61t\x18\x64\x63rid\x02\x63sid\x03\x62rc\x04\x64"
                                      "alen\x00"),
                                &scratch, &value),
                 GS_E_DECODE, "CBOR decode: missing field `args`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_its_keys_in_order_and_reads_back),
        cmocka_unit_test(signals_without_args_still_have_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
