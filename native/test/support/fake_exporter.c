#include "support/fake_exporter.h"

#include "base/memory.h"
#include "support/check.h"

static const uint8_t *given_key(const fake_exporter *fake, gs_bytes label)
{
    for (size_t i = 0; fake->stream_keys != NULL && i < GBP_STREAM_COUNT; i++) {
        const char *stream_label = gs_tables_stream_label((gbp_stream)i);
        if (gs_bytes_equal(label, gs_bytes_of(stream_label, strlen(stream_label)))) {
            return fake->stream_keys[i];
        }
    }
    return NULL;
}

static gs_status export_secret(void *owner, gs_bytes label, gs_bytes context, uint8_t *out,
                               size_t out_len)
{
    fake_exporter *fake = owner;
    fake->calls++;
    fake->last_label = label;
    fake->last_context_len = context.len;
    assert_true(context.len <= sizeof fake->last_context);
    if (context.len > 0) {
        memcpy(fake->last_context, context.data, context.len);
    }
    if (fake->result != GS_OK) {
        return gs_fail(fake->result, "no secret");
    }
    const uint8_t *given = given_key(fake, label);
    if (given != NULL) {
        assert_int_equal(out_len, 32);
        memcpy(out, given, out_len);
        return GS_OK;
    }
    uint8_t mixed = fake->generation;
    for (size_t i = 0; i < label.len; i++) {
        mixed = (uint8_t)(mixed * 31 + label.data[i]);
    }
    for (size_t i = 0; i < context.len; i++) {
        mixed = (uint8_t)(mixed * 31 + context.data[i]);
    }
    for (size_t i = 0; i < out_len; i++) {
        out[i] = (uint8_t)(mixed + i);
    }
    return GS_OK;
}

gs_exporter fake_exporter_of(fake_exporter *fake)
{
    return (gs_exporter){export_secret, fake};
}

gs_epoch_keys *fake_keys_new(fake_exporter *fake)
{
    gs_epoch_keys *keys = gs_alloc_aligned(sizeof *keys);
    assert_non_null(keys);
    keys->exporter = fake_exporter_of(fake);
    return keys;
}

void fake_keys_free(gs_epoch_keys *keys)
{
    gs_epoch_keys_clear(keys);
    gs_free_aligned(keys);
}
