// What a user downloads and waits for: sizes of the library and of the package, time until the
// first call.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Options } from "./options.ts";
import { median } from "./statistics.ts";
import { ours, reference, type Target } from "./targets.ts";
import type { Told, Values } from "./stories.ts";

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

/** Each target's interpreter, how it takes a program's text, the program, and an empty one. */
function programs(target: Target): [words: string[], text: string, empty: string] | undefined {
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
  if (status !== 0) throw new Error(`${target.label}: ${stderr.trim().split("\n").at(-1)}`);
  return { output: stdout, milliseconds: performance.now() - start };
}

/** Milliseconds: import and first call, the whole process, and a process that does nothing. */
export function startup(targets: readonly Target[], options: Options): Told {
  const samples: Record<string, { load: number[]; process: number[]; bare: number[] }> = {};
  for (let round = 0; round < (options.quick ? 3 : 15); round += 1) {
    for (const target of targets) {
      const program = programs(target);
      if (!program) continue;
      const [words, text, empty] = program;
      const sample = samples[target.name] ??= { load: [], process: [], bare: [] };
      const { output, milliseconds } = run(target, [...words, text]);
      sample.load.push(Number(output));
      sample.process.push(milliseconds);
      sample.bare.push(run(target, [...words, empty]).milliseconds);
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, { load, process: whole, bare }]) => [
      name,
      { load: median(load), process: median(whole), bare: median(bare) },
    ]),
  );
}
