#include "crypto/epoch_keys.h"

#include "support/check.h"
#include "support/fake_exporter.h"

static const uint8_t NONCE[GS_AEAD_NONCE_LEN] = {0};

/* The tag of nothing tells keys apart. */
static void tag_of(gs_epoch_keys *keys, gbp_stream stream, uint8_t tag[GS_AEAD_TAG_LEN])
{
    gs_aead *aead = NULL;
    uint8_t nothing[1];
    assert_ok(gs_epoch_keys_stream(keys, stream, &aead));
    assert_ok(gs_aead_seal(aead, NONCE, gs_bytes_of(NULL, 0), nothing, 0, tag));
}

static void a_key_is_derived_once_under_its_label(void **state)
{
    (void)state;
    fake_exporter fake = {.calls = 0};
    gs_epoch_keys *keys = fake_keys_new(&fake);
    for (size_t i = 0; i < GBP_STREAM_COUNT; i++) {
        gs_aead *first = NULL;
        gs_aead *second = NULL;
        const char *label = gs_tables_stream_label((gbp_stream)i);
        assert_ok(gs_epoch_keys_stream(keys, (gbp_stream)i, &first));
        assert_ok(gs_epoch_keys_stream(keys, (gbp_stream)i, &second));
        assert_ptr_equal(first, second);
        assert_int_equal(fake.calls, i + 1);
        assert_bytes_equal(fake.last_label, gs_bytes_of(label, strlen(label)));
        assert_int_equal(fake.last_context_len, 0);
        assert_int_equal(first->algorithm, GS_AEAD_CHACHA20_POLY1305);
    }
    fake_keys_free(keys);
}

static void streams_have_keys_of_their_own(void **state)
{
    (void)state;
    fake_exporter fake = {.calls = 0};
    gs_epoch_keys *keys = fake_keys_new(&fake);
    uint8_t tags[GBP_STREAM_COUNT][GS_AEAD_TAG_LEN];
    for (size_t i = 0; i < GBP_STREAM_COUNT; i++) {
        tag_of(keys, (gbp_stream)i, tags[i]);
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(tags[i], tags[k], GS_AEAD_TAG_LEN);
        }
    }
    fake_keys_free(keys);
}

static void the_end_of_an_epoch_wipes_keys_and_counters(void **state)
{
    (void)state;
    static const uint8_t zeros[sizeof(gs_aead)];
    fake_exporter fake = {.calls = 0};
    gs_epoch_keys *keys = fake_keys_new(&fake);
    uint8_t before[GS_AEAD_TAG_LEN];
    uint8_t after[GS_AEAD_TAG_LEN];
    uint32_t number = 0;
    tag_of(keys, GBP_STREAM_TEXT, before);
    assert_ok(gs_counters_use(&keys->counters, GBP_STREAM_TEXT, 1, 9));
    gs_epoch_keys_clear(keys);
    for (size_t i = 0; i < GBP_STREAM_COUNT; i++) {
        assert_memory_equal(&keys->streams[i], zeros, sizeof zeros);
    }
    assert_ok(gs_counters_next(&keys->counters, GBP_STREAM_TEXT, 1, 0, &number));
    assert_int_equal(number, 1);
    fake.generation = 1;
    tag_of(keys, GBP_STREAM_TEXT, after);
    assert_memory_not_equal(before, after, sizeof before);
    fake_keys_free(keys);
}

static void a_failed_derivation_is_tried_again(void **state)
{
    (void)state;
    fake_exporter fake = {.result = GS_E_MLS};
    gs_epoch_keys *keys = fake_keys_new(&fake);
    gs_aead *aead = NULL;
    assert_fails(gs_epoch_keys_stream(keys, GBP_STREAM_AUDIO, &aead), GS_E_MLS, "no secret");
    assert_null(aead);
    fake.result = GS_OK;
    assert_ok(gs_epoch_keys_stream(keys, GBP_STREAM_AUDIO, &aead));
    assert_non_null(aead);
    fake_keys_free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_derived_once_under_its_label),
        cmocka_unit_test(streams_have_keys_of_their_own),
        cmocka_unit_test(the_end_of_an_epoch_wipes_keys_and_counters),
        cmocka_unit_test(a_failed_derivation_is_tried_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
