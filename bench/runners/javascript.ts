// The runner for Bun and Deno: the package as a program uses it.
//
//   bun bench/runners/javascript.ts NAME SIZE CODEC FRAMES
//
// Says "ready", then answers every line with one line (bench/runner.ts); "error TEXT" ends it.

import process from "node:process";
import { createInterface } from "node:readline";
import type { PayloadCodec } from "../../bindings/mod.ts";
import { operations } from "./javascript_operations.ts";
import { stories } from "./javascript_stories.ts";

/** One line "COUNT OPS": COUNT batches of OPS operations, the nanoseconds of each. */
function batches(run: (count: number) => void, before: (count: number) => void, line: string) {
  const [count, size] = line.split(" ").map(Number) as [number, number];
  const times: number[] = [];
  for (let batch = 0; batch < count; batch += 1) {
    before(size);
    const start = performance.now();
    run(size);
    times.push(Math.round((performance.now() - start) * 1e6));
  }
  return times.join(" ");
}

function pairs(values: Record<string, number>): string {
  return Object.entries(values).map(([key, value]) => `${key}=${Math.round(value)}`).join(" ");
}

async function serve(): Promise<void> {
  const [name = "", size, codec, frames] = process.argv.slice(2);
  let answer: (line: string) => string | Promise<string>;
  if (Object.hasOwn(stories, name)) {
    const tell = stories[name]!;
    answer = async () => pairs(await tell(Number(size)));
  } else if (Object.hasOwn(operations, name)) {
    const operation = operations[name]!(
      Number(size),
      Number(codec) as PayloadCodec,
      Number(frames),
    );
    answer = (line) => batches(operation.run, operation.before ?? (() => {}), line);
  } else {
    throw new Error(`unknown operation ${name}`);
  }
  process.stdout.write("ready\n");
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${await answer(line)}\n`);
  }
}

try {
  await serve();
} catch (error) {
  process.stdout.write(`error ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
