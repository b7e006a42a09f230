/*
 * The GBP node (docs/behaviour.md, Node): its state and what its parts share. Each operation has
 * its file: transitions.c (state), send.c, receive.c, control_plane.c, timers.c.
 */
#ifndef GS_NODE_NODE_H
#define GS_NODE_NODE_H

#include "base/clock.h"
#include "base/number_table.h"
#include "codec/control.h"
#include "codec/frame.h"
#include "crypto/epoch_keys.h"
#include "node/events.h"

typedef struct gs_node {
    uint32_t member_id;
    uint8_t group_id[GS_GROUP_ID_LEN];
    gbp_state state;
    uint64_t epoch;
    uint32_t last_transition_id;

    bool has_pending;
    uint32_t pending_transition_id;
    bool has_pending_sender;
    uint32_t pending_sender;

    uint64_t prepare_deadline_ms; /* 0: none */
    uint64_t execute_deadline_ms; /* 0: none */
    bool is_coordinator;
    bool coordinator_seen;
    uint64_t coordinator_seen_ms;

    gs_number_table
        outbound; /* stream class << 32 | stream id → last number sent since the last transition */
    gs_number_table inbound; /* the same key → highest number received */
    gs_events events;
    gs_buffer
        pieces; /* byte strings that a frame or control message holds in pieces; wiped after use */
    gs_buffer plaintext; /* of a control frame; wiped after use */
    gs_clock clock;
} gs_node;

/* A node in IDLE; null when out of memory. */
gs_node *gs_node_create(uint32_t member_id, const uint8_t group_id[GS_GROUP_ID_LEN],
                        gs_clock clock);
void gs_node_free(gs_node *node);

/* ---- transitions.c ---- */

/* Moves to a state, or to FAILED when the move is not allowed, and reports it. */
GS_MUST_USE gs_status gs_node_move(gs_node *node, gbp_state to);
GS_MUST_USE gs_status gs_node_bootstrap(gs_node *node, uint64_t epoch,
                                        uint32_t first_transition_id);
GS_MUST_USE gs_status gs_node_apply_transition(gs_node *node, uint32_t transition_id);

/* ---- send.c ---- */

/* A payload on its way out: a message of a table, in a codec, on a stream class. */
typedef struct gs_outbound {
    gbp_stream stream;
    uint16_t flags;
    uint8_t codec;
    const gs_message *message;
    const void *value;
} gs_outbound;

/* GS_E_STATE "invalid state: cannot send in state …" outside ACTIVE, RESYNCING and
 * ESTABLISHING_GROUP. */
GS_MUST_USE gs_status gs_node_check_can_send(const gs_node *node);
/* GS_E_ARGUMENT "bad opcode 0x…." for an unknown opcode. */
GS_MUST_USE gs_status gs_node_check_opcode(uint32_t opcode);
/* Protects a payload and writes its frame. GS_E_SPACE, like every failure, uses no sequence
 * number. */
GS_MUST_USE gs_status gs_node_send(gs_node *node, gs_epoch_keys *keys, const gs_outbound *outbound,
                                   gs_writer *out);
/* Sends a control message. Its effects on the node come first (parity: a refused PREPARE still sets
 * the pending transition). GS_E_ARGUMENT "bad opcode 0x…." for an unknown opcode. */
GS_MUST_USE gs_status gs_node_send_control(gs_node *node, gs_epoch_keys *keys, uint32_t opcode,
                                           uint32_t transition_id, uint32_t request_id,
                                           gs_bytes args, gs_writer *out);

/* ---- receive.c ---- */

/* Receives one frame; what it causes are events. Fails only for want of memory. */
GS_MUST_USE gs_status gs_node_receive(gs_node *node, gs_epoch_keys *keys, gs_bytes wire);
/* Reports an error of the registry; a fatal one fails the node. */
GS_MUST_USE gs_status gs_node_report(gs_node *node, gbp_error code, const char *format, ...)
    GS_PRINTF(3, 4);

/* ---- control_plane.c ---- */

/* Acts on the plaintext of a control frame. */
GS_MUST_USE gs_status gs_node_receive_control(gs_node *node, gs_bytes plaintext);

/* ---- timers.c ---- */

void gs_node_start_prepare_timer(gs_node *node);
void gs_node_start_execute_timer(gs_node *node);
void gs_node_stop_timers(gs_node *node);
void gs_node_note_coordinator(gs_node *node);
/* Fires the timers that ran out, each once. */
GS_MUST_USE gs_status gs_node_check_timeouts(gs_node *node);
/* Becomes coordinator and writes the claim's frame; refused, without effect, where the node may not
 * send. */
GS_MUST_USE gs_status gs_node_claim_coordinator(gs_node *node, gs_epoch_keys *keys, gs_writer *out);

#endif
