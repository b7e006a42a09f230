// The published schemas are right: independent implementations that follow them read every payload
// that the reference wrote, field by field (vectors: payload_encode.json).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { googleFlatbuffers } from "./google_flatbuffers.ts";
import { fromHex, type Payload, type PayloadKind, payloads, utf8 } from "./payload.ts";
import { protobufjs } from "./protobufjs.ts";

interface Vector {
  readonly name: string;
  readonly in: Record<string, string | number> & { client: PayloadKind; codec: number };
  readonly out: { plaintext: string };
}

const FILE = new URL("../vectors/payload_encode.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(FILE, "utf8")) as { cases: Vector[] };

/** The payload that a send of the reference wrote; the sequence is what no argument tells. */
function sent(vector: Vector, rtpSequence: bigint): Payload {
  const given = (name: string) => vector.in[name]!;
  const sender = BigInt(given("member"));
  if (vector.in.client === "gtp") {
    const content = utf8(String(given("text")));
    return payloads.gtp({
      message_id: BigInt(given("message_id")),
      sender_id: sender,
      flags: 1n,
      content_length: BigInt(content.length),
      content,
    });
  }
  if (vector.in.client === "gap") {
    return payloads.gap({
      media_source_id: BigInt(given("source")),
      rtp_sequence: rtpSequence,
      rtp_timestamp: BigInt(given("timestamp")),
      key_phase: BigInt.asUintN(32, BigInt(given("epoch"))),
      opus_frame: fromHex(String(given("opus"))),
    });
  }
  const args = fromHex(String(given("args")));
  return payloads.gsp({
    signal_type: BigInt(given("signal")),
    request_id: BigInt(given("request")),
    sender_id: sender,
    role_claim: BigInt(given("role")),
    args_length: BigInt(args.length),
    args,
  });
}

for (const [codec, independent] of [[1, protobufjs], [2, googleFlatbuffers]] as const) {
  const vectors = cases.filter((vector) => vector.in.codec === codec);

  test(`${independent.name} reads what the reference wrote`, () => {
    assert.ok(vectors.length >= 20);
    for (const vector of vectors) {
      const read = independent.read(vector.in.client, fromHex(vector.out.plaintext));
      const sequence = read["rtp_sequence"] as bigint | undefined;
      assert.deepEqual(read, sent(vector, sequence ?? 0n), vector.name);
    }
  });

  test(`${independent.name} reads what it wrote itself`, () => {
    for (const vector of vectors) {
      const payload = sent(vector, 65_535n);
      const bytes = independent.write(vector.in.client, payload);
      assert.deepEqual(independent.read(vector.in.client, bytes), payload, vector.name);
    }
  });
}

test("protobufjs writes the reference's bytes", () => {
  for (const vector of cases.filter((one) => one.in.codec === 1)) {
    const bytes = fromHex(vector.out.plaintext);
    const payload = protobufjs.read(vector.in.client, bytes);
    assert.deepEqual(protobufjs.write(vector.in.client, payload), bytes, vector.name);
  }
});
