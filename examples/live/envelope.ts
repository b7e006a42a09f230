// What travels between a member and the relay: one envelope in each WebSocket message.
//
//   kind u8 | from u32 | to u32 | length u32 | body      big-endian; `to` 0 is everybody else
//
// The length repeats what WebSocket knows already: an envelope that was cut on its way is noticed
// here, with a clear text, and not somewhere inside its body.

export const EnvelopeKind = Object.freeze(
  {
    /** A bare MLS key package, from one who wants to join, to the member who invites. */
    KEY_PACKAGE: 1,
    /** Next transition id (u32), then the MLS Welcome: from the inviter to the new member. */
    WELCOME: 2,
    /** A GBP frame: ciphertext under a readable header. */
    FRAME: 3,
    /** Written by the relay alone: the connection of `from` broke. */
    GONE: 4,
  } as const,
);
export type EnvelopeKind = typeof EnvelopeKind[keyof typeof EnvelopeKind];

export interface Envelope {
  readonly kind: EnvelopeKind;
  readonly from: number;
  readonly to: number;
  readonly body: Uint8Array;
}

const HEADER_BYTES = 13;
const KINDS: readonly number[] = Object.values(EnvelopeKind);

export function encodeEnvelope({ kind, from, to, body }: Envelope): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, from);
  view.setUint32(5, to);
  view.setUint32(9, body.length);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

/** The envelope in a message; the body is a view on it. Throws an Error that says what is wrong. */
export function decodeEnvelope(message: unknown): Envelope {
  if (!(message instanceof Uint8Array)) throw new Error("envelope is text, not bytes");
  if (message.length < HEADER_BYTES) {
    throw new Error(`envelope is cut: ${message.length} bytes are no header`);
  }
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const kind = view.getUint8(0);
  if (!KINDS.includes(kind)) throw new Error(`envelope of unknown kind ${kind}`);
  const length = view.getUint32(9);
  const body = message.subarray(HEADER_BYTES);
  if (body.length !== length) {
    throw new Error(`envelope is cut: ${body.length} of ${length} bytes`);
  }
  return { kind: kind as EnvelopeKind, from: view.getUint32(1), to: view.getUint32(5), body };
}

/** The body of a WELCOME envelope. */
export function encodeWelcome(nextTransitionId: number, welcome: Uint8Array): Uint8Array {
  const body = new Uint8Array(4 + welcome.length);
  new DataView(body.buffer).setUint32(0, nextTransitionId);
  body.set(welcome, 4);
  return body;
}

/** The inverse of {@link encodeWelcome}. */
export function decodeWelcome(body: Uint8Array): { nextTransitionId: number; welcome: Uint8Array } {
  if (body.length < 4) throw new Error("Welcome without its transition id");
  const nextTransitionId = new DataView(body.buffer, body.byteOffset).getUint32(0);
  return { nextTransitionId, welcome: body.subarray(4) };
}
