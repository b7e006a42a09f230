// The call convention: texts and numbers across it, and what is left in scratch.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  encodeGbpFrame,
  GbpError,
  GspClient,
  GtpClient,
  lastError,
  lookupError,
  MlsContext,
  SFrameSession,
  version,
} from "../../bindings/mod.ts";
import { scratch } from "../../bindings/src/memory.ts";
import * as native from "../../bindings/src/native.ts";
import { pair } from "./members.ts";

const SECRET = "correct horse battery staple";

/** The kept memory of texts. */
const textMemory = (): Uint8Array => native.withText("", "none", (memory) => memory);

function holds(memory: Uint8Array, text: string): boolean {
  return new TextDecoder("latin1").decode(memory).includes(text);
}

test("no message lingers in scratch memory", () => {
  using members = pair();
  const { alice, bob } = members;
  using session = SFrameSession.create(alice.mls);
  using encryptor = session.createEncryptor(alice.mls, alice.mls.ownLeaf);
  for (const text of [SECRET, `${SECRET} \u00e9 ${"z".repeat(500)}`]) {
    assert.equal(bob.readText(alice.sendText(text.length, text)), text);
    session.decrypt(encryptor.encrypt(new TextEncoder().encode(text)));
    assert.equal(holds(textMemory(), SECRET.slice(0, 12)), false);
    assert.equal(holds(scratch(1), SECRET.slice(0, 12)), false);
  }
});

test("a text that was refused does not linger either", () => {
  using members = pair();
  const { alice } = members;
  alice.node.close();
  assert.throws(() => alice.sendText(1, SECRET));
  assert.equal(holds(textMemory(), SECRET), false);
  for (const lone of [`${SECRET}\ud800`, `${SECRET}${"x".repeat(50)}\ud800`]) {
    assert.throws(() => MlsContext.create(lone), RangeError);
    assert.equal(holds(textMemory(), SECRET), false);
  }
  const failing = (memory: Uint8Array): never => {
    assert.ok(holds(memory, SECRET));
    throw new RangeError("no memory for the wire");
  };
  assert.throws(() => native.withText(SECRET, "text", failing), /no memory/);
  assert.equal(holds(textMemory(), SECRET), false);
});

test("a repeated signal leaves none of its arguments in scratch", () => {
  // {t: 100, rid: 1, sid: 5, rc: 0, alen: 20, args: (_ 20 bytes)}: arguments in pieces are moved.
  const start = "a66174186463726964016373696405627263006461" + "6c656e146461726773" + "5f54";
  const content = new TextEncoder().encode(SECRET.slice(0, 20));
  const signal = new Uint8Array([...Uint8Array.fromHex(start), ...content, 0xff]);
  using gsp = GspClient.create();
  assert.deepEqual(gsp.accept(signal, 0).args, content);
  assert.equal(gsp.accept(signal, 0).status, "duplicate");
  assert.equal(holds(scratch(1), SECRET.slice(0, 12)), false);
});

test("scratch that is outgrown is wiped", () => {
  const small = scratch(1);
  small.set(new TextEncoder().encode(SECRET));
  assert.notEqual(scratch(small.length + 1), small);
  assert.equal(holds(small, SECRET), false);
});

test("a state for which there is no memory does not wait in the library", () => {
  using mls = MlsContext.create("alice");
  const size = mls.exportState().length;
  const real = globalThis.Uint8Array;
  globalThis.Uint8Array = new Proxy(real, {
    construct(target, values) {
      if (values[0] === size) throw new RangeError("Array buffer allocation failed");
      return Reflect.construct(target, values);
    },
  });
  try {
    assert.throws(() => mls.exportState(), /allocation failed/);
  } finally {
    globalThis.Uint8Array = real;
  }
  assert.ok(native.native.gbpf_take_result(new Uint8Array(size), size) < 0);
});

test("withText writes UTF-8 of every length and kind", () => {
  const samples = ["", "a", "x".repeat(40), "x".repeat(41), "h\u00e9", "\u20ac".repeat(3000)];
  samples.push("\u{1f600}".repeat(10_000), "\ufeffbom", "\0", "\x7f\x80");
  for (const text of samples) {
    const [memory, length] = native.withText(text, "text", (memory, length) => {
      assert.deepEqual(memory.slice(0, length), new TextEncoder().encode(text));
      return [memory, length];
    });
    assert.equal(memory.slice(0, length).every((byte) => byte === 0), true);
  }
});

test("texts of every kind arrive as they were sent", () => {
  using members = pair();
  const { alice, bob } = members;
  const texts = ["", "plain", "\ufeffwith a mark", "\0nul\0", "\x7f", "\u20ac".repeat(5000)];
  texts.push("\u{1f600}", "\u0438\u0432\u0430\u043d", "x".repeat(100_000));
  for (const [index, text] of texts.entries()) {
    assert.equal(bob.readText(alice.sendText(index, text)), text);
  }
});

test("split64 and join64 are the two halves of a u64", () => {
  const values = [0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 63n, 2n ** 64n - 1n];
  for (const value of values) {
    native.split64(value, "x");
    assert.equal(native.join64(native.halves[0]!, native.halves[1]!), value);
    if (value >= 2n ** 53n) continue;
    native.split64(Number(value), "x");
    assert.equal(native.join64(native.halves[0]!, native.halves[1]!), value);
  }
});

test("lastError: set by a failure, cleared by a success, left alone by what cannot fail", () => {
  using members = pair();
  const { mls, node, gtp } = members.alice;
  const fail = (): string => {
    assert.throws(() => mls.processMessage(new Uint8Array([1])), GbpError);
    assert.match(lastError(), /^openmls: msg parse: /);
    return lastError();
  };
  const text = fail();
  assert.throws(() => mls.removeMember(-1), RangeError);
  const harmless = [
    () => mls.epoch,
    () => node.state,
    () => node.setEpochForTesting(1),
    () => node.drainEvents(),
    () => gtp.reset(),
    () => GtpClient.create().close(),
    () => lookupError(1),
    () => version(),
  ];
  for (const use of harmless) {
    use();
    assert.equal(lastError(), text, `${use}`);
  }
  const clearing = [
    () => mls.exportKeyPackage(),
    () => mls.finalizeCommit(),
    () => node.onWire(mls, new Uint8Array([1])),
    () => gtp.accept(new Uint8Array([1]), 0),
    () => encodeGbpFrame(1, mls.groupId, 1, 0, 0, 0, 0, 0, new Uint8Array()),
  ];
  for (const use of clearing) {
    fail();
    use();
    assert.equal(lastError(), "", `${use}`);
  }
  assert.equal(lookupError(0x99), undefined);
  assert.equal(lastError(), "unknown error code 0x0099");
});

test("a result of the library is a copy: changing it changes nothing there", () => {
  const first = lookupError(1)!;
  first.fill(0);
  assert.equal(lookupError(1)![0], 0xa6);
});

test("inputs may be views on shared memory or on resizable buffers", () => {
  using members = pair();
  const { alice, bob } = members;
  const shared = (bytes: Uint8Array): Uint8Array => {
    const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
    copy.set(bytes);
    return copy;
  };
  const resizable = (bytes: Uint8Array): Uint8Array => {
    const copy = new Uint8Array(new ArrayBuffer(bytes.length, { maxByteLength: 1 << 16 }));
    copy.set(bytes);
    return copy;
  };
  for (const [index, move] of [shared, resizable].entries()) {
    for (const text of ["ascii", "h\u00e9llo"]) {
      const frame = alice.sendText(2 * index + text.length, text);
      const [event] = bob.node.onWire(bob.mls, move(frame.wire));
      assert.ok(event?.kind === "payload_received");
      const result = bob.gtp.accept(move(event.plaintext), 1, event.codec);
      assert.equal(result.text, text);
      assert.deepEqual(result.body?.slice(), new TextEncoder().encode(text));
    }
    const batch = bob.node.onWireMany(bob.mls, [move(alice.sendText(50 + index, "x").wire)]);
    assert.equal(batch[0]?.[0]?.kind, "payload_received");
  }
});
