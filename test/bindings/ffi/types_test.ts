// The symbol table's types refuse wrong calls. The proof is `tsc --strict`: every line below that
// is marked must be an error, or the type check fails. Nothing here runs but the last lines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { symbols } from "../../../bindings/src/ffi/symbols.ts";
import type { Native } from "../../../bindings/src/ffi/types.ts";

export function refused(native: Native<typeof symbols>): void {
  const bytes = new Uint8Array(8);
  const words = new Uint32Array(8);
  native.gbpf_mls_create(bytes, 8);
  // @ts-expect-error: an argument is missing
  native.gbpf_mls_create(bytes);
  // @ts-expect-error: one argument too many
  native.gbpf_mls_create(bytes, 8, 8);
  // @ts-expect-error: a length is a number
  native.gbpf_mls_create(bytes, 8n);
  // @ts-expect-error: memory is never left out
  native.gbpf_mls_create(null, 8);
  // @ts-expect-error: a text is no memory
  native.gbpf_mls_create("alice", 5);
  native.gbpf_node_info(1, words);
  // @ts-expect-error: words are a Uint32Array
  native.gbpf_node_info(1, bytes);
  // @ts-expect-error: the order counts
  native.gbpf_node_info(words, 1);
  // @ts-expect-error: no such symbol
  native.gbpf_mls_make(bytes, 8);
  // @ts-expect-error: a result is a number
  const text: string = native.gbpf_abi_version();
  void text;
}

test("every symbol returns an i32 and is named gbpf_", () => {
  for (const [name, { result }] of Object.entries(symbols)) {
    assert.match(name, /^gbpf_[a-z_]+$/);
    assert.equal(result, "i32");
  }
});
