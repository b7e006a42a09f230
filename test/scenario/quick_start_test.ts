// The README's first story: two members, one text, one voice frame, one signal.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PayloadCodec, SFrameSession, SignalType } from "../../bindings/mod.ts";
import { pair } from "../bindings/members.ts";

test("Alice and Bob exchange text in every codec", () => {
  using members = pair();
  const { alice, bob } = members;
  for (const [index, codec] of Object.values(PayloadCodec).entries()) {
    const text = `hello ${codec}, h\u00e9llo \u{1f600}`;
    const frame = alice.gtp.send(alice.node, alice.mls, 2, index + 1, text, codec);
    assert.equal(frame.target, 2);
    const event = bob.receivePayload(frame);
    assert.equal(event.codec, codec);
    assert.equal(event.streamTypeName, "text");
    assert.equal(event.sequenceNo, index + 1);
    const result = bob.gtp.accept(event.plaintext, bob.mls.epoch, event.codec);
    assert.equal(result.status, "new");
    assert.equal(result.sender, 1);
    assert.equal(result.messageId, BigInt(index + 1));
    assert.equal(result.text, text);
  }
});

test("Bob answers, and each direction counts on its own", () => {
  using members = pair();
  const { alice, bob } = members;
  assert.equal(bob.readText(alice.sendText(1, "ping")), "ping");
  assert.equal(alice.readText(bob.sendText(1, "pong")), "pong");
  assert.equal(bob.readText(alice.sendText(2, "")), "");
});

test("a voice frame travels under SFrame inside GAP, in both formats", () => {
  using members = pair();
  const { alice, bob } = members;
  for (const format of ["gbp-1.5", "rfc9605"] as const) {
    using aliceVoice = SFrameSession.create(alice.mls, "voice", 0, format);
    using bobVoice = SFrameSession.create(bob.mls, "voice", 0, format);
    using encryptor = aliceVoice.createEncryptor(alice.mls, alice.mls.ownLeaf, "voice");
    const opus = Uint8Array.from({ length: 160 }, (_, index) => index);
    const frame = alice.gap.send(alice.node, alice.mls, 0, 7, 960, encryptor.encrypt(opus));
    const event = bob.receivePayload(frame);
    const audio = bob.gap.accept(event.plaintext, bob.mls.epoch, event.codec);
    assert.equal(audio.status, "new");
    assert.equal(audio.source, 7);
    assert.equal(audio.rtpTimestamp, 960n);
    const { plaintext, senderLeaf } = bobVoice.decrypt(audio.opus!);
    assert.deepEqual(plaintext, opus);
    assert.equal(senderLeaf, 0);
  }
});

test("signals with and without arguments keep members and muted", () => {
  using members = pair();
  const { alice, bob } = members;
  const accept = (signal: SignalType, requestId: number, args?: Uint8Array) => {
    const event = bob.receivePayload(
      alice.gsp.send(alice.node, alice.mls, 0, signal, 3, requestId, args),
    );
    return bob.gsp.accept(event.plaintext, bob.mls.epoch, event.codec);
  };
  const joined = accept(SignalType.JOIN, 1);
  assert.equal(joined.signal, "JOIN");
  assert.equal(joined.signalCode, SignalType.JOIN);
  assert.equal(joined.roleClaim, 3);
  assert.deepEqual(bob.gsp.members, new Set([1]));
  const target9 = new Uint8Array([0xa1, 0x00, 0x09]);
  assert.deepEqual(accept(SignalType.MUTE, 2, target9).args, target9);
  assert.deepEqual(bob.gsp.muted, new Set([9]), "ours: the target is muted, not the sender");
  accept(SignalType.UNMUTE, 3, target9);
  assert.deepEqual(bob.gsp.muted, new Set());
  assert.equal(accept(SignalType.MUTE, 4).reason?.startsWith("bad args schema: MUTE/UNMUTE"), true);
  accept(SignalType.LEAVE, 5);
  assert.deepEqual(bob.gsp.members, new Set());
});
