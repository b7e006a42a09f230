// The benchmark runs, and writes what it measured. How fast anything was is no test's business.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { percentile } from "./statistics.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const bun = fileURLToPath(new URL("../node_modules/.bin/bun", import.meta.url));

function bench(...words: string[]) {
  return spawnSync(bun, [main, ...words], { encoding: "utf8", env: process.env });
}

test("a quick run of one workload times Bun and Deno and writes JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "gbp-bench-"));
  try {
    const output = join(folder, "results.json");
    const words = ["--quick", "--only", "frame", "--targets", "bun,deno", "--output", output];
    const { status, stdout, stderr } = bench(...words);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^frame 160 B/m);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 100 || line.includes(output));
    const { timed } = JSON.parse(readFileSync(output, "utf8"));
    assert.deepEqual(Object.keys(timed[0].outcomes), ["bun", "deno"]);
    for (
      const { median, p99, batches } of Object.values<Record<string, number>>(timed[0].outcomes)
    ) {
      assert.ok(median! > 0 && p99! >= median! && batches! > 0);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a bad option is one line and exit status 2", () => {
  for (
    const words of [["--what"], ["--only", "nothing"], ["--targets", "cobol"], ["--rounds", "0"]]
  ) {
    const { status, stderr } = bench(...words);
    assert.equal(status, 2, words.join(" "));
    assert.match(stderr, /^bench: [^\n]+\n$/);
  }
});

test("percentile takes the nearest rank", () => {
  assert.equal(percentile([3, 1, 2], 0.5), 2);
  assert.equal(percentile([4, 3, 1, 2], 0.5), 2);
  assert.equal(percentile(Array.from({ length: 100 }, (_, index) => index + 1), 0.99), 99);
  assert.equal(percentile([7], 0), 7);
  assert.throws(() => percentile([], 0.5), RangeError);
});
