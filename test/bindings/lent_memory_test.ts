// Memory that the caller lends for plaintexts: `into` of onWire and decrypt.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ControlOpcode,
  GbpError,
  GroupNode,
  MlsContext,
  SFrameSession,
} from "../../bindings/mod.ts";
import { pair } from "./members.ts";

const EDGE = 16;

/** Memory of exactly `size` bytes between two edges, and a check that these are untouched. */
function lend(size: number): { into: Uint8Array<ArrayBuffer>; assertEdges: () => void } {
  const all = new Uint8Array(size + 2 * EDGE).fill(0xee);
  const edges = [all.subarray(0, EDGE), all.subarray(EDGE + size)];
  return {
    into: all.subarray(EDGE, EDGE + size),
    assertEdges: () => {
      for (const edge of edges) assert.ok(edge.every((byte) => byte === 0xee), "beside the memory");
    },
  };
}

function assertStandsIn(view: Uint8Array, into: Uint8Array): void {
  assert.equal(view.buffer, into.buffer);
  assert.ok(view.byteOffset >= into.byteOffset);
  assert.ok(view.byteOffset + view.length <= into.byteOffset + into.length);
}

test("plaintexts stand in the memory that was lent, and clients read them there", () => {
  using members = pair();
  const { alice, bob } = members;
  for (const size of [0, 1, 200, 5000, 70_000]) {
    for (const spare of [0, 1, 300]) {
      const text = "t".repeat(size);
      const { wire } = alice.sendText(10 * size + spare, text);
      const { into, assertEdges } = lend(wire.length + spare);
      const [event, ...others] = bob.node.onWire(bob.mls, wire, into);
      assert.ok(event?.kind === "payload_received" && others.length === 0);
      assertStandsIn(event.plaintext, into);
      assertEdges();
      assert.ok(
        into.subarray(wire.length).every((byte) => byte === 0xee),
        "behind what was needed",
      );
      const result = bob.gtp.accept(event.plaintext, bob.mls.epoch, event.codec);
      assert.deepEqual([result.status, result.text], ["new", text]);
      assertStandsIn(result.body!, into);
    }
  }
});

test("the same memory serves frame after frame", () => {
  using members = pair();
  const { alice, bob } = members;
  const into = new Uint8Array(500);
  for (let index = 0; index < 50; index += 1) {
    const text = `${index}`.repeat(index);
    const [event] = bob.node.onWire(bob.mls, alice.sendText(index, text).wire, into);
    assert.ok(event?.kind === "payload_received");
    assert.equal(bob.gtp.accept(event.plaintext, bob.mls.epoch).text, text);
  }
});

test("arguments of control messages stand there too, behind other events", () => {
  using members = pair();
  const { alice, bob } = members;
  const commit = new Uint8Array(1000).fill(7);
  const { wire } = alice.control(ControlOpcode.PREPARE_TRANSITION, 1, commit);
  using node = GroupNode.create(3, bob.mls.groupId);
  node.bootstrapAsJoiner(bob.mls.epoch);
  const into = new Uint8Array(wire.length);
  const events = node.onWire(bob.mls, wire, into);
  assert.ok(events.length > 1, "the events of the bootstrap waited");
  const event = events.at(-1)!;
  assert.ok(event.kind === "control");
  assertStandsIn(event.args, into);
  assert.deepEqual(event.args, commit);
});

test("a reason that does not fit is told all the same", () => {
  using members = pair();
  const { bob } = members;
  const { into, assertEdges } = lend(1);
  const events = bob.node.onWire(bob.mls, new Uint8Array([1]), into);
  assert.equal(events.length, 1);
  assert.ok(events[0]?.kind === "error" && events[0].reason.length > 1, JSON.stringify(events));
  assertEdges();
});

test("memory that overlaps what is received is refused, and the frame is not used up", () => {
  using members = pair();
  const { alice, bob } = members;
  const frame = alice.sendText(1, "still new");
  const place = new Uint8Array(3 * frame.wire.length);
  const wire = place.subarray(frame.wire.length, 2 * frame.wire.length);
  wire.set(frame.wire);
  const first = place.subarray(1, 1 + wire.length); // ends in the wire's first byte
  const last = place.subarray(2 * wire.length - 1); // begins in its last
  for (const into of [wire, place, first, last]) {
    assert.throws(
      () => bob.node.onWire(bob.mls, wire, into),
      new GbpError("on_wire", "the memory for the result overlaps wire"),
    );
  }
  assert.deepEqual(wire, frame.wire);
  const beside = place.subarray(0, frame.wire.length);
  const [event] = bob.node.onWire(bob.mls, wire, beside);
  assert.ok(event?.kind === "payload_received");
  assert.equal(bob.gtp.accept(event.plaintext, bob.mls.epoch).text, "still new");
});

test("memory that is too short is left alone", () => {
  using members = pair();
  const { alice, bob } = members;
  const frame = alice.sendText(1, "a text of some length");
  const into = new Uint8Array(frame.wire.length - 1);
  const [event] = bob.node.onWire(bob.mls, frame.wire, into);
  assert.ok(event?.kind === "payload_received");
  assert.notEqual(event.plaintext.buffer, into.buffer);
  assert.equal(bob.gtp.accept(event.plaintext, bob.mls.epoch).text, "a text of some length");
  assert.ok(into.every((byte) => byte === 0));
});

/** Memory whose own properties say that it is elsewhere. */
class Lying extends Uint8Array<ArrayBuffer> {
  override get buffer(): ArrayBuffer {
    return new ArrayBuffer(9);
  }
  override get byteOffset(): number {
    return 1e9;
  }
  override subarray(): never {
    throw new Error("called");
  }
}

test("nobody's properties are believed", () => {
  using members = pair();
  const { alice, bob } = members;
  const { wire } = alice.sendText(1, "text");
  const shared = new Lying(new SharedArrayBuffer(wire.length) as unknown as ArrayBuffer);
  assert.throws(() => bob.node.onWire(bob.mls, wire, shared), /^TypeError: into must not stand in/);
  const into = new Lying(new ArrayBuffer(wire.length + 300));
  const [event] = bob.node.onWire(bob.mls, wire, into);
  assert.ok(event?.kind === "payload_received");
  assert.equal(bob.gtp.accept(event.plaintext, bob.mls.epoch).text, "text");
  const [error] = bob.node.onWire(bob.mls, wire, into);
  assert.ok(error?.kind === "error" && error.codeHex === "0x0005" && error.reason.length > 0);
});

test("a forged payload leaves nothing in lent memory", () => {
  using mls = MlsContext.create("alice");
  using session = SFrameSession.create(mls);
  using encryptor = session.createEncryptor(mls, 0);
  for (const size of [5, 160, 5000]) {
    const forged = encryptor.encrypt(new Uint8Array(size).fill(0x73)).slice();
    forged[forged.length - 1]! ^= 1;
    const into = new Uint8Array(size + 100);
    assert.throws(() => session.decrypt(forged, undefined, into), /AEAD decryption failed/);
    assert.ok(into.every((byte) => byte === 0), `of ${size} bytes`);
  }
});

test("SFrame payloads are opened in lent memory", () => {
  using mls = MlsContext.create("alice");
  using session = SFrameSession.create(mls);
  using encryptor = session.createEncryptor(mls, 0);
  const aad = new Uint8Array([1, 2, 3]);
  for (const size of [0, 1, 160, 5000, 70_000]) {
    const frame = new Uint8Array(size).fill(size);
    const payload = encryptor.encrypt(frame, aad);
    const { into, assertEdges } = lend(payload.length);
    assert.throws(
      () => session.decrypt(payload, new Uint8Array(3), into),
      /AEAD decryption failed/,
    );
    assert.throws(() => session.decrypt(payload, aad, payload), /overlaps payload/);
    const { plaintext, senderLeaf } = session.decrypt(payload, aad, into);
    assertStandsIn(plaintext, into);
    assertEdges();
    assert.deepEqual([plaintext, senderLeaf], [frame, 0]);
    assert.throws(() => session.decrypt(payload, aad, into), /replay detected/);
    const another = session.decrypt(encryptor.encrypt(frame), undefined, into.subarray(9));
    assert.notEqual(another.plaintext.buffer, into.buffer, "too short");
    assert.deepEqual(another.plaintext, frame);
  }
});
