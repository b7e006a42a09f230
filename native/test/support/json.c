#include "support/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/check.h"

/* Memory that goes as a whole: the file, its values, and what was decoded from its texts. */
typedef struct chunk {
    struct chunk *older;
    max_align_t memory[];
} chunk;

static chunk *chunks;
static char *cursor;

static void *take(size_t size)
{
    chunk *added = calloc(1, sizeof *added + size);
    assert_non_null(added);
    added->older = chunks;
    chunks = added;
    return added->memory;
}

void json_close(void)
{
    while (chunks != NULL) {
        chunk *older = chunks->older;
        free(chunks);
        chunks = older;
    }
}

static void refuse(const char *what)
{
    fail_msg("vector file: %s at \"%.40s\"", what, cursor);
}

static void pass_blanks(void)
{
    cursor += strspn(cursor, " \t\r\n");
}

static void expect(char wanted)
{
    if (*cursor != wanted) {
        refuse("syntax");
    }
    cursor++;
}

static unsigned hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return (unsigned)(digit - '0');
    }
    if (digit >= 'a' && digit <= 'f') {
        return (unsigned)(digit - 'a') + 10;
    }
    fail_msg("not a hexadecimal digit: %d", digit);
    return 0;
}

static char *put_utf8(char *at, unsigned code)
{
    if (code < 0x80) {
        *at++ = (char)code;
    } else if (code < 0x800) {
        *at++ = (char)(0xC0 | code >> 6);
        *at++ = (char)(0x80 | (code & 0x3F));
    } else {
        if (code < 0x10000) {
            *at++ = (char)(0xE0 | code >> 12);
        } else {
            *at++ = (char)(0xF0 | code >> 18);
            *at++ = (char)(0x80 | (code >> 12 & 0x3F));
        }
        *at++ = (char)(0x80 | (code >> 6 & 0x3F));
        *at++ = (char)(0x80 | (code & 0x3F));
    }
    return at;
}

static unsigned read_code_unit(void)
{
    unsigned unit = 0;
    for (size_t i = 0; i < 4; i++) {
        unit = unit << 4 | hex_digit(*cursor++);
    }
    return unit;
}

static char *read_escape(char *at)
{
    static const char NAMES[] = "\"\\/bfnrt";
    static const char MEANT[] = "\"\\/\b\f\n\r\t";
    char letter = *cursor++;
    if (letter != 'u') {
        const char *name = memchr(NAMES, letter, sizeof NAMES - 1);
        if (name == NULL) {
            refuse("unknown escape");
            return at;
        }
        *at++ = MEANT[name - NAMES];
        return at;
    }
    unsigned code = read_code_unit();
    if (code >= 0xD800 && code < 0xDC00) {
        expect('\\');
        expect('u');
        code = 0x10000 + ((code - 0xD800) << 10) + (read_code_unit() - 0xDC00);
    }
    return put_utf8(at, code);
}

/* A text is decoded in its place: it never gets longer. */
static char *read_text(size_t *len)
{
    expect('"');
    char *start = cursor;
    char *at = start;
    while (*cursor != '"') {
        if (*cursor == '\0') {
            refuse("a text without end");
        }
        if (*cursor == '\\') {
            cursor++;
            at = read_escape(at);
        } else {
            *at++ = *cursor++;
        }
    }
    cursor++;
    *at = '\0';
    *len = (size_t)(at - start);
    return start;
}

static json *read_value(void);

static void read_members(json *parent, char closing)
{
    json **place = &parent->first;
    cursor++;
    pass_blanks();
    if (*cursor == closing) {
        cursor++;
        return;
    }
    for (;;) {
        const char *name = NULL;
        size_t ignored = 0;
        pass_blanks();
        if (closing == '}') {
            name = read_text(&ignored);
            pass_blanks();
            expect(':');
        }
        *place = read_value();
        (*place)->name = name;
        place = &(*place)->next;
        pass_blanks();
        if (*cursor == closing) {
            cursor++;
            return;
        }
        expect(',');
    }
}

static bool take_word(const char *word)
{
    size_t len = strlen(word);
    if (strncmp(cursor, word, len) != 0) {
        return false;
    }
    cursor += len;
    return true;
}

static json *read_value(void)
{
    json *value = take(sizeof *value);
    pass_blanks();
    if (*cursor == '{' || *cursor == '[') {
        value->kind = *cursor == '{' ? JSON_OBJECT : JSON_ARRAY;
        read_members(value, *cursor == '{' ? '}' : ']');
    } else if (*cursor == '"') {
        value->kind = JSON_TEXT;
        value->text = read_text(&value->text_len);
    } else if (*cursor >= '0' && *cursor <= '9') {
        value->kind = JSON_NUMBER;
        value->number = strtoull(cursor, &cursor, 10);
    } else if (take_word("true")) {
        value->kind = JSON_BOOL;
        value->number = 1;
    } else if (take_word("false")) {
        value->kind = JSON_BOOL;
    } else if (!take_word("null")) {
        refuse("unknown value");
    }
    return value;
}

const json *json_open(const char *file_name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", GBP_VECTORS_DIR, file_name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("cannot open %s", path);
        return NULL;
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size > 0);
    rewind(file);
    cursor = take((size_t)size + 1);
    assert_int_equal(fread(cursor, 1, (size_t)size, file), (size_t)size);
    (void)fclose(file);
    return read_value();
}

const json *json_find(const json *object, const char *name)
{
    assert_int_equal(object->kind, JSON_OBJECT);
    const json *member = object->first;
    while (member != NULL && strcmp(member->name, name) != 0) {
        member = member->next;
    }
    return member;
}

const json *json_get(const json *object, const char *name)
{
    const json *member = json_find(object, name);
    if (member == NULL) {
        fail_msg("vector without %s", name);
    }
    return member;
}

const char *json_text(const json *object, const char *name)
{
    const json *member = json_get(object, name);
    assert_int_equal(member->kind, JSON_TEXT);
    return member->text;
}

uint64_t json_number(const json *object, const char *name)
{
    const json *member = json_get(object, name);
    if (member->kind != JSON_TEXT) {
        assert_true(member->kind == JSON_NUMBER || member->kind == JSON_BOOL);
        return member->number;
    }
    char *end = NULL;
    uint64_t number = strtoull(member->text, &end, 10);
    assert_true(member->text_len > 0 && *end == '\0');
    return number;
}

gs_bytes json_hex_of(const json *value)
{
    assert_int_equal(value->kind, JSON_TEXT);
    assert_int_equal(value->text_len % 2, 0);
    size_t len = value->text_len / 2;
    uint8_t *bytes = take(len + 1);
    for (size_t i = 0; i < len; i++) {
        bytes[i] =
            (uint8_t)(hex_digit(value->text[2 * i]) << 4 | hex_digit(value->text[2 * i + 1]));
    }
    return gs_bytes_of(bytes, len);
}

gs_bytes json_hex(const json *object, const char *name)
{
    return json_hex_of(json_get(object, name));
}

gs_bytes json_base64(const json *object, const char *name)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const json *member = json_get(object, name);
    assert_int_equal(member->kind, JSON_TEXT);
    assert_int_equal(member->text_len % 4, 0);
    uint8_t *bytes = take(member->text_len / 4 * 3 + 1);
    size_t len = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < member->text_len && member->text[i] != '='; i++) {
        const char *digit = strchr(DIGITS, member->text[i]);
        assert_non_null(digit);
        bits = (bits << 6 | (unsigned)(digit - DIGITS)) & 0xFFFFFF;
        if (i % 4 != 0) {
            bytes[len++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
        }
    }
    return gs_bytes_of(bytes, len);
}
