/* A node on a clock and keys of the test's, a peer who seals frames under the same keys, and checks
 * of events. */
#ifndef TEST_SUPPORT_NODE_FIXTURE_H
#define TEST_SUPPORT_NODE_FIXTURE_H

#include "node/node.h"
#include "support/check.h"
#include "support/fake_exporter.h"

enum { FIXTURE_EPOCH = 1, FIXTURE_MEMBER = 1, FIXTURE_PEER = 2, FIXTURE_WIRE_CAP = 4096 };

typedef struct node_fixture {
    uint64_t now_ms;
    fake_exporter exporter;
    gs_epoch_keys *keys;
    gs_epoch_keys *peer_keys;
    gs_node *node;
    size_t seen; /* events checked so far */
    uint8_t wire[FIXTURE_WIRE_CAP];
} node_fixture;

/* An ACTIVE node in the first epoch, its events forgotten. */
void node_fixture_open(node_fixture *fixture);
void node_fixture_close(node_fixture *fixture);
void node_fixture_forget_events(node_fixture *fixture);

/* A faultless text frame of the peer with this number, to be changed and sealed. */
gs_frame node_fixture_frame(const node_fixture *fixture, uint32_t sequence_no);
/* Seals a plaintext under the frame's stream class and number and writes the frame. payload_size is
 * the frame's own when it is not 0. The wire bytes are the fixture's until the next call. */
gs_bytes node_fixture_seal(node_fixture *fixture, gs_frame frame, gs_bytes plaintext);
/* The same for a control message of the peer. */
gs_bytes node_fixture_control(node_fixture *fixture, uint32_t sequence_no, gs_control control);
void node_fixture_receive(node_fixture *fixture, gs_bytes wire);

/* Each takes the next event, which must be of that kind. */
const uint32_t *node_fixture_next(node_fixture *fixture, gbp_event_kind kind);
gs_bytes node_fixture_bytes(const node_fixture *fixture, const uint32_t *event);
void node_fixture_expect_error(node_fixture *fixture, gbp_error code, const char *reason);
void node_fixture_expect_state(node_fixture *fixture, gbp_state from, gbp_state to);
void node_fixture_expect_payload(node_fixture *fixture, uint32_t sequence_no, gs_bytes plaintext);
void node_fixture_expect_control(node_fixture *fixture, gbp_opcode opcode, uint32_t transition_id);
void node_fixture_expect_epoch(node_fixture *fixture, uint64_t epoch, uint32_t transition_id);
/* No event is left; forgets them all. */
void node_fixture_expect_end(node_fixture *fixture);

#endif
