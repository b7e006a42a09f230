// What the members said they can do, and what follows for the group
// (docs/python-to-typescript.md, CapabilitiesNegotiator). Pure logic, no native code.

import { list, text, u32, wrongType } from "../check.ts";

/**
 * Keeps each member's advertised capabilities and answers for the group as a whole.
 *
 * @example
 * ```ts
 * import { CapabilitiesNegotiator } from "gbp-stack";
 *
 * const negotiator = new CapabilitiesNegotiator();
 * negotiator.advertise(1, ["sframe", "attachments"]);
 * negotiator.advertise(2, ["sframe"]);
 * console.log(negotiator.groupSupports("sframe")); // true
 * console.log(negotiator.missing("attachments")); // [2]
 * ```
 */
export class CapabilitiesNegotiator {
  readonly #advertised = new Map<number, Set<string>>();

  /** How many members have advertised. */
  get size(): number {
    return this.#advertised.size;
  }

  /** Notes what a member (u32) can do, in place of anything it said before. */
  advertise(memberId: number, capabilities: Iterable<string>): void {
    const member = u32(memberId, "memberId");
    // Ours: Python takes "abc" for three capabilities of one letter; here it is a TypeError.
    if (typeof capabilities === "string") {
      throw wrongType("capabilities", "an array or iterable of strings", capabilities);
    }
    const names = list(capabilities, "capabilities");
    for (const name of names) text(name, "capabilities[]");
    this.#advertised.set(member, new Set(names));
  }

  /** Forgets a member, known or not. */
  forget(memberId: number): void {
    this.#advertised.delete(u32(memberId, "memberId"));
  }

  /** A copy of what a member advertised; undefined when it has not. */
  capabilitiesOf(memberId: number): Set<string> | undefined {
    const known = this.#advertised.get(u32(memberId, "memberId"));
    return known === undefined ? undefined : new Set(known);
  }

  /** True when everybody who advertised has it; false while nobody has advertised. */
  groupSupports(capability: string): boolean {
    const lacking = this.missing(capability);
    return this.size > 0 && lacking.length === 0;
  }

  /** What everybody who advertised has; empty while nobody has advertised. */
  intersection(): Set<string> {
    const [first, ...others] = this.#advertised.values();
    const common = new Set(first);
    for (const name of common) {
      if (others.some((names) => !names.has(name))) common.delete(name);
    }
    return common;
  }

  /** What anybody has. */
  union(): Set<string> {
    const all = new Set<string>();
    for (const names of this.#advertised.values()) for (const name of names) all.add(name);
    return all;
  }

  /** The members who advertised without it, in the order of their first advertisement. */
  missing(capability: string): number[] {
    text(capability, "capability");
    const members: number[] = [];
    for (const [member, names] of this.#advertised) {
      if (!names.has(capability)) members.push(member);
    }
    return members;
  }
}
