// Runs scenarios on the TypeScript bindings, under Bun or Deno, and prints one JSON line for each
// step. The contract is in README.md; run_python.py follows the same one.
//
//   bun test/parity/run_ts.ts SCENARIO...        deno run -R --allow-ffi … test/parity/run_ts.ts …

import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import * as gbp from "../../bindings/mod.ts";
import { decode, encode, type Item } from "./cbor.ts";

type Step = {
  do: string;
  args?: unknown[];
  as?: string;
  repeat?: number;
  index?: string;
  quiet?: boolean;
  steps?: Step[];
};
type Story = { begin?: string[]; steps: Step[] };
type Callable = (...args: unknown[]) => unknown;

const OPAQUE = new Set([
  ..."MlsContext GroupNode GtpClient GapClient GspClient SFrameSession SFrameEncryptor".split(" "),
  ..."MessageHistory Watermark JitterBuffer RoleRegistry CapabilitiesNegotiator".split(" "),
]);
// Python's names that are not the snake case of ours.
const RENAMED: Record<string, string> = { class_: "classCode", bytes_: "bytes" };

const camel = (name: string) =>
  RENAMED[name] ?? name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string) => {
  const special = Object.entries(RENAMED).find(([, ours]) => ours === name);
  return special?.[0] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
};
const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text: string) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const className = (value: object) => value.constructor.name.replace(/^_/, "");

function compare(first: unknown, second: unknown): number {
  const [a, b] = [JSON.stringify(first), JSON.stringify(second)];
  if (typeof first === "number" && typeof second === "number") return first - second;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A value in the transcript's form. */
function canonical(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") {
    return value < 1n << 53n ? Number(value) : { u64: value.toString() };
  }
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return { bytes: hex(value) };
  if (value instanceof Set) return { set: [...value].map(canonical).sort(compare) };
  if (value instanceof Map) {
    const pairs = [...value].map((pair) => pair.map(canonical));
    return { map: pairs.sort((a, b) => compare(a[0], b[0])) };
  }
  if (OPAQUE.has(className(value))) return { object: className(value) };
  if (Symbol.iterator in value) return [...value as Iterable<unknown>].map(canonical);
  const out: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    if (part !== undefined) out[snake(key)] = canonical(part);
  }
  return out;
}

function errorKind(error: unknown): string {
  if (error instanceof gbp.RoleError) return "role";
  if (error instanceof gbp.GbpError) return "gbp";
  if (error instanceof RangeError) return "range";
  return error instanceof TypeError ? "type" : `unexpected ${String(error)}`;
}

/** Byte work that scenarios need and no package offers. */
const tools: Record<string, Callable> = {
  set_field(wire, fields) {
    const frame = decode(wire as Uint8Array) as Map<Item, Item>;
    for (const [key, value] of Object.entries(fields as Record<string, Item>)) {
      if (value === null) frame.delete(key);
      else frame.set(key, value);
    }
    return encode(frame);
  },
  field: (wire, name) => (decode(wire as Uint8Array) as Map<Item, Item>).get(name as string),
  xor(data, at, mask) {
    const out = Uint8Array.from(data as Uint8Array);
    const place = (at as number) < 0 ? out.length + (at as number) : at as number;
    out[place] = (out[place] ?? 0) ^ (mask as number);
    return out;
  },
  slice: (data, start, end) =>
    (data as Uint8Array).slice(start as number, (end as number | null) ?? undefined),
  concat: (...parts) => Uint8Array.from(parts.flatMap((part) => [...part as Uint8Array])),
  equal: (first, second) => JSON.stringify(canonical(first)) === JSON.stringify(canonical(second)),
  value: (value) => value,
};

class Scenario {
  readonly #variables = new Map<string, unknown>();
  readonly #name: string;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** An argument: a literal, a variable or a part of one. */
  #value(item: unknown): unknown {
    if (typeof item === "string" && item.startsWith("$")) {
      return item.startsWith("$$") ? item.slice(1) : this.#lookUp(item.slice(1));
    }
    if (Array.isArray(item)) return item.map((part) => this.#value(part));
    if (typeof item !== "object" || item === null) return item;
    const entries = Object.entries(item);
    const [form, inner] = entries[0] ?? ["", null];
    if (entries.length === 1) {
      if (form === "hex") return fromHex(inner as string);
      if (form === "utf8") return new TextEncoder().encode(inner as string);
      if (form === "u64") return BigInt(inner as string);
      if (form === "times") return this.#times(inner as [unknown, number]);
      if (form === "add") {
        return (inner as unknown[]).reduce<number>((sum, x) => sum + Number(this.#value(x)), 0);
      }
    }
    return Object.fromEntries(entries.map(([key, part]) => [key, this.#value(part)]));
  }

  #times([item, count]: [unknown, number]): unknown {
    const value = this.#value(item);
    if (typeof value === "string") return value.repeat(count);
    const bytes = value as Uint8Array;
    const out = new Uint8Array(bytes.length * count);
    for (let turn = 0; turn < count; turn++) out.set(bytes, turn * bytes.length);
    return out;
  }

  #lookUp(path: string): unknown {
    const [name = "", ...parts] = path.split(".");
    let value = this.#variables.get(name);
    if (value === undefined) throw new Error(`no variable ${name}`);
    for (const part of parts) {
      if (/^-?\d+$/.test(part)) {
        value = [...value as Iterable<unknown>].at(Number(part));
      } else value = (value as Record<string, unknown>)[camel(part)];
    }
    return value;
  }

  /** Does what a step says; the type of what it was done on, and the result. */
  #perform(step: Step): [string, unknown] {
    const args = (step.args ?? []).map((arg) => this.#value(arg));
    const exported = gbp as unknown as Record<string, unknown>;
    if (step.do.startsWith("new ")) {
      const name = step.do.slice(4);
      const made = exported[name] as new (...args: unknown[]) => unknown;
      return [name, new made(...args)];
    }
    if (step.do.startsWith("len ")) {
      const counted = this.#variables.get(step.do.slice(4)) as { length?: number; size?: number };
      return ["len", counted.length ?? counted.size];
    }
    const [head = "", member] = step.do.split(".");
    if (member === undefined) return [head, (exported[camel(head)] as Callable)(...args)];
    if (head === "tool") return [step.do, tools[member]?.(...args)];
    const variable = this.#variables.get(head);
    const owner = (variable ?? exported[head]) as Record<string, unknown>;
    const found = owner[camel(member)];
    const qualified = variable === undefined ? step.do : `${className(owner)}.${member}`;
    if (found === undefined && !(camel(member) in owner)) {
      throw new Error(`${qualified} is missing`);
    }
    return [qualified, typeof found === "function" ? found.apply(owner, args) : found];
  }

  /** A list of steps and repeated blocks. */
  run(steps: Step[], quiet = false): void {
    for (const step of steps) {
      if (step.repeat === undefined) {
        this.#one(step, quiet);
        continue;
      }
      for (let turn = 0; turn < step.repeat; turn++) {
        this.#variables.set(step.index ?? "i", turn);
        this.run(step.steps ?? [], quiet || (step.quiet ?? false));
      }
    }
  }

  #one(step: Step, quiet: boolean): void {
    const line: Record<string, unknown> = {
      scenario: this.#name,
      step: this.#count++,
      do: step.do,
    };
    try {
      const [type, result] = this.#perform(step);
      const iterator = typeof (result as Iterator<unknown> | null)?.next === "function";
      const kept = iterator ? [...result as Iterable<unknown>] : result;
      line["type"] = type;
      line["result"] = canonical(kept);
      if (step.as !== undefined) this.#variables.set(step.as, kept);
    } catch (error) {
      line["error"] = { kind: errorKind(error), text: (error as Error).message };
    }
    if (!quiet || "error" in line) console.log(JSON.stringify(line));
  }
}

for (const file of process.argv.slice(2)) {
  const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Story;
  const story = read(file);
  const scenario = new Scenario(basename(file, ".json"));
  for (const name of story.begin ?? []) {
    scenario.run(read(join(dirname(file), "preludes", `${name}.json`)).steps);
  }
  scenario.run(story.steps);
}
