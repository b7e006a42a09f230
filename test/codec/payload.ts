// What the tests of the payload codecs share: a payload as plain values, named as in native/schema,
// and the two functions that an independent implementation of a codec has.

import { readFileSync } from "node:fs";

/** The three payloads, named as their schema files. */
export type PayloadKind = "gtp" | "gap" | "gsp";

/** Every field of a payload: integers as bigint, byte strings as Uint8Array. */
export type Payload = Record<string, bigint | Uint8Array>;

/** Another implementation of a payload codec, working from the published schemas. */
export interface Independent {
  readonly name: string;
  write(kind: PayloadKind, payload: Payload): Uint8Array;
  read(kind: PayloadKind, bytes: Uint8Array): Payload;
}

/** A payload with the fields given and zero or empty for the others. */
export const payloads = {
  gtp: (fields: Payload): Payload => ({
    message_id: 0n,
    sender_id: 0n,
    timestamp_ms: 0n,
    request_id: 0n,
    flags: 0n,
    content_type: 0n,
    content_length: 0n,
    content: new Uint8Array(),
    ...fields,
  }),
  gap: (fields: Payload): Payload => ({
    media_source_id: 0n,
    rtp_sequence: 0n,
    rtp_timestamp: 0n,
    key_phase: 0n,
    opus_frame: new Uint8Array(),
    ...fields,
  }),
  gsp: (fields: Payload): Payload => ({
    signal_type: 0n,
    request_id: 0n,
    sender_id: 0n,
    role_claim: 0n,
    args_length: 0n,
    args: new Uint8Array(),
    ...fields,
  }),
};

/** The text of a file of native/schema. */
export function schemaText(name: string): string {
  return readFileSync(new URL(`../../native/schema/${name}`, import.meta.url), "utf8");
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
