// The quick start runs unchanged under both runtimes, under Deno with no more than the library.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Child, root, runtime } from "./demo.ts";

const PROGRAM = `${root}examples/quick_start.ts`;
const LINES = [
  "text: hello",
  "audio: 80 bytes from leaf 0",
  "signal: MUTE muted now: [ 2 ]",
  "eve: aead open: aead: authentication failed",
];

for (
  const [name, args] of [
    ["bun", [PROGRAM]],
    ["deno", ["run", "--quiet", "--no-prompt", "--allow-ffi=lib", PROGRAM]],
  ] as const
) {
  test(`the quick start under ${name} prints what it should`, async () => {
    const { status, stdout, stderr } = await new Child(runtime(name), [...args]).outcome;
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: LINES, stderr: [] });
  });
}
