// Follows the README's "Use it in a project" in a new folder, once for each runtime, and prints
// what the two programs printed, as JSON. Runs under Bun.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root, runtime } from "./demo.ts";

const PROGRAM = `import { MlsContext } from "gbp-stack";
using alice = MlsContext.create("alice");
console.log(alice.identity, alice.epoch, alice.groupId.length);
`;

const folder = mkdtempSync(join(tmpdir(), "gbp-stack-install-"));
const run = (name: "bun" | "deno", ...args: string[]): string =>
  execFileSync(runtime(name), args, { cwd: folder, encoding: "utf8" }).trim();

function underBun(): string {
  const pack = ["pm", "pack", "--quiet", "--destination", folder];
  execFileSync(runtime("bun"), pack, { cwd: root });
  writeFileSync(join(folder, "package.json"), `{"type": "module"}`);
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  run("bun", "add", join(folder, `gbp-stack-${version}.tgz`));
  return run("bun", "hello.ts");
}

function underDeno(): string {
  const checkout = relative(folder, root);
  const imports = {
    "gbp-stack": `${checkout}/bindings/mod.ts`,
    "#backend": `${checkout}/bindings/src/ffi/deno.ts`,
  };
  rmSync(join(folder, "node_modules"), { recursive: true });
  rmSync(join(folder, "package.json"));
  writeFileSync(join(folder, "deno.json"), JSON.stringify({ imports }));
  const permissions = ["--no-prompt", `--allow-ffi=${checkout}/lib`];
  return run("deno", "run", "--quiet", ...permissions, "hello.ts");
}

try {
  writeFileSync(join(folder, "hello.ts"), PROGRAM);
  console.log(JSON.stringify({ bun: underBun(), deno: underDeno() }));
} finally {
  rmSync(folder, { recursive: true });
}
