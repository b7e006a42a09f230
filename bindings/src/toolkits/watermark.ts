// The highest message id seen from each sender (docs/python-to-typescript.md, MessageHistory
// and Watermark). Pure logic, no native code.

import { u32, u64 } from "../check.ts";

/**
 * What a member has seen: for each sender the highest message id. Message ids count from 1;
 * observing 0 records nothing.
 *
 * @example
 * ```ts
 * import { Watermark } from "gbp-stack";
 *
 * const seen = new Watermark();
 * seen.observe(1, 5);
 * seen.observe(1, 3); // older: nothing changes
 * console.log(seen.lastSeen(1)); // 5n
 * console.log(seen.lastSeen(2)); // undefined
 * ```
 */
export class Watermark {
  readonly #lastSeen = new Map<number, bigint>();

  /** How many senders have been seen. */
  get size(): number {
    return this.#lastSeen.size;
  }

  /** Notes a message (sender u32, id u64); one that is not above the last seen changes nothing. */
  observe(senderId: number, messageId: number | bigint): void {
    const sender = u32(senderId, "senderId");
    const id = u64(messageId, "messageId");
    if (id > (this.#lastSeen.get(sender) ?? 0n)) this.#lastSeen.set(sender, id);
  }

  /** The highest id seen from a sender; undefined when there was none. */
  lastSeen(senderId: number): bigint | undefined {
    return this.#lastSeen.get(u32(senderId, "senderId"));
  }

  /** A copy: sender → highest id, in the order in which the senders were first seen. */
  snapshot(): Map<number, bigint> {
    return new Map(this.#lastSeen);
  }

  /** Forgets every sender. */
  clear(): void {
    this.#lastSeen.clear();
  }
}
