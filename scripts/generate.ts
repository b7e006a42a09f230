// Writes what the TypeScript bindings take from the native side: bindings/src/ffi/symbols.ts from
// native/include/gbp_flat.h (and package.json, for the version), and bindings/src/tables.ts from
// native/tables/*.def.
//
//   bun scripts/generate.ts            write both files
//   bun scripts/generate.ts --check    exit 1 and name the file when a fresh run would differ
//
// The header and the tables are the source; the generated files are committed so that using the
// bindings needs no generator. An unknown C type or table row is an error here, never skipped.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

// ---- symbols.ts
// ------------------------------------------------------------------------------------

interface Parameter {
  token: string;
  name: string;
}

/** One C declaration of a parameter as the token that ffi/types.ts gives a TypeScript type to. */
function parameter(declaration: string): Parameter {
  const match = /^(const )?(u?int(?:8|32)_t) (\*?)(\w+)(\[\d+\])?$/.exec(declaration);
  if (!match) throw new Error(`gbp_flat.h: cannot read the parameter "${declaration}"`);
  const [, isConst, type, star, name, array] = match;
  const tokens: Record<string, string> = {
    int32_t: "i32",
    uint32_t: "u32",
    "const uint8_t *": "bytes",
    "uint8_t *": "bytes_out",
    "const uint32_t *": "words",
    "uint32_t *": "words_out",
  };
  const token = tokens[`${isConst ?? ""}${type}${star || array ? " *" : ""}`];
  if (!token) throw new Error(`gbp_flat.h: no token for the parameter "${declaration}"`);
  return { token, name: `${name}${array ?? ""}` };
}

function prototypes(header: string): { name: string; parameters: Parameter[] }[] {
  const found = [...header.matchAll(/^GBP_API\s+([^;]*);/gm)].map(([, text]) => {
    const match = /^int32_t (gbpf_\w+)\((.*)\)$/.exec(text!.replace(/\s+/g, " "));
    if (!match) throw new Error(`gbp_flat.h: cannot read the declaration "${text}"`);
    const list = match[2] === "void" ? [] : match[2]!.split(", ");
    return { name: match[1]!, parameters: list.map(parameter) };
  });
  if (found.length === 0) throw new Error("gbp_flat.h: no declaration found");
  return found;
}

/** Joins words by commas, with a new line before a word that would pass column 100. */
function wrap(words: string[], indent: string): string {
  let line = indent.length + 14; // what stands before the first word
  return words.map((word, index) => {
    const isLast = index === words.length - 1;
    const breaks = line + word.length + 3 > 100;
    line = (breaks ? indent.length : line) + word.length + 2;
    return `${breaks ? `\n${indent}` : index > 0 ? " " : ""}${word}${isLast ? "" : ","}`;
  }).join("");
}

function symbolsFile(): string {
  const header = read("native/include/gbp_flat.h");
  const constants = [...header.matchAll(/^#define (GBPF_\w+) (\w+)$/gm)].map(
    ([, name, value]) => `export const ${name} = ${value};`,
  );
  const symbols = prototypes(header).map(({ name, parameters }) => {
    const tokens = wrap(parameters.map(({ token }) => `"${token}"`), "      ");
    const names = wrap(parameters.map((one) => one.name), "  //   ");
    return `  // ${
      names || "no parameters"
    }\n  ${name}: {\n    parameters: [${tokens}],\n    result: "i32",\n  },`;
  });
  return `// generated from native/include/gbp_flat.h and package.json, do not edit
// deno-fmt-ignore-file

import type { SymbolTable } from "./types.ts";

/** Version of these bindings: the library must say the same. */
export const PACKAGE_VERSION = ${JSON.stringify(JSON.parse(read("package.json")).version)};

// Constants of the flat ABI; the header says what each one means.
${constants.join("\n")}

/** Every symbol of the flat ABI, with the names of its C parameters above it. */
export const symbols = {
${symbols.join("\n")}
} as const satisfies SymbolTable;
`;
}

// ---- tables.ts
// -------------------------------------------------------------------------------------

/**
 * A row such as GBP_OPCODE(0x0001, PREPARE_TRANSITION, "PrepareTransition"), its arguments
 * unquoted.
 */
interface Row {
  macro: string;
  fields: string[];
}

function rows(file: string): Row[] {
  const body = read(`native/tables/${file}.def`).replace(/\/\*[\s\S]*?\*\//g, "");
  return body.split("\n").filter((line) => line.trim() !== "").map((line) => {
    const match = /^(\w+)\((.*)\)$/.exec(line.trim());
    if (!match) throw new Error(`${file}.def: cannot read the row "${line}"`);
    const fields = [...match[2]!.matchAll(/\s*("([^"]*)"|[^,"]+)\s*(?:,|$)/g)];
    return { macro: match[1]!, fields: fields.map((one) => one[2] ?? one[1]!.trim()) };
  });
}

function pick(file: string, macro: string): string[][] {
  const found = rows(file).filter((row) => row.macro === macro).map((row) => row.fields);
  if (found.length === 0) throw new Error(`${file}.def: no row of ${macro}`);
  return found;
}

interface EnumDocs {
  name: string;
  text: string;
  example: string;
  values: string;
}

/** A frozen object of constants, and the type of its values under the same name. */
function enumeration(docs: EnumDocs, members: [string, string][]): string {
  const lines = members.map(([name, value]) => `  ${name}: ${value},`);
  return `/**
 * ${docs.text}
 *
 * @example
 * \`\`\`ts
 * import { ${docs.name} } from "gbp-stack";
 *
 * ${docs.example}
 * \`\`\`
 */
export const ${docs.name} = {
${lines.join("\n")}
} as const;
Object.freeze(${docs.name});
/** ${docs.values} */
export type ${docs.name} = typeof ${docs.name}[keyof typeof ${docs.name}];
`;
}

/** Code → name, for the texts that events and results carry; `type` is that of the names. */
function names(constant: string, comment: string, type: string, pairs: [string, string][]): string {
  const lines = pairs.map(([code, name]) => `  ${Number(code)}: ${JSON.stringify(name)},`);
  return `/** ${comment} */
export const ${constant}: Readonly<Record<number, ${type}>> = Object.freeze({
${lines.join("\n")}
});
`;
}

const column = (table: string[][], name: number, value: number): [string, string][] =>
  table.map((fields) => [fields[name]!, fields[value]!]);

function enums(): string[] {
  return [
    enumeration({
      name: "NodeState",
      text: "States of a group node (behaviour.md, Node).",
      example: "console.log(NodeState.ACTIVE); // 3",
      values: "One of the states of {@link NodeState}, 0 to 6.",
    }, column(pick("states", "GBP_STATE"), 1, 0)),
    enumeration({
      name: "StreamType",
      text: "Stream classes of a frame (wire.md, `st`).",
      example: "console.log(StreamType.TEXT); // 2",
      values: "One of the stream classes of {@link StreamType}.",
    }, column(pick("streams", "GBP_STREAM"), 1, 0)),
    enumeration(
      {
        name: "ControlOpcode",
        text: "Operations of the control plane (wire.md, Control message).",
        example: "console.log(ControlOpcode.PREPARE_TRANSITION); // 1",
        values: "One of the opcodes of {@link ControlOpcode}.",
      },
      column(pick("opcodes", "GBP_OPCODE"), 1, 0).map(([name, code]) => [name, `${Number(code)}`]),
    ),
    enumeration({
      name: "SignalType",
      text: "Signals of GSP (wire.md, Signals).",
      example: "console.log(SignalType.MUTE); // 200",
      values: "One of the signals of {@link SignalType}.",
    }, column(pick("signals", "GSP_SIGNAL"), 1, 0)),
    enumeration({
      name: "PayloadCodec",
      text: "Encodings of a payload (wire.md, `pf`).",
      example: "console.log(PayloadCodec.FLATBUFFERS); // 2",
      values: "One of the codecs of {@link PayloadCodec}.",
    }, column(pick("codecs", "GBP_CODEC"), 1, 0)),
    enumeration({
      name: "ContentType",
      text: "What the body of a text message is (wire.md, `ct`).",
      example: "console.log(ContentType.ATTACHMENT_REF); // 3",
      values: "One of the content types of {@link ContentType}.",
    }, column(pick("content_types", "GTP_CONTENT"), 1, 0)),
  ];
}

function suites(): string[] {
  return pick("sframe", "GBP_SFRAME_SUITE").map(([value, name]) =>
    `/**
 * SFrame suite ${value}: ${name!.replaceAll("_", "-")} (wire.md, SFrame).
 *
 * @example
 * \`\`\`ts
 * import { ${name} } from "gbp-stack";
 *
 * console.log(${name}); // ${value}
 * \`\`\`
 */
export const ${name} = ${value};
`
  );
}

function internals(): string[] {
  const object = (name: string, comment: string, members: [string, string][]): string =>
    `/** ${comment} */
export const ${name} = Object.freeze({
${members.map(([key, value]) => `  ${key}: ${value},`).join("\n")}
} as const);
`;
  const fields = pick("events", "GBP_EVENT_FIELD");
  return [
    object(
      "Status",
      "Call statuses (statuses.def): what a negative result means.",
      column(pick("statuses", "GS_STATUS"), 1, 0),
    ),
    object(
      "SFRAME_FORMATS",
      "SFrame formats by their names in the API.",
      column(pick("sframe", "GBP_SFRAME_FORMAT"), 2, 0).map((
        [name, value],
      ) => [`"${name}"`, value]),
    ),
    object(
      "EventCode",
      "Event kinds by number: word 0 of an event record.",
      column(pick("events", "GBP_EVENT"), 1, 0),
    ),
    object(
      "EventWord",
      "Where each field stands in an event record (events.def).",
      fields.map(([kind, word, field]) => [`${kind}_${field}`, word!]),
    ),
    names(
      "STATE_NAMES",
      "Names of node states as events write them.",
      "keyof typeof NodeState",
      column(pick("states", "GBP_STATE"), 0, 2),
    ),
    names(
      "STREAM_NAMES",
      "Names of the classes of streams that carry payloads, as events write them.",
      '"audio" | "text" | "signal"',
      column(pick("streams", "GBP_STREAM"), 0, 2).filter(([, name]) => name !== "control"),
    ),
    names(
      "OPCODE_NAMES",
      "Names of opcodes as events write them.",
      "keyof typeof ControlOpcode",
      column(pick("opcodes", "GBP_OPCODE"), 0, 1),
    ),
    names(
      "SIGNAL_NAMES",
      "Names of signals as results write them.",
      "keyof typeof SignalType",
      column(pick("signals", "GSP_SIGNAL"), 0, 2),
    ),
  ];
}

function tablesFile(): string {
  return `// generated from native/tables/*.def, do not edit
// deno-fmt-ignore-file

${[...enums(), ...suites(), ...internals()].join("\n")}`;
}

// ---- main
// ------------------------------------------------------------------------------------------

const outputs: [string, string][] = [
  ["bindings/src/ffi/symbols.ts", symbolsFile()],
  ["bindings/src/tables.ts", tablesFile()],
];
const check = process.argv.includes("--check");
for (const [path, fresh] of outputs) {
  if (!check) {
    writeFileSync(fileURLToPath(new URL(path, root)), fresh);
    console.log(`generate: wrote ${path}`);
  } else if (read(path) !== fresh) {
    console.error(`generate: ${path} is not what its sources give; run scripts/generate.ts`);
    process.exitCode = 1;
  }
}
