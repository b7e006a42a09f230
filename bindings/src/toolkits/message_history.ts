// A bounded log of text messages that answers a peer's request for what it missed
// (docs/python-to-typescript.md, MessageHistory and Watermark; docs/behaviour.md, Toolkits). Pure
// logic, no native code.

import { capacity, record, text, u32, u64, wrongType } from "../check.ts";
import { GbpError } from "../errors.ts";
import { Watermark } from "./watermark.ts";

/**
 * One remembered text message.
 *
 * @example
 * ```ts
 * import { MessageEntry } from "gbp-stack";
 *
 * const entry = new MessageEntry(2, 7, "hello");
 * console.log(entry.messageId); // 7n
 * ```
 */
export class MessageEntry {
  /** Member id of the sender, u32. */
  readonly senderId: number;
  /** The sender's message id, u64. */
  readonly messageId: bigint;
  /** The text. */
  readonly text: string;

  /** RangeError or TypeError when a value is not of the kind and range named above. */
  constructor(senderId: number, messageId: number | bigint, content: string) {
    this.senderId = u32(senderId, "senderId");
    this.messageId = u64(messageId, "messageId");
    this.text = text(content, "text");
  }
}

/**
 * The last `capacity` distinct messages, oldest out first. A message is known by sender and message
 * id.
 *
 * {@link push}, {@link contains} and {@link length} take constant time, whatever the capacity.
 *
 * @example
 * ```ts
 * import { MessageEntry, MessageHistory, Watermark } from "gbp-stack";
 *
 * const history = new MessageHistory(1000);
 * history.push(new MessageEntry(1, 1, "one"));
 * history.push(new MessageEntry(1, 2, "two"));
 *
 * const seen = new Watermark();
 * seen.observe(1, 1);
 * console.log([...history.since(seen)].map((entry) => entry.text)); // ["two"]
 * ```
 */
export class MessageHistory {
  readonly #capacity: number;
  /** A ring: it grows to the capacity, then `#oldest` is the slot that is overwritten next. */
  #ring: MessageEntry[] = [];
  #oldest = 0;
  readonly #known = new Map<number, Set<bigint>>();
  /** Counts changes, so that an iteration under way notices one. */
  #changes = 0;

  /**
   * A history of at most so many messages.
   * @throws RangeError `capacity must be > 0`.
   */
  constructor(maximum: number) {
    this.#capacity = capacity(maximum, "capacity");
  }

  /** How many messages are remembered. */
  get length(): number {
    return this.#ring.length;
  }

  /** Remembers a frozen copy of a message; false, and no change, when it is known already. */
  push(entry: MessageEntry): boolean {
    const { senderId, messageId, text } = record(entry, "entry");
    // A copy that stays as it is: the set of what is known must agree with the ring.
    const added = Object.freeze(new MessageEntry(senderId, messageId, text));
    const ids = this.#known.get(added.senderId);
    if (ids?.has(added.messageId)) return false;
    if (ids) ids.add(added.messageId);
    else this.#known.set(added.senderId, new Set([added.messageId]));
    if (this.#ring.length < this.#capacity) this.#ring.push(added);
    else this.#replaceOldest(added);
    this.#changes += 1;
    return true;
  }

  /** True when the message is remembered now. */
  contains(senderId: number, messageId: number | bigint): boolean {
    const id = u64(messageId, "messageId");
    return this.#known.get(u32(senderId, "senderId"))?.has(id) ?? false;
  }

  /**
   * The messages that the holder of a watermark has not seen, oldest first: those whose id is above
   * the last seen id of their sender, and all of a sender never seen.
   * @throws GbpError on the next step when the history changes while it is iterated.
   */
  since(watermark: Watermark): IterableIterator<MessageEntry> {
    if (!(watermark instanceof Watermark)) throw wrongType("watermark", "a Watermark", watermark);
    return this.#select((entry) => {
      const last = watermark.lastSeen(entry.senderId);
      return last === undefined || entry.messageId > last;
    });
  }

  /**
   * The messages of one sender with ids above `sinceMessageId`, oldest first. Otherwise as {@link
   * since}.
   */
  sinceForSender(
    senderId: number,
    sinceMessageId: number | bigint,
  ): IterableIterator<MessageEntry> {
    const sender = u32(senderId, "senderId");
    const since = u64(sinceMessageId, "sinceMessageId");
    return this.#select((entry) => entry.senderId === sender && entry.messageId > since);
  }

  /** Forgets all messages. */
  clear(): void {
    this.#ring = [];
    this.#oldest = 0;
    this.#known.clear();
    this.#changes += 1;
  }

  #replaceOldest(added: MessageEntry): void {
    const evicted = this.#ring[this.#oldest]!;
    this.#ring[this.#oldest] = added;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
    const ids = this.#known.get(evicted.senderId)!;
    ids.delete(evicted.messageId);
    if (ids.size === 0) this.#known.delete(evicted.senderId);
  }

  *#select(wanted: (entry: MessageEntry) => boolean): IterableIterator<MessageEntry> {
    const changes = this.#changes;
    const count = this.#ring.length;
    for (let index = 0; index < count; index += 1) {
      if (this.#changes !== changes) {
        throw new GbpError("since", "history changed during iteration");
      }
      const entry = this.#ring[(this.#oldest + index) % count]!;
      if (wanted(entry)) yield entry;
    }
  }
}
