// Memory that calls write results to: scratch, plaintexts of the caller's own, wires on slabs.

import { backend } from "#backend";
import { viewOf } from "./check.ts";

// ---- secrets that pass through scratch memory
// ------------------------------------------------------

const SCRATCH_BYTES = 8192;
let scratchMemory = new Uint8Array(SCRATCH_BYTES);

/** The smallest power of two that is not below. */
export function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(atLeast));
}

/**
 * Scratch of at least `size` bytes, which no caller of the package may ever get hold of. A secret
 * that a call leaves in it must be moved out at once with {@link takeOut}, which wipes it.
 */
export function scratch(size: number): Uint8Array<ArrayBuffer> {
  if (size > scratchMemory.length) {
    if (size > 1 << 20) return new Uint8Array(size); // too big to keep
    const outgrown = scratchMemory;
    scratchMemory = new Uint8Array(powerOfTwo(size));
    outgrown.fill(0); // a call that failed halfway may have left something
  }
  return scratchMemory;
}

/** Whether this is scratch, whose rest nobody sees. */
export function isScratch(memory: Uint8Array): boolean {
  return memory === scratchMemory;
}

/** Moves `length` bytes out of scratch into memory of their own. */
export function takeOut(from: Uint8Array, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const own = from.slice(offset, offset + length);
  from.fill(0, offset, offset + length);
  return own;
}

// ---- plaintexts: memory of their own
// ---------------------------------------------------------------

/**
 * Up to this size opening into scratch and copying is cheaper than a buffer of the bound's size.
 */
const COPY_MAX = 4096;
/** So many plaintexts in a row make an expectation. */
const ALIKE_MIN = 4;

/**
 * Memory for the plaintexts of one receiver. What protects them adds the same number of bytes most
 * of the time, so memory can be had that is of the right size before the plaintext is known: it
 * then needs neither a copy nor a view. A wrong guess costs a copy or a second call.
 */
export class PlaintextMemory {
  /** By how much the last plaintexts were shorter than what was received, and how many were. */
  #overhead = 0;
  #alike = 0;

  /** Memory of exactly the expected size; when nothing is to be expected, of the bound's. */
  take(received: number, bound: number): Uint8Array<ArrayBuffer> {
    const length = received - this.#overhead;
    if (this.#alike < ALIKE_MIN || length <= 0) return plaintextMemory(bound);
    return backend.unwipedMemory(length);
  }

  /** Notes how long a plaintext was that did not fill its memory. */
  learn(received: number, length: number): void {
    const overhead = received - length;
    this.#alike = overhead === this.#overhead ? this.#alike + 1 : 0;
    this.#overhead = overhead;
  }
}

/**
 * Memory for plaintexts of at most `bound` bytes; give what came back to {@link plaintextOf}. What
 * a call leaves behind the plaintexts must be zeroed, unless it {@link isScratch}.
 */
export function plaintextMemory(bound: number): Uint8Array<ArrayBuffer> {
  return bound <= COPY_MAX ? scratch(bound) : backend.unwipedMemory(bound);
}

/**
 * The plaintext at an offset of such memory, in memory that nothing else will write; a view when
 * the memory is a batch's or the caller's (`isShared`).
 */
export function plaintextOf(
  memory: Uint8Array<ArrayBuffer>,
  offset: number,
  length: number,
  isShared = false,
): Uint8Array<ArrayBuffer> {
  if (memory === scratchMemory) return takeOut(memory, offset, length);
  if (isShared) return viewOf(memory, offset, length);
  if (length === memory.length) return memory;
  // Whoever keeps a short plaintext shall not keep a wrong guess with it.
  if (memory.length <= COPY_MAX) return memory.slice(offset, offset + length);
  return viewOf(memory, offset, length);
}

// ---- wires: views on a slab
// ------------------------------------------------------------------------

const SLAB_BYTES = 128 * 1024;
/** Longer wires have a buffer of their own. */
const ON_SLAB_MAX = 32 * 1024;

let slab = new Uint8Array(SLAB_BYTES);
let slabUsed = 0;
/** What the call in progress asked for. */
let overheadAsked = 0;
let isOnSlab = false;
/**
 * By overhead: how much less than its bound the last wire took, and so probably the next one. It is
 * less than the overhead, since a wire is longer than what it carries.
 */
const unused = new Uint16Array(512);

/**
 * Memory for a wire of at most `length + overhead` bytes. A call may write so many though the array
 * is shorter: behind it the slab is free. Give it back to {@link wireOf}.
 */
export function wireMemory(length: number, overhead: number): Uint8Array<ArrayBuffer> {
  const bound = length + overhead;
  isOnSlab = bound <= ON_SLAB_MAX;
  if (!isOnSlab) return backend.unwipedMemory(bound);
  if (slabUsed + bound > slab.length) { // full, or transferred with a wire to another thread
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  overheadAsked = overhead;
  return slab.subarray(slabUsed, slabUsed + bound - unused[overhead]!);
}

/** The wire that a call left in {@link wireMemory}: its bytes are never written again. */
export function wireOf(memory: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (!isOnSlab) {
    memory.fill(0, length);
    return new Uint8Array(memory.buffer, memory.byteOffset, length);
  }
  const start = slabUsed;
  slabUsed += length;
  if (memory.length === length) return memory;
  unused[overheadAsked]! += memory.length - length; // now the bound less the length
  return slab.subarray(start, slabUsed);
}
