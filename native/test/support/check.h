/* What every C test includes: cmocka with what it wants before it, and the checks that all
 * share. */
#ifndef TEST_SUPPORT_CHECK_H
#define TEST_SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/status.h"

/* A view of a literal without its last zero. */
#define BYTES(literal) gs_bytes_of((literal), sizeof(literal) - 1)
/* The same as the initialiser of a constant. */
#define STATIC_BYTES(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}
#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

#define assert_ok(call) assert_int_equal((call), GS_OK)

/* The call fails with this status and this very text. */
#define assert_fails(call, status, text)              \
    do {                                              \
        gs_last_error_clear();                        \
        assert_int_equal((call), (status));           \
        assert_string_equal(gs_last_error(), (text)); \
    } while (0)

#define assert_bytes_equal(actual, expected) \
    check_bytes_equal((actual), (expected), __FILE__, __LINE__)

/* Fails the running test, with both sides in hexadecimal, unless they are equal. */
void check_bytes_equal(gs_bytes actual, gs_bytes expected, const char *file, int line);

#endif
