/*
 * Counters and their form inside an exported state: format number (1 byte), epoch, floor, count of
 * streams (8 bytes each, little-endian), then key and value of each stream, then id and next value
 * of each SFrame sender to the end.
 */
#include "crypto/counters.h"

enum {
    FORMAT = 1,
    HEADER_LEN = 1 + 3 * 8,
    STREAM_LEN = 16,
    SENDER_LEN = GS_SFRAME_COUNTER_ID_LEN + 8
};

uint64_t gs_counters_stream_key(uint32_t stream_type, uint32_t stream_id)
{
    return (uint64_t)stream_type << 32 | stream_id;
}

static uint64_t used_up_to(const gs_counters *counters, uint64_t key)
{
    const uint64_t *used = gs_number_table_find(&counters->streams, key);
    return used != NULL ? *used : counters->floor;
}

static uint64_t allowed_up_to(const gs_counters *counters, uint64_t key)
{
    if (!counters->exported) {
        return UINT64_MAX;
    }
    const uint64_t *lease = gs_number_table_find(&counters->leases, key);
    return lease != NULL ? *lease : counters->floor + GS_COUNTERS_LEASE;
}

gs_status gs_counters_next(gs_counters *counters, uint32_t stream_type, uint32_t stream_id,
                           uint32_t at_least, uint32_t *next)
{
    uint64_t key = gs_counters_stream_key(stream_type, stream_id);
    uint64_t used = used_up_to(counters, key);
    uint64_t number = 1 + (used > at_least ? used : at_least);
    if (number > UINT32_MAX) {
        return gs_fail(GS_E_EXHAUSTED, "sequence exhausted");
    }
    if (number > allowed_up_to(counters, key)) {
        /* What the caller used elsewhere counts as used here, so that the next export leases beyond
         * it. */
        GS_TRY(gs_counters_use(counters, stream_type, stream_id, (uint32_t)(number - 1)));
        return gs_fail(GS_E_EXHAUSTED, "state lease used up");
    }
    *next = (uint32_t)number;
    return GS_OK;
}

gs_status gs_counters_use(gs_counters *counters, uint32_t stream_type, uint32_t stream_id,
                          uint32_t number)
{
    uint64_t *used =
        gs_number_table_at(&counters->streams, gs_counters_stream_key(stream_type, stream_id));
    if (used == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    *used = number;
    return GS_OK;
}

static gs_status add_sender(gs_counters *counters, const uint8_t *id, uint64_t first,
                            gs_sframe_counter **added)
{
    uint64_t last = counters->exported ? counters->floor + GS_COUNTERS_LEASE - 1 : UINT64_MAX;
    gs_sframe_counter *counter = gs_sframe_counter_new(id, first, last);
    if (counter == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    *gs_sframe_counter_link(counter) = counters->sframe;
    counters->sframe = counter;
    *added = counter;
    return GS_OK;
}

gs_status gs_counters_sframe(gs_counters *counters, const uint8_t id[GS_SFRAME_COUNTER_ID_LEN],
                             gs_sframe_counter **counter)
{
    gs_sframe_counter *known = counters->sframe;
    while (known != NULL &&
           memcmp(gs_sframe_counter_id(known), id, GS_SFRAME_COUNTER_ID_LEN) != 0) {
        known = *gs_sframe_counter_link(known);
    }
    if (known == NULL) {
        GS_TRY(add_sender(counters, id, counters->floor, &known));
    }
    *counter = gs_sframe_counter_hold(known);
    return GS_OK;
}

static gs_status append_u64(gs_buffer *out, uint64_t value)
{
    uint8_t bytes[8];
    gs_store_le64(bytes, value);
    return gs_buffer_append(out, bytes, sizeof bytes);
}

/* Makes sure that a stream has a lease entry, so that putting a lease on it needs no memory. */
static gs_status keep_lease(gs_counters *counters, uint64_t key)
{
    if (gs_number_table_find(&counters->leases, key) != NULL) {
        return GS_OK;
    }
    uint64_t present = allowed_up_to(counters, key);
    uint64_t *lease = gs_number_table_at(&counters->leases, key);
    if (lease == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    *lease = present;
    return GS_OK;
}

static gs_status export_streams(gs_counters *counters, gs_buffer *out)
{
    for (size_t i = 0; i < counters->streams.capacity; i++) {
        const gs_number_entry *entry = &counters->streams.entries[i];
        if (!entry->used) {
            continue;
        }
        GS_TRY(keep_lease(counters, entry->key));
        GS_TRY(append_u64(out, entry->key));
        GS_TRY(append_u64(out, entry->value + GS_COUNTERS_LEASE));
    }
    return GS_OK;
}

static gs_status export_senders(const gs_counters *counters, gs_buffer *out)
{
    for (gs_sframe_counter *counter = counters->sframe; counter != NULL;
         counter = *gs_sframe_counter_link(counter)) {
        uint64_t next = gs_sframe_counter_peek(counter);
        uint64_t end =
            next > UINT64_MAX - GS_COUNTERS_LEASE ? UINT64_MAX : next + GS_COUNTERS_LEASE;
        GS_TRY(gs_buffer_append(out, gs_sframe_counter_id(counter), GS_SFRAME_COUNTER_ID_LEN));
        GS_TRY(append_u64(out, end));
    }
    return GS_OK;
}

gs_status gs_counters_export(gs_counters *counters, uint64_t epoch, gs_buffer *out)
{
    uint8_t format = FORMAT;
    GS_TRY(gs_buffer_append(out, &format, 1));
    GS_TRY(append_u64(out, epoch));
    GS_TRY(append_u64(out, counters->floor + GS_COUNTERS_LEASE));
    GS_TRY(append_u64(out, counters->streams.count));
    GS_TRY(export_streams(counters, out));
    return export_senders(counters, out);
}

void gs_counters_lease(gs_counters *counters, gs_bytes exported)
{
    const uint8_t *at = exported.data + HEADER_LEN;
    for (size_t i = 0; i < counters->streams.count; i++, at += STREAM_LEN) {
        *gs_number_table_find(&counters->leases, gs_load_le64(at)) = gs_load_le64(at + 8);
    }
    for (gs_sframe_counter *counter = counters->sframe; counter != NULL;
         counter = *gs_sframe_counter_link(counter), at += SENDER_LEN) {
        gs_sframe_counter_set_last(counter, gs_load_le64(at + GS_SFRAME_COUNTER_ID_LEN) - 1);
    }
    counters->exported = true;
}

gs_status gs_counters_restore(gs_counters *counters, uint64_t epoch, gs_bytes exported)
{
    gs_counters_clear(counters);
    if (exported.len == 0) {
        return GS_OK; /* of gbp-stack 1.9, which keeps no counters and begins at 1 again */
    }
    if (exported.len < HEADER_LEN || exported.data[0] != FORMAT) {
        return gs_fail(GS_E_DECODE, "state: counters do not read");
    }
    uint64_t streams = gs_load_le64(exported.data + 17);
    size_t body_len = exported.len - HEADER_LEN;
    if (streams > body_len / STREAM_LEN || (body_len - streams * STREAM_LEN) % SENDER_LEN != 0) {
        return gs_fail(GS_E_DECODE, "state: counters do not read");
    }
    uint64_t floor = gs_load_le64(exported.data + 9);
    if (floor > UINT64_MAX / 2) {
        return gs_fail(GS_E_DECODE, "state: counters do not read");
    }
    counters->floor = floor;
    if (gs_load_le64(exported.data + 1) != epoch) {
        return GS_OK; /* of an earlier epoch: only the floor still counts */
    }
    const uint8_t *at = exported.data + HEADER_LEN;
    for (uint64_t i = 0; i < streams; i++, at += STREAM_LEN) {
        uint64_t *used = gs_number_table_at(&counters->streams, gs_load_le64(at));
        if (used == NULL) {
            return gs_fail(GS_E_MEMORY, "out of memory");
        }
        uint64_t number = gs_load_le64(at + 8);
        *used = number < UINT32_MAX ? number : UINT32_MAX; /* the end: nothing comes after it */
    }
    for (; at < exported.data + exported.len; at += SENDER_LEN) {
        gs_sframe_counter *counter = NULL;
        GS_TRY(add_sender(counters, at, gs_load_le64(at + GS_SFRAME_COUNTER_ID_LEN), &counter));
    }
    return GS_OK;
}

/* Ends the epoch: numbers and senders go; the reservation stays. */
static void forget_numbers(gs_counters *counters)
{
    gs_sframe_counter *counter = counters->sframe;
    while (counter != NULL) {
        gs_sframe_counter *next = *gs_sframe_counter_link(counter);
        gs_sframe_counter_release(counter);
        counter = next;
    }
    counters->sframe = NULL;
    gs_number_table_free(&counters->streams);
    gs_number_table_free(&counters->leases);
}

void gs_counters_next_epoch(gs_counters *counters, bool is_out_of_reach)
{
    forget_numbers(counters);
    if (is_out_of_reach) {
        counters->floor = 0;
        counters->exported = false;
    }
}

void gs_counters_clear(gs_counters *counters)
{
    forget_numbers(counters);
    memset(counters, 0, sizeof *counters);
}
