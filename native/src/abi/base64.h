/* Base64 of RFC 4648 section 4, with padding. It keeps up with the cipher on large payloads. */
#ifndef GS_ABI_BASE64_H
#define GS_ABI_BASE64_H

#include "base/bytes.h"

/* Length of the text that stands for so many bytes, at most 2^32. */
static inline size_t gs_base64_len(size_t bytes_len)
{
    return (bytes_len + 2) / 3 * 4;
}

/* Writes gs_base64_len(data.len) characters, without NUL. */
void gs_base64_encode(gs_bytes data, char *out);

/* The same for as much of the data's beginning as vector instructions can take, a multiple of three
 * bytes: how many. 0 on a machine without them. */
size_t gs_base64_encode_vectors(gs_bytes data, char *out);

#endif
