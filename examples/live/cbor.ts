// As much CBOR (RFC 8949) as the demo needs beside the library: unsigned integers, byte strings and
// texts by their heads.

export const CborMajor = Object.freeze({ UINT: 0, BYTES: 2, TEXT: 3, MAP: 5 } as const);

export interface CborHead {
  readonly major: number;
  readonly value: number;
  /** Where the item's content begins. */
  readonly next: number;
}

/** The head at `offset`. Throws a RangeError when it is cut or of indefinite length. */
export function readHead(bytes: Uint8Array, offset: number): CborHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const initial = view.getUint8(offset);
  const major = initial >> 5;
  const info = initial & 0x1f;
  const next = offset + 1;
  if (info < 24) return { major, value: info, next };
  if (info === 24) return { major, value: view.getUint8(next), next: next + 1 };
  if (info === 25) return { major, value: view.getUint16(next), next: next + 2 };
  if (info === 26) return { major, value: view.getUint32(next), next: next + 4 };
  if (info === 27) return { major, value: Number(view.getBigUint64(next)), next: next + 8 };
  throw new RangeError(`CBOR head 0x${initial.toString(16)}`);
}

/** The shortest head for a value below 2^32. */
export function writeHead(major: number, value: number): number[] {
  const type = major << 5;
  if (value < 24) return [type | value];
  if (value < 0x100) return [type | 24, value];
  if (value < 0x10000) return [type | 25, value >> 8, value & 0xff];
  return [type | 26, value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}
