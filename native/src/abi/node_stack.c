/* Nodes in the loaded ABI. */
#include "abi/events_json.h"
#include "abi/stack.h"
#include "crypto/mls_context.h"
#include "node/node.h"

#define NO_EVENTS "[]"

enum { BAD_STATE = -1 }; /* as uint32_t */

/* The node, without a word about a bad handle. */
static gs_node *take(gs_use *use, int32_t node)
{
    *use = gs_use_of(GS_KIND_NODE, node);
    return gs_handles_take(use, 1) == GS_OK ? use->object : NULL;
}

static gs_status take_node_and_mls(gs_use uses[2], int32_t node, int32_t mls)
{
    uses[0] = gs_use_of(GS_KIND_NODE, node);
    uses[1] = gs_use_of(GS_KIND_MLS, mls);
    return gs_stack_take(uses, 2, "bad node/mls handle");
}

int32_t gbp_node_create(uint32_t member_id, const uint8_t group_id[16])
{
    gs_last_error_clear();
    if (gs_stack_not_null(group_id, "group_id") != GS_OK) {
        return 0;
    }
    gs_node *node = gs_node_create(member_id, group_id, gs_clock_system());
    int32_t handle = gs_stack_add(GS_KIND_NODE, node);
    if (handle == 0) {
        gs_node_free(node);
    }
    return handle;
}

void gbp_node_destroy(int32_t node)
{
    gs_node_free(gs_handles_remove(GS_KIND_NODE, node));
}

bool gbp_node_bootstrap_creator(int32_t node, uint64_t epoch)
{
    return gbp_node_bootstrap_joiner(node, epoch, 0);
}

bool gbp_node_bootstrap_joiner(int32_t node, uint64_t epoch, uint32_t first_transition_id)
{
    gs_use use;
    gs_node *object = take(&use, node);
    if (object == NULL) {
        return false;
    }
    gs_status status = gs_node_bootstrap(object, epoch, first_transition_id);
    gs_handles_give_back(&use, 1);
    return status == GS_OK;
}

uint32_t gbp_node_state(int32_t node)
{
    gs_use use;
    const gs_node *object = take(&use, node);
    if (object == NULL) {
        return (uint32_t)BAD_STATE;
    }
    uint32_t state = (uint32_t)object->state;
    gs_handles_give_back(&use, 1);
    return state;
}

uint64_t gbp_node_epoch(int32_t node)
{
    gs_use use;
    const gs_node *object = take(&use, node);
    if (object == NULL) {
        return 0;
    }
    uint64_t epoch = object->epoch;
    gs_handles_give_back(&use, 1);
    return epoch;
}

uint32_t gbp_node_last_transition_id(int32_t node)
{
    gs_use use;
    const gs_node *object = take(&use, node);
    if (object == NULL) {
        return 0;
    }
    uint32_t transition_id = object->last_transition_id;
    gs_handles_give_back(&use, 1);
    return transition_id;
}

bool gbp_node_set_epoch(int32_t node, uint64_t epoch)
{
    gs_use use;
    gs_node *object = take(&use, node);
    if (object == NULL) {
        return false;
    }
    object->epoch = epoch;
    gs_handles_give_back(&use, 1);
    return true;
}

bool gbp_node_apply_transition(int32_t node, uint32_t transition_id)
{
    gs_use use;
    gs_node *object = take(&use, node);
    if (object == NULL) {
        return false;
    }
    gs_status status = gs_node_apply_transition(object, transition_id);
    gs_handles_give_back(&use, 1);
    return status == GS_OK;
}

static gs_status send_control(gs_use uses[2], gs_stack_frame *frame, uint32_t target,
                              uint32_t opcode, uint32_t transition_id, uint32_t request_id,
                              gs_bytes args)
{
    GS_TRY(gs_stack_frame_begin(frame, target, args.len));
    return gs_node_send_control(uses[0].object, gs_mls_context_keys(uses[1].object), opcode,
                                transition_id, request_id, args, &frame->writer);
}

GbpBuffer gbp_node_send_control(int32_t node, int32_t mls, uint32_t target, uint16_t opcode,
                                uint32_t transition_id, uint32_t request_id, const uint8_t *args,
                                size_t args_len)
{
    gs_bytes content;
    gs_use uses[2];
    gs_stack_frame frame = {{NULL, 0, 0}, {NULL, 0, 0}};
    gs_last_error_clear();
    /* Parity: the opcode is looked at before the handles. */
    if (gs_stack_input(args, args_len, "args", &content) != GS_OK ||
        gs_node_check_opcode(opcode) != GS_OK || take_node_and_mls(uses, node, mls) != GS_OK) {
        return gs_stack_nothing();
    }
    gs_status status =
        send_control(uses, &frame, target, opcode, transition_id, request_id, content);
    gs_handles_give_back(uses, 2);
    return gs_stack_frame_give(&frame, status);
}

/* The waiting events, which go when their text is made. */
static char *drain(gs_node *node)
{
    char *text = gs_events_json(gs_events_waiting(&node->events));
    if (text != NULL) {
        gs_events_clear(&node->events);
    }
    return text;
}

char *gbp_node_on_wire(int32_t node, int32_t mls, const uint8_t *wire, size_t wire_len)
{
    gs_bytes frame;
    gs_use uses[2];
    gs_last_error_clear();
    if (gs_stack_input(wire, wire_len, "wire", &frame) != GS_OK ||
        take_node_and_mls(uses, node, mls) != GS_OK) {
        return gs_stack_text(NO_EVENTS);
    }
    /* A failure, which is want of memory, is the last error; what it left of events comes all the
     * same. */
    (void)!gs_node_receive(uses[0].object, gs_mls_context_keys(uses[1].object), frame);
    char *text = drain(uses[0].object);
    gs_handles_give_back(uses, 2);
    return text;
}

char *gbp_node_drain_events(int32_t node)
{
    gs_use use;
    gs_node *object = take(&use, node);
    if (object == NULL) {
        return gs_stack_text(NO_EVENTS);
    }
    char *text = drain(object);
    gs_handles_give_back(&use, 1);
    return text;
}
