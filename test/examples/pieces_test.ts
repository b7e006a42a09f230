// The smaller pieces of the live demo: what it reads from a header and from arguments, what a
// member waits for, and the sums at the end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeGbpFrame } from "../../bindings/mod.ts";
import { Actor } from "../../examples/live/actor.ts";
import { readFrameHeader } from "../../examples/live/frame_header.ts";
import { Inbox } from "../../examples/live/inbox.ts";
import { decodeArgs, encodeArgs, showArgs } from "../../examples/live/signal_args.ts";
import { discrepancies, summaryTable } from "../../examples/live/summary.ts";
import { type Tally, TallyKeeper } from "../../examples/live/tally.ts";

test("the header that the relay reads is the header that the library writes", () => {
  for (const value of [0, 23, 24, 255, 256, 65_535, 65_536, 0xffff_ffff]) {
    const wire = encodeGbpFrame({
      version: 1,
      groupId: new Uint8Array(16).fill(7),
      epoch: value === 0xffff_ffff ? 2 ** 40 : value,
      transitionId: value,
      streamType: 2,
      streamId: value,
      flags: 7,
      sequenceNo: value,
      payload: new Uint8Array(300),
    });
    assert.deepEqual(readFrameHeader(wire), {
      epoch: value === 0xffff_ffff ? 2 ** 40 : value,
      transitionId: value,
      streamName: "text",
      streamId: value,
      sequenceNo: value,
      codecName: "CBOR",
    });
    for (let length = 0; length < wire.length; length += 1) {
      assert.throws(() => readFrameHeader(wire.subarray(0, length)), RangeError);
    }
  }
});

test("arguments of signals are CBOR maps", () => {
  const wide: [number, number][] = [[0, 3], [1, 24], [2, 256], [3, 70_000]];
  assert.deepEqual([...decodeArgs(encodeArgs(wide))], wide);
  assert.deepEqual(encodeArgs([[0, 3]]), new Uint8Array([0xa1, 0x00, 0x03]));
  assert.equal(showArgs(encodeArgs([[0, 3], [1, 2]])), " {0: 3, 1: 2}");
  assert.equal(showArgs(new Uint8Array()), "");
  assert.throws(() => decodeArgs(new Uint8Array([0x83])), RangeError);
});

test("an inbox gives each arrival once, in order, by kind and sender", async () => {
  const inbox = new Inbox(1000);
  const first = inbox.take("text", 1);
  for (const text of ["a", "b"]) inbox.put({ kind: "text", sender: 1, text });
  inbox.put({ kind: "text", sender: 2, text: "c" });
  inbox.put({ kind: "ready", sender: 1, transitionId: 4 });
  assert.equal((await inbox.take("ready", 1)).transitionId, 4);
  assert.equal((await inbox.take("text", 2)).text, "c");
  assert.equal((await first).text, "a");
  assert.equal((await inbox.take("text", 1)).text, "b");
});

test("an inbox that waits too long or has failed says why", async () => {
  const impatient = new Inbox(10);
  await assert.rejects(impatient.take("text", 3), /no text from carol within 0.01 s/);
  const inbox = new Inbox(1000);
  const waiting = inbox.take("welcome", 1);
  inbox.fail(new Error("the relay is gone"));
  inbox.fail(new Error("bob is gone"));
  await assert.rejects(waiting, /the relay is gone/);
  await assert.rejects(inbox.take("text", 1), /the relay is gone/);
});

/** Alice sent two texts in epoch 1 and one in epoch 2; Bob left before epoch 2. */
function tallies(change: (alice: TallyKeeper, bob: TallyKeeper) => void): Tally[] {
  const [alice, bob] = [new TallyKeeper(), new TallyKeeper()];
  for (const epoch of [1n, 2n]) alice.entered(epoch);
  bob.entered(1n);
  for (const epoch of [1n, 1n, 2n]) alice.sent(1, "text", epoch, "CBOR");
  for (const epoch of [1n, 1n]) bob.read(1, "text", epoch);
  bob.refused(1, "text", 2n);
  change(alice, bob);
  return [alice.result(1, "Bun"), bob.result(2, "Deno")];
}

test("the sums at the end notice what was lost, read too much, or not handed over", () => {
  assert.deepEqual(discrepancies(tallies(() => {})), []);
  const lost = discrepancies(tallies((alice) => alice.sent(1, "audio", 1n, "CBOR")));
  assert.deepEqual(lost, ["bob read 0 and refused 0 of 1 audio messages of alice in epoch 1"]);
  const read = discrepancies(tallies((_, bob) => bob.read(1, "text", 2n)));
  assert.deepEqual(read, ["bob read 1 and refused 1 of 1 text messages of alice in epoch 2"]);
  const kept = discrepancies(tallies((alice) => alice.sent(1, "signal", 2n, "CBOR")));
  assert.deepEqual(kept, ["bob read 0 and refused 0 of 1 signal messages of alice in epoch 2"]);
});

test("the table has a line for each member", () => {
  const [header, alice, bob] = summaryTable(tallies(() => {}));
  assert.match(header!, /^member +runtime +epochs +text +audio +signal +refused +codecs sent$/);
  assert.match(alice!, /^alice +Bun +1 2 +3\/0 +0\/0 +0\/0 +0 +CBOR$/);
  assert.match(bob!, /^bob +Deno +1 +0\/2 +0\/0 +0\/0 +1$/);
});

test("a runtime that is missing is named", async () => {
  const actor = new Actor("bob", ["/nonexistent/deno", "run"], () => {});
  const { fault } = await actor.ended;
  assert.match(fault ?? "", /^bob cannot be started: .*\/nonexistent\/deno/);
});
