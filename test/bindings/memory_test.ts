// Whose memory a result is: wires on slabs, plaintexts of their own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { backend } from "#backend";
import { MlsContext, type SFrameFormat, SFrameSession } from "../../bindings/mod.ts";
import { pair } from "./members.ts";

test("a wire never changes, however many follow it, across slabs", () => {
  using members = pair();
  const { alice } = members;
  const wires: Uint8Array[] = [];
  const copies: Uint8Array[] = [];
  for (let index = 0; index < 3000; index += 1) {
    const { wire } = alice.sendText(index, "x".repeat(index % 120));
    wires.push(wire);
    copies.push(wire.slice());
  }
  assert.ok(new Set(wires.map((wire) => wire.buffer)).size > 1, "more than one slab was filled");
  assert.deepEqual(wires, copies);
});

test("wires do not overlap in their slab", () => {
  using members = pair();
  const { alice } = members;
  const wires = Array.from({ length: 50 }, (_, index) => alice.sendText(index, "text").wire);
  wires.sort((a, b) => a.byteOffset - b.byteOffset);
  for (const [index, wire] of wires.entries()) {
    const next = wires[index + 1];
    if (next?.buffer !== wire.buffer) continue;
    assert.ok(wire.byteOffset + wire.length <= next.byteOffset);
  }
});

test("a large wire has a buffer of its own", () => {
  using members = pair();
  const { alice, bob } = members;
  const text = "y".repeat(100_000);
  const frame = alice.sendText(1, text);
  const other = alice.sendText(2, "short");
  assert.notEqual(frame.wire.buffer, other.wire.buffer);
  assert.equal(bob.readText(frame), text);
  assert.equal(bob.readText(other), "short");
});

test("a plaintext has its own buffer, and later calls leave it alone", () => {
  using members = pair();
  const { alice, bob } = members;
  for (const size of [0, 10, 3000, 5000, 70_000]) {
    const first = bob.receivePayload(alice.sendText(2 * size, "a".repeat(size))).plaintext;
    const copy = first.slice();
    const second = bob.receivePayload(alice.sendText(2 * size + 1, "b".repeat(size))).plaintext;
    assert.notEqual(first.buffer, second.buffer);
    assert.deepEqual(first, copy);
  }
});

test("behind the last wire of a slab there is nothing", () => {
  using members = pair();
  const { alice } = members;
  for (const size of [2000, 10, 500, 10]) {
    const { wire } = alice.sendText(size, "x".repeat(size));
    const behind = new Uint8Array(wire.buffer).subarray(wire.byteOffset + wire.length);
    assert.ok(behind.every((byte) => byte === 0), `after a text of ${size} bytes`);
  }
});

/** So many of one kind in a row that the next one is expected to be like them. */
const RUN = 8;

/** Short plaintexts have exactly their own memory. */
function assertOwnMemory(plaintext: Uint8Array): void {
  if (plaintext.length < 3000) assert.equal(plaintext.buffer.byteLength, plaintext.length);
}

test("plaintexts arrive whether their size was expected or not", () => {
  using members = pair();
  const { alice, bob } = members;
  const sizes = [10, 300, 10, 70_000, 0, 23, 24, 4000, 5000, 300];
  let id = 0;
  for (const size of sizes) {
    for (let index = 0; index < RUN; index += 1) {
      id += 1;
      const { plaintext } = bob.receivePayload(alice.sendText(id, "t".repeat(size)));
      assertOwnMemory(plaintext);
      assert.equal(bob.gtp.accept(plaintext, bob.mls.epoch).text, "t".repeat(size));
    }
  }
});

test("a refused frame between two others costs neither of them anything", () => {
  using members = pair();
  const { alice, bob } = members;
  assert.equal(bob.readText(alice.sendText(1, "first")), "first");
  const frame = alice.sendText(2, "other");
  const forged = frame.wire.slice();
  forged[forged.length - 1]! ^= 1;
  for (const wire of [forged, new Uint8Array([1]), new Uint8Array(60)]) {
    const [event] = bob.node.onWire(bob.mls, wire);
    assert.ok(event?.kind === "error" && event.reason.length > 0, JSON.stringify(event));
  }
  assert.equal(bob.readText(frame), "other");
});

const FORMATS: SFrameFormat[] = ["gbp-1.5", "rfc9605"];

test("SFrame payloads are opened once, whether their size was expected or not", () => {
  for (const format of FORMATS) {
    using mls = MlsContext.create("alice");
    using session = SFrameSession.create(mls, undefined, undefined, format);
    using short = session.createEncryptor(mls, 0);
    using long = session.createEncryptor(mls, 60_000); // its key id takes more of the header
    for (let index = 0; index < 40 * RUN; index += 1) {
      const run = Math.floor(index / RUN);
      const frame = new Uint8Array([0, 1, 1200, 5000, 40_000][run % 5]!).fill(index);
      const payload = (run % 2 === 0 ? short : long).encrypt(frame);
      const { plaintext } = session.decrypt(payload);
      assertOwnMemory(plaintext);
      assert.deepEqual(plaintext, frame);
      assert.throws(() => session.decrypt(payload), /replay detected/);
    }
  }
});

test("around results nothing of the old heap is left", (context) => {
  // What the runtime hands out here may be zero by luck.
  context.mock.method(backend, "unwipedMemory", (size: number) => new Uint8Array(size).fill(0xee));
  using members = pair();
  const { alice, bob } = members;
  using session = SFrameSession.create(alice.mls);
  using encryptor = session.createEncryptor(alice.mls, alice.mls.ownLeaf);
  const sizes = [40_000, 70_000, 300, 40_000, 10].flatMap((size) => Array(RUN).fill(size));
  for (const size of sizes) {
    const isOnSlab = size < 30_000;
    const frame = alice.sendText(size, "a".repeat(size));
    const payload = encryptor.encrypt(new Uint8Array(size));
    const plaintexts = [bob.receivePayload(frame).plaintext, session.decrypt(payload).plaintext];
    for (const result of isOnSlab ? plaintexts : [frame.wire, payload, ...plaintexts]) {
      const around = new Uint8Array(result.buffer.slice(0));
      around.fill(0, result.byteOffset, result.byteOffset + result.length);
      assert.ok(around.every((byte) => byte === 0), `of ${size} bytes`);
    }
  }
});
