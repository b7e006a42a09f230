// Attachments: manifest and chunks (docs/wire.md, GTP attachments).

import assert from "node:assert/strict";
import { test } from "node:test";
import { AttachmentChunk, AttachmentManifest, GbpError } from "../../bindings/mod.ts";

const hash = new Uint8Array(32).fill(1);
const fields = { attachmentId: 7, name: "a", mime: "b", size: 3, chunkCount: 1, hash };
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

test("a manifest has the bytes of wire.md", () => {
  const expected = "a66361696407646e616d656161646d696d656162" + "6473697a6503626e63016468617368" +
    "5820" + "01".repeat(32);
  assert.equal(hex(new AttachmentManifest(fields).encode()), expected);
});

test("a manifest checks its fields by name", () => {
  const bad: [keyof typeof fields, unknown][] = [
    ["attachmentId", -1],
    ["name", 5],
    ["name", "\ud800"],
    ["mime", null],
    ["size", 1.5],
    ["chunkCount", 2 ** 32],
    ["hash", new Uint8Array(31)],
  ];
  for (const [name, value] of bad) {
    const attempt = (): unknown => new AttachmentManifest({ ...fields, [name]: value as never });
    assert.throws(attempt, new RegExp(`^(Type|Range)Error: ${name} `));
  }
});

test("every prefix of a manifest and of a chunk is refused", () => {
  const manifest = new AttachmentManifest(fields).encode();
  for (let length = 0; length < manifest.length; length += 1) {
    assert.throws(() => AttachmentManifest.decode(manifest.subarray(0, length)), GbpError);
  }
  const chunk = new AttachmentChunk(7, 0, 1, new Uint8Array(20)).encode();
  for (let length = 0; length < chunk.length; length += 1) {
    assert.throws(() => AttachmentChunk.decode(chunk.subarray(0, length)), GbpError);
  }
});

test("a manifest with a hash of another length is a peer's fault", () => {
  const manifest = new AttachmentManifest(fields).encode();
  const short = new Uint8Array([...manifest.subarray(0, -34), 0x43, 1, 2, 3]);
  assert.throws(() => AttachmentManifest.decode(short), (error) => {
    assert.ok(error instanceof GbpError, `${error}`);
    assert.equal(error.operation, "manifest_decode");
    return true;
  });
});

test("a chunk has the bytes of wire.md", () => {
  const chunk = new AttachmentChunk(2n ** 64n - 1n, 1, 2, new Uint8Array([9]));
  const expected = "a4636169641bffffffffffffffff63696478" + "01626e6302646461746141" + "09";
  assert.equal(hex(chunk.encode()), expected);
  assert.deepEqual(AttachmentChunk.decode(chunk.encode()), chunk);
});

test("a file is split without a rest, and comes together again", () => {
  const file = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
  for (const size of [1, 333, 999, 1000, 1001]) {
    const chunks = AttachmentChunk.split(1, file, size)
      .map((chunk) => AttachmentChunk.decode(chunk.encode()));
    assert.equal(chunks.length, Math.ceil(1000 / size));
    assert.ok(chunks.every((chunk, index) => chunk.index === index));
    const joined = new Uint8Array(chunks.flatMap((chunk) => [...chunk.data]));
    assert.deepEqual(joined, file);
  }
  assert.deepEqual(AttachmentChunk.split(1, new Uint8Array()), []);
});
