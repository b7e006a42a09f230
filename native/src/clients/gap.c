#include "clients/gap.h"

#include <stdio.h>

#include "base/memory.h"
#include "codec/payload.h"

/* Ours: peers choose media sources, so there is an end to those that an epoch remembers. */
enum { LATE_SPAN = 0x7FFF, KEPT_MS = 10000, SOURCES_MAX = 1 << 16 };

/* The receive windows of an epoch that is over, kept for audio that was under way. */
typedef struct old_epoch {
    uint64_t epoch;
    uint64_t ended_ms;
    gs_number_table windows;
    struct old_epoch *older;
} old_epoch;

struct gs_gap {
    gs_noted_epoch noted;
    gs_number_table sent;    /* media source → last RTP sequence number */
    gs_number_table windows; /* media source → highest RTP sequence number received */
    old_epoch *old;
    gs_buffer pieces;
    gs_clock clock;
};

gs_gap *gs_gap_create(gs_clock clock)
{
    gs_gap *client = gs_alloc(sizeof *client);
    if (client != NULL) {
        client->clock = clock;
    }
    return client;
}

/* Frees an epoch and all that are older. */
static void free_from(old_epoch *epoch)
{
    while (epoch != NULL) {
        old_epoch *older = epoch->older;
        gs_number_table_free(&epoch->windows);
        gs_free(epoch);
        epoch = older;
    }
}

void gs_gap_reset(gs_gap *client)
{
    gs_number_table_free(&client->sent);
    gs_number_table_free(&client->windows);
    free_from(client->old);
    client->old = NULL;
    client->noted.known = false;
}

void gs_gap_free(gs_gap *client)
{
    if (client != NULL) {
        gs_gap_reset(client);
        gs_buffer_free(&client->pieces);
        gs_free(client);
    }
}

static void forget_expired(gs_gap *client, uint64_t now_ms)
{
    old_epoch **place = &client->old;
    while (*place != NULL && now_ms - (*place)->ended_ms <= KEPT_MS) {
        place = &(*place)->older;
    }
    free_from(*place);
    *place = NULL;
}

static gs_status note_epoch(gs_gap *client, uint64_t epoch)
{
    gs_noted_epoch before = client->noted;
    if (!gs_noted_epoch_changes(&client->noted, epoch)) {
        return GS_OK;
    }
    if (client->windows.count == 0) { /* Parity: it leaves no window */
        gs_number_table_clear(&client->sent);
        return GS_OK;
    }
    old_epoch *ended = gs_alloc(sizeof *ended);
    if (ended == NULL) {
        client->noted = before;
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    gs_number_table_clear(&client->sent);
    ended->epoch = before.epoch;
    ended->ended_ms = gs_clock_now(&client->clock);
    ended->windows = client->windows;
    ended->older = client->old;
    client->old = ended;
    client->windows = (gs_number_table){NULL, 0, 0, 0};
    forget_expired(client, ended->ended_ms);
    return GS_OK;
}

gs_status gs_gap_send(gs_gap *client, gs_node *node, gs_epoch_keys *keys, uint32_t media_source_id,
                      uint64_t rtp_timestamp, gs_bytes opus_frame, uint8_t codec, gs_writer *out)
{
    GS_TRY(note_epoch(client, node->epoch));
    uint64_t *last = gs_number_table_at(&client->sent, media_source_id);
    if (last == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    *last = (*last + 1) & 0xFFFF;
    gs_gap_payload payload = {
        .rtp_timestamp = rtp_timestamp,
        .media_source_id = media_source_id,
        .rtp_sequence = (uint32_t)*last,
        .key_phase = (uint32_t)node->epoch,
        .opus_frame = opus_frame,
    };
    gs_outbound outbound = {GBP_STREAM_AUDIO, GBP_FLAG_ORDERED, codec, &GS_GAP_PAYLOAD, &payload};
    return gs_client_send(node, keys, &outbound, out);
}

/* The windows that judge a key phase: the present epoch's, those of an older epoch still kept, or
 * none. */
static gs_number_table *windows_of(gs_gap *client, uint64_t epoch, uint32_t key_phase)
{
    if (key_phase == (uint32_t)epoch) {
        return &client->windows;
    }
    if (client->old != NULL) {
        forget_expired(client, gs_clock_now(&client->clock));
    }
    /* Parity: of several stays in one epoch the oldest judges; epochs of 2^32 and above never
     * match. */
    gs_number_table *oldest = NULL;
    for (old_epoch *old = client->old; old != NULL; old = old->older) {
        if (old->epoch == key_phase) {
            oldest = &old->windows;
        }
    }
    return oldest;
}

static gs_status judge(gs_number_table *windows, const gs_gap_payload *payload,
                       gs_verdict_text *text)
{
    const uint64_t *known = gs_number_table_find(windows, payload->media_source_id);
    uint64_t highest = known != NULL ? *known : 0;
    if (payload->rtp_sequence <= highest && highest - payload->rtp_sequence <= LATE_SPAN) {
        text->verdict = GS_VERDICT_KNOWN;
        return GS_OK;
    }
    if (known == NULL && windows->count >= SOURCES_MAX) {
        text->verdict = GS_VERDICT_ERROR;
        (void)snprintf(text->reason, sizeof text->reason, "too many media sources");
        return GS_OK;
    }
    uint64_t *window = gs_number_table_at(windows, payload->media_source_id);
    if (window == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    *window = payload->rtp_sequence;
    text->verdict = GS_VERDICT_NEW;
    return GS_OK;
}

gs_status gs_gap_accept(gs_gap *client, uint64_t epoch, gs_bytes plaintext, uint8_t codec,
                        gs_gap_result *result)
{
    GS_TRY(note_epoch(client, epoch));
    gs_buffer_recycle(&client->pieces);
    result->text.reason[0] = '\0';
    gs_status status =
        gs_payload_decode(codec, &GS_GAP_PAYLOAD, plaintext, &client->pieces, &result->payload);
    if (status == GS_E_DECODE) {
        gs_verdict_from_last_error(&result->text, "decode: ");
        return GS_OK;
    }
    GS_TRY(status);
    gs_number_table *windows = windows_of(client, epoch, result->payload.key_phase);
    if (windows == NULL) {
        result->text.verdict = GS_VERDICT_ERROR;
        (void)snprintf(result->text.reason, sizeof result->text.reason,
                       "epoch stale: kp=%u, expected=%u", (unsigned)result->payload.key_phase,
                       (unsigned)(uint32_t)epoch);
        return GS_OK;
    }
    return judge(windows, &result->payload, &result->text);
}
