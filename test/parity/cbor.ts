// Just enough CBOR to take a frame apart and put it together again: integers, bytes, text, lists,
// maps, simple values. The same as cbor.py beside it; scenarios change frames with it.

export type Item = bigint | Uint8Array | string | boolean | null | Item[] | Map<Item, Item>;

function head(major: number, value: bigint): number[] {
  const widths: [bigint, number][] = [[24n, 0], [1n << 8n, 1], [1n << 16n, 2], [1n << 32n, 4]];
  const width = widths.find(([top]) => value < top)?.[1] ?? 8;
  if (width === 0) return [(major << 5) | Number(value)];
  const out = [(major << 5) | (24 + Math.log2(width))];
  for (let shift = width - 1; shift >= 0; shift--) {
    out.push(Number((value >> BigInt(8 * shift)) & 0xffn));
  }
  return out;
}

function write(item: Item | number, out: number[]): void {
  if (item === null) out.push(0xf6);
  else if (typeof item === "boolean") out.push(item ? 0xf5 : 0xf4);
  else if (typeof item === "number" || typeof item === "bigint") {
    const value = BigInt(item);
    out.push(...(value >= 0n ? head(0, value) : head(1, -1n - value)));
  } else if (item instanceof Uint8Array) out.push(...head(2, BigInt(item.length)), ...item);
  else if (typeof item === "string") {
    const text = new TextEncoder().encode(item);
    out.push(...head(3, BigInt(text.length)), ...text);
  } else if (Array.isArray(item)) {
    out.push(...head(4, BigInt(item.length)));
    for (const part of item) write(part, out);
  } else {
    out.push(...head(5, BigInt(item.size)));
    for (const [key, value] of item) {
      write(key, out);
      write(value, out);
    }
  }
}

/** Deterministic CBOR of a value. */
export function encode(item: Item | number): Uint8Array {
  const out: number[] = [];
  write(item, out);
  return Uint8Array.from(out);
}

/** One definite-length item. */
export function decode(data: Uint8Array): Item {
  let offset = 0;
  const take = (count: number) => {
    if (offset + count > data.length) throw new RangeError("truncated item");
    offset += count;
    return data.subarray(offset - count, offset);
  };
  const item = (): Item => {
    const first = take(1)[0] ?? 0;
    const low = first & 31;
    let value = BigInt(low);
    if (low >= 24 && low <= 27) {
      value = 0n;
      for (const byte of take(1 << (low - 24))) value = (value << 8n) | BigInt(byte);
    }
    switch (first >> 5) {
      case 0:
        return value;
      case 1:
        return -1n - value;
      case 2:
        return take(Number(value)).slice();
      case 3:
        return new TextDecoder().decode(take(Number(value)));
      case 4:
        return Array.from({ length: Number(value) }, item);
      case 5:
        return new Map(Array.from({ length: Number(value) }, () => [item(), item()]));
    }
    if (low === 20 || low === 21) return low === 21;
    if (low === 22) return null;
    throw new RangeError(`unsupported item 0x${first.toString(16)}`);
  };
  return item();
}
