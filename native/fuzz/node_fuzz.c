/*
 * A node's life as a list of steps: each is a byte that chooses it, a byte that tells how many
 * bytes belong to it, and those. Frames come as they are, or sealed by somebody who has the keys.
 * Events are read through memory that is lent and often too small.
 */
#include "base/memory.h"
#include "codec/frame.h"
#include "crypto/protection.h"
#include "fuzz.h"
#include "node/node.h"

enum { WIRE_CAP = 1024, RECORDS_CAP = 3, BYTES_CAP = 64, EPOCH = 1 };

typedef struct world {
    uint64_t now_ms;
    gs_node *node;
    gs_epoch_keys *keys;
    uint32_t sequence_no;
    uint32_t records[RECORDS_CAP * GS_EVENT_WORDS];
    uint8_t bytes[BYTES_CAP];
} world;

static const uint8_t GROUP_ID[GS_GROUP_ID_LEN] = "0123456789abcde";

static gs_status export_secret(void *owner, gs_bytes label, gs_bytes context, uint8_t *out,
                               size_t out_len)
{
    (void)owner;
    (void)context;
    memset(out, (int)label.len, out_len);
    return GS_OK;
}

static uint64_t now(void *context)
{
    return *(const uint64_t *)context;
}

/* A frame sealed with the node's own keys; the first bytes say what is unusual about it. */
static void receive_sealed(world *in, gbp_stream stream, gs_bytes plaintext)
{
    uint8_t sealed[256 + GS_PROTECTION_OVERHEAD];
    uint8_t wire[WIRE_CAP];
    size_t payload_at = 0;
    uint8_t header = plaintext.len > 0 ? plaintext.data[0] : 0;
    if (plaintext.len > 0) {
        plaintext = gs_bytes_of(plaintext.data + 1, plaintext.len - 1);
        memcpy(sealed, plaintext.data, plaintext.len);
    }
    gs_frame frame = {.version = 1,
                      .stream_type = (uint8_t)stream,
                      .flags = (uint16_t)(header & 0x1F),
                      .transition_id = header >> 7,
                      .stream_id = header >> 6 & 1,
                      .sequence_no = (header & 0x20) != 0 ? in->sequence_no : ++in->sequence_no,
                      .payload_size = (uint32_t)(plaintext.len + GS_PROTECTION_OVERHEAD),
                      .epoch = in->node->epoch,
                      .group_id = gs_bytes_of(GROUP_ID, sizeof GROUP_ID),
                      .payload = gs_bytes_of(sealed, plaintext.len + GS_PROTECTION_OVERHEAD)};
    require(gs_protection_seal(in->keys, stream, frame.sequence_no, sealed, plaintext.len) ==
            GS_OK);
    gs_writer out = gs_writer_on(wire, sizeof wire);
    gs_frame_encode(&frame, &out, &payload_at);
    require(gs_node_receive(in->node, in->keys, gs_bytes_of(wire, out.len)) == GS_OK);
}

static void step(world *in, uint8_t what, gs_bytes bytes)
{
    uint8_t wire[WIRE_CAP];
    gs_writer out = gs_writer_on(wire, sizeof wire);
    uint32_t number = bytes.len > 0 ? bytes.data[0] : 0;
    gs_status ignored = GS_OK;
    switch (what % 8) {
    case 0:
        require(gs_node_receive(in->node, in->keys, bytes) == GS_OK);
        break;
    case 1:
        receive_sealed(in, GBP_STREAM_TEXT, bytes);
        break;
    case 2:
    case 3:
        receive_sealed(in, GBP_STREAM_CONTROL, bytes);
        break;
    case 4:
        ignored =
            gs_node_send_control(in->node, in->keys, number & 15, number >> 4, 1, bytes, &out);
        break;
    case 5:
        in->now_ms += number * 100;
        require(gs_node_check_timeouts(in->node) == GS_OK);
        break;
    case 6:
        ignored = gs_node_claim_coordinator(in->node, in->keys, &out);
        break;
    default:
        require(gs_node_apply_transition(in->node, number) == GS_OK);
        break;
    }
    require(ignored == GS_OK || ignored == GS_E_STATE || ignored == GS_E_ARGUMENT);
}

/* Reads events as a caller does; each is whole, inside the memory lent, and of a known kind. */
static void read_events(world *in, bool *more)
{
    size_t count = gs_events_end_loan(&in->node->events, more);
    require(count <= RECORDS_CAP);
    for (size_t i = 0; i < count; i++) {
        const uint32_t *event = in->records + i * GS_EVENT_WORDS;
        require(gs_tables_event_name(event[GS_EVENT_KIND]) != NULL);
        require((size_t)event[GS_EVENT_BYTES_OFFSET] + event[GS_EVENT_BYTES_LEN] <= BYTES_CAP);
    }
}

static void play(world *in, gs_bytes steps)
{
    bool more = false;
    while (steps.len >= 2) {
        uint8_t what = steps.data[0];
        size_t len = steps.data[1] < steps.len - 2 ? steps.data[1] : steps.len - 2;
        gs_events_lend(&in->node->events, in->records, RECORDS_CAP, in->bytes, BYTES_CAP);
        step(in, what, gs_bytes_of(steps.data + 2, len));
        read_events(in, &more);
        require(in->node->state < GBP_STATE_COUNT);
        steps = gs_bytes_of(steps.data + 2 + len, steps.len - 2 - len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    world in = {.now_ms = 1};
    gs_clock clock = {now, &in.now_ms};
    in.node = gs_node_create(5, GROUP_ID, clock);
    in.keys = gs_alloc_aligned(sizeof *in.keys);
    require(in.node != NULL && in.keys != NULL);
    in.keys->exporter.export_secret = export_secret;
    require(gs_node_bootstrap(in.node, EPOCH, 0) == GS_OK);
    play(&in, gs_bytes_of(data, len));
    gs_node_free(in.node);
    gs_epoch_keys_clear(in.keys);
    gs_free_aligned(in.keys);
    return 0;
}
