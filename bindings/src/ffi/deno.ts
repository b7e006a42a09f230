// The backend for Deno: renames the tokens of the symbol table for Deno.dlopen, and asks before it
// touches anything that a missing permission would turn into a prompt.

import { type FileState, HEADER_BYTES, stateOf } from "./library_file.ts";
import type { Backend, Native, SymbolTable, Token } from "./types.ts";

const types = {
  i32: "i32",
  u32: "u32",
  bytes: "buffer",
  bytes_out: "buffer",
  words: "buffer",
  words_out: "buffer",
} as const satisfies Record<Token, Deno.NativeType>;

const platforms: Record<string, string> = { windows: "win32" };
const archs: Record<string, string> = { x86_64: "x64", aarch64: "arm64" };

function may(descriptor: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(descriptor).state === "granted";
}

// Not by node:fs: loading that takes longer than all the rest.
function look(path: string): FileState | undefined {
  if (!may({ name: "read", path })) return undefined;
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile) return "missing"; // opening a pipe would wait for its writer
    using file = Deno.openSync(path);
    const header = new Uint8Array(HEADER_BYTES);
    file.readSync(header);
    return stateOf(header, size);
  } catch {
    return "missing";
  }
}

export const backend: Backend = {
  platform: platforms[Deno.build.os] ?? Deno.build.os,
  arch: archs[Deno.build.arch] ?? Deno.build.arch,
  environment: (name) => may({ name: "env", variable: name }) ? Deno.env.get(name) : undefined,
  look,
  missingPermission: (path) =>
    may({ name: "ffi", path }) ? undefined : `run deno with --allow-ffi=${path}`,
  unwipedMemory: (size) => new Uint8Array(size), // nothing here hands out other memory for less
  open<Table extends SymbolTable>(path: string, table: Table): Native<Table> {
    const functions: Record<string, Deno.ForeignFunction> = {};
    for (const [name, { parameters, result }] of Object.entries(table)) {
      functions[name] = {
        parameters: parameters.map((token) => types[token]),
        result: types[result],
      };
    }
    return Deno.dlopen(path, functions).symbols as unknown as Native<Table>;
  },
};
