// The kinds of arguments and their bad values, for arguments_test.ts.

import * as gbp from "../../bindings/mod.ts";

/** What an argument may be; each kind knows its bad values. */
type Kind = keyof typeof BAD;

function detached(): Uint8Array {
  const bytes = new Uint8Array(16);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

const NOT_NUMBERS = [undefined, null, "1", true, {}, [], [1], Symbol("x"), () => 1];
const NO_INTEGERS = [NaN, Infinity, -Infinity, -1, 0.5, 1e300];
const NOT_STRINGS = [undefined, null, 1, 1n, true, {}, ["x"], Symbol("x")];
const NOT_BYTES = [
  undefined,
  null,
  1,
  1n,
  "bytes",
  {},
  [1],
  new Uint16Array(8),
  new ArrayBuffer(8),
];
const NOT_OBJECTS = [undefined, null, 1, "x", true];

/** Values that must be refused; an argument with a default drops `undefined` from its list. */
export const BAD = {
  u8: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 256],
  u16: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 65_536],
  u32: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 2 ** 32],
  u64: [...NOT_NUMBERS, ...NO_INTEGERS, -1n, 2n ** 64n, 2 ** 53],
  member: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 1_000_000],
  handle: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 0, 2 ** 31],
  capacity: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 0],
  string: NOT_STRINGS,
  utf8: [...NOT_STRINGS, "\ud800", "a\udc00b"],
  bytes: [...NOT_BYTES, detached()],
  lent: [
    ...NOT_BYTES,
    detached(),
    new Uint8Array(new SharedArrayBuffer(16)),
  ],
  id16: [...NOT_BYTES, detached(), new Uint8Array(0), new Uint8Array(15), new Uint8Array(17)],
  hash32: [...NOT_BYTES, detached(), new Uint8Array(31)],
  byteses: [undefined, null, 1, "x", {}, new Uint8Array(4), ["x"], [undefined], [detached()]],
  names: [undefined, null, 1, "x", {}, [1], [undefined]],
  mls: [...NOT_OBJECTS, {}, closed(gbp.MlsContext.create("closed")), gbp.GtpClient.create()],
  node: [
    ...NOT_OBJECTS,
    {},
    closed(gbp.GroupNode.create(9, new Uint8Array(16))),
    gbp.GtpClient
      .create(),
  ],
  manifest: [...NOT_OBJECTS, {}],
  watermark: [...NOT_OBJECTS, {}],
  object: NOT_OBJECTS,
  format: [...NOT_STRINGS, "", "rfc9606", "toString"],
} satisfies Record<string, unknown[]>;

function closed<T extends gbp.NativeHandle>(object: T): T {
  object.close();
  return object;
}

export interface Argument {
  name: string;
  kind: Kind;
  good: unknown;
  isOptional?: boolean;
}

/** `name: kind = good`; a kind ending in `?` is optional. */
export function argument(name: string, kind: Kind | `${Kind}?`, good: unknown): Argument {
  const isOptional = kind.endsWith("?");
  return { name, kind: kind.replace("?", "") as Kind, good, isOptional };
}

export interface Subject {
  call: (...values: never[]) => unknown;
  arguments: Argument[];
}
