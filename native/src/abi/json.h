/*
 * JSON texts as the reference writes them: no blanks, integers in full, in strings only what must
 * be is escaped. The pieces are written with a gs_writer whose memory a bound made large enough.
 */
#ifndef GS_ABI_JSON_H
#define GS_ABI_JSON_H

#include "base/bytes.h"
#include "base/status.h"

/* A text that grows in memory of a size known before. Fields begin with their comma and key. */
typedef struct gs_json {
    gs_writer out;
} gs_json;

/* Takes memory for `bound` characters and the NUL. */
GS_MUST_USE gs_status gs_json_begin(gs_json *json, size_t bound);
/* The finished text, which the caller owns; null, with GS_E_INTERNAL's text, when the bound was
 * wrong. */
char *gs_json_finish(gs_json *json);

/* Text of the program itself, which needs no escaping. */
#define GS_JSON_PUT(json, literal) gs_writer_put(&(json)->out, (literal), sizeof(literal) - 1)
void gs_json_put_name(gs_json *json, const char *name);
void gs_json_put_number(gs_json *json, uint64_t number);
void gs_json_put_bool(gs_json *json, bool value);

/* A text and how long it is as a JSON string, quotes included. */
typedef struct gs_json_text {
    gs_bytes text;
    size_t len;
} gs_json_text;

/* Measures a text, which must be UTF-8. */
gs_json_text gs_json_measure(gs_bytes text);
void gs_json_put_text(gs_json *json, const gs_json_text *text);
/* The bytes in base64 and in quotes, and how long that is. */
void gs_json_put_base64(gs_json *json, gs_bytes bytes);
size_t gs_json_base64_len(gs_bytes bytes);

#endif
