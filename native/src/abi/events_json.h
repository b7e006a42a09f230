/* A node's events as the loaded ABI hands them out: a JSON array (docs/behaviour.md, Events). */
#ifndef GS_ABI_EVENTS_JSON_H
#define GS_ABI_EVENTS_JSON_H

#include "node/events.h"

/* The text of all events in this memory, owned by the caller; null, with the last error set, when
 * out of memory. */
char *gs_events_json(const gs_event_memory *events);

#endif
