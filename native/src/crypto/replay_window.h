/* The sliding window over a sender's SFrame counters (docs/wire.md, SFrame; RFC 9605 section
 * 9.3). */
#ifndef GS_CRYPTO_REPLAY_WINDOW_H
#define GS_CRYPTO_REPLAY_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum { GS_REPLAY_WINDOW_SIZE = 1024 };

/* Zeroed is a window that has seen nothing. */
typedef struct gs_replay_window {
    uint64_t seen[GS_REPLAY_WINDOW_SIZE / 64]; /* a bit for counter modulo the size */
    uint64_t highest;
    bool used;
} gs_replay_window;

/* False for a counter that was seen or lies behind the window. Changes nothing. */
bool gs_replay_window_allows(const gs_replay_window *window, uint64_t counter);
/* Notes a counter that was allowed; only after its tag verified. */
void gs_replay_window_note(gs_replay_window *window, uint64_t counter);

#endif
