// The three clients: results and their fields, duplicates, late frames, refusals
// (docs/behaviour.md, Clients).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AttachmentManifest,
  ContentType,
  GapClient,
  GspClient,
  GtpClient,
  PayloadCodec,
  SignalType,
} from "../../bindings/mod.ts";
import { pair } from "./members.ts";

const CODECS = Object.values(PayloadCodec);
const UNDECODABLE = new Uint8Array([0xff]);

test("GTP: a repeated message is a duplicate with all its fields", () => {
  using members = pair();
  const { alice, bob } = members;
  for (const codec of CODECS) {
    using client = GtpClient.create();
    const id = 2n ** 64n - 1n;
    const frame = alice.gtp.send(alice.node, alice.mls, 0, id, "text", codec);
    const { plaintext } = bob.receivePayload(frame);
    for (const status of ["new", "duplicate"]) {
      const result = client.accept(plaintext, 1n, codec);
      assert.equal(result.status, status);
      assert.equal(result.sender, 1);
      assert.equal(result.messageId, id);
      assert.equal(result.text, "text");
      assert.equal(result.reason, undefined);
      assert.equal(result.contentType, ContentType.PLAIN);
      assert.deepEqual(result.body, new TextEncoder().encode("text"));
    }
    client.reset();
    assert.equal(client.accept(plaintext, 1n, codec).status, "new");
  }
});

test("GTP, GAP, GSP: what does not decode is a result with a reason, in every codec", () => {
  for (const codec of CODECS) {
    for (const client of [GtpClient.create(), GapClient.create(), GspClient.create()]) {
      const result = client.accept(UNDECODABLE, 1, codec);
      assert.equal(result.status, "error");
      assert.match(result.reason!, /^decode: CBOR decode: /);
      for (const [name, value] of Object.entries(result)) {
        if (name !== "status" && name !== "reason") assert.equal(value, undefined, name);
      }
      client.close();
    }
  }
});

test("GTP: a body that is not UTF-8 reads <binary>, and the body has its bytes", () => {
  using client = GtpClient.create();
  const text = (value: string): number[] => [...new TextEncoder().encode(value)];
  const field = (key: string, ...value: number[]): number[] => [
    0x60 + key.length,
    ...text(key),
    ...value,
  ];
  const message = (body: number[]): Uint8Array =>
    new Uint8Array([
      0xa8,
      ...field("mid", 5),
      ...field("sid", 1),
      ...field("ts", 0),
      ...field("rid", 0),
      ...field("fl", 1),
      ...field("ct", 2),
      ...field("len", 2),
      ...field("body", ...body),
    ]);
  const whole = client.accept(message([0x42, 0xff, 0xfe]), 1);
  assert.equal(whole.text, "<binary>");
  assert.equal(whole.contentType, ContentType.BINARY);
  assert.deepEqual(whole.body, new Uint8Array([0xff, 0xfe]));
  client.reset();
  // In two chunks: the body's bytes do not stand together in the plaintext.
  const chunked = client.accept(message([0x5f, 0x41, 0xff, 0x41, 0xfe, 0xff]), 1);
  assert.equal(chunked.status, "new", chunked.reason ?? "");
  assert.deepEqual(chunked.body, new Uint8Array([0xff, 0xfe]));
  client.reset();
  const ascii = client.accept(message([0x5f, 0x41, 0x68, 0x41, 0x69, 0xff]), 1);
  assert.equal(ascii.text, "hi");
});

test("GTP: an attachment is announced by its manifest", () => {
  using members = pair();
  const { alice, bob } = members;
  const manifest = new AttachmentManifest({
    attachmentId: 2n ** 64n - 1n,
    name: "\u0444\u0430\u0439\u043b.txt",
    mime: "text/plain",
    size: 5_000_000_000,
    chunkCount: 76_294,
    hash: new Uint8Array(32).fill(9),
  });
  for (const [index, codec] of CODECS.entries()) {
    const frame = alice.gtp.sendAttachment(alice.node, alice.mls, 2, index, manifest, codec);
    const { plaintext } = bob.receivePayload(frame);
    const result = bob.gtp.accept(plaintext, 1, codec);
    assert.equal(result.contentType, ContentType.ATTACHMENT_REF);
    assert.deepEqual(AttachmentManifest.decode(result.body!), manifest);
  }
});

test("GAP: frames of one source count on, and what comes again is late", () => {
  using members = pair();
  const { alice, bob } = members;
  const opus = new Uint8Array([7, 8, 9]);
  for (const [index, codec] of CODECS.entries()) {
    const time = 2n ** 40n + BigInt(index);
    const frame = alice.gap.send(alice.node, alice.mls, 0, 5, time, opus, codec);
    const { plaintext } = bob.receivePayload(frame);
    for (const status of ["new", "late"]) {
      const result = bob.gap.accept(plaintext, 1, codec);
      assert.equal(result.status, status);
      assert.equal(result.source, 5);
      assert.equal(result.seq, index + 1);
      assert.equal(result.bytes, 3);
      assert.equal(result.rtpTimestamp, time);
      assert.deepEqual(result.opus, opus);
    }
  }
  alice.gap.reset();
  const again = alice.gap.send(alice.node, alice.mls, 0, 5, 0, opus);
  assert.equal(bob.gap.accept(bob.receivePayload(again).plaintext, 1).seq, 1);
});

test("GAP: another epoch's key phase is an error that names both", () => {
  using members = pair();
  const { alice, bob } = members;
  const frame = alice.gap.send(alice.node, alice.mls, 0, 5, 0, new Uint8Array(1));
  const { plaintext } = bob.receivePayload(frame);
  assert.equal(bob.gap.accept(plaintext, 7).reason, "epoch stale: kp=1, expected=7");
});

test("GSP: a repeated request is a duplicate that carries only its id", () => {
  using members = pair();
  const { alice, bob } = members;
  for (const [index, codec] of CODECS.entries()) {
    const { node, mls, gsp } = alice;
    const args = new Uint8Array([0xa2, 0x00, 0x05, 0x01, 0x02]);
    const frame = gsp.send(node, mls, 0, SignalType.ROLE_CHANGE, 3, index + 1, args, codec);
    const { plaintext } = bob.receivePayload(frame);
    const result = bob.gsp.accept(plaintext, 1, codec);
    assert.equal(result.signal, "ROLE_CHANGE");
    assert.equal(result.signalCode, SignalType.ROLE_CHANGE);
    assert.equal(result.sender, 1);
    assert.equal(result.roleClaim, 3);
    assert.equal(result.requestId, index + 1);
    assert.deepEqual(result.args, args);
    const again = bob.gsp.accept(plaintext, 1, codec);
    assert.deepEqual({ ...again }, {
      status: "duplicate",
      signal: undefined,
      signalCode: undefined,
      sender: undefined,
      roleClaim: undefined,
      requestId: index + 1,
      reason: undefined,
    });
  }
});

test("GSP: an unknown signal is the library's refusal, as in Python", () => {
  using members = pair();
  const { alice } = members;
  assert.throws(() => alice.gsp.send(alice.node, alice.mls, 0, 999 as never, 0, 0), {
    message: "gsp_client_send: bad signal 999",
  });
});

test("GSP: members and muted are copies and survive epochs, reset empties them", () => {
  using members = pair();
  const { alice, bob } = members;
  const accept = (signal: SignalType, request: number, epoch: number, args?: Uint8Array) => {
    const { node, mls, gsp } = alice;
    const frame = gsp.send(node, mls, 0, signal, 0, request, args);
    assert.equal(bob.gsp.accept(bob.receivePayload(frame).plaintext, epoch).status, "new");
  };
  accept(SignalType.JOIN, 1, 1);
  accept(SignalType.MUTE, 2, 2, new Uint8Array([0xa1, 0x00, 0x18, 0x64]));
  assert.deepEqual(bob.gsp.members, new Set([1]));
  assert.deepEqual(bob.gsp.muted, new Set([100]));
  (bob.gsp.members as Set<number>).add(5);
  assert.deepEqual(bob.gsp.members, new Set([1]));
  bob.gsp.reset();
  assert.deepEqual(bob.gsp.members, new Set());
  assert.deepEqual(bob.gsp.muted, new Set());
});

test("a closed node or context is named by the client's send", () => {
  using members = pair();
  const { alice } = members;
  alice.node.close();
  assert.throws(() => alice.sendText(1, "x"), {
    name: "GbpError",
    message: "gtp_client_send: GroupNode is closed",
  });
});

test("an unknown codec is taken as CBOR", () => {
  using members = pair();
  const { alice, bob } = members;
  const frame = alice.gtp.send(alice.node, alice.mls, 0, 1, "x", 9 as never);
  const event = bob.receivePayload(frame);
  assert.equal(bob.gtp.accept(event.plaintext, 1, 9 as never).text, "x");
});
