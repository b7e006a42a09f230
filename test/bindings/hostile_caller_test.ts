// What a caller's own code can do behind the checks: getters that change their mind, subclasses,
// made-up objects, buffers given away. None of it may reach the library unchecked (check.ts).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AttachmentChunk,
  AttachmentManifest,
  encodeGbpFrame,
  GbpError,
  type GbpFrameFields,
  GroupNode,
  GtpClient,
  lookupError,
  MlsContext,
  SFrameSession,
} from "../../bindings/mod.ts";
import { pair } from "./members.ts";

const GROUP_ID = new Uint8Array(16);
const LONG = new Uint8Array(3000).fill(0xaa);
const SHORT = new Uint8Array(8).fill(0xaa);

/** LONG when it is read first, SHORT from then on. */
function shrinking(): () => Uint8Array {
  let reads = 0;
  return () => reads++ === 0 ? LONG : SHORT;
}

test("encodeGbpFrame reads each field once", () => {
  const read = shrinking();
  const fields: GbpFrameFields = {
    version: 1,
    groupId: GROUP_ID,
    epoch: 1n,
    transitionId: 0,
    streamType: 2,
    streamId: 101,
    flags: 7,
    sequenceNo: 1,
    get payload() {
      return read();
    },
  };
  assert.deepEqual(encodeGbpFrame(fields).slice(-LONG.length), LONG);
});

const MANIFEST = {
  attachmentId: 7,
  name: "a",
  mime: "b",
  size: 3,
  chunkCount: 1,
  hash: new Uint8Array(32).fill(1),
};

test("a manifest cannot be changed once it is made, nor does a subclass get past encode", () => {
  const manifest = new AttachmentManifest(MANIFEST) as { hash: Uint8Array };
  assert.throws(() => manifest.hash = new Uint8Array(1), TypeError);
  const bad: [string, unknown][] = [
    ["hash", new Uint8Array(1)],
    ["hash", "x".repeat(32)],
    ["chunkCount", 2 ** 32],
    ["chunkCount", 1.5],
    ["name", "\ud800"],
    ["mime", 5],
    ["size", -1],
    ["attachmentId", "7"],
  ];
  for (const [name, value] of bad) {
    const made = Object.create(AttachmentManifest.prototype, {
      ...Object.getOwnPropertyDescriptors(new AttachmentManifest(MANIFEST)),
      [name]: { value },
    });
    assert.throws(() => made.encode(), new RegExp(`^(Type|Range)Error: ${name} `), name);
  }
});

test("a manifest whose hash was given away is refused", () => {
  const manifest = new AttachmentManifest(MANIFEST);
  structuredClone(manifest.hash, { transfer: [manifest.hash.buffer] });
  assert.throws(() => manifest.encode(), /^TypeError: hash has no memory/);
});

test("a manifest copies its hash by itself, whatever slice() gives", () => {
  class Odd extends Uint8Array {
    override slice(): Uint8Array<ArrayBuffer> {
      return new Uint8Array(1);
    }
  }
  const hash = new Odd(32).fill(1);
  assert.equal(new AttachmentManifest({ ...MANIFEST, hash }).hash.length, 32);
  using node = GroupNode.create(1, new Odd(16).fill(9));
  assert.deepEqual(node.groupId, new Uint8Array(16).fill(9));
});

test("sendAttachment takes the true length of what encode() gives", () => {
  using members = pair();
  const { node, mls, gtp } = members.alice;
  class Lying extends AttachmentManifest {
    override encode(): Uint8Array<ArrayBuffer> {
      return Object.defineProperty(SHORT.slice(), "length", { value: 3000 });
    }
  }
  class Wrong extends AttachmentManifest {
    override encode(): Uint8Array<ArrayBuffer> {
      return "x".repeat(100) as never;
    }
  }
  const { wire } = gtp.sendAttachment(node, mls, 0, 1, new Lying(MANIFEST));
  assert.ok(wire.length < 1000, `${wire.length} bytes`);
  const wrong = (): unknown => gtp.sendAttachment(node, mls, 0, 2, new Wrong(MANIFEST));
  assert.throws(wrong, /^TypeError: manifest\.encode\(\) must be a Uint8Array/);
});

test("a chunk reads its data once", () => {
  const read = shrinking();
  const made = Object.create(AttachmentChunk.prototype, {
    attachmentId: { value: 1n },
    index: { value: 0 },
    chunkCount: { value: 1 },
    data: { get: read },
  });
  assert.deepEqual(AttachmentChunk.decode(made.encode()).data, LONG);
  const chunk = new AttachmentChunk(1, 0, 1, SHORT) as { index: number };
  assert.throws(() => chunk.index = 0.5, TypeError);
});

test("only a real object has a handle: no made-up property reaches the library", () => {
  using members = pair();
  const { node, mls, gtp } = members.alice;
  const handle = { value: mls.handle };
  const fakes = [
    Object.create(MlsContext.prototype, { handle }),
    Object.setPrototypeOf({ handle: mls.handle }, MlsContext.prototype),
    Object.setPrototypeOf(GtpClient.create(), MlsContext.prototype),
    new Proxy(mls, {}),
  ];
  for (const fake of fakes) {
    assert.throws(() => node.onWire(fake, SHORT), /^TypeError: mls must be a MlsContext/);
    assert.throws(() => gtp.send(node, fake, 0, 1, "x"), /^TypeError: mls must be a MlsContext/);
    const get = Object.getOwnPropertyDescriptor(MlsContext.prototype, "epoch")!.get!;
    assert.throws(() => get.call(fake), TypeError);
  }
  Object.defineProperty(mls, "handle", { value: 999_999 });
  assert.equal(gtp.send(node, mls, 0, 1, "x").wire.length > 0, true, "the true handle is used");
});

test("no constructor takes a handle that is no integer", () => {
  for (const bad of [NaN, 1.5, -1, "1", 2 ** 31]) {
    assert.throws(() => Reflect.construct(GtpClient, [bad, false]), /^(Type|Range)Error: handle /);
  }
});

test("a wire's buffer may be given away: later sends have new memory", () => {
  using members = pair();
  const { alice, bob } = members;
  using session = SFrameSession.create(alice.mls);
  using encryptor = session.createEncryptor(alice.mls, alice.mls.ownLeaf);
  const uses = [
    () => alice.sendText(1, "text").wire,
    () => alice.control(9, 0).wire,
    () => encryptor.encrypt(SHORT),
    () => encodeGbpFrame(1, GROUP_ID, 0, 0, 0, 0, 0, 0, SHORT),
  ];
  for (const use of uses) {
    const wire = use();
    structuredClone(wire, { transfer: [wire.buffer] });
    assert.equal(wire.length, 0);
    assert.ok(use().length > 0, `${use}`);
  }
  assert.equal(bob.readText(alice.sendText(2, "after")), "after");
});

test("no result stands in memory that a later call writes", () => {
  using members = pair();
  const { alice, bob } = members;
  const results = [
    lookupError(1)!,
    alice.mls.groupId,
    alice.node.groupId,
    alice.mls.exportKeyPackage(),
    alice.mls.exportSecret("x", SHORT, 16),
    bob.receivePayload(alice.sendText(1, "text")).plaintext,
  ];
  const copies = results.map((result) => result.slice());
  for (const result of results) structuredClone(result, { transfer: [result.buffer] });
  const again = [
    lookupError(1)!,
    alice.mls.groupId,
    alice.node.groupId,
    alice.mls.exportKeyPackage(),
    alice.mls.exportSecret("x", SHORT, 16),
  ];
  assert.deepEqual(again, copies.slice(0, -1));
  assert.equal(bob.readText(alice.sendText(2, "after")), "after");
});

test("adopt refuses handles that are not open, of every kind", () => {
  assert.throws(() => GtpClient.adopt(999_999), {
    name: "GbpError",
    message: "adopt: no GtpClient with handle 999999 is open",
  });
  assert.throws(() => MlsContext.adopt(999_999), GbpError);
});
