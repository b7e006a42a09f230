// MessageHistory: what gbp-stack 1.5.0 does, and constant time (docs/behaviour.md,
// Toolkits).

import assert from "node:assert/strict";
import { test } from "node:test";
import { GbpError } from "../../../bindings/src/errors.ts";
import { MessageEntry, MessageHistory } from "../../../bindings/src/toolkits/message_history.ts";
import { Watermark } from "../../../bindings/src/toolkits/watermark.ts";

const entry = (sender: number, id: number | bigint, text = ""): MessageEntry =>
  new MessageEntry(sender, id, text);
const ids = (entries: Iterable<MessageEntry>): bigint[] => [...entries].map((one) => one.messageId);

test("MessageHistory takes a capacity above 0 only", () => {
  const refusal = { name: "RangeError", message: "capacity must be > 0" };
  assert.throws(() => new MessageHistory(0), refusal);
  assert.throws(() => new MessageHistory(-1), refusal);
  assert.throws(() => new MessageHistory(1.5), RangeError);
  assert.throws(() => new MessageHistory(NaN), RangeError);
  assert.throws(() => new MessageHistory("9" as never), TypeError);
  assert.equal(new MessageHistory(1).length, 0);
});

test("push remembers a message once, and forgets the oldest first", () => {
  const history = new MessageHistory(3);
  assert.equal(history.push(entry(1, 1, "a")), true);
  assert.equal(history.push(entry(1, 1, "b")), false);
  assert.equal(history.push(entry(2, 1, "c")), true, "another sender may use the same id");
  assert.equal(history.push(entry(1, 0)), true);
  assert.equal(history.length, 3);
  assert.equal(history.push(entry(1, 5)), true);
  assert.equal(history.length, 3);
  assert.equal(history.contains(1, 1), false, "the oldest is out");
  assert.equal(history.push(entry(1, 1, "again")), true, "what is out may come in again");
  assert.deepEqual(ids(history.sinceForSender(1, 0)), [5n, 1n], "in the order of arrival");
});

test("push takes a plain object of the same fields", () => {
  const history = new MessageHistory(2);
  assert.equal(history.push({ senderId: 1, messageId: 7n, text: "x" }), true);
  assert.equal(history.push(entry(1, 7)), false);
  assert.throws(() => history.push({ senderId: -1, messageId: 7n, text: "x" }), RangeError);
  assert.throws(() => history.push(null as never), { name: "TypeError", message: /^entry / });
});

test("since gives what a watermark has not seen, and everything of an unseen sender", () => {
  const history = new MessageHistory(10);
  for (const id of [0, 1, 2, 3]) history.push(entry(1, id));
  history.push(entry(2, 0));
  const seen = new Watermark();
  assert.deepEqual(ids(history.since(seen)), [0n, 1n, 2n, 3n, 0n]);
  seen.observe(1, 2);
  assert.deepEqual(ids(history.since(seen)), [3n, 0n]);
  assert.throws(() => history.since({} as never), { name: "TypeError", message: /^watermark / });
});

test("sinceForSender compares u64 ids", () => {
  const history = new MessageHistory(4);
  history.push(entry(1, 2n ** 64n - 1n));
  assert.deepEqual(ids(history.sinceForSender(1, 2n ** 63n)), [2n ** 64n - 1n]);
  assert.deepEqual(ids(history.sinceForSender(1, 2n ** 64n - 1n)), []);
  assert.deepEqual(ids(history.sinceForSender(9, 0)), []);
});

test("an iteration notices a change, but not a push that changed nothing", () => {
  const history = new MessageHistory(10);
  for (const id of [1, 2, 3]) history.push(entry(1, id));
  const fine = history.sinceForSender(1, 0);
  fine.next();
  history.push(entry(1, 3));
  assert.equal(fine.next().value?.messageId, 2n);
  const broken = history.sinceForSender(1, 0);
  broken.next();
  history.push(entry(1, 4));
  assert.throws(() => broken.next(), GbpError);
});

test("clear forgets everything", () => {
  const history = new MessageHistory(2);
  for (const id of [1, 2, 3]) history.push(entry(1, id));
  history.clear();
  assert.equal(history.length, 0);
  assert.equal(history.contains(1, 3), false);
  assert.equal(history.push(entry(1, 3)), true);
  assert.deepEqual(ids(history.sinceForSender(1, 0)), [3n]);
});

test("a history behaves as a list of the last n, whatever is pushed", () => {
  const capacity = 5;
  const history = new MessageHistory(capacity);
  let model: string[] = [];
  let state = 1;
  for (let step = 0; step < 2000; step += 1) {
    state = (state * 48271) % 0x7fffffff;
    const one = entry(state % 3, state % 7);
    const key = `${one.senderId}/${one.messageId}`;
    assert.equal(history.push(one), !model.includes(key));
    if (!model.includes(key)) model = [...model, key].slice(-capacity);
    const held = [...history.since(new Watermark())].map((e) => `${e.senderId}/${e.messageId}`);
    assert.deepEqual(held, model);
  }
});

test("changing an entry after push changes nothing in the history", () => {
  const history = new MessageHistory(1);
  const first = entry(1, 1, "one");
  history.push(first);
  Object.assign(first, { senderId: 7, messageId: 9n });
  assert.equal(history.contains(1, 1), true);
  const [kept] = history.sinceForSender(1, 0);
  assert.equal(kept?.text, "one");
  assert.throws(() => Object.assign(kept!, { senderId: 7 }), TypeError);
  assert.equal(history.push(entry(2, 2, "two")), true);
  assert.equal(history.contains(1, 1), false);
  assert.equal(history.length, 1);
});
