// The backend for Bun: renames the tokens of the symbol table for bun:ffi, and nothing else.

import { allocUnsafe } from "bun";
import { dlopen, type FFIFunction } from "bun:ffi";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { type FileState, HEADER_BYTES, stateOf } from "./library_file.ts";
import type { Backend, Native, SymbolTable, Token } from "./types.ts";

const types = {
  i32: "i32",
  u32: "u32",
  bytes: "buffer",
  bytes_out: "buffer",
  words: "buffer",
  words_out: "buffer",
} as const satisfies Record<Token, FFIFunction["returns"]>;

function look(path: string): FileState {
  try {
    const facts = statSync(path);
    if (!facts.isFile()) return "missing"; // opening a pipe would wait for its writer
    const header = new Uint8Array(HEADER_BYTES);
    const file = openSync(path, "r");
    try {
      readSync(file, header, 0, HEADER_BYTES, 0);
    } finally {
      closeSync(file);
    }
    return stateOf(header, facts.size);
  } catch {
    return "missing";
  }
}

export const backend: Backend = {
  platform: process.platform,
  arch: process.arch,
  environment: (name) => process.env[name],
  look,
  missingPermission: () => undefined,
  unwipedMemory: (size) => allocUnsafe(size) as Uint8Array<ArrayBuffer>,
  open<Table extends SymbolTable>(path: string, table: Table): Native<Table> {
    const functions: Record<string, FFIFunction> = {};
    for (const [name, { parameters, result }] of Object.entries(table)) {
      functions[name] = { args: parameters.map((token) => types[token]), returns: types[result] };
    }
    return dlopen(path, functions).symbols as unknown as Native<Table>;
  },
};
