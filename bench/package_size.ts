// What a user downloads and waits for: sizes of the library and of the package, time until the
// first call.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { complaintIn, RunnerError } from "./runner.ts";
import type { Options } from "./options.ts";
import { ours, reference, type Target } from "./targets.ts";
import { medians, summary, type Told, type Values } from "./stories.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Packed {
  size: number;
  unpackedSize: number;
  entryCount: number;
}

/** Bytes: libraries as they are and compressed, and what `npm pack` would publish. */
export function sizes(): Values {
  const values: Values = {};
  for (const [name, path] of [["ours", ours], ["reference", reference]] as const) {
    const bytes = readFileSync(path);
    values[`${name}Library`] = bytes.length;
    values[`${name}LibraryGzip`] = gzipSync(bytes, { level: 9 }).length;
  }
  const pack = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
  });
  const [packed] = JSON.parse(pack.stdout) as Packed[];
  if (packed) {
    values.package = packed.size;
    values.packageUnpacked = packed.unpackedSize;
    values.packageFiles = packed.entryCount;
  }
  return values;
}

const JAVASCRIPT = `
  const start = performance.now();
  const { version } = await import(${JSON.stringify(`${root}bindings/mod.ts`)});
  version();
  console.log(performance.now() - start);`;
const PYTHON = `
import time
start = time.perf_counter()
import gbp_stack
gbp_stack.version()
print((time.perf_counter() - start) * 1000)`;

/** An interpreter as it takes a program's text, the program, and an empty one. */
type Program = [words: string[], text: string, empty: string];

function programOf(target: Target): Program | undefined {
  const program = target.command[0]!;
  if (target.name === "bun") return [[program, "-e"], JAVASCRIPT, "0"];
  if (target.name === "deno") return [[program, "eval", "--no-check"], JAVASCRIPT, "0"];
  if (target.name.startsWith("python")) return [[program, "-c"], PYTHON, "0"];
  return undefined;
}

function run(target: Target, words: string[]): { output: string; milliseconds: number } {
  const start = performance.now();
  const { stdout, stderr, status } = spawnSync(words[0]!, words.slice(1), {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", ...target.environment },
  });
  if (status !== 0) throw new RunnerError(complaintIn(stderr) ?? `ended with status ${status}`);
  return { output: stdout, milliseconds: performance.now() - start };
}

/** Milliseconds of one start: import and first call, the whole process, one that does nothing. */
function start(target: Target, [words, text, empty]: Program): Values {
  const { output, milliseconds } = run(target, [...words, text]);
  const bare = run(target, [...words, empty]).milliseconds;
  return { load: Number(output), process: milliseconds, bare };
}

export function startup(targets: readonly Target[], options: Options): Told {
  const told: Record<string, Values[] | { failed: string }> = {};
  for (let round = 0; round < (options.quick ? 3 : 15); round += 1) {
    for (const target of targets) {
      const program = programOf(target);
      const values = told[target.name] ?? [];
      if (!program || !Array.isArray(values)) continue;
      try {
        told[target.name] = [...values, start(target, program)];
      } catch (error) {
        if (!(error instanceof RunnerError)) throw error;
        told[target.name] = { failed: error.message };
      }
    }
  }
  return summary(told, medians);
}
