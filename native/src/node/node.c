#include "node/node.h"

#include "base/memory.h"

gs_node *gs_node_create(uint32_t member_id, const uint8_t group_id[GS_GROUP_ID_LEN], gs_clock clock)
{
    gs_node *node = gs_alloc(sizeof *node);
    if (node != NULL) {
        node->member_id = member_id;
        memcpy(node->group_id, group_id, GS_GROUP_ID_LEN);
        node->state = GBP_STATE_IDLE;
        node->clock = clock;
    }
    return node;
}

void gs_node_free(gs_node *node)
{
    if (node == NULL) {
        return;
    }
    gs_number_table_free(&node->outbound);
    gs_number_table_free(&node->inbound);
    gs_events_free(&node->events);
    gs_buffer_free(&node->pieces);
    gs_buffer_free(&node->plaintext);
    gs_free(node);
}
