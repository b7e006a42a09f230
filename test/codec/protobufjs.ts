// The payloads through protobufjs, which reads native/schema/*.proto at run time.

import { parse, type Type, Writer } from "protobufjs";
import { type Independent, type Payload, type PayloadKind, schemaText } from "./payload.ts";

const NAMES = { gtp: "gtp.GtpMessage", gap: "gap.GapPayload", gsp: "gsp.GspSignal" } as const;

const types = new Map<PayloadKind, Type>();

/** The message type of a payload. */
function typeOf(kind: PayloadKind): Type {
  let type = types.get(kind);
  if (type === undefined) {
    type = parse(schemaText(`${kind}.proto`), { keepCase: true }).root.lookupType(NAMES[kind]);
    types.set(kind, type);
  }
  return type;
}

function toPlain(payload: Payload): Record<string, string | Uint8Array> {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      typeof value === "bigint" ? value.toString() : value,
    ]),
  );
}

/** Writes the fields from the last to the first, defaults included: unusual, and valid. */
export function writeBackwards(kind: PayloadKind, payload: Payload): Uint8Array {
  const writer = Writer.create();
  const fields = typeOf(kind).fieldsArray.toSorted((a, b) => b.id - a.id);
  for (const field of fields) {
    const value = payload[field.name];
    if (value instanceof Uint8Array) {
      writer.uint32(field.id << 3 | 2).bytes(value);
    } else {
      writer.uint32(field.id << 3).uint64(String(value));
    }
  }
  return Uint8Array.from(writer.finish());
}

export const protobufjs: Independent = {
  name: "protobufjs",
  write(kind, payload) {
    const type = typeOf(kind);
    return Uint8Array.from(type.encode(type.fromObject(toPlain(payload))).finish());
  },
  read(kind, bytes) {
    const type = typeOf(kind);
    const plain = type.toObject(type.decode(bytes), { longs: String, defaults: true });
    return Object.fromEntries(
      Object.entries(plain).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? Uint8Array.from(value) : BigInt(value),
      ]),
    );
  },
};
