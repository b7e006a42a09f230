// The payloads in each codec by an implementation that is not ours: tiny-cbor here, the two of
// test/codec.

import { type CBORType, decodeCBOR, encodeCBOR } from "@levischuck/tiny-cbor";
import { PayloadCodec } from "../../../bindings/mod.ts";
import { googleFlatbuffers } from "../../codec/google_flatbuffers.ts";
import type { Independent, Payload, PayloadKind } from "../../codec/payload.ts";
import { protobufjs } from "../../codec/protobufjs.ts";

/** CBOR keys in their order, and the names that native/schema has for them. */
const KEYS: Record<PayloadKind, Record<string, string>> = {
  gtp: {
    mid: "message_id",
    sid: "sender_id",
    ts: "timestamp_ms",
    rid: "request_id",
    fl: "flags",
    ct: "content_type",
    len: "content_length",
    body: "content",
  },
  gap: {
    msid: "media_source_id",
    seq: "rtp_sequence",
    ts: "rtp_timestamp",
    kp: "key_phase",
    opus: "opus_frame",
  },
  gsp: {
    t: "signal_type",
    rid: "request_id",
    sid: "sender_id",
    rc: "role_claim",
    alen: "args_length",
    args: "args",
  },
};

const tinyCbor: Independent = {
  name: "tiny-cbor",
  write(kind, payload) {
    return encodeCBOR(
      new Map(Object.entries(KEYS[kind]).map(([key, name]) => [key, payload[name]])),
    );
  },
  read(kind, bytes) {
    const entries = [...decodeCBOR(bytes) as Map<string, CBORType>];
    return Object.fromEntries(entries.map(([key, value]) => [
      KEYS[kind][key] ?? key,
      typeof value === "number" ? BigInt(value) : value,
    ])) as Payload;
  },
};

export function independentOf(codec: number): Independent {
  if (codec === PayloadCodec.PROTOBUF) return protobufjs;
  return codec === PayloadCodec.FLATBUFFERS ? googleFlatbuffers : tinyCbor;
}
