// check.ts: every argument is refused by name before it crosses
// (docs/python-to-typescript.md, What changes everywhere).

import assert from "node:assert/strict";
import { test } from "node:test";
import * as check from "../../bindings/src/check.ts";

test("u32 takes 0 to 2^32 - 1, and nothing that a runtime would narrow", () => {
  for (const good of [0, -0, 1, 2 ** 31, 2 ** 32 - 1]) assert.equal(check.u32(good, "x"), good);
  for (const bad of [-1, 2 ** 32, 0.5, NaN, Infinity, -Infinity, 2 ** 53]) {
    assert.throws(() => check.u32(bad, "count"), { name: "RangeError", message: /^count must be/ });
  }
  for (const bad of [undefined, null, "1", 1n, true, {}, [1], Symbol("s"), new Number(1)]) {
    const refusal = { name: "TypeError", message: /^count must be a number, not \w+$/ };
    assert.throws(() => check.u32(bad as never, "count"), refusal);
  }
});

test("integer refuses what is above its maximum", () => {
  assert.equal(check.integer(255, 255, "x"), 255);
  assert.throws(() => check.integer(256, 255, "x"), {
    name: "RangeError",
    message: "x must be an integer from 0 to 255, not 256",
  });
});

test("memberId ends below a million, where stream ids would wrap", () => {
  assert.equal(check.memberId(999_999, "memberId"), 999_999);
  assert.throws(() => check.memberId(1_000_000, "memberId"), RangeError);
});

test("u64 takes safe numbers and bigints of 64 bits", () => {
  assert.equal(check.u64(2 ** 53 - 1, "x"), 2n ** 53n - 1n);
  assert.equal(check.u64(2n ** 64n - 1n, "x"), 2n ** 64n - 1n);
  for (const bad of [-1, -1n, 2n ** 64n, 2 ** 53, 1.5, NaN, Infinity]) {
    assert.throws(() => check.u64(bad, "id"), { name: "RangeError", message: /^id must be/ });
  }
  for (const bad of ["1", null, undefined, {}]) {
    const refusal = { name: "TypeError", message: /^id must be a number or bigint/ };
    assert.throws(() => check.u64(bad as never, "id"), refusal);
  }
});

test("bytes takes every Uint8Array and measures its memory, not its length property", () => {
  assert.equal(check.bytes(new Uint8Array(0), "x"), 0);
  assert.equal(check.bytes(new Uint8Array(8).subarray(3), "x"), 5);
  assert.equal(check.bytes(new Uint8Array(new SharedArrayBuffer(4)), "x"), 4);
  assert.equal(check.bytes(new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })), "x"), 4);
  const liar = new Uint8Array(4);
  Object.defineProperty(liar, "length", { value: 1_000_000 });
  assert.equal(check.bytes(liar, "x"), 4);
  class Longer extends Uint8Array {
    override get length(): number {
      return 1_000_000;
    }
  }
  assert.equal(check.bytes(new Longer(4), "x"), 4);
});

test("bytes refuses what is no Uint8Array", () => {
  const strangers = [
    undefined,
    null,
    "bytes",
    7,
    [1, 2],
    {},
    { length: 4 },
    new ArrayBuffer(4),
    new Uint16Array(4),
    new DataView(new ArrayBuffer(4)),
  ];
  for (const bad of strangers) {
    const refusal = { name: "TypeError", message: /^wire must be a Uint8Array, not \w+$/ };
    assert.throws(() => check.bytes(bad as never, "wire"), refusal);
  }
  assert.throws(() => check.bytes(Object.create(Uint8Array.prototype), "wire"), TypeError);
  assert.throws(() => check.bytes(new Proxy(new Uint8Array(4), {}), "wire"), TypeError);
});

test("bytes refuses an array whose memory is gone", () => {
  const refusal = { name: "TypeError", message: /^wire has no memory/ };
  const detached = new Uint8Array(4);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  assert.throws(() => check.bytes(detached, "wire"), refusal);
  const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
  const shrunk = new Uint8Array(buffer, 4, 4);
  buffer.resize(2);
  assert.throws(() => check.bytes(shrunk, "wire"), refusal);
});

test("bytesOf wants an exact length", () => {
  assert.throws(() => check.bytesOf(new Uint8Array(15), 16, "groupId"), {
    name: "RangeError",
    message: /^groupId must be 16 bytes/,
  });
});

test("wellFormed refuses lone surrogates only", () => {
  assert.equal(check.wellFormed("h\u00e9 \u{1f600}", "text"), "h\u00e9 \u{1f600}");
  for (const bad of ["\ud800", "a\udc00", "\udc00\ud800"]) {
    assert.throws(() => check.wellFormed(bad, "text"), { name: "RangeError", message: /^text / });
  }
  assert.throws(() => check.wellFormed(5 as never, "text"), TypeError);
});

test("list collects iterables, and refuses strings and bytes", () => {
  assert.deepEqual(check.list(new Set([1, 2]), "x"), [1, 2]);
  const array = [1];
  assert.notEqual(check.list(array, "x"), array);
  for (const bad of ["ab", new Uint8Array(2), {}, null, undefined, 5]) {
    assert.throws(() => check.list(bad as never, "frames"), /^TypeError: frames must be/);
  }
});
