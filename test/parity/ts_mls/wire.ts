// GBP frames, control messages and payloads after docs/wire.md by libraries that ours has nothing
// to do with: tiny-cbor, and ChaCha20-Poly1305 of noble-ciphers.

import { type CBORType, decodeCBOR, encodeCBOR } from "@levischuck/tiny-cbor";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { PayloadCodec } from "../../../bindings/mod.ts";
import type { Payload, PayloadKind } from "../../codec/payload.ts";
import type { Control, Heard, Said } from "./participant.ts";
import { independentOf } from "./payloads.ts";

type Content = Exclude<Said, Control>;
type Fields = Map<string | number, CBORType>;

export interface Stream {
  readonly code: number;
  /** Of the stream id. */
  readonly base: number;
  readonly flags: number;
  /** Of the exporter. */
  readonly label: string;
}

export const STREAMS: Readonly<Record<Said["kind"], Stream>> = {
  control: { code: 0, base: 0, flags: 0x0b, label: "gbp/control" },
  audio: { code: 1, base: 2, flags: 0x01, label: "gbp/audio" },
  text: { code: 2, base: 1, flags: 0x07, label: "gbp/text" },
  signal: { code: 3, base: 3, flags: 0x07, label: "gbp/signal" },
};
const CRITICAL = 0x10;
const LAST_CRITICAL_OPCODE = 3;
const MEMBER_STREAMS = 100;

export interface Frame {
  readonly version: number;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly transitionId: number;
  readonly kind: Said["kind"];
  readonly sender: number;
  readonly flags: number;
  readonly sequenceNo: number;
  readonly payload: Uint8Array;
  readonly codec: number;
}

export function encodeFrame(frame: Frame): Uint8Array {
  const { code, base } = STREAMS[frame.kind];
  const fields: Fields = new Map<string, CBORType>([
    ["v", frame.version],
    ["gid", frame.groupId],
    ["ep", frame.epoch],
    ["tid", frame.transitionId],
    ["st", code],
    ["sid", base + frame.sender * MEMBER_STREAMS],
    ["fl", frame.flags],
    ["seq", frame.sequenceNo],
    ["psz", frame.payload.length],
    ["pl", frame.payload],
  ]);
  if (frame.codec !== PayloadCodec.CBOR) fields.set("pf", frame.codec);
  return encodeCBOR(fields);
}

export function decodeFrame(wire: Uint8Array): Frame {
  const fields = decodeCBOR(wire) as Fields;
  const payload = bytes(fields, "pl");
  if (number(fields, "psz") !== payload.length) throw new Error("payload size");
  const code = number(fields, "st");
  const [kind, stream] = Object.entries(STREAMS).find(([, one]) => one.code === code) ?? [];
  if (!kind || !stream) throw new Error(`unknown stream class ${code}`);
  return {
    version: number(fields, "v"),
    groupId: bytes(fields, "gid"),
    epoch: BigInt(number(fields, "ep")),
    transitionId: number(fields, "tid"),
    kind: kind as Said["kind"],
    sender: (number(fields, "sid") - stream.base) / MEMBER_STREAMS,
    flags: number(fields, "fl"),
    sequenceNo: number(fields, "seq"),
    payload,
    codec: fields.has("pf") ? number(fields, "pf") : PayloadCodec.CBOR,
  };
}

export function flagsOf(said: Said): number {
  const isCritical = said.kind === "control" && said.opcode <= LAST_CRITICAL_OPCODE;
  return STREAMS[said.kind].flags | (isCritical ? CRITICAL : 0);
}

export function seal(key: Uint8Array, sequenceNo: number, plaintext: Uint8Array): Uint8Array {
  return chacha20poly1305(key, nonce(sequenceNo)).encrypt(plaintext);
}

export function unseal(key: Uint8Array, sequenceNo: number, payload: Uint8Array): Uint8Array {
  return chacha20poly1305(key, nonce(sequenceNo)).decrypt(payload);
}

function nonce(sequenceNo: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(0, sequenceNo);
  return nonce;
}

/** The plaintext of a frame. `sequenceNo` is the audio frame's, `epoch` the sender's. */
export function encodePlaintext(
  said: Said,
  sender: number,
  epoch: bigint,
  sequenceNo: number,
): Uint8Array {
  if (said.kind === "control") {
    const { opcode, requestId, transitionId, args } = said;
    return encodeCBOR(
      new Map<string, CBORType>([
        ["op", opcode],
        ["rid", requestId],
        ["sid", sender],
        ["tid", transitionId],
        ["alen", args.length],
        ["args", args],
      ]),
    );
  }
  const payload = toPayload(said, sender, epoch, sequenceNo);
  return independentOf(said.codec).write(PAYLOADS[said.kind], payload);
}

export function decodePlaintext(plaintext: Uint8Array, frame: Frame): Heard {
  const { kind, sender, codec } = frame;
  if (kind === "control") {
    const fields = decodeCBOR(plaintext) as Fields;
    const args = bytes(fields, "args");
    if (number(fields, "alen") !== args.length) throw new Error("args length");
    return {
      kind,
      sender: number(fields, "sid"),
      opcode: number(fields, "op"),
      transitionId: number(fields, "tid"),
      requestId: number(fields, "rid"),
      args,
    };
  }
  const payload = independentOf(codec).read(PAYLOADS[kind], plaintext);
  return fromPayload(kind, payload, sender, codec as PayloadCodec);
}

/** Names of native/schema. */
const PAYLOADS: Record<Content["kind"], PayloadKind> = { text: "gtp", audio: "gap", signal: "gsp" };

function toPayload(said: Content, sender: number, epoch: bigint, sequenceNo: number): Payload {
  if (said.kind === "audio") {
    return {
      media_source_id: BigInt(said.source),
      rtp_sequence: BigInt(sequenceNo),
      rtp_timestamp: said.timestamp,
      key_phase: BigInt.asUintN(32, epoch),
      opus_frame: said.opus,
    };
  }
  if (said.kind === "signal") {
    return {
      signal_type: BigInt(said.signal),
      request_id: BigInt(said.requestId),
      sender_id: BigInt(sender),
      role_claim: BigInt(said.roleClaim),
      args_length: BigInt(said.args.length),
      args: said.args,
    };
  }
  const content = new TextEncoder().encode(said.text);
  return {
    message_id: said.messageId,
    sender_id: BigInt(sender),
    timestamp_ms: 0n,
    request_id: 0n,
    flags: 1n,
    content_type: 0n,
    content_length: BigInt(content.length),
    content,
  };
}

function fromPayload(
  kind: Content["kind"],
  payload: Payload,
  sender: number,
  codec: PayloadCodec,
): Heard {
  const integer = (name: string): number => Number(payload[name] as bigint);
  const octets = (name: string): Uint8Array => payload[name] as Uint8Array;
  if (kind === "audio") {
    const timestamp = payload["rtp_timestamp"] as bigint;
    const source = integer("media_source_id");
    return { kind, sender, source, timestamp, opus: octets("opus_frame"), codec };
  }
  if (integer("sender_id") !== sender) throw new Error("stream and payload name two senders");
  if (kind === "text") {
    const content = octets("content");
    if (integer("content_length") !== content.length) throw new Error("content length");
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    return { kind, sender, messageId: payload["message_id"] as bigint, text, codec };
  }
  const args = octets("args");
  if (integer("args_length") !== args.length) throw new Error("args length");
  return {
    kind,
    sender,
    signal: integer("signal_type") as (Said & { kind: "signal" })["signal"],
    roleClaim: integer("role_claim"),
    requestId: integer("request_id"),
    args,
    codec,
  };
}

function number(fields: Fields, key: string): number {
  const value = fields.get(key);
  if (typeof value !== "number" || value < 0) throw new Error(`${key} is no number`);
  return value;
}

function bytes(fields: Fields, key: string): Uint8Array {
  const value = fields.get(key);
  if (!(value instanceof Uint8Array)) throw new Error(`${key} is no byte string`);
  return value;
}
