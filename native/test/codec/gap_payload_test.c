/* The table of the audio payload: keys, widths and order (docs/wire.md, GAP audio payload). */
#include "codec/gap_payload.h"

#include "codec/engine_cbor.h"
#include "support/check.h"

static void it_has_its_keys_in_order_and_reads_back(void **state)
{
    (void)state;
    uint8_t memory[128];
    gs_buffer scratch = {NULL, 0, 0};
    gs_writer out = gs_writer_on(memory, sizeof memory);
    gs_gap_payload back;
    gs_gap_payload value = {.media_source_id = 1,
                            .rtp_sequence = 2,
                            .rtp_timestamp = UINT64_MAX,
                            .key_phase = 4,
                            .opus_frame = BYTES("op")};
    gs_cbor_encode(&GS_GAP_PAYLOAD, &value, &out);
    gs_bytes written = gs_bytes_of(memory, out.len);
    assert_bytes_equal(written, BYTES("\xa5\x64msid\x01\x63seq\x02\x62ts\x1b\xff\xff\xff\xff\xff"
                                      "\xff\xff\xff\x62kp\x04\x64opus\x42op"));
    assert_ok(gs_cbor_decode(&GS_GAP_PAYLOAD, written, &scratch, &back));
    for (size_t i = 0; i + 1 < GS_GAP_PAYLOAD.count; i++) {
        const gs_field *field = &GS_GAP_PAYLOAD.fields[i];
        assert_int_equal(gs_fields_get(field, &back), gs_fields_get(field, &value));
    }
    const gs_field *bytes = &GS_GAP_PAYLOAD.fields[GS_GAP_PAYLOAD.count - 1];
    assert_bytes_equal(gs_fields_get_bytes(bytes, &back), gs_fields_get_bytes(bytes, &value));
    for (size_t len = 0; len < written.len; len++) {
        assert_int_equal(gs_cbor_decode(&GS_GAP_PAYLOAD, gs_bytes_of(memory, len), &scratch, &back),
                         GS_E_DECODE);
    }
}

static void a_key_phase_of_more_than_32_bits_is_refused(void **state)
{
    (void)state;
    gs_buffer scratch = {NULL, 0, 0};
    gs_gap_payload value;
    assert_fails(
        gs_cbor_decode(&GS_GAP_PAYLOAD, BYTES("\xa1\x62kp\x1b\0\0\0\1\0\0\0\0"), &scratch, &value),
        GS_E_DECODE, "CBOR decode: integer out of range");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_its_keys_in_order_and_reads_back),
        cmocka_unit_test(a_key_phase_of_more_than_32_bits_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
