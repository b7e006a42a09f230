// Watermark: what gbp-stack 1.5.0 does (docs/behaviour.md, Toolkits).

import assert from "node:assert/strict";
import { test } from "node:test";
import { Watermark } from "../../../bindings/src/toolkits/watermark.ts";

test("observe keeps the highest id, and 0 records nothing", () => {
  const seen = new Watermark();
  seen.observe(1, 0);
  assert.equal(seen.size, 0);
  assert.equal(seen.lastSeen(1), undefined);
  seen.observe(1, 5);
  seen.observe(1, 3);
  seen.observe(1, 5n);
  assert.equal(seen.lastSeen(1), 5n);
  seen.observe(1, 2n ** 64n - 1n);
  assert.equal(seen.lastSeen(1), 2n ** 64n - 1n);
});

test("snapshot is a copy, in the order in which senders were first seen", () => {
  const seen = new Watermark();
  seen.observe(5, 1);
  seen.observe(1, 1);
  seen.observe(5, 9);
  const copy = seen.snapshot();
  assert.deepEqual([...copy], [[5, 9n], [1, 1n]]);
  copy.set(7, 7n);
  assert.equal(seen.size, 2);
  seen.clear();
  assert.equal(seen.size, 0);
  assert.equal(copy.size, 3);
});

test("arguments out of range are refused by name", () => {
  const seen = new Watermark();
  assert.throws(() => seen.observe(-1, 1), { name: "RangeError", message: /^senderId / });
  assert.throws(() => seen.observe(1, -1), { name: "RangeError", message: /^messageId / });
  assert.throws(() => seen.observe(1, 2 ** 53), { name: "RangeError", message: /^messageId / });
  assert.throws(() => seen.observe(1, 2n ** 64n), { name: "RangeError", message: /^messageId / });
  assert.throws(() => seen.lastSeen("1" as never), { name: "TypeError", message: /^senderId / });
});
