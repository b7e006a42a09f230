// Arguments of signals: CBOR maps from small numbers to numbers (docs/wire.md, Signals).
//
//   MUTE, UNMUTE {0: member}   ROLE_CHANGE {0: member, 1: role}   STREAM_START, _STOP {0: stream}
//   CODEC_UPDATE {0: codec}    JOIN, LEAVE: none

import { CborMajor, readHead, writeHead } from "./cbor.ts";

/** `encodeArgs([[0, 3]])` is `{0: 3}`. */
export function encodeArgs(
  entries: readonly (readonly [key: number, value: number])[],
): Uint8Array {
  return Uint8Array.from([
    ...writeHead(CborMajor.MAP, entries.length),
    ...entries.flatMap((pair) => pair.flatMap((number) => writeHead(CborMajor.UINT, number))),
  ]);
}

/** The inverse; an empty argument has no entries. */
export function decodeArgs(args: Uint8Array): Map<number, number> {
  const entries = new Map<number, number>();
  if (args.length === 0) return entries;
  const { major, value: count, next } = readHead(args, 0);
  if (major !== CborMajor.MAP) throw new RangeError("arguments are not a map");
  let offset = next;
  for (let index = 0; index < count; index += 1) {
    const key = readHead(args, offset);
    const value = readHead(args, key.next);
    entries.set(key.value, value.value);
    offset = value.next;
  }
  return entries;
}

/** `{0: 3, 1: 2}`, or nothing when there are no arguments. */
export function showArgs(args: Uint8Array): string {
  if (args.length === 0) return "";
  const entries = [...decodeArgs(args)].map(([key, value]) => `${key}: ${value}`);
  return ` {${entries.join(", ")}}`;
}
