/*
 * Receiving through the loaded ABI: its events are JSON with the plaintext in base64, so a caller
 * has to search and decode before the client can read the message. This does no more than that.
 */
#define _GNU_SOURCE
#include "loaded_abi.h"
#include "rounds.h"

#include <stdlib.h>
#include <string.h>

static uint8_t *plaintext;
static size_t plaintext_cap;
static uint8_t sextets[256];

static void make_sextets(void)
{
    const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (uint8_t value = 0; value < 64; value += 1)
        sextets[(uint8_t)alphabet[value]] = value;
}

/* Padded base64 of `length` characters into `plaintext`; the bytes. */
static size_t decode_base64(const char *text, size_t length)
{
    if (sextets['B'] == 0)
        make_sextets();
    if (plaintext_cap < length) {
        plaintext = realloc(plaintext, length);
        plaintext_cap = length;
        if (plaintext == NULL)
            bench_fail("out of memory");
    }
    uint8_t *to = plaintext;
    for (size_t at = 0; at + 4 <= length; at += 4, to += 3) {
        const uint8_t *from = (const uint8_t *)text + at;
        uint32_t triple = (uint32_t)sextets[from[0]] << 18 | (uint32_t)sextets[from[1]] << 12 |
                          (uint32_t)sextets[from[2]] << 6 | sextets[from[3]];
        to[0] = (uint8_t)(triple >> 16);
        to[1] = (uint8_t)(triple >> 8);
        to[2] = (uint8_t)triple;
    }
    while (length > 0 && text[length - 1] == '=') {
        length -= 1;
        to -= 1;
    }
    return (size_t)(to - plaintext);
}

/* The plaintext of the frame's event, in `plaintext`. */
static size_t receive(int32_t node, int32_t mls, const uint8_t *wire, size_t wire_len)
{
    static const char key[] = "\"plaintext_b64\":\"";
    char *events = abi.gbp_node_on_wire(node, mls, wire, wire_len);
    const char *found = events == NULL ? NULL : strstr(events, key);
    if (found == NULL)
        bench_fail("on_wire: %.200s", events == NULL ? "null" : events);
    const char *text = found + sizeof key - 1;
    const char *end = strchr(text, '"');
    size_t length = decode_base64(text, (size_t)(end - text));
    abi.gbp_string_free(events);
    return length;
}

static void expect_new(char *result)
{
    if (result == NULL || strstr(result, "\"status\":\"new\"") == NULL) {
        bench_fail("accept: %.200s", result == NULL ? "null" : result);
    }
    abi.gbp_string_free(result);
}

void loaded_receive_text(int32_t node, int32_t mls, int32_t client, uint64_t epoch, uint8_t codec,
                         const uint8_t *wire, size_t wire_len)
{
    size_t length = receive(node, mls, wire, wire_len);
    expect_new(abi.gtp_client_accept(client, epoch, plaintext, length, codec));
}

void loaded_receive_audio(int32_t node, int32_t mls, int32_t client, uint64_t epoch, uint8_t codec,
                          const uint8_t *wire, size_t wire_len)
{
    size_t length = receive(node, mls, wire, wire_len);
    expect_new(abi.gap_client_accept(client, epoch, plaintext, length, codec));
}
