// GroupNode: states, sending, receiving, batches (docs/behaviour.md, Node and Events). The ten
// steps of receiving are tested in C and by the parity scenarios; here it is how they look in
// TypeScript.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ControlOpcode,
  encodeGbpFrame,
  GbpError,
  GroupNode,
  MlsContext,
  type NodeEvent,
  NodeState,
  StreamType,
} from "../../bindings/mod.ts";
import { pair } from "./members.ts";

const GROUP_ID = new Uint8Array(16).fill(7);
const kinds = (events: NodeEvent[]): string[] => events.map((event) => event.kind);

test("create needs 16 bytes and keeps a copy", () => {
  assert.throws(() => GroupNode.create(1, new Uint8Array(15)), {
    name: "RangeError",
    message: /^groupId must be 16 bytes/,
  });
  const id = GROUP_ID.slice();
  using node = GroupNode.create(5, id);
  id.fill(0);
  node.groupId.fill(0);
  assert.deepEqual(node.groupId, GROUP_ID);
  assert.equal(node.memberId, 5);
  assert.equal(node.state, NodeState.IDLE);
  assert.equal(node.epoch, 0n);
  assert.equal(node.lastTransitionId, 0);
});

test("bootstrap goes through the states to ACTIVE at the epoch", () => {
  using node = GroupNode.create(1, GROUP_ID);
  node.bootstrapAsCreator(2n ** 64n - 1n);
  assert.equal(node.state, NodeState.ACTIVE);
  assert.equal(node.epoch, 2n ** 64n - 1n);
  assert.deepEqual(node.drainEvents(), [
    { kind: "state_changed", fromState: "IDLE", toState: "CONNECTING" },
    { kind: "state_changed", fromState: "CONNECTING", toState: "ESTABLISHING_GROUP" },
    { kind: "state_changed", fromState: "ESTABLISHING_GROUP", toState: "ACTIVE" },
  ]);
  assert.deepEqual(node.drainEvents(), []);
  node.applyTransition(9);
  assert.equal(node.epoch, 0n, "the epoch wraps");
  assert.equal(node.lastTransitionId, 9);
});

test("sending in IDLE is refused with the state's name", () => {
  using mls = MlsContext.create("x");
  using node = GroupNode.create(1, mls.groupId);
  assert.throws(() => node.sendControl(mls, 0, ControlOpcode.ACK, 0, 1), {
    name: "GbpError",
    message: "send_control: invalid state: cannot send in state IDLE",
  });
});

test("an unknown opcode is the library's refusal, as in Python", () => {
  using members = pair();
  const { alice } = members;
  assert.throws(() => alice.control(99 as never, 0), {
    message: "send_control: bad opcode 0x0063",
  });
});

test("a control event carries request id and arguments (ours)", () => {
  using members = pair();
  const { alice, bob } = members;
  const args = new Uint8Array([1, 2, 3]);
  const frame = alice.node.sendControl(alice.mls, 7, ControlOpcode.NACK, 4, 5, args);
  assert.equal(frame.target, 7);
  assert.deepEqual(bob.receive(frame), [{
    kind: "control",
    sender: 1,
    opcode: "NACK",
    opcodeCode: ControlOpcode.NACK,
    transitionId: 4,
    requestId: 5,
    args,
  }]);
});

test("a payload event has all its fields, an empty plaintext included", () => {
  using members = pair();
  const { alice, bob } = members;
  const { plaintext, ...event } = bob.receivePayload(alice.sendText(1, "hi"));
  assert.deepEqual(event, {
    kind: "payload_received",
    streamTypeName: "text",
    streamType: StreamType.TEXT,
    streamId: 101,
    sequenceNo: 1,
    flags: 7,
    codec: 0,
  });
  assert.equal(plaintext.constructor, Uint8Array);
  assert.equal(new TextDecoder().decode(plaintext).endsWith("bodyBhi"), true);
});

test("a peer's fault is an event, and a fatal one fails the node", () => {
  using members = pair();
  const { alice, bob } = members;
  const frame = alice.sendText(1, "once");
  bob.receive(frame);
  assert.deepEqual(bob.receive(frame), [{
    kind: "error",
    code: 5,
    codeHex: "0x0005",
    classCode: 2,
    retryable: false,
    fatal: false,
    reason: "st=text sid=101 seq=1 hw=1",
  }]);
  const other = encodeGbpFrame(1, GROUP_ID, 1, 0, 2, 101, 7, 2, new Uint8Array(20));
  const events = bob.node.onWire(bob.mls, other);
  assert.deepEqual(kinds(events), ["error", "state_changed"]);
  const error = events.find((event) => event.kind === "error");
  assert.ok(error?.kind === "error" && error.fatal && error.codeHex === "0x0002");
  assert.equal(bob.node.state, NodeState.FAILED);
});

test("a frame that does not decode, of any length, is an error event", () => {
  using members = pair();
  const { alice, bob } = members;
  const { wire } = alice.sendText(1, "whole");
  for (let length = 0; length < wire.length; length += 1) {
    const events = bob.node.onWire(bob.mls, wire.subarray(0, length));
    assert.equal(events[0]?.kind, "error", `${length} bytes`);
    if (events[0]?.kind === "error") assert.match(events[0].reason, /^frame decode: /);
  }
  assert.deepEqual(kinds(bob.node.onWire(bob.mls, wire)), ["payload_received"]);
});

test("events that wait come out first, however many and large they are", () => {
  using members = pair();
  const { alice, bob } = members;
  for (let tid = 1; tid <= 100; tid += 1) bob.node.applyTransition(tid);
  bob.node.setEpochForTesting(bob.mls.epoch);
  const frame = alice.node.sendControl(alice.mls, 0, 9, 0, 1, new Uint8Array(20_000).fill(3));
  const events = bob.receive(frame);
  assert.equal(events.length, 101);
  assert.ok(events.slice(0, 100).every((event) => event.kind === "epoch_advanced"));
  const last = events.at(-1);
  assert.ok(last?.kind === "control");
  assert.deepEqual(last.args, new Uint8Array(20_000).fill(3));
  assert.deepEqual(bob.node.drainEvents(), []);
});

test("drainEvents hands out more events than one call holds", () => {
  using node = GroupNode.create(1, GROUP_ID);
  for (let tid = 1; tid <= 1000; tid += 1) node.applyTransition(tid);
  const events = node.drainEvents();
  assert.equal(events.length, 1000);
  const last = events.at(-1);
  assert.deepEqual(last, { kind: "epoch_advanced", epoch: 1000n, transitionId: 1000 });
});

test("onWireMany gives each frame its events, in order (ours)", () => {
  using members = pair();
  const { alice, bob } = members;
  bob.node.applyTransition(0);
  bob.node.setEpochForTesting(1);
  const texts = ["one", "two", "", "x".repeat(5000)];
  const wires = texts.map((text, index) => alice.sendText(index, text).wire);
  wires.splice(2, 0, wires[0]!, new Uint8Array([0xff]));
  const lists = bob.node.onWireMany(bob.mls, wires);
  assert.deepEqual(lists.map(kinds), [
    ["epoch_advanced", "payload_received"],
    ["payload_received"],
    ["error"],
    ["error"],
    ["payload_received"],
    ["payload_received"],
  ]);
  const read = lists.flat().flatMap((event) =>
    event.kind === "payload_received" ? [bob.gtp.accept(event.plaintext, 1, event.codec).text] : []
  );
  assert.deepEqual(read, texts);
});

test("onWireMany equals onWire frame by frame, with faults of every size in a large batch", () => {
  using many = pair();
  using single = pair();
  const batch = (members: { alice: typeof many.alice }): Uint8Array[] =>
    Array.from({ length: 300 }, (_, index) => {
      const { wire } = members.alice.sendText(index, "t".repeat(index));
      return index % 3 === 0 ? wire.slice(0, index) : wire;
    });
  const together = many.bob.node.onWireMany(many.bob.mls, batch(many));
  const wires = batch(single);
  const apart = wires.map((wire) => single.bob.node.onWire(single.bob.mls, wire));
  assert.deepEqual(together, apart);
});

test("onWireMany takes any iterable, and nothing gives nothing", () => {
  using members = pair();
  const { alice, bob } = members;
  assert.deepEqual(bob.node.onWireMany(bob.mls, []), []);
  const lists = bob.node.onWireMany(bob.mls, new Set([alice.sendText(1, "x").wire]));
  assert.deepEqual(lists.map(kinds), [["payload_received"]]);
});

test("a fault inside a batch argument names its place, and nothing was received", () => {
  using members = pair();
  const { alice, bob } = members;
  const { wire } = alice.sendText(1, "x");
  assert.throws(
    () => bob.node.onWireMany(bob.mls, [wire, "x" as never]),
    /^TypeError: wires\[1\] must be a Uint8Array/,
  );
  assert.deepEqual(kinds(bob.node.onWire(bob.mls, wire)), ["payload_received"]);
});

test("a node of one group refuses the frames of another", () => {
  using members = pair();
  using others = pair();
  const events = members.bob.receive(others.alice.sendText(1, "x"));
  assert.ok(events.some((event) => event.kind === "error" && event.codeHex === "0x0002"));
});

test("GbpError is what a failed call throws", () => {
  using mls = MlsContext.create("x");
  using node = GroupNode.create(1, mls.groupId);
  assert.throws(() => node.claimCoordinator(mls, 0), GbpError);
});
