// The one call convention: what goes into the library, what comes out, and how a refusal becomes a
// GbpError. One instance per thread (a Worker loads its own), and no call runs inside another, so
// scratch memory is free whenever a call begins (design: gbp_flat.h, conventions).

import { Buffer } from "node:buffer";
import { bytes, INPUT_MAX, text, u64, viewOf, wellFormed } from "./check.ts";
import { GbpError } from "./errors.ts";
import { load } from "./ffi/load.ts";
import { powerOfTwo, scratch } from "./memory.ts";

// The bounds that the classes size their memory by; the header says what each one means.
export {
  GBPF_EVENT_WORDS,
  GBPF_EVENTS_MORE,
  GBPF_FRAME_OVERHEAD,
  GBPF_PAYLOAD_OVERHEAD,
  GBPF_REASON_MAX,
  GBPF_SFRAME_OVERHEAD,
} from "./ffi/symbols.ts";

/**
 * The library's functions; each takes integers and memory and returns n >= 0, or a negative status.
 */
export const native = load();

const LAST_ERROR_BOUND = 512;
/** Memory kept for texts and for joined byte strings, at first. */
const KEPT_BYTES = 8192;
const EMPTY = new Uint8Array(0);

/** Words that a call writes: as many as the widest result of the header needs. */
export const words = new Uint32Array(16);

// ---- failures
// --------------------------------------------------------------------------------------

/** The text of this thread's last failed call; empty when there was none, or a success since. */
export function lastErrorText(): string {
  const out = new Uint8Array(LAST_ERROR_BOUND);
  const length = native.gbpf_last_error(out, out.length);
  return utf8.decode(out.subarray(0, Math.max(length, 0)));
}

/** Throws when a call returned a status: the library's text behind the operation's name. */
export function check(result: number, operation: string): number {
  if (result < 0) throw new GbpError(operation, lastErrorText() || `status ${result}`);
  return result;
}

// ---- 64-bit numbers travel as two words
// ------------------------------------------------------------

const quad = new BigUint64Array(1);
/** The two words of {@link split64}, low and high. Every supported platform is little-endian. */
export const halves = new Uint32Array(quad.buffer);

/** Puts a u64 argument into `halves`, checked as {@link u64} does but without making a bigint. */
export function split64(value: number | bigint, name: string): void {
  if (Number.isSafeInteger(value) && (value as number) >= 0) {
    halves[0] = value as number;
    halves[1] = (value as number) / 0x1_0000_0000;
  } else {
    quad[0] = u64(value, name);
  }
}

/** The u64 of two words. */
export function join64(low: number, high: number): bigint {
  halves[0] = low;
  halves[1] = high;
  return quad[0]!;
}

// ---- results without a bound
// -----------------------------------------------------------------------

/** The cap-0 memory with which a call parks its whole result. */
export const PARK = EMPTY;

/**
 * Fetches the result that a call with {@link PARK} left behind: `length` bytes in their own memory.
 */
export function parked(length: number, operation: string): Uint8Array<ArrayBuffer> {
  const out = parkedMemory(check(length, operation));
  if (length > 0) check(native.gbpf_take_result(out, out.length), operation);
  return out;
}

function parkedMemory(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch (error) {
    forgetParked();
    throw error;
  }
}

/** Wipes a parked result for which there is no memory: a key package takes its place. */
function forgetParked(): void {
  const context = native.gbpf_mls_create(EMPTY, 0);
  const length = native.gbpf_mls_export_key_package(context, PARK, 0);
  if (length > 0) native.gbpf_take_result(scratch(length), length);
  native.gbpf_mls_destroy(context);
}

// ---- texts
// -----------------------------------------------------------------------------------------

const encoder = new TextEncoder();
// A byte order mark is part of a text, as it is in Python.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const latin1 = (Buffer.prototype as unknown as { latin1Slice(from: number, to: number): string })
  .latin1Slice;

/** A text as UTF-8, in `memory`. */
interface EncodedText {
  memory: Uint8Array;
  length: number;
}

const encoded: EncodedText = { memory: new Uint8Array(KEPT_BYTES), length: 0 };
/** Where texts are encoded, as a rule: encoding into kept memory is far cheaper than into new. */
let textMemory = encoded.memory;
/** Longer texts get memory of their own. */
const TEXT_KEEP_MAX = 256 * 1024;
const ASCII_LOOP_MAX = 40;

/**
 * Makes a call with a text argument in UTF-8 and wipes that afterwards, whatever happens.
 * RangeError for a lone surrogate or more than 2^30 bytes.
 */
export function withText<Result>(
  value: string,
  name: string,
  call: (memory: Uint8Array, length: number) => Result,
): Result {
  try {
    const { memory, length } = encodeText(value, name);
    return call(memory, length);
  } finally {
    forgetText();
  }
}

/** Encodes a text argument; {@link forgetText} must follow, whether this throws or not. */
export function encodeText(value: string, name: string): EncodedText {
  const count = typeof value === "string" ? value.length : text(value, name).length;
  encoded.length = Math.min(count, ASCII_LOOP_MAX); // what forgetText wipes of a failed attempt
  if (count <= ASCII_LOOP_MAX && writeAscii(value, count)) return encoded;
  wellFormed(value, name);
  if (count > INPUT_MAX) throw new RangeError(`${name} must be at most 2^30 bytes`);
  if (count <= TEXT_KEEP_MAX && writeUtf8(value, count)) return encoded;
  encoded.memory = encoder.encode(value);
  encoded.length = bytes(encoded.memory, name);
  return encoded;
}

/** Encodes into the kept memory; false, and nothing left there, when it does not fit. */
function writeUtf8(value: string, count: number): boolean {
  if (count > textMemory.length) textMemory = new Uint8Array(powerOfTwo(count));
  const { read, written } = encoder.encodeInto(value, textMemory);
  encoded.memory = textMemory;
  encoded.length = written;
  if (read === count) return true;
  forgetText();
  if (textMemory.length >= 3 * count) return false;
  textMemory = new Uint8Array(powerOfTwo(3 * count)); // no text needs more
  return writeUtf8(value, count);
}

/** For short texts a loop is faster than the runtimes' encoders; false when it is not ASCII. */
function writeAscii(value: string, count: number): boolean {
  for (let index = 0; index < count; index += 1) {
    const code = value.charCodeAt(index);
    if (code > 0x7f) return false;
    textMemory[index] = code;
  }
  return true;
}

/** Wipes what {@link encodeText} wrote. */
export function forgetText(): void {
  encoded.memory.fill(0, 0, encoded.length);
  encoded.memory = textMemory;
}

/** Bits of the traits that an accept writes about the bytes it found. */
const UTF8 = 1;
const ASCII = 2;
/** The bytes stand in the call's own memory, not in the plaintext that was given. */
export const MOVED = 4;

/** The text of a message body; undefined when it is not UTF-8. */
export function decodeText(
  from: Uint8Array,
  offset: number,
  length: number,
  traits: number,
): string | undefined {
  if (traits & ASCII) return latin1.call(from, offset, offset + length);
  return traits & UTF8 ? utf8.decode(from.subarray(offset, offset + length)) : undefined;
}

/** UTF-8 that the library wrote: a reason, a version. */
export function decodeUtf8(from: Uint8Array, offset: number, length: number): string {
  return utf8.decode(viewOf(from, offset, length));
}

// ---- many byte strings as one
// ----------------------------------------------------------------------

/** Byte strings one behind the other, and their lengths: how a batch crosses. */
export interface Joined {
  memory: Uint8Array;
  total: number;
  lengths: Uint32Array;
}

/** The kept memory of {@link joinBytes}: wires and key packages, which are no secrets. */
let joinedMemory = new Uint8Array(KEPT_BYTES);

/** Joins byte strings until the next call; errors name the element, `{name}[2]`. */
export function joinBytes(values: readonly Uint8Array[], name: string): Joined {
  const count = values.length;
  const lengths = new Uint32Array(count);
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    const length = bytes(values[index]!, `${name}[${index}]`);
    lengths[index] = length;
    total += length;
  }
  if (total > INPUT_MAX) throw new RangeError(`${name} must be at most 2^30 bytes in all`);
  let memory = joinedMemory;
  if (total > memory.length) {
    memory = new Uint8Array(total > 1 << 20 ? total : powerOfTwo(total));
    if (memory.length <= 1 << 20) joinedMemory = memory;
  }
  let offset = 0;
  for (let index = 0; index < count; index += 1) {
    memory.set(values[index]!, offset);
    offset += lengths[index]!;
  }
  return { memory, total, lengths };
}
