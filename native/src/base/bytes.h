/* Views of bytes, little- and big-endian numbers, and a writer that counts on past the end of its
 * memory. */
#ifndef GS_BASE_BYTES_H
#define GS_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes. data may be null when len is 0. */
typedef struct gs_bytes {
    const uint8_t *data;
    size_t len;
} gs_bytes;

static inline gs_bytes gs_bytes_of(const void *data, size_t len)
{
    gs_bytes view = {data, len};
    return view;
}

static inline bool gs_bytes_equal(gs_bytes a, gs_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Writes into fixed memory. `len` goes on counting when the memory is used up, so that it tells the
 * size needed; nothing is written past `cap`. */
typedef struct gs_writer {
    uint8_t *data;
    size_t cap;
    size_t len;
} gs_writer;

static inline gs_writer gs_writer_on(void *data, size_t cap)
{
    gs_writer writer = {data, cap, 0};
    return writer;
}

static inline bool gs_writer_fits(const gs_writer *writer)
{
    return writer->len <= writer->cap;
}

/* Room for len bytes at the writer's place, or null when they do not fit; counts them either
 * way. */
static inline uint8_t *gs_writer_reserve(gs_writer *writer, size_t len)
{
    uint8_t *room = NULL;
    if (writer->len <= writer->cap && len <= writer->cap - writer->len && writer->data != NULL) {
        room = writer->data + writer->len;
    }
    writer->len = len > SIZE_MAX - writer->len ? SIZE_MAX : writer->len + len;
    return room;
}

static inline void gs_writer_put(gs_writer *writer, const void *data, size_t len)
{
    uint8_t *room = gs_writer_reserve(writer, len);
    if (room != NULL && len > 0) {
        memcpy(room, data, len);
    }
}

static inline void gs_writer_put_u8(gs_writer *writer, uint8_t value)
{
    gs_writer_put(writer, &value, 1);
}

static inline void gs_store_le32(uint8_t out[4], uint32_t value)
{
    out[0] = (uint8_t)value;
    out[1] = (uint8_t)(value >> 8);
    out[2] = (uint8_t)(value >> 16);
    out[3] = (uint8_t)(value >> 24);
}

static inline uint32_t gs_load_le32(const uint8_t in[4])
{
    return (uint32_t)in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
}

static inline void gs_store_le64(uint8_t out[8], uint64_t value)
{
    gs_store_le32(out, (uint32_t)value);
    gs_store_le32(out + 4, (uint32_t)(value >> 32));
}

static inline uint64_t gs_load_le64(const uint8_t in[8])
{
    return (uint64_t)gs_load_le32(in) | (uint64_t)gs_load_le32(in + 4) << 32;
}

static inline uint32_t gs_load_be32(const uint8_t in[4])
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | (uint32_t)in[3];
}

static inline uint64_t gs_load_be64(const uint8_t in[8])
{
    return (uint64_t)gs_load_be32(in) << 32 | (uint64_t)gs_load_be32(in + 4);
}

static inline void gs_store_be32(uint8_t out[4], uint32_t value)
{
    out[0] = (uint8_t)(value >> 24);
    out[1] = (uint8_t)(value >> 16);
    out[2] = (uint8_t)(value >> 8);
    out[3] = (uint8_t)value;
}

static inline void gs_store_be64(uint8_t out[8], uint64_t value)
{
    gs_store_be32(out, (uint32_t)(value >> 32));
    gs_store_be32(out + 4, (uint32_t)value);
}

#endif
