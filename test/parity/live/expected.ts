// What must be observed of a frame, field by field: its header, the event and the result that every
// receiver reports, and the payload as an implementation of its codec that is not ours reads it.

import assert from "node:assert/strict";
import { PayloadCodec, StreamType } from "../../../bindings/mod.ts";
import { OPCODE_NAMES, SIGNAL_NAMES, STREAM_NAMES } from "../../../bindings/src/tables.ts";
import type { Payload, PayloadKind } from "../../codec/payload.ts";
import { decode, type Item } from "../cbor.ts";
import { independentOf } from "../ts_mls/payloads.ts";
import { fromHex, type Json } from "./json.ts";
import { bytesOf, type Event, type Seat, type Utterance } from "./seat.ts";

/** Where the sender stands when it sends. */
export interface Circumstances {
  readonly sender: Seat;
  readonly group: Uint8Array;
  readonly epoch: bigint;
  readonly transition: number;
  /** Number of the frame in its stream. */
  readonly sequence: number;
}

type Content = Exclude<Utterance, { do: "control" }>;

const TRAITS = {
  control: { stream: StreamType.CONTROL, base: 0, flags: 0x0b },
  text: { stream: StreamType.TEXT, base: 1, flags: 0x07 },
  audio: { stream: StreamType.AUDIO, base: 2, flags: 0x01 },
  signal: { stream: StreamType.SIGNAL, base: 3, flags: 0x07 },
} as const;
const CRITICAL = 0x10;
const LAST_CRITICAL_OPCODE = 3; // PREPARE, READY, EXECUTE
const TAG_BYTES = 16;

const KINDS: Record<Content["do"], PayloadKind> = { text: "gtp", audio: "gap", signal: "gsp" };
const asJson = (bytes: Uint8Array): Json => ({ bytes: bytes.toHex() });
const number = (value: bigint): Json => value < 1n << 53n ? Number(value) : { u64: String(value) };

function flagsOf(said: Utterance): number {
  const isCritical = said.do === "control" && said.opcode <= LAST_CRITICAL_OPCODE;
  return TRAITS[said.do].flags | (isCritical ? CRITICAL : 0);
}

const streamId = (said: Utterance, sender: Seat): number => TRAITS[said.do].base + sender.id * 100;

/** The header that everybody on the way can read. */
export function checkHeader(wire: Uint8Array, said: Utterance, where: Circumstances): void {
  const frame = decode(wire) as Map<string, Item>;
  const payload = frame.get("pl") as Uint8Array;
  const codec = said.do === "control" ? PayloadCodec.CBOR : said.codec;
  const expected = new Map<string, Item>([
    ["v", 1n],
    ["gid", where.group],
    ["ep", where.epoch],
    ["tid", BigInt(where.transition)],
    ["st", BigInt(TRAITS[said.do].stream)],
    ["sid", BigInt(streamId(said, where.sender))],
    ["fl", BigInt(flagsOf(said))],
    ["seq", BigInt(where.sequence)],
    ["psz", BigInt(payload.length)],
    ["pl", payload],
  ]);
  if (codec !== PayloadCodec.CBOR) expected.set("pf", BigInt(codec));
  assert.ok(payload.length > TAG_BYTES);
  assert.deepEqual(plain(frame), plain(expected));
}

/** Entries in order, bytes as hex: the same for Uint8Array and Buffer. */
function plain(map: Map<string, Item>): unknown[] {
  return [...map].map(([key, item]) => [key, item instanceof Uint8Array ? item.toHex() : item]);
}

/** Bytes are compared as hex. */
function checkPayload(plaintext: Uint8Array, said: Content, where: Circumstances): void {
  const read = independentOf(said.codec).read(KINDS[said.do], plaintext);
  const hex = (payload: Payload): object =>
    Object.fromEntries(
      Object.entries(payload).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? value.toHex() : value,
      ]),
    );
  assert.deepEqual(hex(read), hex(payloadOf(said, where)));
}

function payloadOf(said: Content, { sender, epoch, sequence }: Circumstances): Payload {
  switch (said.do) {
    case "text": {
      const content = new TextEncoder().encode(said.text);
      return {
        message_id: BigInt(said.message),
        sender_id: BigInt(sender.id),
        timestamp_ms: 0n,
        request_id: 0n,
        flags: 1n,
        content_type: 0n,
        content_length: BigInt(content.length),
        content,
      };
    }
    case "audio":
      return {
        media_source_id: BigInt(said.source),
        rtp_sequence: BigInt(sequence), // a member has one source here: the same as the frame's
        rtp_timestamp: BigInt(said.timestamp),
        key_phase: BigInt.asUintN(32, epoch),
        opus_frame: fromHex(said.opus),
      };
    case "signal": {
      const args = fromHex(said.args);
      return {
        signal_type: BigInt(said.signal),
        request_id: BigInt(said.request),
        sender_id: BigInt(sender.id),
        role_claim: BigInt(said.role),
        args_length: BigInt(args.length),
        args,
      };
    }
  }
}

/** What the receiver's client must say. */
function acceptedOf(said: Content, { sender, sequence }: Circumstances): Json {
  switch (said.do) {
    case "text":
      return {
        status: "new",
        sender: sender.id,
        message_id: number(BigInt(said.message)),
        text: said.text,
      };
    case "audio":
      return {
        status: "new",
        source: said.source,
        seq: sequence,
        bytes_: fromHex(said.opus).length,
      };
    case "signal":
      return {
        status: "new",
        signal: SIGNAL_NAMES[said.signal]!,
        signal_code: said.signal,
        sender: sender.id,
        role_claim: said.role,
        request_id: said.request,
      };
  }
}

/** What the TypeScript bindings report and Python's do not. */
function oursOf(said: Utterance): Json {
  switch (said.do) {
    case "control":
      return { request_id: said.request, args: { bytes: said.args } };
    case "text":
      return { content_type: 0, body: asJson(new TextEncoder().encode(said.text)) };
    case "audio":
      return { rtp_timestamp: number(BigInt(said.timestamp)), opus: { bytes: said.opus } };
    case "signal":
      return { args: { bytes: said.args } };
  }
}

/** The event of a control frame. Python's reader puts the sender into two fields, by a slip. */
export function controlEvent(
  said: Extract<Utterance, { do: "control" }>,
  { sender }: Circumstances,
  receiver: Seat,
): Event {
  return {
    kind: "control",
    sender: sender.id,
    opcode: OPCODE_NAMES[said.opcode]!,
    opcode_code: said.opcode,
    transition_id: said.transition,
    ...(receiver.dropsArgs ? { from_state: sender.id } : { ours: oursOf(said) }),
  };
}

/** The one event of a text, audio or signal frame, and what is in it. */
export function checkContent(
  events: readonly Event[],
  said: Content,
  where: Circumstances,
  receiver: Seat,
): void {
  const stream = TRAITS[said.do].stream;
  const plaintext = events[0]?.["plaintext"] ?? null;
  const expected: Event = {
    kind: "payload_received",
    stream_type_name: STREAM_NAMES[stream]!,
    stream_type: stream,
    stream_id: streamId(said, where.sender),
    sequence_no: where.sequence,
    flags: flagsOf(said),
    plaintext,
    codec: said.codec,
    accepted: acceptedOf(said, where),
    ...(receiver.dropsArgs ? {} : { ours: oursOf(said) }),
  };
  const { name } = receiver; // a failure shows whose it is
  assert.deepEqual({ name, events }, { name, events: [expected] });
  checkPayload(bytesOf(plaintext), said, where);
}
