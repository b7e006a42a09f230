// The backend for Bun: renames the tokens of the symbol table for bun:ffi, and nothing else.

import { allocUnsafe } from "bun";
import { dlopen, type FFIFunction } from "bun:ffi";
import { lookAt } from "./library_file.ts";
import type { Backend, Native, SymbolTable, Token } from "./types.ts";

const types = {
  i32: "i32",
  u32: "u32",
  bytes: "buffer",
  bytes_out: "buffer",
  words: "buffer",
  words_out: "buffer",
} as const satisfies Record<Token, FFIFunction["returns"]>;

export const backend: Backend = {
  platform: process.platform,
  arch: process.arch,
  environment: (name) => process.env[name],
  look: lookAt,
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
