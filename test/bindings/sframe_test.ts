// SFrame sessions and encryptors (docs/wire.md, SFrame).

import assert from "node:assert/strict";
import { test } from "node:test";
import { AES_128_GCM, AES_256_GCM, GbpError, SFrameSession } from "../../bindings/mod.ts";
import { pair } from "./members.ts";

const FORMATS = ["gbp-1.5", "rfc9605"] as const;
const frame = new Uint8Array([1, 2, 3, 4]);
const aad = new Uint8Array([9]);

test("every suite and format goes from one member to the other", () => {
  using members = pair();
  const { alice, bob } = members;
  for (const format of FORMATS) {
    for (const suite of [AES_128_GCM, AES_256_GCM]) {
      using sender = SFrameSession.create(alice.mls, "l", suite, format);
      using receiver = SFrameSession.create(bob.mls, "l", suite, format);
      using encryptor = sender.createEncryptor(alice.mls, alice.mls.ownLeaf, "l", suite);
      for (const size of [0, 1, 160, 5000, 100_000]) {
        const plaintext = new Uint8Array(size).fill(size);
        const result = receiver.decrypt(encryptor.encrypt(plaintext, aad), aad);
        assert.deepEqual(result.plaintext, plaintext);
        assert.equal(result.senderLeaf, 0);
      }
    }
  }
});

test("headers of both formats: leaf 5 at epoch 1", () => {
  using members = pair();
  const { alice } = members;
  const headers = FORMATS.map((format) => {
    using session = SFrameSession.create(alice.mls, format, AES_128_GCM, format);
    using encryptor = session.createEncryptor(alice.mls, 5, format);
    return [...encryptor.encrypt(frame).subarray(0, 5)];
  });
  assert.deepEqual(headers[0], [0x20, 0x01, 0x00, 0x05, 0x00]);
  assert.deepEqual(headers[1]?.slice(0, 4), [0xa0, 0x05, 0x00, 0x01]);
});

test("a repeated payload is a replay, a changed one fails and closes nothing", () => {
  using members = pair();
  const { alice } = members;
  using session = SFrameSession.create(alice.mls);
  using encryptor = session.createEncryptor(alice.mls, alice.mls.ownLeaf);
  const payload = encryptor.encrypt(frame);
  const forged = payload.slice();
  forged[forged.length - 1]! ^= 1;
  assert.throws(() => session.decrypt(forged), {
    name: "GbpError",
    message: "gbp_sframe_decrypt: AEAD decryption failed",
  });
  assert.throws(() => session.decrypt(payload, aad), GbpError);
  assert.deepEqual(session.decrypt(payload).plaintext, frame);
  assert.throws(
    () => session.decrypt(payload),
    /gbp_sframe_decrypt: replay detected: KID=\d+ CTR=\d+/,
  );
});

test("an empty payload is an error, a genuine empty frame is not (ours)", () => {
  using members = pair();
  const { alice } = members;
  using session = SFrameSession.create(alice.mls);
  using encryptor = session.createEncryptor(alice.mls, alice.mls.ownLeaf);
  assert.throws(() => session.decrypt(new Uint8Array()), GbpError);
  assert.deepEqual(
    session.decrypt(encryptor.encrypt(new Uint8Array())).plaintext,
    new Uint8Array(),
  );
});

test("every prefix of a payload is refused", () => {
  using members = pair();
  const { alice } = members;
  for (const format of FORMATS) {
    using session = SFrameSession.create(alice.mls, "p", AES_128_GCM, format);
    using encryptor = session.createEncryptor(alice.mls, alice.mls.ownLeaf, "p");
    const payload = encryptor.encrypt(frame);
    for (let length = 0; length < payload.length; length += 1) {
      assert.throws(() => session.decrypt(payload.subarray(0, length)), GbpError);
    }
    assert.deepEqual(session.decrypt(payload).plaintext, frame);
  }
});

test("an encryptor made anew goes on counting (ours)", () => {
  using members = pair();
  const { alice } = members;
  using session = SFrameSession.create(alice.mls);
  using first = session.createEncryptor(alice.mls, alice.mls.ownLeaf);
  using second = session.createEncryptor(alice.mls, alice.mls.ownLeaf);
  const payloads = [first.encrypt(frame), second.encrypt(frame), first.encrypt(frame)];
  assert.equal(new Set(payloads.map(String)).size, 3);
  for (const payload of payloads) assert.deepEqual(session.decrypt(payload).plaintext, frame);
});

test("an unknown suite is the library's refusal, as in Python; a format is a RangeError", () => {
  using members = pair();
  const { mls } = members.alice;
  assert.throws(() => SFrameSession.create(mls, "l", 9), {
    message: "gbp_sframe_session_create: unknown ciphersuite 9",
  });
  assert.throws(() => SFrameSession.create(mls, "l", 0, "draft" as never), /^RangeError: format /);
});
