/* Members of one group through the loaded ABI, and checks of what that ABI returns. */
#ifndef TEST_SUPPORT_MEMBERS_H
#define TEST_SUPPORT_MEMBERS_H

#include "gbp_stack.h"
#include "support/check.h"

/* A handle that no test ever reaches. */
enum { NO_HANDLE = 1000000000 };

typedef struct member {
    int32_t mls;
    int32_t node;
    int32_t gtp;
    int32_t gap;
    int32_t gsp;
} member;

/* Two members, with member ids 1 and 2, whose nodes are ACTIVE at the group's epoch 1 and have no
 * events waiting. */
typedef struct pair {
    member alice;
    member bob;
    uint8_t group_id[16];
    uint64_t epoch;
} pair;

void pair_open(pair *both);
void pair_close(pair *both);

/* Owned texts and buffers, compared and released. */
#define assert_text(call, expected) check_text((call), (expected), __FILE__, __LINE__)
#define assert_text_begins(call, prefix) check_text_begins((call), (prefix), __FILE__, __LINE__)
/* The call returned nothing, and this is why. */
#define assert_refused(call, text) check_refused((call), (text), __FILE__, __LINE__)
#define assert_last_error(text) check_text(gbp_last_error(), (text), __FILE__, __LINE__)

void check_text(char *actual, const char *expected, const char *file, int line);
void check_text_begins(char *actual, const char *prefix, const char *file, int line);
void check_refused(GbpBuffer actual, const char *text, const char *file, int line);

/* Makes "marker" the last error, to see which call leaves it alone. */
void mark_last_error(void);
#define MARKER "unknown error code 0xFFFF"

/* The bytes of the first "…_b64" of an events text, in memory that members.c keeps until the next
 * call. The text is released. */
gs_bytes take_base64(char *events);

/* Receives a sent frame, its target left out; the events. The frame is released. */
char *deliver(const member *to, GbpBuffer sent);

#endif
