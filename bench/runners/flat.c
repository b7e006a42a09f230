/*
 * A plain C loop on the flat ABI (native/include/gbp_flat.h): what Bun and Deno call, without them.
 * The difference between its times and theirs is the price of the runtime.
 *
 *   flat LIBRARY NAME SIZE CODEC FRAMES
 */
#include "gbp_flat.h"
#include "rounds.h"

#include <string.h>

#define FLAT_FUNCTIONS(X)           \
    X(gbpf_last_error)              \
    X(gbpf_take_result)             \
    X(gbpf_frame_encode)            \
    X(gbpf_mls_create)              \
    X(gbpf_mls_info)                \
    X(gbpf_mls_export_key_package)  \
    X(gbpf_mls_invite)              \
    X(gbpf_mls_accept_welcome)      \
    X(gbpf_node_create)             \
    X(gbpf_node_bootstrap_creator)  \
    X(gbpf_node_drain_events)       \
    X(gbpf_node_on_wire)            \
    X(gbpf_node_on_wire_many)       \
    X(gbpf_gtp_create)              \
    X(gbpf_gtp_send)                \
    X(gbpf_gtp_accept)              \
    X(gbpf_gap_create)              \
    X(gbpf_gap_send)                \
    X(gbpf_gap_accept)              \
    X(gbpf_sframe_session_create)   \
    X(gbpf_sframe_encryptor_create) \
    X(gbpf_sframe_encrypt)          \
    X(gbpf_sframe_decrypt)

static struct {
#define X(name) __typeof__(&(name)) name;
    FLAT_FUNCTIONS(X)
#undef X
} abi;

enum {
    AUDIO_TICKS = 960,
    OVERHEAD = GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD,
    EVENTS_A_FRAME = 4,
    OFFSET = 2, /* words of an event record */
    LENGTH = 3,
    PARKED_MAX = 1 << 16,
};
static const uint8_t label[] = "gbp/sframe v1";

static int32_t sender_mls, receiver_mls, sender, receiver, sending_client, receiving_client;
static uint8_t group[24]; /* epoch, group id */
static uint32_t size, codec, frames_a_call, speaker_count;
static uint64_t number;
static uint8_t *content;
static int32_t *speakers;

/* What `before` made: frames one behind the other, and their lengths. */
static uint8_t *wires;
static uint32_t *lengths;
static size_t made_cap;
static uint32_t *events;
static uint8_t *bytes;
static uint32_t bytes_cap;

static uint32_t ok(int32_t result, const char *operation)
{
    if (result < 0) {
        uint8_t text[512];
        int32_t length = abi.gbpf_last_error(text, sizeof text);
        bench_fail("%s: %.*s", operation, (int)length, (const char *)text);
    }
    return (uint32_t)result;
}

static void join(void)
{
    static uint8_t key_package[PARKED_MAX];
    static uint8_t welcome[PARKED_MAX];
    sender_mls = (int32_t)ok(abi.gbpf_mls_create((const uint8_t *)"alice", 5), "create");
    receiver_mls = (int32_t)ok(abi.gbpf_mls_create((const uint8_t *)"bob", 3), "create");
    uint32_t length = ok(
        abi.gbpf_mls_export_key_package(receiver_mls, key_package, sizeof key_package), "export");
    length =
        ok(abi.gbpf_mls_invite(sender_mls, key_package, length, welcome, sizeof welcome), "invite");
    ok(abi.gbpf_mls_accept_welcome(receiver_mls, welcome, length), "accept_welcome");
    ok(abi.gbpf_mls_info(receiver_mls, group), "info");
}

static int32_t make_node(uint32_t member_id)
{
    static uint32_t states[EVENTS_A_FRAME * GBPF_EVENT_WORDS];
    int32_t node = (int32_t)ok(abi.gbpf_node_create(member_id, group + 8), "node_create");
    ok(abi.gbpf_node_bootstrap_creator(node, group[0], 0), "bootstrap");
    ok(abi.gbpf_node_drain_events(node, states, EVENTS_A_FRAME, NULL, 0), "drain");
    return node;
}

static void prepare(size_t wanted_size, unsigned wanted_codec, size_t wanted_frames)
{
    join();
    sender = make_node(1);
    receiver = make_node(2);
    size = (uint32_t)wanted_size;
    codec = wanted_codec;
    frames_a_call = wanted_frames == 0 ? 1 : (uint32_t)wanted_frames;
    bytes_cap = (size + OVERHEAD + GBPF_REASON_MAX) * frames_a_call;
    bytes = bench_array(bytes_cap, 1);
    events = bench_array((size_t)frames_a_call * EVENTS_A_FRAME, 4 * GBPF_EVENT_WORDS);
    content = bench_array(size + 1, 1);
    for (size_t at = 0; at < size; at += 1)
        content[at] = (uint8_t)('a' + at % 26);
}

static void reserve(size_t count)
{
    if (count <= made_cap)
        return;
    wires = bench_array(count, size + OVERHEAD);
    lengths = bench_array(count, sizeof *lengths);
    made_cap = count;
}

/* ---- Text
 * -------------------------------------------------------------------------------------- */

static void prepare_text(size_t wanted_size, unsigned wanted_codec, size_t wanted_frames)
{
    prepare(wanted_size, wanted_codec, wanted_frames);
    sending_client = (int32_t)ok(abi.gbpf_gtp_create(), "gtp_create");
    receiving_client = (int32_t)ok(abi.gbpf_gtp_create(), "gtp_create");
    reserve(1);
}

static uint32_t send_text(uint8_t *wire)
{
    number += 1;
    return ok(abi.gbpf_gtp_send(sending_client, sender, sender_mls, (uint32_t)number,
                                (uint32_t)(number >> 32), 0, content, size, codec, wire,
                                size + OVERHEAD),
              "gtp_send");
}

static void accept_text(const uint32_t *event)
{
    static uint8_t reason[1 << 17];
    uint32_t result[8];
    if (abi.gbpf_gtp_accept(receiving_client, group[0], 0, bytes + event[OFFSET], event[LENGTH],
                            codec, result, reason, sizeof reason) != 0 ||
        result[5] != size) {
        bench_fail("gtp_accept: not the message that was sent");
    }
}

static void run_text(size_t count)
{
    for (size_t done = 0; done < count; done += 1) {
        uint32_t length = send_text(wires);
        if (ok(abi.gbpf_node_on_wire(receiver, receiver_mls, wires, length, events, EVENTS_A_FRAME,
                                     bytes, bytes_cap),
               "on_wire") != 1) {
            bench_fail("on_wire: not one event");
        }
        accept_text(events);
    }
}

/* Frames in calls of frames_a_call; count is a multiple of it. */
static void before_many(size_t count)
{
    reserve(count);
    uint8_t *wire = wires;
    for (size_t index = 0; index < count; index += 1) {
        lengths[index] = send_text(wire);
        wire += lengths[index];
    }
}

static void run_many(size_t count)
{
    const uint8_t *wire = wires;
    for (size_t index = 0; index < count; index += frames_a_call) {
        uint32_t total = 0;
        for (uint32_t at = 0; at < frames_a_call; at += 1)
            total += lengths[index + at];
        uint32_t seen = ok(abi.gbpf_node_on_wire_many(
                               receiver, receiver_mls, wire, total, lengths + index, frames_a_call,
                               events, frames_a_call * EVENTS_A_FRAME, bytes, bytes_cap),
                           "on_wire_many");
        if (seen != frames_a_call)
            bench_fail("on_wire_many: %u events", seen);
        wire += total;
    }
}

/* ---- Audio: only receiving is timed; a room has many speakers
 * ---------------------------------- */

static void prepare_audio(size_t wanted_size, unsigned wanted_codec, size_t wanted_speakers)
{
    prepare(wanted_size, wanted_codec, 1);
    sending_client = (int32_t)ok(abi.gbpf_gap_create(), "gap_create");
    receiving_client = (int32_t)ok(abi.gbpf_gap_create(), "gap_create");
    speaker_count = wanted_speakers == 0 ? 1 : (uint32_t)wanted_speakers;
    speakers = bench_array(speaker_count, sizeof *speakers);
    for (uint32_t index = 0; index < speaker_count; index += 1) {
        speakers[index] = make_node(10 + index);
    }
}

static void before_audio(size_t count)
{
    reserve(count);
    uint8_t *wire = wires;
    for (size_t index = 0; index < count; index += 1) {
        uint32_t speaker = (uint32_t)(number % speaker_count);
        uint64_t ticks = number++ * AUDIO_TICKS;
        lengths[index] =
            ok(abi.gbpf_gap_send(sending_client, speakers[speaker], sender_mls, 10 + speaker,
                                 (uint32_t)ticks, (uint32_t)(ticks >> 32), content, size, codec,
                                 wire, size + OVERHEAD),
               "gap_send");
        wire += lengths[index];
    }
}

static void run_audio(size_t count)
{
    const uint8_t *wire = wires;
    uint32_t result[8];
    uint8_t reason[2048];
    for (size_t index = 0; index < count; index += 1) {
        ok(abi.gbpf_node_on_wire(receiver, receiver_mls, wire, lengths[index], events,
                                 EVENTS_A_FRAME, bytes, bytes_cap),
           "on_wire");
        if (abi.gbpf_gap_accept(receiving_client, group[0], 0, bytes + events[OFFSET],
                                events[LENGTH], codec, result, reason, sizeof reason) != 0) {
            bench_fail("gap_accept: not new");
        }
        wire += lengths[index];
    }
}

/* ---- SFrame, suite 0
 * --------------------------------------------------------------------------- */

static int32_t session, encryptor;

static void prepare_sframe(size_t wanted_size, unsigned wanted_codec, size_t wanted_frames)
{
    prepare(wanted_size, wanted_codec, wanted_frames);
    const uint32_t length = sizeof label - 1;
    int32_t own =
        (int32_t)ok(abi.gbpf_sframe_session_create(sender_mls, 0, 0, label, length), "session");
    session =
        (int32_t)ok(abi.gbpf_sframe_session_create(receiver_mls, 0, 0, label, length), "session");
    encryptor = (int32_t)ok(abi.gbpf_sframe_encryptor_create(sender_mls, own, 0, 0, label, length),
                            "encryptor");
}

static uint32_t encrypt(uint8_t *out)
{
    return ok(abi.gbpf_sframe_encrypt(encryptor, content, size, NULL, 0, out,
                                      size + GBPF_SFRAME_OVERHEAD),
              "encrypt");
}

static void run_encrypt(size_t count)
{
    reserve(1);
    for (size_t done = 0; done < count; done += 1)
        encrypt(wires);
}

static void before_decrypt(size_t count)
{
    reserve(count);
    uint8_t *payload = wires;
    for (size_t index = 0; index < count; index += 1) {
        lengths[index] = encrypt(payload);
        payload += lengths[index];
    }
}

static void run_decrypt(size_t count)
{
    const uint8_t *payload = wires;
    uint32_t leaf[1];
    for (size_t index = 0; index < count; index += 1) {
        ok(abi.gbpf_sframe_decrypt(session, payload, lengths[index], NULL, 0, bytes, bytes_cap,
                                   leaf),
           "decrypt");
        payload += lengths[index];
    }
}

/* ---- Frame encoding
 * ---------------------------------------------------------------------------- */

static void run_frame(size_t count)
{
    reserve(1);
    for (size_t done = 0; done < count; done += 1) {
        number += 1;
        ok(abi.gbpf_frame_encode(1, group + 8, group[0], 0, 0, 2, 101, 7, (uint32_t)number, content,
                                 size, wires, size + OVERHEAD),
           "frame_encode");
    }
}

static const bench_operation operations[] = {
    {"text", prepare_text, NULL, run_text},
    {"many", prepare_text, before_many, run_many},
    {"audio", prepare_audio, before_audio, run_audio},
    {"encrypt", prepare_sframe, NULL, run_encrypt},
    {"decrypt", prepare_sframe, before_decrypt, run_decrypt},
    {"frame", prepare, NULL, run_frame},
    {NULL, NULL, NULL, NULL},
};

static const bench_story stories[] = {{NULL, NULL}};

int main(int argc, char **argv)
{
    if (argc != 6)
        bench_fail("arguments: LIBRARY NAME SIZE CODEC FRAMES");
    void *library = bench_library(argv[1]);
#define X(name) *(void **)&abi.name = bench_symbol(library, #name);
    FLAT_FUNCTIONS(X)
#undef X
    return bench_serve(argc - 2, argv + 2, operations, stories);
}
