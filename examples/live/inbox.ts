// What arrived for a member and was not asked for yet. The member's part of the story takes things
// out in the order it needs them, and waits for what is not there.

import { nameOf } from "./cast.ts";

/** What can arrive. */
type Arrival =
  | { kind: "key_package"; sender: number; body: Uint8Array }
  | { kind: "welcome"; sender: number; body: Uint8Array }
  | { kind: "text"; sender: number; text: string }
  | { kind: "audio"; sender: number; opus: Uint8Array }
  | { kind: "signal"; sender: number; signal: string }
  | { kind: "ready"; sender: number; transitionId: number }
  | { kind: "refusal"; sender: number; wire: Uint8Array };

type ArrivalOf<Kind extends Arrival["kind"]> = Extract<Arrival, { kind: Kind }>;

interface Waiter {
  isWanted(arrival: Arrival): boolean;
  resolve(arrival: Arrival): void;
  reject(error: Error): void;
}

export class Inbox {
  readonly #patienceMs: number;
  readonly #arrived: Arrival[] = [];
  readonly #waiters = new Set<Waiter>();
  #failure: Error | undefined;

  /** `patienceMs`: how long `take` waits before it gives up. */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  put(arrival: Arrival): void {
    const waiter = [...this.#waiters].find((one) => one.isWanted(arrival));
    if (!waiter) {
      this.#arrived.push(arrival);
      return;
    }
    this.#waiters.delete(waiter); // at once: the next arrival may come before its promise goes on
    waiter.resolve(arrival);
  }

  /** Nothing will come any more: whoever waits, or asks later, gets the first such reason. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const waiter of this.#waiters) waiter.reject(this.#failure);
  }

  /** The oldest arrival of a kind from a sender; waits for it when there is none. */
  async take<Kind extends Arrival["kind"]>(kind: Kind, sender: number): Promise<ArrivalOf<Kind>> {
    const isWanted = (one: Arrival): boolean => one.kind === kind && one.sender === sender;
    if (this.#failure) throw this.#failure;
    const index = this.#arrived.findIndex(isWanted);
    const arrival = index >= 0
      ? this.#arrived.splice(index, 1)[0]!
      : await this.#wait(isWanted, `${kind} from ${nameOf(sender)}`);
    return arrival as ArrivalOf<Kind>;
  }

  #wait(isWanted: (arrival: Arrival) => boolean, what: string): Promise<Arrival> {
    const { promise, resolve, reject } = Promise.withResolvers<Arrival>();
    const waiter: Waiter = { isWanted, resolve, reject };
    const timer = setTimeout(() => {
      reject(new Error(`no ${what} within ${this.#patienceMs / 1000} s`));
    }, this.#patienceMs);
    this.#waiters.add(waiter);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    });
  }
}
