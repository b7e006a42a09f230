/*
 * Call statuses and the calling thread's last error text (docs/c-abi.md, Last error).
 *
 * A status tells the caller's or the system's failure. What a peer did wrong is a wire error code
 * (tables.h) and travels as data, never as a status.
 */
#ifndef GS_BASE_STATUS_H
#define GS_BASE_STATUS_H

#if defined(__GNUC__)
#define GS_MUST_USE __attribute__((warn_unused_result))
#define GS_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define GS_MUST_USE
#define GS_PRINTF(text, first)
#endif

typedef enum gs_status {
#define GS_STATUS(value, name, text) GS_##name = (value),
#include "../../tables/statuses.def"
#undef GS_STATUS
} gs_status;

/* Runs an expression of type gs_status and returns its failure from the present function. */
#define GS_TRY(expression)                      \
    do {                                        \
        gs_status gs_try_status = (expression); \
        if (gs_try_status != GS_OK) {           \
            return gs_try_status;               \
        }                                       \
    } while (0)

/* Sets the thread's last error text (cut at 511 bytes, on a character boundary) and yields the
 * status. A macro, so that compilers see which status it is. */
#define gs_fail(status, ...) (gs_fail_text(__VA_ARGS__), (status))
void gs_fail_text(const char *text, ...) GS_PRINTF(1, 2);
/* Puts words before the last error text. */
void gs_fail_within(const char *prefix);
/* The thread's last error text, "" when there is none. Valid until the thread's next failure. */
const char *gs_last_error(void);
void gs_last_error_clear(void);

#endif
