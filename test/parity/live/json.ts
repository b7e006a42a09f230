// Values as they go over the line between the driver and the members: the form that run_python.py
// writes, with Python's names.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Python's names that are not the snake case of ours. */
const RENAMED: Record<string, string> = { classCode: "class_", bytes: "bytes_" };

const snake = (name: string): string =>
  RENAMED[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A value with bytes as `{"bytes": hex}`; fields that are undefined are left out. */
export function canonical(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") {
    return value < 1n << 53n ? Number(value) : { u64: value.toString() };
  }
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") {
    return value;
  }
  if (value instanceof Uint8Array) return { bytes: value.toHex() };
  if (Array.isArray(value)) return value.map(canonical);
  const fields = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(fields.map(([name, part]) => [snake(name), canonical(part)]));
}

export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(hex);
}
