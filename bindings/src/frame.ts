// Functions without an object: versions, the error registry, and a frame around a payload that is
// already protected (docs/wire.md, GBP frame and Error object).

import { bytes, bytesOf, integer, u32 } from "./check.ts";
import { scratch, takeOut, wireMemory, wireOf } from "./memory.ts";
import {
  check,
  decodeUtf8,
  GBPF_FRAME_OVERHEAD,
  halves,
  lastErrorText,
  native,
  split64,
} from "./native.ts";

const GROUP_ID_BYTES = 16;
const VERSION_BOUND = 128;
const ERROR_OBJECT_BOUND = 128;

/**
 * The library's version: `group-protocol-stack {semver} (gbp + gtp + gap + gsp)`.
 *
 * @example
 * ```ts
 * import { version } from "gbp-stack";
 *
 * console.log(version().startsWith("group-protocol-stack ")); // true
 * ```
 */
export function version(): string {
  const out = scratch(VERSION_BOUND);
  return decodeUtf8(out, 0, check(native.gbpf_version(out, out.length), "version"));
}

/**
 * The text of this thread's last failed call; empty when there was none, or when one that can fail
 * succeeded since.
 *
 * @example
 * ```ts
 * import { lastError } from "gbp-stack";
 *
 * console.log(typeof lastError()); // "string"
 * ```
 */
export function lastError(): string {
  return lastErrorText();
}

/**
 * The registry's error object for a code (u16), in CBOR; undefined for a code that it does not
 * have.
 *
 * @example
 * ```ts
 * import { lookupError } from "gbp-stack";
 *
 * console.log(lookupError(0x0003)?.[0]); // 166: a CBOR map of six entries
 * console.log(lookupError(0x9999)); // undefined
 * ```
 */
export function lookupError(code: number): Uint8Array<ArrayBuffer> | undefined {
  integer(code, 0xffff, "code");
  const out = scratch(ERROR_OBJECT_BOUND);
  const length = check(native.gbpf_error_lookup(code, out, out.length), "lookup_error");
  return length === 0 ? undefined : takeOut(out, 0, length);
}

/**
 * The fields of {@link encodeGbpFrame}.
 *
 * @example
 * ```ts
 * import type { GbpFrameFields } from "gbp-stack";
 *
 * const header: Partial<GbpFrameFields> = { version: 1, epoch: 4n };
 * console.log(header.epoch); // 4n
 * ```
 */
export interface GbpFrameFields {
  /** Protocol version, u8; 1 today. */
  version: number;
  /** 16 bytes. */
  groupId: Uint8Array;
  /** u64. */
  epoch: number | bigint;
  /** u32. */
  transitionId: number;
  /** Stream class, u8. */
  streamType: number;
  /** u32. */
  streamId: number;
  /** u16. */
  flags: number;
  /** u32. */
  sequenceNo: number;
  /** Ciphertext and tag: this function protects nothing. */
  payload: Uint8Array;
}

/**
 * Encodes a GBP frame around a payload that is already protected (wire.md, GBP frame): for tests
 * and for bridges. Takes an object of named fields, or the fields in their order.
 *
 * @throws RangeError, TypeError naming the field.
 * @example
 * ```ts
 * import { encodeGbpFrame, StreamType } from "gbp-stack";
 *
 * const wire = encodeGbpFrame({
 *   version: 1,
 *   groupId: new Uint8Array(16),
 *   epoch: 1n,
 *   transitionId: 0,
 *   streamType: StreamType.TEXT,
 *   streamId: 101,
 *   flags: 7,
 *   sequenceNo: 1,
 *   payload: new Uint8Array(48),
 * });
 * console.log(wire[0]); // 170: a CBOR map of ten entries
 * ```
 */
export function encodeGbpFrame(fields: GbpFrameFields): Uint8Array<ArrayBuffer>;
/** The same with the fields in their order. */
export function encodeGbpFrame(
  version: number,
  groupId: Uint8Array,
  epoch: number | bigint,
  transitionId: number,
  streamType: number,
  streamId: number,
  flags: number,
  sequenceNo: number,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer>;
export function encodeGbpFrame(
  first: number | GbpFrameFields,
  groupId?: Uint8Array,
  epoch?: number | bigint,
  transitionId?: number,
  streamType?: number,
  streamId?: number,
  flags?: number,
  sequenceNo?: number,
  payload?: Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (typeof first === "object" && first !== null) {
    // Each field is read once, so that what was checked is what crosses, even behind a getter.
    return encode(
      first.version,
      first.groupId,
      first.epoch,
      first.transitionId,
      first.streamType,
      first.streamId,
      first.flags,
      first.sequenceNo,
      first.payload,
    );
  }
  // What is left out is undefined, which the checks refuse by name.
  return encode(
    first,
    groupId!,
    epoch!,
    transitionId!,
    streamType!,
    streamId!,
    flags!,
    sequenceNo!,
    payload!,
  );
}

function encode(
  version: number,
  groupId: Uint8Array,
  epoch: number | bigint,
  transitionId: number,
  streamType: number,
  streamId: number,
  flags: number,
  sequenceNo: number,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  integer(version, 0xff, "version");
  bytesOf(groupId, GROUP_ID_BYTES, "groupId");
  split64(epoch, "epoch");
  u32(transitionId, "transitionId");
  integer(streamType, 0xff, "streamType");
  u32(streamId, "streamId");
  integer(flags, 0xffff, "flags");
  u32(sequenceNo, "sequenceNo");
  const length = bytes(payload, "payload");
  const out = wireMemory(length, GBPF_FRAME_OVERHEAD);
  const result = native.gbpf_frame_encode(
    version,
    groupId,
    halves[0]!,
    halves[1]!,
    transitionId,
    streamType,
    streamId,
    flags,
    sequenceNo,
    payload,
    length,
    out,
    length + GBPF_FRAME_OVERHEAD,
  );
  return wireOf(out, check(result, "encode_gbp_frame"));
}
