/*
 * Reads the vectors of test/vectors: JSON of objects, arrays, texts, whole numbers and booleans.
 * Anything else in a file, and any member that a test asks for in vain, fails the running test.
 */
#ifndef TEST_SUPPORT_JSON_H
#define TEST_SUPPORT_JSON_H

#include "base/bytes.h"

typedef enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT
} json_kind;

/* A value; members and elements hang on `first` and `next`. */
typedef struct json {
    json_kind kind;
    const char *name; /* in an object */
    const char *text; /* of a text, zero-terminated */
    size_t text_len;
    uint64_t number; /* also 0 and 1 of a boolean */
    struct json *first;
    struct json *next;
} json;

/* Reads a file of test/vectors. Released with json_close, together with every value and all bytes
 * taken out of it. */
const json *json_open(const char *file_name);
void json_close(void);

/* The member of that name, or null. */
const json *json_find(const json *object, const char *name);
const json *json_get(const json *object, const char *name);
const char *json_text(const json *object, const char *name);
uint64_t json_number(const json *object,
                     const char *name); /* a number, or a text of decimal digits */
/* The bytes of a text in hexadecimal. */
gs_bytes json_hex(const json *object, const char *name);
gs_bytes json_hex_of(const json *value);
gs_bytes json_base64(const json *object, const char *name);

#endif
