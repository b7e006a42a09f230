#include "abi/json.h"

#include "abi/base64.h"
#include "base/memory.h"

enum { BLOCK = 128, QUOTES = 2, ESCAPE_MAX = 6, NUMBER_MAX = 20 };

gs_status gs_json_begin(gs_json *json, size_t bound)
{
    char *memory = gs_alloc_bytes(bound + 1);
    json->out = gs_writer_on(memory, bound);
    return memory != NULL ? GS_OK : gs_fail(GS_E_MEMORY, "out of memory");
}

char *gs_json_finish(gs_json *json)
{
    char *text = (char *)json->out.data;
    if (!gs_writer_fits(&json->out)) {
        (void)gs_fail(GS_E_INTERNAL, "JSON of %zu bytes where %zu were reckoned", json->out.len,
                      json->out.cap);
        gs_wipe(text, json->out.cap);
        gs_free(text);
        return NULL;
    }
    text[json->out.len] = '\0';
    return text;
}

void gs_json_put_name(gs_json *json, const char *name)
{
    gs_writer_put(&json->out, name, strlen(name));
}

void gs_json_put_number(gs_json *json, uint64_t number)
{
    static const char PAIRS[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    char digits[NUMBER_MAX];
    size_t at = NUMBER_MAX;
    for (; number >= 100; number /= 100) {
        at -= 2;
        memcpy(digits + at, PAIRS + number % 100 * 2, 2);
    }
    at -= 2;
    memcpy(digits + at, PAIRS + number * 2, 2);
    at += digits[at] == '0';
    gs_writer_put(&json->out, digits + at, NUMBER_MAX - at);
}

void gs_json_put_bool(gs_json *json, bool value)
{
    if (value) {
        GS_JSON_PUT(json, "true");
    } else {
        GS_JSON_PUT(json, "false");
    }
}

/* ---- strings ---- */

/* Not zero when one of the eight bytes needs escaping: is below 0x20, a quote or a backslash. The
 * subtractions borrow from a byte's top bit just where that byte is one of these. */
static uint64_t needs_escape(const uint8_t *text)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t word;
    memcpy(&word, text, sizeof word);
    uint64_t quote = word ^ each * '"';
    uint64_t backslash = word ^ each * '\\';
    uint64_t borrowed = ((word - each * 0x20) & ~word) | ((quote - each) & ~quote) |
                        ((backslash - each) & ~backslash);
    return borrowed & each * 0x80;
}

static bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte != '"' && byte != '\\';
}

/* Without a branch in it, so that compilers make vector instructions of the loop. */
static bool is_plain_block(const uint8_t *text)
{
    uint8_t found = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        found |= (uint8_t)((text[i] < 0x20) | (text[i] == '"') | (text[i] == '\\'));
    }
    return found == 0;
}

/* Length of the run at the start that needs no escaping. */
static size_t plain_prefix(gs_bytes text)
{
    size_t at = 0;
    while (text.len - at >= BLOCK && is_plain_block(text.data + at)) {
        at += BLOCK;
    }
    while (text.len - at >= sizeof(uint64_t) && needs_escape(text.data + at) == 0) {
        at += sizeof(uint64_t);
    }
    while (at < text.len && is_plain(text.data[at])) {
        at++;
    }
    return at;
}

/* Writes the escape of a character that needs one; its length. */
static size_t escape(uint8_t byte, char out[ESCAPE_MAX])
{
    static const char HEX[] = "0123456789abcdef";
    static const char SHORT[0x20] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    out[0] = '\\';
    if (byte >= 0x20) {
        out[1] = (char)byte;
        return 2;
    }
    if (SHORT[byte] != '\0') {
        out[1] = SHORT[byte];
        return 2;
    }
    memcpy(out + 1, "u00", 3);
    out[4] = HEX[byte >> 4];
    out[5] = HEX[byte & 0x0F];
    return ESCAPE_MAX;
}

gs_json_text gs_json_measure(gs_bytes text)
{
    gs_json_text measured = {text, QUOTES};
    while (text.len > 0) {
        size_t run = plain_prefix(text);
        measured.len += run;
        text = gs_bytes_of(text.data + run, text.len - run);
        if (text.len > 0) {
            char escaped[ESCAPE_MAX];
            measured.len += escape(text.data[0], escaped);
            text = gs_bytes_of(text.data + 1, text.len - 1);
        }
    }
    return measured;
}

static void put_escaped(gs_json *json, gs_bytes text)
{
    while (text.len > 0) {
        size_t run = plain_prefix(text);
        gs_writer_put(&json->out, text.data, run);
        text = gs_bytes_of(text.data + run, text.len - run);
        if (text.len > 0) {
            char escaped[ESCAPE_MAX];
            gs_writer_put(&json->out, escaped, escape(text.data[0], escaped));
            text = gs_bytes_of(text.data + 1, text.len - 1);
        }
    }
}

void gs_json_put_text(gs_json *json, const gs_json_text *text)
{
    GS_JSON_PUT(json, "\"");
    if (text->len == text->text.len + QUOTES) { /* nothing to escape, as nearly always */
        gs_writer_put(&json->out, text->text.data, text->text.len);
    } else {
        put_escaped(json, text->text);
    }
    GS_JSON_PUT(json, "\"");
}

void gs_json_put_base64(gs_json *json, gs_bytes bytes)
{
    size_t len = gs_base64_len(bytes.len);
    GS_JSON_PUT(json, "\"");
    uint8_t *room = gs_writer_reserve(&json->out, len);
    if (room != NULL) {
        gs_base64_encode(bytes, (char *)room);
    }
    GS_JSON_PUT(json, "\"");
}

size_t gs_json_base64_len(gs_bytes bytes)
{
    return QUOTES + gs_base64_len(bytes.len);
}
