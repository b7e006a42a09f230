// A bounded reorder window for audio frames, one per media source
// (docs/python-to-typescript.md, JitterBuffer; docs/behaviour.md, Toolkits). Pure logic, no
// native code.

import { bytes, capacity, integer, record, u32, wrongType } from "../check.ts";
import { SequenceHeap } from "./sequence_heap.ts";

/**
 * One audio frame as the buffer holds it.
 *
 * @example
 * ```ts
 * import { AudioFrame } from "gbp-stack";
 *
 * const frame = new AudioFrame(7, 1, new Uint8Array([0xfc]));
 * console.log(frame.rtpSequence); // 1
 * ```
 */
export class AudioFrame {
  /** Media source, u32. */
  readonly mediaSourceId: number;
  /** Sequence number, u32; GAP's own numbers have 16 bits. */
  readonly rtpSequence: number;
  /** The frame's bytes; the buffer keeps the reference and never reads them. */
  readonly plaintext: Uint8Array;

  /** RangeError or TypeError when a value is not of the kind and range named above. */
  constructor(mediaSourceId: number, rtpSequence: number, plaintext: Uint8Array) {
    this.mediaSourceId = u32(mediaSourceId, "mediaSourceId");
    this.rtpSequence = u32(rtpSequence, "rtpSequence");
    bytes(plaintext, "plaintext");
    this.plaintext = plaintext;
  }
}

/**
 * What became of a pushed frame.
 *
 * @example
 * ```ts
 * import { JitterPushOutcome } from "gbp-stack";
 *
 * console.log(JitterPushOutcome.LATE); // "late"
 * ```
 */
export const JitterPushOutcome = {
  /** Held (or known already and ignored). */
  ACCEPTED: "accepted",
  /** Refused: its turn is over. */
  LATE: "late",
  /** Held, and the frame with the lowest number went, because the source was full. */
  EVICTED: "evicted",
} as const;
Object.freeze(JitterPushOutcome);

/** One of the values of {@link JitterPushOutcome}. */
export type JitterPushOutcome = typeof JitterPushOutcome[keyof typeof JitterPushOutcome];

/**
 * The answer to {@link JitterBuffer.push}.
 *
 * @example
 * ```ts
 * import { AudioFrame, JitterBuffer } from "gbp-stack";
 *
 * const result = new JitterBuffer(4).push(new AudioFrame(1, 1, new Uint8Array(2)));
 * console.log(result.outcome, result.evicted); // "accepted" undefined
 * ```
 */
export class JitterPushResult {
  /** What became of the frame. */
  readonly outcome: JitterPushOutcome;
  /** The frame that had to go; with outcome `"evicted"` only. */
  readonly evicted: AudioFrame | undefined;

  /** A result with this outcome and, for `"evicted"`, this frame. */
  constructor(outcome: JitterPushOutcome, evicted?: AudioFrame) {
    this.outcome = outcome;
    this.evicted = evicted;
  }
}

/** How many sources a buffer knows at most. Python's has no bound. */
const SOURCES_MAX = 65_536;

/**
 * What the buffer knows of one source. `frames` is keyed by position (see JitterBuffer.#position).
 */
interface Source {
  readonly order: SequenceHeap;
  readonly frames: Map<number, AudioFrame>;
  /** Position of the frame that is due; undefined until the first pop. */
  expected: number | undefined;
  /** A position that has been used: what 16-bit numbers are counted from. */
  anchor: number;
}

/**
 * Puts audio frames back into order, for each media source on its own. A push or a pop takes at
 * most O(log n) of the n frames held for the source.
 *
 * The next expected number is the one after the frame popped last; a push below it is `"late"`, a
 * number that is held already is accepted and ignored, and over capacity the lowest goes.
 *
 * Source ids come from the peers, so at most 65 536 sources are known at a time: one more, and the
 * source that had no push for the longest time is forgotten, with its frames.
 *
 * `sequenceBits` is 32 by default and counts as Python's buffer does: numbers are compared as they
 * stand, and only the expected number wraps. With 16, GAP's own width, 0 follows 65 535: a number
 * is taken for the one nearest to the expected.
 *
 * @example
 * ```ts
 * import { AudioFrame, JitterBuffer } from "gbp-stack";
 *
 * const buffer = new JitterBuffer(50, { sequenceBits: 16 });
 * for (const sequence of [65_535, 1, 0]) {
 *   buffer.push(new AudioFrame(7, sequence, new Uint8Array([sequence & 0xff])));
 * }
 * console.log(buffer.popInOrder(7)?.rtpSequence); // 65535
 * console.log(buffer.popInOrder(7)?.rtpSequence); // 0
 * console.log(buffer.popInOrder(7)?.rtpSequence); // 1
 * console.log(buffer.popInOrder(7)); // undefined
 * ```
 */
export class JitterBuffer {
  readonly #capacity: number;
  readonly #sequenceBits: 16 | 32;
  readonly #sources = new Map<number, Source>();

  /**
   * A buffer that holds so many frames of each source.
   * @throws RangeError `capacity_per_source must be > 0`, or sequenceBits neither 16 nor 32.
   */
  constructor(capacityPerSource: number, options: { sequenceBits?: 16 | 32 } = {}) {
    this.#capacity = capacity(capacityPerSource, "capacity_per_source");
    const bits = record(options, "options").sequenceBits ?? 32;
    if (typeof bits !== "number") throw wrongType("sequenceBits", "a number", bits);
    if (bits !== 16 && bits !== 32) {
      throw new RangeError(`sequenceBits must be 16 or 32, not ${bits}`);
    }
    this.#sequenceBits = bits;
  }

  /** Takes a frame in. RangeError when its number does not fit into `sequenceBits`. */
  push(frame: AudioFrame): JitterPushResult {
    // Read once: a frame may have changed since it was made.
    const { mediaSourceId, rtpSequence, plaintext } = record(frame, "frame");
    const held = frame instanceof AudioFrame
      ? frame
      : new AudioFrame(mediaSourceId, rtpSequence, plaintext);
    u32(mediaSourceId, "mediaSourceId");
    integer(rtpSequence, this.#sequenceBits === 16 ? 0xffff : 0xffff_ffff, "rtpSequence");
    const source = this.#sourceOf(mediaSourceId, rtpSequence);
    const position = this.#position(source, rtpSequence);
    if (source.expected !== undefined && position < source.expected) {
      return new JitterPushResult(JitterPushOutcome.LATE);
    }
    if (source.frames.has(position)) return new JitterPushResult(JitterPushOutcome.ACCEPTED);
    source.frames.set(position, held);
    source.order.push(position);
    if (source.frames.size <= this.#capacity) {
      return new JitterPushResult(JitterPushOutcome.ACCEPTED);
    }
    return new JitterPushResult(JitterPushOutcome.EVICTED, takeLowest(source));
  }

  /**
   * The next frame when it is there: the lowest at first, then the expected one; undefined
   * otherwise.
   */
  popInOrder(mediaSourceId: number): AudioFrame | undefined {
    const source = this.#sources.get(u32(mediaSourceId, "mediaSourceId"));
    if (source === undefined || source.frames.size === 0) return undefined;
    const isDue = source.expected === undefined || source.order.lowest === source.expected;
    return isDue ? this.#pop(source) : undefined;
  }

  /** The lowest frame held, whatever is missing before it; undefined when there is none. */
  popForce(mediaSourceId: number): AudioFrame | undefined {
    const source = this.#sources.get(u32(mediaSourceId, "mediaSourceId"));
    return source === undefined || source.frames.size === 0 ? undefined : this.#pop(source);
  }

  /** How many frames are held for a source. */
  lengthFor(mediaSourceId: number): number {
    return this.#sources.get(u32(mediaSourceId, "mediaSourceId"))?.frames.size ?? 0;
  }

  /** Forgets all frames and all expected numbers. */
  clear(): void {
    this.#sources.clear();
  }

  /** The source of a frame, which goes to the end of the map: the first is the longest idle. */
  #sourceOf(mediaSourceId: number, rtpSequence: number): Source {
    let source = this.#sources.get(mediaSourceId);
    if (source === undefined) {
      if (this.#sources.size === SOURCES_MAX) this.#forgetIdlest();
      source = {
        order: new SequenceHeap(),
        frames: new Map(),
        expected: undefined,
        anchor: rtpSequence,
      };
    } else {
      this.#sources.delete(mediaSourceId);
    }
    this.#sources.set(mediaSourceId, source);
    return source;
  }

  #forgetIdlest(): void {
    for (const idlest of this.#sources.keys()) {
      this.#sources.delete(idlest);
      return;
    }
  }

  /**
   * Where a number stands among all numbers of its source. 32 bits: the number itself, as in
   * Python. 16 bits: counted on without end, so that 0 after 65 535 stands at 65 536.
   */
  #position(source: Source, sequence: number): number {
    if (this.#sequenceBits === 32) return sequence;
    const from = source.expected ?? source.anchor;
    return from + (((sequence - from) << 16) >> 16);
  }

  #pop(source: Source): AudioFrame {
    const next = source.order.lowest! + 1;
    source.expected = this.#sequenceBits === 32 ? next >>> 0 : next;
    return takeLowest(source);
  }
}

function takeLowest(source: Source): AudioFrame {
  const position = source.order.pop()!;
  const frame = source.frames.get(position)!;
  source.frames.delete(position);
  return frame;
}
