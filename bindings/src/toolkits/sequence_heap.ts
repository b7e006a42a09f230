// A binary heap of numbers, lowest first: the order of a JitterBuffer's frames. Numbers are
// distinct.

/** Push and pop in O(log n), the lowest in O(1). */
export class SequenceHeap {
  readonly #items: number[] = [];

  /** The lowest number; undefined when empty. */
  get lowest(): number | undefined {
    return this.#items[0];
  }

  push(value: number): void {
    const items = this.#items;
    let index = items.length;
    items.push(value);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (items[parent]! <= value) break;
      items[index] = items[parent]!;
      index = parent;
    }
    items[index] = value;
  }

  /** Takes the lowest number out; undefined when empty. */
  pop(): number | undefined {
    const items = this.#items;
    const lowest = items[0];
    const last = items.pop();
    if (items.length > 0) this.#sink(last!);
    return lowest;
  }

  /** Puts a number into the root's place and lets it sink to where it belongs. */
  #sink(value: number): void {
    const items = this.#items;
    const half = items.length >> 1;
    let index = 0;
    while (index < half) {
      let child = 2 * index + 1;
      if (child + 1 < items.length && items[child + 1]! < items[child]!) child += 1;
      if (items[child]! >= value) break;
      items[index] = items[child]!;
      index = child;
    }
    items[index] = value;
  }
}
