/* The last error text, one for each thread, in fixed memory: a failure never allocates. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_CAPACITY = 512 };

static _Thread_local char last_error[TEXT_CAPACITY];

/* A text that was cut may end inside a UTF-8 character: drop that character. */
static void drop_cut_character(char *text)
{
    size_t len = strlen(text);
    size_t start = len;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u) {
        start--;
    }
    if (start == 0 || (unsigned char)text[start - 1] < 0xC0u) {
        return;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t need = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : 2;
    if (len - (start - 1) < need) {
        text[start - 1] = '\0';
    }
}

void gs_fail_text(const char *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    int needed = vsnprintf(last_error, sizeof last_error, text, arguments);
    va_end(arguments);
    if (needed >= TEXT_CAPACITY) {
        drop_cut_character(last_error);
    }
}

void gs_fail_within(const char *prefix)
{
    char inner[TEXT_CAPACITY];
    memcpy(inner, last_error, sizeof inner);
    gs_fail_text("%s%s", prefix, inner);
}

const char *gs_last_error(void)
{
    return last_error;
}

void gs_last_error_clear(void)
{
    last_error[0] = '\0';
}
