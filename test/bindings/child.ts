// Runs code in a process of its own, under the runtime that runs the tests.

import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const isDeno = "Deno" in globalThis;
const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a module's text. `permissions` are Deno's; Bun has none. */
export function run(
  code: string,
  permissions: string[] = [],
  environment: Record<string, string> = {},
): Outcome {
  const program = code.replaceAll('"gbp-stack"', JSON.stringify(`${root}bindings/mod.ts`));
  const command = isDeno ? ["run", "--no-check", ...permissions, "-"] : ["-e", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: "utf8",
    input: isDeno ? program : "",
    env: { ...process.env, NO_COLOR: "1", ...environment },
  });
  return { status, stdout, stderr };
}
