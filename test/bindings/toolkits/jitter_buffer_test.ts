// JitterBuffer: what gbp-stack 1.5.0 does with 32-bit numbers, and ours with 16-bit numbers
// (docs/behaviour.md, Toolkits).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AudioFrame,
  JitterBuffer,
  JitterPushOutcome,
} from "../../../bindings/src/toolkits/jitter_buffer.ts";
import { SequenceHeap } from "../../../bindings/src/toolkits/sequence_heap.ts";

const LAST32 = 2 ** 32 - 1;
const frame = (sequence: number, source = 1): AudioFrame =>
  new AudioFrame(source, sequence, new Uint8Array([sequence & 0xff]));

/** Pushes in this order; each outcome, with the number that was evicted behind it. */
function push(buffer: JitterBuffer, ...sequences: number[]): string[] {
  return sequences.map((sequence) => {
    const { outcome, evicted } = buffer.push(frame(sequence));
    return evicted ? `${outcome} ${evicted.rtpSequence}` : outcome;
  });
}

/** Pops in order until nothing is due. */
function pop(buffer: JitterBuffer): number[] {
  const popped: number[] = [];
  for (let one = buffer.popInOrder(1); one; one = buffer.popInOrder(1)) {
    popped.push(one.rtpSequence);
  }
  return popped;
}

test("JitterBuffer takes a capacity above 0 and 16 or 32 bits", () => {
  const refusal = { name: "RangeError", message: "capacity_per_source must be > 0" };
  assert.throws(() => new JitterBuffer(0), refusal);
  assert.throws(() => new JitterBuffer(-1), refusal);
  assert.throws(() => new JitterBuffer(1, { sequenceBits: 24 as never }), RangeError);
  assert.throws(() => new JitterBuffer(1, { sequenceBits: "16" as never }), TypeError);
  assert.throws(() => new JitterBuffer(1, null as never), TypeError);
});

test("the lowest comes first, and then only what is next", () => {
  const buffer = new JitterBuffer(3);
  assert.equal(buffer.popInOrder(1), undefined);
  assert.equal(buffer.popForce(1), undefined);
  assert.equal(buffer.lengthFor(1), 0);
  push(buffer, 5, 3);
  assert.deepEqual(pop(buffer), [3]);
  push(buffer, 4);
  assert.deepEqual(pop(buffer), [4, 5]);
});

test("a push below the next expected number is late", () => {
  const buffer = new JitterBuffer(3);
  push(buffer, 5);
  pop(buffer);
  assert.deepEqual(push(buffer, 4, 5, 6), ["late", "late", "accepted"]);
});

test("a repeated number is accepted and ignored: the first frame stays", () => {
  const buffer = new JitterBuffer(1);
  const first = new AudioFrame(1, 1, new Uint8Array([1]));
  buffer.push(first);
  const again = buffer.push(new AudioFrame(1, 1, new Uint8Array([2])));
  assert.equal(again.outcome, JitterPushOutcome.ACCEPTED);
  assert.equal(buffer.lengthFor(1), 1);
  assert.equal(buffer.popInOrder(1), first);
});

test("over capacity the lowest goes, even when it is the one that came", () => {
  const buffer = new JitterBuffer(2);
  assert.deepEqual(push(buffer, 5, 6, 7), ["accepted", "accepted", "evicted 5"]);
  assert.deepEqual(push(buffer, 3), ["evicted 3"]);
  assert.deepEqual(pop(buffer), [6, 7]);
});

test("an eviction does not move the expected number", () => {
  const buffer = new JitterBuffer(2);
  push(buffer, 1);
  pop(buffer);
  push(buffer, 5, 6, 7);
  assert.deepEqual(pop(buffer), []);
  assert.deepEqual(push(buffer, 2), ["evicted 2"]);
  assert.equal(buffer.lengthFor(1), 2);
});

test("popForce skips what is missing", () => {
  const buffer = new JitterBuffer(4);
  push(buffer, 10);
  pop(buffer);
  push(buffer, 15);
  assert.deepEqual(pop(buffer), []);
  assert.equal(buffer.popForce(1)?.rtpSequence, 15);
  assert.deepEqual(push(buffer, 12, 16), ["late", "accepted"]);
  assert.deepEqual(pop(buffer), [16]);
  assert.equal(buffer.popForce(1), undefined);
});

test("32 bits: numbers are compared as they stand, only the expected one wraps", () => {
  const early = new JitterBuffer(4);
  push(early, LAST32 - 1);
  pop(early);
  assert.deepEqual(push(early, LAST32, 0, 1), ["accepted", "late", "late"]);
  const wrapped = new JitterBuffer(4);
  push(wrapped, LAST32);
  pop(wrapped);
  assert.deepEqual(push(wrapped, 0, LAST32), ["accepted", "accepted"]);
  assert.deepEqual(pop(wrapped), [0]);
  assert.equal(wrapped.popForce(1)?.rtpSequence, LAST32);
  assert.deepEqual(push(wrapped, 0), ["accepted"], "0 is expected again");
});

test("16 bits: 0 follows 65535", () => {
  const buffer = new JitterBuffer(4, { sequenceBits: 16 });
  push(buffer, 65_534, 1, 0, 65_535);
  assert.deepEqual(pop(buffer), [65_534, 65_535, 0, 1]);
  assert.deepEqual(push(buffer, 65_535, 1, 2), ["late", "late", "accepted"]);
  assert.throws(() => buffer.push(frame(65_536)), { name: "RangeError", message: /^rtpSequence / });
});

test("16 bits: half the numbers are ahead, half are late, for many rounds", () => {
  const buffer = new JitterBuffer(2, { sequenceBits: 16 });
  for (let sequence = 0; sequence < 200_000; sequence += 1) {
    buffer.push(frame(sequence & 0xffff));
    assert.equal(buffer.popInOrder(1)?.rtpSequence, sequence & 0xffff);
  }
  const next = 200_000 & 0xffff;
  assert.deepEqual(push(buffer, (next + 0x7fff) & 0xffff), ["accepted"]);
  assert.deepEqual(push(buffer, (next + 0x8000) & 0xffff), ["late"]);
});

test("sources are independent, and clear forgets them all", () => {
  const buffer = new JitterBuffer(1);
  buffer.push(frame(1, 1));
  buffer.push(frame(1, 2));
  assert.equal(buffer.popInOrder(2)?.mediaSourceId, 2);
  assert.equal(buffer.lengthFor(1), 1);
  buffer.clear();
  assert.equal(buffer.lengthFor(1), 0);
  assert.deepEqual(push(buffer, 1), ["accepted"]);
});

test("AudioFrame checks its parts, and push takes a plain object of them", () => {
  const plaintext = new Uint8Array(1);
  assert.throws(() => new AudioFrame(-1, 0, plaintext), /^RangeError: mediaSourceId /);
  assert.throws(() => new AudioFrame(0, 2 ** 32, plaintext), /^RangeError: rtpSequence /);
  assert.throws(() => new AudioFrame(0, 0, "x" as never), /^TypeError: plaintext /);
  const buffer = new JitterBuffer(1);
  buffer.push({ mediaSourceId: 3, rtpSequence: 4, plaintext });
  assert.equal(buffer.popInOrder(3)?.plaintext, plaintext);
  assert.throws(() => buffer.push(undefined as never), /^TypeError: frame /);
});

test("a changed frame is refused by push, and changing one that is held does no harm", () => {
  const buffer = new JitterBuffer(2);
  const held = frame(5);
  buffer.push(held);
  Object.assign(held, { mediaSourceId: 9, rtpSequence: NaN });
  assert.throws(() => buffer.push(held), /^RangeError: mediaSourceId|^RangeError: rtpSequence /);
  push(buffer, 6);
  assert.equal(buffer.lengthFor(1), 2);
  assert.equal(buffer.popInOrder(1), held);
  assert.deepEqual(pop(buffer), [6]);
});

test("of more than 65 536 sources the one that is idle longest is forgotten", () => {
  const buffer = new JitterBuffer(1);
  for (let source = 0; source < 65_536; source += 1) buffer.push(frame(1, source));
  buffer.push(frame(1, 0)); // source 1 is now the idlest
  buffer.push(frame(1, 65_536));
  assert.equal(buffer.lengthFor(0), 1);
  assert.equal(buffer.lengthFor(1), 0);
  assert.equal(buffer.lengthFor(2), 1);
  assert.equal(buffer.lengthFor(65_536), 1);
});

test("SequenceHeap gives numbers back in order", () => {
  const heap = new SequenceHeap();
  const numbers = Array.from({ length: 1000 }, (_, index) => (index * 7919) % 1009 - 500);
  for (const one of numbers) heap.push(one);
  const popped: number[] = [];
  for (let one = heap.pop(); one !== undefined; one = heap.pop()) popped.push(one);
  assert.deepEqual(popped, numbers.toSorted((a, b) => a - b));
  assert.equal(heap.lowest, undefined);
});
