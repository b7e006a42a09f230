#include "crypto/epoch_keys.h"

#include "base/memory.h"

enum { STREAM_KEY_LEN = 32 };

static gs_status derive(gs_epoch_keys *keys, gbp_stream stream, gs_aead *aead)
{
    const char *label = gs_tables_stream_label(stream);
    uint8_t secret[STREAM_KEY_LEN];
    gs_status status =
        keys->exporter.export_secret(keys->exporter.owner, gs_bytes_of(label, strlen(label)),
                                     gs_bytes_of(NULL, 0), secret, sizeof secret);
    if (status == GS_OK) {
        status = gs_aead_init(aead, GS_AEAD_CHACHA20_POLY1305, gs_bytes_of(secret, sizeof secret));
    }
    gs_wipe(secret, sizeof secret);
    return status;
}

gs_status gs_epoch_keys_stream(gs_epoch_keys *keys, gbp_stream stream, gs_aead **aead)
{
    gs_aead *key = &keys->streams[stream];
    if (key->provider == NULL) {
        GS_TRY(derive(keys, stream, key));
    }
    *aead = key;
    return GS_OK;
}

static void wipe_streams(gs_epoch_keys *keys)
{
    for (size_t i = 0; i < GBP_STREAM_COUNT; i++) {
        gs_aead_wipe(&keys->streams[i]);
    }
}

void gs_epoch_keys_next_epoch(gs_epoch_keys *keys, bool is_out_of_reach)
{
    wipe_streams(keys);
    gs_counters_next_epoch(&keys->counters, is_out_of_reach);
}

void gs_epoch_keys_clear(gs_epoch_keys *keys)
{
    wipe_streams(keys);
    gs_counters_clear(&keys->counters);
}
