// The payloads through Google's flatbuffers package, whose builder and reader are driven by the
// tables that stand in native/schema/*.fbs.

import { Builder, ByteBuffer } from "flatbuffers";
import { type Independent, type Payload, type PayloadKind, schemaText } from "./payload.ts";

type FieldType = "uint" | "ulong" | "[ubyte]";

interface TableField {
  readonly name: string;
  readonly type: FieldType;
  readonly id: number;
}

const LAYOUT_OFFSET = 4; // of a vtable's first entry

/** The fields of the one table in a schema. */
function tableOf(kind: PayloadKind): TableField[] {
  const body = /table \w+ \{(.*?)\n\}/s.exec(schemaText(`${kind}.fbs`))?.[1] ?? "";
  const fields = [...body.matchAll(/^ {2}(\w+):(uint|ulong|\[ubyte\]) \(id: (\d+)\);$/gm)];
  return fields.map(([, name, type, id]) => ({
    name: name!,
    type: type as FieldType,
    id: Number(id),
  }));
}

/** How a buffer may differ from the plainest one and still be valid. */
export interface WriteOptions {
  /** Write zeroes too. */
  readonly defaults?: boolean;
  /** Four characters behind the root offset. */
  readonly identifier?: string;
  /** Field ids in the order of writing. */
  readonly order?: readonly number[];
}

export function writeTable(
  kind: PayloadKind,
  payload: Payload,
  options: WriteOptions = {},
): Uint8Array {
  const table = tableOf(kind);
  const builder = new Builder(0);
  builder.forceDefaults(options.defaults ?? false);
  const vectors = table.map((field) => {
    const value = payload[field.name];
    return value instanceof Uint8Array ? builder.createByteVector(value) : 0;
  });
  builder.startObject(table.length);
  for (const id of options.order ?? table.keys()) {
    const field = table[id]!;
    const value = payload[field.name];
    if (value instanceof Uint8Array) {
      builder.addFieldOffset(field.id, vectors[id]!, 0);
    } else if (field.type === "ulong") {
      builder.addFieldInt64(field.id, BigInt.asIntN(64, value!), 0n);
    } else {
      builder.addFieldInt32(field.id, Number(BigInt.asIntN(32, value!)), 0);
    }
  }
  builder.finish(builder.endObject(), options.identifier);
  return builder.asUint8Array().slice();
}

export const googleFlatbuffers: Independent = {
  name: "flatbuffers",
  write: writeTable,
  read(kind, bytes) {
    const buffer = new ByteBuffer(bytes);
    const root = buffer.readInt32(0);
    const payload: Payload = {};
    for (const { name, type, id } of tableOf(kind)) {
      const place = buffer.__offset(root, LAYOUT_OFFSET + 2 * id);
      const at = root + place;
      if (type === "[ubyte]") {
        const start = place === 0 ? 0 : buffer.__vector(at);
        const length = place === 0 ? 0 : buffer.__vector_len(at);
        payload[name] = bytes.slice(start, start + length);
      } else if (place === 0) {
        payload[name] = 0n;
      } else {
        payload[name] = type === "ulong" ? buffer.readUint64(at) : BigInt(buffer.readUint32(at));
      }
    }
    return payload;
  },
};
