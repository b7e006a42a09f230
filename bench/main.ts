// The benchmark: every target side by side in one run, interleaved round by round.
//
//   scripts/bench [--help]

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import process from "node:process";
import { isWanted, type Options, readOptions, usage, UsageError } from "./options.ts";
import { sizes, startup } from "./package_size.ts";
import * as report from "./report.ts";
import { timeWorkload } from "./rounds.ts";
import * as stories from "./stories.ts";
import { missing, type Target, targets as allTargets } from "./targets.ts";
import { workloads } from "./workloads.ts";

const SECTIONS = ["groups", "memory", "objects", "workers", "startup", "size"];
const MEBIBYTE = 1024 * 1024;

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
  for (const line of report.failures(timed)) print(`fails: ${line}`);
  section("times faster than C ref: reached, of what was set as the goal", report.goals(timed));
  section("50-frames-a-second streams that one core receives", report.streams(timed));
  return timed;
}

function section(title: string, lines: readonly string[]): void {
  if (lines.length > 0) print(`\n${title}\n${lines.join("\n")}`);
}

async function tellGroups(targets: readonly Target[], options: Options) {
  const progress = (members: number) => print(`groups: ${members} members …`);
  const groups = await stories.groups(targets, options, progress);
  const times = ["create", "invite", "process", "join", "remove", "grow", "many", "manyJoin"];
  const lengths = [
    "commitBytes",
    "welcomeBytes",
    "removeBytes",
    "manyCommitBytes",
    "manyWelcomeBytes",
  ];
  for (const [members, told] of Object.entries(groups)) {
    const inMs = (value: number) => report.short(value / 1e6);
    section(`group of ${members}, ms`, report.table(told, times, inMs));
    section(`group of ${members}, bytes`, report.table(told, lengths, String));
  }
  return groups;
}

async function tellMemory(targets: readonly Target[], options: Options) {
  const growth = await stories.memory(targets, options);
  const forgotten = await stories.forgotten(targets, options);
  const inMiB = (value: number, key: string) =>
    key === "messages" ? String(value) : (value / MEBIBYTE).toFixed(2);
  const columns = [
    "messages",
    "residentFirst",
    "residentLast",
    "heapFirst",
    "heapLast",
    "nativeFirst",
    "nativeLast",
  ];
  section("memory over text messages, MiB", report.table(growth, columns, inMiB));
  section(
    "memory over objects forgotten without close(), MiB",
    report.table(forgotten, columns.slice(0, 5), inMiB),
  );
  return { growth, forgotten };
}

async function tellSections(targets: readonly Target[], options: Options) {
  const told: Record<string, unknown> = {};
  if (isWanted(options, "groups")) told.groups = await tellGroups(targets, options);
  if (isWanted(options, "memory")) told.memory = await tellMemory(targets, options);
  if (isWanted(options, "objects")) {
    const objects = await stories.objects(targets, options);
    told.objects = objects;
    const columns = ["context", "node", "gtp", "gap", "gsp"];
    section("bytes of one object", report.table(objects, columns, (value) => value.toFixed(0)));
  }
  if (isWanted(options, "workers")) {
    const workers = await stories.workers(targets, options);
    told.workers = workers;
    const columns = ["one", "two", "twoShared"];
    section(
      "text round trips per second on Workers",
      report.table(workers, columns, (value) => value.toFixed(0)),
    );
  }
  if (isWanted(options, "startup")) {
    const times = startup(targets, options);
    told.startup = times;
    const columns = ["load", "process", "bare"];
    section(
      "ms to import and call, of the process, of an empty process",
      report.table(times, columns, report.short),
    );
  }
  if (isWanted(options, "size")) {
    const bytes = sizes();
    told.size = bytes;
    section("bytes", Object.entries(bytes).map(([name, value]) => `${name.padEnd(24)}${value}`));
  }
  return told;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return print(usage);
  const names = [...workloads(options).map(({ name }) => name), ...SECTIONS];
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
  const told = await tellSections(targets, options);
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
