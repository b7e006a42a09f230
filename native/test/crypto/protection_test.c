/* A frame's payload against what the reference sealed (node_pipeline.json) and against forgery. */
#include "crypto/protection.h"

#include "codec/frame.h"
#include "support/check.h"
#include "support/group_vectors.h"

enum { LEN = 20 };

static void sealed_by_the_reference_opens_and_seals_the_same(void **state)
{
    (void)state;
    const json *file = json_open("node_pipeline.json");
    group_vectors group;
    group_vectors_read(file, &group);
    fake_exporter fake = {.stream_keys = (const uint8_t(*)[32])group.stream_keys};
    gs_epoch_keys *keys = fake_keys_new(&fake);
    /* the frame behind the first fault of the first case: text, sequence number 9, "after" */
    const json *step = json_get(json_get(file, "cases")->first, "steps")->first->next;
    gs_frame frame;
    gs_buffer scratch = {NULL, 0, 0};
    uint8_t text[5 + GS_PROTECTION_OVERHEAD];
    assert_ok(gs_frame_decode(json_hex(step, "wire"), &scratch, &frame));
    assert_int_equal(frame.payload.len, sizeof text);
    assert_ok(gs_protection_open(keys, GBP_STREAM_TEXT, frame.sequence_no, frame.payload, text));
    assert_memory_equal(text, "after", 5);
    assert_ok(gs_protection_seal(keys, GBP_STREAM_TEXT, frame.sequence_no, text, 5));
    assert_bytes_equal(gs_bytes_of(text, sizeof text), frame.payload);
    fake_keys_free(keys);
    gs_buffer_free(&scratch);
    json_close();
}

static void only_its_stream_and_number_open_a_payload(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {0, 1, 2, 256, 0x01000000, UINT32_MAX};
    fake_exporter fake = {.calls = 0};
    gs_epoch_keys *keys = fake_keys_new(&fake);
    uint8_t sealed[LEN + GS_PROTECTION_OVERHEAD] = "twenty bytes of text";
    uint8_t out[LEN];
    assert_ok(gs_protection_seal(keys, GBP_STREAM_AUDIO, 1, sealed, LEN));
    for (size_t i = 0; i < GBP_STREAM_COUNT; i++) {
        for (size_t k = 0; k < COUNT_OF(numbers); k++) {
            bool is_it = i == GBP_STREAM_AUDIO && numbers[k] == 1;
            assert_int_equal(gs_protection_open(keys, (gbp_stream)i, numbers[k],
                                                gs_bytes_of(sealed, sizeof sealed), out),
                             is_it ? GS_OK : GS_E_CRYPTO);
        }
    }
    fake_keys_free(keys);
}

static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    fake_exporter fake = {.calls = 0};
    gs_epoch_keys *keys = fake_keys_new(&fake);
    uint8_t sealed[LEN + GS_PROTECTION_OVERHEAD] = "twenty bytes of text";
    uint8_t out[LEN];
    assert_ok(gs_protection_seal(keys, GBP_STREAM_TEXT, UINT32_MAX, sealed, LEN));
    for (size_t bit = 0; bit < 8 * sizeof sealed; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(gs_protection_open(keys, GBP_STREAM_TEXT, UINT32_MAX,
                                            gs_bytes_of(sealed, sizeof sealed), out),
                         GS_E_CRYPTO);
        sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_ok(gs_protection_open(keys, GBP_STREAM_TEXT, UINT32_MAX,
                                 gs_bytes_of(sealed, sizeof sealed), out));
    assert_memory_equal(out, "twenty bytes of text", LEN);
    fake_keys_free(keys);
}

static void without_a_key_nothing_is_sealed_or_opened(void **state)
{
    (void)state;
    fake_exporter fake = {.result = GS_E_MLS};
    gs_epoch_keys *keys = fake_keys_new(&fake);
    uint8_t data[LEN + GS_PROTECTION_OVERHEAD] = "twenty bytes of text";
    uint8_t out[LEN];
    assert_fails(gs_protection_seal(keys, GBP_STREAM_TEXT, 1, data, LEN), GS_E_MLS, "no secret");
    assert_memory_equal(data, "twenty bytes of text", LEN);
    assert_fails(gs_protection_open(keys, GBP_STREAM_TEXT, 1, gs_bytes_of(data, sizeof data), out),
                 GS_E_MLS, "no secret");
    fake_keys_free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sealed_by_the_reference_opens_and_seals_the_same),
        cmocka_unit_test(only_its_stream_and_number_open_a_payload),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(without_a_key_nothing_is_sealed_or_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
