// Argument checks, made before anything crosses into the library: both runtimes narrow numbers
// silently (70000 as a u16 arrives as 4464), so no argument may skip them
// (docs/python-to-typescript.md, What changes everywhere). TypeError is for a wrong type,
// RangeError for a value outside its range; both name the argument.

const U64_MAX = 0xffff_ffff_ffff_ffffn;
/** Longest single input in bytes: GBPF_INPUT_MAX of gbp_flat.h, which the native tests compare. */
export const INPUT_MAX = 0x4000_0000;

// The intrinsic getters: an own or inherited `length` property may lie about how much memory there
// is, `buffer` and `byteOffset` about where.
const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
const lengthOf = getterOf<number>(TypedArray, "length");
const bufferOf = getterOf<ArrayBuffer>(TypedArray, "buffer");
const byteOffsetOf = getterOf<number>(TypedArray, "byteOffset");
const byteLengthOf = getterOf<number>(ArrayBuffer.prototype, "byteLength");

function getterOf<Value>(prototype: object, name: string): { call(object: object): Value } {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get!;
}

/** What stands in an error text for a value of the wrong type; never the value itself. */
function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "object";
}

/** The TypeError of every check here: `{name} must be {expected}, not {type}`. */
export function wrongType(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${expected}, not ${typeName(value)}`);
}

function badInteger(value: unknown, max: number, name: string): Error {
  if (typeof value !== "number") return wrongType(name, "a number", value);
  return new RangeError(`${name} must be an integer from 0 to ${max}, not ${value}`);
}

/** An unsigned 32-bit integer. */
export function u32(value: number, name: string): number {
  if (typeof value !== "number" || value >>> 0 !== value) {
    throw badInteger(value, 0xffff_ffff, name);
  }
  return value;
}

/** An integer from 0 to `max`, which is below 2^32. */
export function integer(value: number, max: number, name: string): number {
  if (typeof value !== "number" || value >>> 0 !== value || value > max) {
    throw badInteger(value, max, name);
  }
  return value;
}

/**
 * A member id: below 1 000 000, because stream ids are `base + member_id * 100` in 32 bits
 * (wire.md, GBP frame).
 */
export function memberId(value: number, name: string): number {
  return integer(value, 999_999, name);
}

/** A u64 given as a bigint or as a safe integer, as a bigint. */
export function u64(value: number | bigint, name: string): bigint {
  if (typeof value === "bigint") {
    if (value < 0n || value > U64_MAX) {
      throw new RangeError(`${name} must be an integer from 0 to 2^64 - 1, not ${value}`);
    }
    return value;
  }
  if (typeof value !== "number") throw wrongType(name, "a number or bigint", value);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} must be a safe non-negative integer or a bigint, not ${value}`);
  }
  return BigInt(value);
}

/** A capacity: a positive safe integer. */
export function capacity(value: number, name: string): number {
  if (typeof value !== "number") throw wrongType(name, "a number", value);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${name} must be an integer, not ${value}`);
  }
  if (value <= 0) throw new RangeError(`${name} must be > 0`); // the reference's text
  return value;
}

/**
 * The length of a Uint8Array that can be read now. The library borrows the bytes for the call only,
 * and no other code of this thread runs meanwhile, so views on resizable buffers are fine. Views on
 * shared memory are taken, too, but another Worker may write there during the call: the library
 * stays within the bytes whatever it reads, and what such a call gives is safe but not specified.
 */
export function bytes(value: Uint8Array, name: string): number {
  if (!(value instanceof Uint8Array)) throw wrongType(name, "a Uint8Array", value);
  const length = lengthOf.call(value);
  if (length === 0) refuseGone(value, name);
  if (length > INPUT_MAX) throw new RangeError(`${name} must be at most 2^30 bytes, not ${length}`);
  return length;
}

/**
 * The length of memory that a caller lends for a result; undefined when there is none, or less than
 * `least` bytes. Not shared with other threads: what the library wrote there it reads again.
 */
export function lent(
  value: Uint8Array | undefined,
  least: number,
  name: string,
): number | undefined {
  if (value === undefined) return undefined;
  const length = bytes(value, name);
  try {
    byteLengthOf.call(bufferOf.call(value)); // refuses every other kind of buffer
  } catch {
    throw new TypeError(`${name} must not stand in shared memory`);
  }
  return length < least ? undefined : length;
}

/** A view on a part of an array's memory, whatever its properties say. */
export function viewOf(value: Uint8Array, offset: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bufferOf.call(value), byteOffsetOf.call(value) + offset, length);
}

/** A Uint8Array of exactly `size` bytes. */
export function bytesOf(value: Uint8Array, size: number, name: string): Uint8Array {
  const length = bytes(value, name);
  if (length !== size) throw new RangeError(`${name} must be ${size} bytes, not ${length}`);
  return value;
}

/**
 * An array that lost its memory also reads as empty; only a validating method tells the two apart.
 */
function refuseGone(value: Uint8Array, name: string): void {
  try {
    Uint8Array.prototype.at.call(value, 0);
  } catch {
    throw new TypeError(`${name} has no memory: its buffer was detached or shrunk`);
  }
}

/** A string; lone surrogates are refused where it is encoded. */
export function text(value: string, name: string): string {
  if (typeof value !== "string") throw wrongType(name, "a string", value);
  return value;
}

/** A string that UTF-8 can carry (Python: UnicodeEncodeError, a ValueError). */
export function wellFormed(value: string, name: string): string {
  if (!text(value, name).isWellFormed()) {
    throw new RangeError(`${name} has a lone surrogate, which UTF-8 cannot carry`);
  }
  return value;
}

/**
 * The values of an iterable, collected before anything else is done: iterating runs the caller's
 * code.
 */
export function list<T>(value: Iterable<T>, name: string): T[] {
  const iterable = typeof value === "object" && value !== null && Symbol.iterator in value;
  // A string or bytes would iterate, but into characters or numbers that nobody meant.
  if (!iterable || value instanceof Uint8Array) {
    throw wrongType(name, "an array or iterable", value);
  }
  return [...value];
}

/** An object, for arguments that are bags of named fields. */
export function record<T extends object>(value: T, name: string): T {
  if (typeof value !== "object" || value === null) throw wrongType(name, "an object", value);
  return value;
}
