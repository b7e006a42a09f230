/* Nodes in the flat ABI. */
#include "abi/flat.h"
#include "crypto/mls_context.h"
#include "node/node.h"

_Static_assert(GBPF_EVENT_WORDS == GS_EVENT_WORDS, "event records are as published");
_Static_assert(GBPF_REASON_MAX == GS_EVENT_REASON_MAX, "reasons are as published");

static gs_status take_node(gs_use *use, int32_t node)
{
    *use = gs_use_of(GS_KIND_NODE, node);
    return gs_flat_take(use, 1);
}

static gs_status take_node_and_mls(gs_use uses[2], int32_t node, int32_t mls)
{
    uses[0] = gs_use_of(GS_KIND_NODE, node);
    uses[1] = gs_use_of(GS_KIND_MLS, mls);
    return gs_flat_take(uses, 2);
}

int32_t gbpf_node_create(uint32_t member_id, const uint8_t group_id[16])
{
    gs_last_error_clear();
    GS_FLAT_TRY(gs_flat_not_null(group_id, "group_id"));
    gs_node *node = gs_node_create(member_id, group_id, gs_clock_system());
    if (node == NULL) {
        return gs_fail(GS_E_MEMORY, "out of memory");
    }
    int32_t handle = gs_flat_add(GS_KIND_NODE, node);
    if (handle < 0) {
        gs_node_free(node);
    }
    return handle;
}

int32_t gbpf_node_destroy(int32_t node)
{
    gs_node *object = gs_handles_remove(GS_KIND_NODE, node);
    if (object == NULL) {
        return gs_fail(GS_E_HANDLE, "no node has the handle %d", (int)node);
    }
    gs_node_free(object);
    return 0;
}

int32_t gbpf_node_info(int32_t node, uint32_t out[4])
{
    gs_use use;
    GS_FLAT_TRY(gs_flat_not_null(out, "out"));
    GS_FLAT_TRY(take_node(&use, node));
    const gs_node *object = use.object;
    out[0] = (uint32_t)object->state;
    out[1] = object->last_transition_id;
    out[2] = (uint32_t)object->epoch;
    out[3] = (uint32_t)(object->epoch >> 32);
    gs_handles_give_back(&use, 1);
    return 4;
}

int32_t gbpf_node_bootstrap_creator(int32_t node, uint32_t epoch_low, uint32_t epoch_high)
{
    return gbpf_node_bootstrap_joiner(node, epoch_low, epoch_high, 0);
}

int32_t gbpf_node_bootstrap_joiner(int32_t node, uint32_t epoch_low, uint32_t epoch_high,
                                   uint32_t first_transition_id)
{
    gs_use use;
    GS_FLAT_TRY(take_node(&use, node));
    gs_status status =
        gs_node_bootstrap(use.object, gs_flat_u64(epoch_low, epoch_high), first_transition_id);
    gs_handles_give_back(&use, 1);
    return (int32_t)status;
}

int32_t gbpf_node_set_epoch(int32_t node, uint32_t epoch_low, uint32_t epoch_high)
{
    gs_use use;
    GS_FLAT_TRY(take_node(&use, node));
    gs_node *object = use.object;
    object->epoch = gs_flat_u64(epoch_low, epoch_high);
    gs_handles_give_back(&use, 1);
    return 0;
}

int32_t gbpf_node_apply_transition(int32_t node, uint32_t transition_id)
{
    gs_use use;
    GS_FLAT_TRY(take_node(&use, node));
    gs_status status = gs_node_apply_transition(use.object, transition_id);
    gs_handles_give_back(&use, 1);
    return (int32_t)status;
}

int32_t gbpf_node_send_control(int32_t node, int32_t mls, uint32_t opcode, uint32_t transition_id,
                               uint32_t request_id, const uint8_t *args, uint32_t args_len,
                               uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_bytes content;
    gs_use uses[2];
    GS_FLAT_TRY(gs_flat_input(args, args_len, "args", &content));
    GS_FLAT_TRY(gs_flat_bound(out, cap, args_len, GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD));
    GS_FLAT_TRY(take_node_and_mls(uses, node, mls));
    gs_writer writer = gs_writer_on(out, cap);
    gs_status status = gs_node_send_control(uses[0].object, gs_mls_context_keys(uses[1].object),
                                            opcode, transition_id, request_id, content, &writer);
    gs_handles_give_back(uses, 2);
    return gs_flat_result(status, writer.len);
}

int32_t gbpf_node_claim_coordinator(int32_t node, int32_t mls, uint8_t *out, uint32_t cap)
{
    gs_last_error_clear();
    gs_use uses[2];
    GS_FLAT_TRY(gs_flat_bound(out, cap, 0, GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD));
    GS_FLAT_TRY(take_node_and_mls(uses, node, mls));
    gs_writer writer = gs_writer_on(out, cap);
    gs_status status =
        gs_node_claim_coordinator(uses[0].object, gs_mls_context_keys(uses[1].object), &writer);
    gs_handles_give_back(uses, 2);
    return gs_flat_result(status, writer.len);
}

int32_t gbpf_node_note_coordinator_activity(int32_t node)
{
    gs_use use;
    GS_FLAT_TRY(take_node(&use, node));
    gs_node_note_coordinator(use.object);
    gs_handles_give_back(&use, 1);
    return 0;
}

/* ---- events ---- */

static gs_status check_event_memory(const uint32_t *events, uint32_t events_cap, uint8_t *bytes,
                                    uint32_t bytes_cap)
{
    if (events_cap > 0) {
        GS_TRY(gs_flat_not_null(events, "events"));
    }
    return gs_flat_output(bytes, bytes_cap);
}

/* Ends a loan of event memory: the count, marked when events wait. */
static int32_t finish_events(gs_node *node, gs_status status)
{
    bool more = false;
    size_t count = gs_events_end_loan(&node->events, &more);
    if (status != GS_OK) {
        return (int32_t)status;
    }
    return (int32_t)count | (more ? GBPF_EVENTS_MORE : 0);
}

int32_t gbpf_node_on_wire(int32_t node, int32_t mls, const uint8_t *wire, uint32_t wire_len,
                          uint32_t *events, uint32_t events_cap, uint8_t *bytes, uint32_t bytes_cap)
{
    return gbpf_node_on_wire_many(node, mls, wire, wire_len, &wire_len, 1, events, events_cap,
                                  bytes, bytes_cap);
}

static gs_status check_wires(gs_bytes wires, const uint32_t *lens, uint32_t count)
{
    uint64_t sum = 0;
    if (count > 0) {
        GS_TRY(gs_flat_not_null(lens, "wire_lens"));
    }
    for (uint32_t i = 0; i < count; i++) {
        sum += lens[i];
    }
    return sum == wires.len ? GS_OK : gs_fail(GS_E_ARGUMENT, "wire_lens add up to another length");
}

static gs_status receive_all(gs_node *node, gs_epoch_keys *keys, gs_bytes wires,
                             const uint32_t *lens, uint32_t count)
{
    gs_status status = GS_OK;
    const uint8_t *at = wires.data;
    for (uint32_t i = 0; i < count && status == GS_OK; i++) {
        node->events.frame = i;
        status = gs_node_receive(node, keys, gs_bytes_of(at, lens[i]));
        at = lens[i] > 0 ? at + lens[i] : at;
    }
    node->events.frame = 0;
    return status;
}

int32_t gbpf_node_on_wire_many(int32_t node, int32_t mls, const uint8_t *wires, uint32_t wires_len,
                               const uint32_t *wire_lens, uint32_t count, uint32_t *events,
                               uint32_t events_cap, uint8_t *bytes, uint32_t bytes_cap)
{
    gs_last_error_clear();
    gs_bytes frames;
    gs_use uses[2];
    GS_FLAT_TRY(gs_flat_input(wires, wires_len, "wire", &frames));
    GS_FLAT_TRY(check_wires(frames, wire_lens, count));
    GS_FLAT_TRY(check_event_memory(events, events_cap, bytes, bytes_cap));
    GS_FLAT_TRY(gs_flat_apart(frames, "wire", bytes, bytes_cap));
    GS_FLAT_TRY(take_node_and_mls(uses, node, mls));
    gs_node *object = uses[0].object;
    gs_events_lend(&object->events, events, events_cap, bytes, bytes_cap);
    gs_status status =
        receive_all(object, gs_mls_context_keys(uses[1].object), frames, wire_lens, count);
    int32_t result = finish_events(object, status);
    gs_handles_give_back(uses, 2);
    return result;
}

int32_t gbpf_node_drain_events(int32_t node, uint32_t *events, uint32_t events_cap, uint8_t *bytes,
                               uint32_t bytes_cap)
{
    gs_use use;
    GS_FLAT_TRY(check_event_memory(events, events_cap, bytes, bytes_cap));
    GS_FLAT_TRY(take_node(&use, node));
    gs_node *object = use.object;
    gs_events_lend(&object->events, events, events_cap, bytes, bytes_cap);
    int32_t result = finish_events(object, GS_OK);
    gs_handles_give_back(&use, 1);
    return result;
}

int32_t gbpf_node_check_timeouts(int32_t node, uint32_t *events, uint32_t events_cap,
                                 uint8_t *bytes, uint32_t bytes_cap)
{
    gs_last_error_clear();
    gs_use use;
    GS_FLAT_TRY(check_event_memory(events, events_cap, bytes, bytes_cap));
    GS_FLAT_TRY(take_node(&use, node));
    gs_node *object = use.object;
    gs_events_lend(&object->events, events, events_cap, bytes, bytes_cap);
    int32_t result = finish_events(object, gs_node_check_timeouts(object));
    gs_handles_give_back(&use, 1);
    return result;
}

int32_t gbpf_node_events_bytes(int32_t node)
{
    gs_use use;
    GS_FLAT_TRY(take_node(&use, node));
    const gs_node *object = use.object;
    size_t len = gs_events_waiting(&object->events)->bytes_len;
    gs_handles_give_back(&use, 1);
    return len <= INT32_MAX ? (int32_t)len : gs_fail(GS_E_SPACE, "too many bytes wait in events");
}
