// The payload codecs against independent implementations that follow native/schema: those read what
// our clients write, and our clients read what those write.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GapClient, GspClient, GtpClient, PayloadCodec, SignalType } from "../../bindings/mod.ts";
import { googleFlatbuffers, writeTable } from "./google_flatbuffers.ts";
import { fromHex, type Independent, payloads, utf8 } from "./payload.ts";
import { protobufjs, writeBackwards } from "./protobufjs.ts";
import { SENDER, TwoMembers } from "./two_members.ts";

const U64_MAX = 2n ** 64n - 1n;
const U32_MAX = 2 ** 32 - 1;
const EPOCH = 1n;
const TEXTS = ["", "a", "hi", "abc", "four", "grüße ✓", "x".repeat(127), "y".repeat(5000)];
const IDS = [0n, 1n, 127n, 128n, 2n ** 32n - 1n, 2n ** 32n, U64_MAX];
const MUTE_ARGS = fromHex("a10002");

const CODECS: [PayloadCodec, Independent][] = [
  [PayloadCodec.PROTOBUF, protobufjs],
  [PayloadCodec.FLATBUFFERS, googleFlatbuffers],
];

for (const [codec, independent] of CODECS) {
  test(`${independent.name} reads the text messages that GtpClient sends`, () => {
    using pair = new TwoMembers();
    using client = GtpClient.create();
    for (const text of TEXTS) {
      for (const messageId of IDS) {
        const frame = client.send(pair.node, pair.mls, 2, messageId, text, codec);
        const content = utf8(text);
        assert.deepEqual(
          independent.read("gtp", pair.plaintextOf(frame)),
          payloads.gtp({
            message_id: messageId,
            sender_id: BigInt(SENDER),
            flags: 1n,
            content_length: BigInt(content.length),
            content,
          }),
        );
      }
    }
  });

  test(`${independent.name} reads the audio payloads that GapClient sends`, () => {
    using pair = new TwoMembers();
    using client = GapClient.create();
    for (const source of [0, 1, U32_MAX]) {
      IDS.forEach((timestamp, index) => {
        const opus = new Uint8Array(index).fill(0xfc);
        const frame = client.send(pair.node, pair.mls, 2, source, timestamp, opus, codec);
        assert.deepEqual(
          independent.read("gap", pair.plaintextOf(frame)),
          payloads.gap({
            media_source_id: BigInt(source),
            rtp_sequence: BigInt(index + 1),
            rtp_timestamp: timestamp,
            key_phase: pair.epoch,
            opus_frame: opus,
          }),
        );
      });
    }
  });

  test(`${independent.name} reads the signals that GspClient sends`, () => {
    using pair = new TwoMembers();
    using client = GspClient.create();
    for (const args of [new Uint8Array(), MUTE_ARGS]) {
      for (const number of [0, 9, U32_MAX]) {
        const signal = args.length === 0 ? SignalType.JOIN : SignalType.MUTE;
        const frame = client.send(pair.node, pair.mls, 2, signal, number, number, args, codec);
        assert.deepEqual(
          independent.read("gsp", pair.plaintextOf(frame)),
          payloads.gsp({
            signal_type: BigInt(signal),
            request_id: BigInt(number),
            sender_id: BigInt(SENDER),
            role_claim: BigInt(number),
            args_length: BigInt(args.length),
            args,
          }),
        );
      }
    }
  });

  test(`GtpClient reads the text messages that ${independent.name} writes`, () => {
    using client = GtpClient.create();
    for (const text of TEXTS) {
      for (const messageId of IDS) {
        const content = utf8(text);
        const plaintext = independent.write(
          "gtp",
          payloads.gtp({
            message_id: messageId,
            sender_id: BigInt(content.length),
            timestamp_ms: U64_MAX,
            request_id: 7n,
            flags: 4n,
            content_type: 1n,
            content_length: BigInt(content.length),
            content,
          }),
        );
        const result = client.accept(plaintext, EPOCH, codec);
        assert.equal(result.status, "new");
        assert.equal(result.sender, content.length);
        assert.equal(result.messageId, messageId);
        assert.equal(result.text, text);
        assert.equal(result.contentType, 1);
      }
    }
  });

  test(`GapClient reads the audio payloads that ${independent.name} writes`, () => {
    using client = GapClient.create();
    for (const source of [0n, 1n, BigInt(U32_MAX)]) {
      for (const sequence of [1n, 2n, 32_768n, 65_535n]) {
        const plaintext = independent.write(
          "gap",
          payloads.gap({
            media_source_id: source,
            rtp_sequence: sequence,
            rtp_timestamp: U64_MAX,
            key_phase: EPOCH,
            opus_frame: new Uint8Array(Number(sequence % 9n)),
          }),
        );
        const result = client.accept(plaintext, EPOCH, codec);
        assert.equal(result.status, "new");
        assert.equal(result.source, Number(source));
        assert.equal(result.seq, Number(sequence));
        assert.equal(result.bytes, Number(sequence % 9n));
      }
    }
  });

  test(`GspClient reads the signals that ${independent.name} writes`, () => {
    using client = GspClient.create();
    for (const [index, args] of [new Uint8Array(), MUTE_ARGS].entries()) {
      const signal = args.length === 0 ? SignalType.LEAVE : SignalType.UNMUTE;
      const plaintext = independent.write(
        "gsp",
        payloads.gsp({
          signal_type: BigInt(signal),
          request_id: BigInt(U32_MAX - index),
          sender_id: 3n,
          role_claim: BigInt(U32_MAX),
          args_length: BigInt(args.length),
          args,
        }),
      );
      const result = client.accept(plaintext, EPOCH, codec);
      assert.equal(result.status, "new");
      assert.equal(result.signalCode, signal);
      assert.equal(result.sender, 3);
      assert.equal(result.roleClaim, U32_MAX);
      assert.equal(result.requestId, U32_MAX - index);
    }
  });
}

const HELLO = payloads.gtp({
  message_id: 77n,
  sender_id: 5n,
  content_length: 5n,
  content: utf8("hello"),
});

/** The text of HELLO, as a client with an empty memory reads it. */
function helloIn(plaintext: Uint8Array, codec: PayloadCodec): string | undefined {
  using client = GtpClient.create();
  const result = client.accept(plaintext, EPOCH, codec);
  assert.equal(result.messageId, 77n, `reason: ${result.reason}`);
  assert.equal(result.sender, 5);
  return result.text;
}

test("GtpClient reads Protobuf fields in any order, defaults written, unknown ones between", () => {
  const backwards = writeBackwards("gtp", HELLO);
  // field 15 in every wire type: varint, bytes, 64 bits, 32 bits, group
  const unknown = fromHex("7801" + "7a03616263" + "790102030405060708" + "7d01020304" + "7b08017c");
  assert.equal(helloIn(backwards, PayloadCodec.PROTOBUF), "hello");
  for (const plaintext of [[...unknown, ...backwards], [...backwards, ...unknown]]) {
    assert.equal(helloIn(Uint8Array.from(plaintext), PayloadCodec.PROTOBUF), "hello");
  }
});

test("GtpClient reads FlatBuffers laid out in other ways, identified, followed by bytes", () => {
  const orders = [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [7, 0, 1, 2, 3, 4, 5, 6]];
  for (const order of orders) {
    for (const defaults of [false, true]) {
      const plain = writeTable("gtp", HELLO, { order, defaults });
      assert.equal(helloIn(plain, PayloadCodec.FLATBUFFERS), "hello");
      const identified = writeTable("gtp", HELLO, { order, defaults, identifier: "GTPM" });
      assert.equal(helloIn(identified, PayloadCodec.FLATBUFFERS), "hello");
      const followed = Uint8Array.from([...plain, 1, 2, 3]);
      assert.equal(helloIn(followed, PayloadCodec.FLATBUFFERS), "hello");
    }
  }
});

test("GtpClient reads FlatBuffers at every alignment", () => {
  const plain = writeTable("gtp", HELLO);
  for (let shift = 0; shift < 8; shift++) {
    const memory = new Uint8Array(shift + plain.length);
    memory.set(plain, shift);
    assert.equal(helloIn(memory.subarray(shift), PayloadCodec.FLATBUFFERS), "hello");
  }
});
