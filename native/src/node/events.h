/*
 * A node's events, in the form in which the flat ABI hands them out (gbp_flat.h, Events): records
 * of ten words and, apart from them, their bytes. While a caller's memory is lent, events and
 * plaintext are written straight into it; what does not fit there waits here, in order.
 */
#ifndef GS_NODE_EVENTS_H
#define GS_NODE_EVENTS_H

#include "base/buffer.h"
#include "base/tables.h"

enum {
    GS_EVENT_WORDS = 10,
    GS_EVENT_KIND = 0,
    GS_EVENT_FRAME = 1,
    GS_EVENT_BYTES_OFFSET = 2,
    GS_EVENT_BYTES_LEN = 3,
    GS_EVENT_REASON_MAX = 256
};

/* Memory for events: records counted in events, bytes in bytes. */
typedef struct gs_event_memory {
    uint32_t *records;
    size_t records_cap;
    size_t count;
    uint8_t *bytes;
    size_t bytes_cap;
    size_t bytes_len;
} gs_event_memory;

/* Zeroed is empty. */
typedef struct gs_events {
    gs_event_memory own;
    gs_event_memory lent;
    bool lending;
    uint32_t frame; /* index of the frame that is being received, noted in its events */
} gs_events;

/* Lends memory, and fills it with what waits. */
void gs_events_lend(gs_events *events, uint32_t *records, size_t records_cap, uint8_t *bytes,
                    size_t bytes_cap);
/* Ends the loan: how many events the lent memory holds, and whether others wait. */
size_t gs_events_end_loan(gs_events *events, bool *more);

/* Room for one event and so many bytes, where gs_events_push will put the next one. */
GS_MUST_USE gs_status gs_events_reserve(gs_events *events, size_t bytes_len, uint8_t **bytes);
/* Adds the event reserved, with bytes_len bytes that the caller wrote to the room; its words to
 * fill. */
uint32_t *gs_events_push(gs_events *events, gbp_event_kind kind, size_t bytes_len);
/* Adds an event that has no bytes. Null when out of memory. */
uint32_t *gs_events_push_plain(gs_events *events, gbp_event_kind kind);

/* The events that wait, for a reader in this process; valid until the next call. */
const gs_event_memory *gs_events_waiting(const gs_events *events);
/* Forgets the events that wait and wipes their bytes, keeping the memory. */
void gs_events_clear(gs_events *events);
void gs_events_free(gs_events *events);

#endif
