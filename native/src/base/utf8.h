/* UTF-8 validity as RFC 3629 defines it: no surrogates, no overlong forms, nothing past
 * U+10FFFF. */
#ifndef GS_BASE_UTF8_H
#define GS_BASE_UTF8_H

#include "base/bytes.h"

bool gs_utf8_valid(gs_bytes text);
/* The same, told apart in one pass. */
typedef enum gs_utf8_kind { GS_UTF8_INVALID, GS_UTF8_VALID, GS_UTF8_ASCII } gs_utf8_kind;
gs_utf8_kind gs_utf8_classify(gs_bytes text);
/* Length of the longest valid prefix. */
size_t gs_utf8_valid_prefix(gs_bytes text);

#endif
