// The benchmark: every target side by side in one run, interleaved round by round.
//
//   scripts/bench [--help]

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import process from "node:process";
import { isWanted, type Options, readOptions, usage, UsageError } from "./options.ts";
import * as report from "./report.ts";
import { timeWorkload } from "./rounds.ts";
import { blocksOf, type SectionName, sections } from "./sections.ts";
import { missing, type Target, targets as allTargets } from "./targets.ts";
import { workloads } from "./workloads.ts";

const sectionNames = Object.keys(sections) as SectionName[];

function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

function version(command: string, words: string[]): string {
  try {
    return execFileSync(command, words, { encoding: "utf8" }).trim().split("\n")[0]!;
  } catch {
    return "missing";
  }
}

function machine(targets: readonly Target[]): Record<string, unknown> {
  const program = (name: string) => targets.find((target) => target.name === name)?.command[0];
  return {
    processor: cpus()[0]?.model.trim(),
    cores: cpus().length,
    loadBefore: Number(loadavg()[0]!.toFixed(2)),
    python: version(program("python-reference") ?? "python3", ["--version"]),
    node: version("node", ["--version"]),
    bun: version(program("bun") ?? "bun", ["--version"]),
    deno: version(program("deno") ?? "deno", ["--version"]),
  };
}

async function timeAll(targets: readonly Target[], options: Options): Promise<report.Timed[]> {
  const wanted = workloads(options).filter(({ name }) => isWanted(options, name));
  if (wanted.length === 0) return [];
  print(report.heading(targets));
  const timed: report.Timed[] = [];
  for (const workload of wanted) {
    const one = { workload, outcomes: await timeWorkload(workload, targets, options) };
    timed.push(one);
    print(report.rows(one, targets));
  }
  printBlocks(report.conclusions(timed));
  return timed;
}

function printBlocks(blocks: readonly report.Block[]): void {
  for (const { title, lines } of blocks) print(`\n${title}\n${lines.join("\n")}`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return print(usage);
  const names = [...workloads(options).map(({ name }) => name), ...sectionNames];
  if (options.list) return print(names.join("\n"));
  const stranger = options.only.find((prefix) => !names.some((name) => name.startsWith(prefix)));
  if (stranger !== undefined) throw new UsageError(`nothing is named ${stranger}; see --list`);

  const targets = allTargets.filter((target) => {
    if (!options.targets.includes(target.name)) return false;
    const file = missing(target);
    if (file !== undefined) print(`without ${target.name}: ${file} is missing; run scripts/bench`);
    return file === undefined;
  });
  if (targets.length === 0) throw new UsageError("no target is left");
  const about = machine(targets);
  const started = performance.now();
  const timed = await timeAll(targets, options);
  const told: Record<string, unknown> = {};
  for (const name of sectionNames.filter((name) => isWanted(options, name))) {
    told[name] = await sections[name].measure(targets, options, (text) => print(`${text} …`));
    printBlocks(blocksOf(name, told[name]));
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  const results = { about: { ...about, rounds: options.rounds, seconds }, timed, ...told };
  mkdirSync(dirname(options.output), { recursive: true });
  writeFileSync(options.output, `${JSON.stringify(results, null, 1)}\n`);
  print(`\n${seconds} s; written: ${options.output}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
