// What the tokens of the symbol table mean in TypeScript. The table (symbols.ts) is generated from
// the C header; with these types `tsc --strict` refuses a call with a wrong count, order or type.

import type { FileState } from "./library_file.ts";

/**
 * Tokens of C parameter types, in the words of gbp_flat.h. Only integers and the caller's memory
 * cross.
 */
interface TokenTypes {
  /** `int32_t` */
  i32: number;
  /** `uint32_t` */
  u32: number;
  /** `const uint8_t *`; an empty array arrives as null or not, so the length beside it decides. */
  bytes: Uint8Array;
  /** `uint8_t *` */
  bytes_out: Uint8Array;
  /** `const uint32_t *` */
  words: Uint32Array;
  /** `uint32_t *` */
  words_out: Uint32Array;
}

export type Token = keyof TokenTypes;

export interface SymbolShape {
  readonly parameters: readonly Token[];
  readonly result: "i32";
}

export type SymbolTable = Readonly<Record<string, SymbolShape>>;

type Arguments<Parameters extends readonly Token[]> = {
  -readonly [Index in keyof Parameters]: TokenTypes[Parameters[Index]];
};

/** The functions of a symbol table. */
export type Native<Table extends SymbolTable> = {
  readonly [Name in keyof Table]: (...parameters: Arguments<Table[Name]["parameters"]>) => number;
};

/** What a backend knows of its runtime; bun.ts and deno.ts are the only files that name one. */
export interface Backend {
  /** Node's words: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** Node's words: `x64`, `arm64`. */
  readonly arch: string;
  /**
   * An environment variable; undefined when unset, and when reading it is not permitted. Never
   * prompts.
   */
  environment(name: string): string | undefined;
  /** What a file is; undefined when looking is not permitted. Never prompts. */
  look(path: string): FileState | undefined;
  /** What the user must do before `path` may be loaded; undefined when it may. Never prompts. */
  missingPermission(path: string): string | undefined;
  /** Memory that may hold anything: what a call does not overwrite, nobody may see. */
  unwipedMemory(size: number): Uint8Array<ArrayBuffer>;
  /** Loads the library and finds every symbol of the table; throws the runtime's own error. */
  open<Table extends SymbolTable>(path: string, table: Table): Native<Table>;
}
