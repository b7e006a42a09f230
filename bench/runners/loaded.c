/*
 * The plain C loop on the loaded ABI (native/include/gbp_stack.h), the reference's library or ours:
 *
 *   loaded LIBRARY NAME SIZE CODEC FRAMES
 */
#include "loaded_abi.h"
#include "rounds.h"

#include <string.h>

enum { AUDIO_TICKS = 960, TARGET = 2, TARGET_BYTES = 4 };
static const uint8_t label[] = "gbp/sframe v1";

static loaded_pair pair;
static uint8_t codec;
static size_t size;
static uint8_t *content;
static uint64_t number;
/* Frames or payloads that `before` made for `run`. */
static GbpBuffer *made;
static size_t made_cap;

static void prepare_common(size_t wanted_size, unsigned wanted_codec)
{
    pair = loaded_make_pair();
    size = wanted_size;
    codec = (uint8_t)wanted_codec;
    content = bench_array(size + 1, 1);
    for (size_t at = 0; at < size; at += 1)
        content[at] = (uint8_t)('a' + at % 26);
}

static void reserve(size_t count)
{
    if (count <= made_cap)
        return;
    made = bench_array(count, sizeof *made);
    made_cap = count;
}

static GbpBuffer or_fail(GbpBuffer buffer, const char *operation)
{
    if (buffer.len == 0)
        loaded_fail(operation);
    return buffer;
}

/* ---- Text: send, on_wire, accept
 * --------------------------------------------------------------- */

static int32_t sending_client;
static int32_t receiving_client;

static void prepare_text(size_t wanted_size, unsigned wanted_codec, size_t frames)
{
    (void)frames;
    prepare_common(wanted_size, wanted_codec);
    sending_client = abi.gtp_client_create();
    receiving_client = abi.gtp_client_create();
}

static void run_text(size_t count)
{
    for (size_t done = 0; done < count; done += 1) {
        GbpBuffer sent = or_fail(abi.gtp_client_send(sending_client, pair.sender, pair.sender_mls,
                                                     TARGET, ++number, content, size, codec),
                                 "gtp_client_send");
        loaded_receive_text(pair.receiver, pair.receiver_mls, receiving_client, pair.epoch, codec,
                            sent.ptr + TARGET_BYTES, sent.len - TARGET_BYTES);
        abi.gbp_buffer_free(sent);
    }
}

/* ---- Audio: only receiving is timed; the room has many speakers
 * -------------------------------- */

static int32_t *speakers;
static size_t speaker_count;

static void prepare_audio(size_t wanted_size, unsigned wanted_codec, size_t wanted_speakers)
{
    prepare_common(wanted_size, wanted_codec);
    sending_client = abi.gap_client_create();
    receiving_client = abi.gap_client_create();
    speaker_count = wanted_speakers == 0 ? 1 : wanted_speakers;
    speakers = bench_array(speaker_count, sizeof *speakers);
    for (size_t index = 0; index < speaker_count; index += 1) {
        speakers[index] = loaded_make_node((uint32_t)(10 + index), pair.group_id, pair.epoch);
    }
}

static void before_audio(size_t count)
{
    reserve(count);
    for (size_t index = 0; index < count; index += 1) {
        uint32_t speaker = (uint32_t)(number % speaker_count);
        made[index] =
            or_fail(abi.gap_client_send(sending_client, speakers[speaker], pair.sender_mls, TARGET,
                                        10 + speaker, number * AUDIO_TICKS, content, size, codec),
                    "gap_client_send");
        number += 1;
    }
}

static void run_audio(size_t count)
{
    for (size_t index = 0; index < count; index += 1) {
        loaded_receive_audio(pair.receiver, pair.receiver_mls, receiving_client, pair.epoch, codec,
                             made[index].ptr + TARGET_BYTES, made[index].len - TARGET_BYTES);
        abi.gbp_buffer_free(made[index]);
    }
}

/* ---- SFrame, suite 0
 * --------------------------------------------------------------------------- */

static int32_t session;
static int32_t encryptor;

static void prepare_sframe(size_t wanted_size, unsigned wanted_codec, size_t frames)
{
    (void)frames;
    prepare_common(wanted_size, wanted_codec);
    int32_t own = abi.gbp_sframe_session_create(pair.sender_mls, 0, label, sizeof label - 1);
    session = abi.gbp_sframe_session_create(pair.receiver_mls, 0, label, sizeof label - 1);
    encryptor =
        abi.gbp_sframe_encryptor_create(pair.sender_mls, own, 0, 0, label, sizeof label - 1);
    if (own == 0 || session == 0 || encryptor == 0)
        loaded_fail("sframe create");
}

static void run_encrypt(size_t count)
{
    for (size_t done = 0; done < count; done += 1) {
        GbpBuffer payload = abi.gbp_sframe_encrypt(encryptor, content, size, NULL, 0);
        abi.gbp_buffer_free(or_fail(payload, "gbp_sframe_encrypt"));
    }
}

static void before_decrypt(size_t count)
{
    reserve(count);
    for (size_t index = 0; index < count; index += 1) {
        GbpBuffer payload = abi.gbp_sframe_encrypt(encryptor, content, size, NULL, 0);
        made[index] = or_fail(payload, "gbp_sframe_encrypt");
    }
}

static void run_decrypt(size_t count)
{
    uint32_t leaf = 0;
    for (size_t index = 0; index < count; index += 1) {
        GbpBuffer opened =
            abi.gbp_sframe_decrypt(session, made[index].ptr, made[index].len, NULL, 0, &leaf);
        abi.gbp_buffer_free(or_fail(opened, "gbp_sframe_decrypt"));
        abi.gbp_buffer_free(made[index]);
    }
}

/* ---- Frame encoding
 * ---------------------------------------------------------------------------- */

static void prepare_frame(size_t wanted_size, unsigned wanted_codec, size_t frames)
{
    (void)frames;
    prepare_common(wanted_size, wanted_codec);
}

static void run_frame(size_t count)
{
    for (size_t done = 0; done < count; done += 1) {
        number += 1;
        GbpBuffer wire = abi.gbp_frame_encode_v(1, pair.group_id, pair.epoch, 0, 2, 101, 7,
                                                (uint32_t)number, content, size);
        abi.gbp_buffer_free(or_fail(wire, "gbp_frame_encode_v"));
    }
}

static const bench_operation operations[] = {
    {"text", prepare_text, NULL, run_text},
    {"audio", prepare_audio, before_audio, run_audio},
    {"encrypt", prepare_sframe, NULL, run_encrypt},
    {"decrypt", prepare_sframe, before_decrypt, run_decrypt},
    {"frame", prepare_frame, NULL, run_frame},
    {NULL, NULL, NULL, NULL},
};

static const bench_story stories[] = {
    {"group", loaded_tell_group},
    {"objects", loaded_tell_objects},
    {"memory", loaded_tell_memory},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    if (argc != 6)
        bench_fail("arguments: LIBRARY NAME SIZE CODEC FRAMES");
    loaded_open(argv[1]);
    return bench_serve(argc - 2, argv + 2, operations, stories);
}
