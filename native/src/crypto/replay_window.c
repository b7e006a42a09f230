#include "crypto/replay_window.h"

#include <string.h>

static uint64_t bit_of(uint64_t counter)
{
    return UINT64_C(1) << (counter % 64);
}

static uint64_t *word_of(gs_replay_window *window, uint64_t counter)
{
    return &window->seen[counter % GS_REPLAY_WINDOW_SIZE / 64];
}

bool gs_replay_window_allows(const gs_replay_window *window, uint64_t counter)
{
    if (!window->used || counter > window->highest) {
        return true;
    }
    if (window->highest - counter >= GS_REPLAY_WINDOW_SIZE) {
        return false;
    }
    return (window->seen[counter % GS_REPLAY_WINDOW_SIZE / 64] & bit_of(counter)) == 0;
}

void gs_replay_window_note(gs_replay_window *window, uint64_t counter)
{
    if (!window->used) {
        window->used = true;
        window->highest = counter;
    } else if (counter > window->highest) {
        if (counter - window->highest >= GS_REPLAY_WINDOW_SIZE) {
            memset(window->seen, 0, sizeof window->seen);
        } else {
            for (uint64_t passed = window->highest + 1; passed < counter; passed++) {
                *word_of(window, passed) &= ~bit_of(passed);
            }
        }
        window->highest = counter;
    }
    *word_of(window, counter) |= bit_of(counter);
}
