#include "node/events.h"

#include "base/memory.h"

static uint32_t *record_at(const gs_event_memory *memory, size_t index)
{
    return memory->records + index * GS_EVENT_WORDS;
}

static bool fits(const gs_event_memory *memory, size_t bytes_len)
{
    return memory->count < memory->records_cap &&
           bytes_len <= memory->bytes_cap - memory->bytes_len;
}

static gs_status out_of_memory(void)
{
    return gs_fail(GS_E_MEMORY, "out of memory");
}

static gs_status grow_records(gs_event_memory *memory)
{
    size_t cap = memory->records_cap == 0 ? 8 : memory->records_cap * 2;
    uint32_t *records = gs_alloc(cap * GS_EVENT_WORDS * sizeof *records);
    if (records == NULL) {
        return out_of_memory();
    }
    if (memory->count > 0) {
        memcpy(records, memory->records, memory->count * GS_EVENT_WORDS * sizeof *records);
    }
    gs_free(memory->records);
    memory->records = records;
    memory->records_cap = cap;
    return GS_OK;
}

static gs_status grow_bytes(gs_event_memory *memory, size_t more)
{
    gs_buffer bytes = {memory->bytes, memory->bytes_len, memory->bytes_cap};
    GS_TRY(gs_buffer_reserve(&bytes, more));
    memory->bytes = bytes.data;
    memory->bytes_cap = bytes.cap;
    return GS_OK;
}

/* Moves waiting events to the lent memory while they fit, in order. */
static size_t move_waiting(gs_events *events)
{
    gs_event_memory *from = &events->own;
    gs_event_memory *to = &events->lent;
    size_t moved = 0;
    for (; moved < from->count; moved++) {
        const uint32_t *source = record_at(from, moved);
        size_t len = source[GS_EVENT_BYTES_LEN];
        if (!fits(to, len)) {
            break;
        }
        uint32_t *target = record_at(to, to->count);
        memcpy(target, source, GS_EVENT_WORDS * sizeof *target);
        if (len > 0) {
            memcpy(to->bytes + to->bytes_len, from->bytes + source[GS_EVENT_BYTES_OFFSET], len);
        }
        target[GS_EVENT_BYTES_OFFSET] = (uint32_t)to->bytes_len;
        to->bytes_len += len;
        to->count++;
    }
    return moved;
}

/* Forgets the first `gone` waiting events and closes the gap. */
static void drop_first(gs_event_memory *memory, size_t gone)
{
    if (gone == 0) {
        return;
    }
    size_t left = memory->count - gone;
    size_t first_byte =
        left > 0 ? record_at(memory, gone)[GS_EVENT_BYTES_OFFSET] : memory->bytes_len;
    size_t bytes_left = memory->bytes_len - first_byte;
    memmove(memory->records, record_at(memory, gone),
            left * GS_EVENT_WORDS * sizeof *memory->records);
    if (memory->bytes_len > 0) {
        memmove(memory->bytes, memory->bytes + first_byte, bytes_left);
        gs_wipe(memory->bytes + bytes_left, memory->bytes_len - bytes_left);
    }
    for (size_t i = 0; i < left; i++) {
        record_at(memory, i)[GS_EVENT_BYTES_OFFSET] -= (uint32_t)first_byte;
    }
    memory->count = left;
    memory->bytes_len = bytes_left;
}

static void recycle_bytes(gs_event_memory *memory)
{
    gs_buffer bytes = {memory->bytes, memory->bytes_len, memory->bytes_cap};
    gs_buffer_recycle(&bytes);
    memory->bytes = bytes.data;
    memory->bytes_len = bytes.len;
    memory->bytes_cap = bytes.cap;
}

void gs_events_lend(gs_events *events, uint32_t *records, size_t records_cap, uint8_t *bytes,
                    size_t bytes_cap)
{
    events->lent = (gs_event_memory){records, records_cap, 0, bytes, bytes_cap, 0};
    drop_first(&events->own, move_waiting(events));
    events->lending = events->own.count == 0;
}

size_t gs_events_end_loan(gs_events *events, bool *more)
{
    size_t count = events->lent.count;
    events->lending = false;
    events->lent = (gs_event_memory){NULL, 0, 0, NULL, 0, 0};
    *more = events->own.count > 0;
    if (!*more) {
        recycle_bytes(&events->own); /* a forged frame may have asked for much */
    }
    return count;
}

gs_status gs_events_reserve(gs_events *events, size_t bytes_len, uint8_t **bytes)
{
    if (events->lending && fits(&events->lent, bytes_len)) {
        *bytes = events->lent.bytes_len > 0 ? events->lent.bytes + events->lent.bytes_len
                                            : events->lent.bytes;
        return GS_OK;
    }
    events->lending = false; /* what comes later must not overtake */
    gs_event_memory *own = &events->own;
    if (own->count == own->records_cap) {
        GS_TRY(grow_records(own));
    }
    if (bytes_len > UINT32_MAX - own->bytes_len) {
        return out_of_memory();
    }
    GS_TRY(grow_bytes(own, bytes_len));
    *bytes = bytes_len > 0 ? own->bytes + own->bytes_len : NULL;
    return GS_OK;
}

uint32_t *gs_events_push(gs_events *events, gbp_event_kind kind, size_t bytes_len)
{
    gs_event_memory *memory = events->lending ? &events->lent : &events->own;
    uint32_t *words = record_at(memory, memory->count++);
    memset(words, 0, GS_EVENT_WORDS * sizeof *words);
    words[GS_EVENT_KIND] = (uint32_t)kind;
    words[GS_EVENT_FRAME] = events->frame;
    words[GS_EVENT_BYTES_OFFSET] = (uint32_t)memory->bytes_len;
    words[GS_EVENT_BYTES_LEN] = (uint32_t)bytes_len;
    memory->bytes_len += bytes_len;
    return words;
}

uint32_t *gs_events_push_plain(gs_events *events, gbp_event_kind kind)
{
    uint8_t *no_bytes = NULL;
    if (gs_events_reserve(events, 0, &no_bytes) != GS_OK) {
        return NULL;
    }
    return gs_events_push(events, kind, 0);
}

const gs_event_memory *gs_events_waiting(const gs_events *events)
{
    return &events->own;
}

void gs_events_clear(gs_events *events)
{
    recycle_bytes(&events->own);
    events->own.count = 0;
}

void gs_events_free(gs_events *events)
{
    gs_wipe(events->own.bytes, events->own.bytes_cap);
    gs_free(events->own.bytes);
    gs_free(events->own.records);
    memset(events, 0, sizeof *events);
}
