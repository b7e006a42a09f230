// Envelopes of the live demo: what was cut or made up is refused with a clear text.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodeEnvelope,
  decodeWelcome,
  encodeEnvelope,
  encodeWelcome,
  EnvelopeKind,
} from "../../examples/live/envelope.ts";

const body = Uint8Array.from({ length: 40 }, (_, index) => index);
const envelope = { kind: EnvelopeKind.FRAME, from: 2, to: 0xffff_ffff, body };

test("an envelope survives its way", () => {
  assert.deepEqual(decodeEnvelope(encodeEnvelope(envelope)), envelope);
  const empty = { ...envelope, body: new Uint8Array() };
  assert.deepEqual(decodeEnvelope(encodeEnvelope(empty)), empty);
});

test("every cut of an envelope is refused, and a byte too many is too", () => {
  const whole = encodeEnvelope(envelope);
  for (let length = 0; length < whole.length; length += 1) {
    assert.throws(() => decodeEnvelope(whole.subarray(0, length)), /^Error: envelope is cut: /);
  }
  const long = new Uint8Array([...whole, 0]);
  assert.throws(() => decodeEnvelope(long), /envelope is cut: 41 of 40 bytes/);
});

test("unknown kinds and texts are no envelopes", () => {
  const unknown = encodeEnvelope(envelope);
  for (const kind of [0, 5, 255]) {
    unknown[0] = kind;
    assert.throws(() => decodeEnvelope(unknown), new RegExp(`unknown kind ${kind}`));
  }
  assert.throws(() => decodeEnvelope("hello"), /text, not bytes/);
});

test("a Welcome carries the next transition's id", () => {
  assert.deepEqual(decodeWelcome(encodeWelcome(7, body)), { nextTransitionId: 7, welcome: body });
  assert.throws(() => decodeWelcome(body.subarray(0, 3)), /without its transition id/);
});
