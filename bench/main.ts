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

const inMs = (value: number): string => report.short(value / 1e6);
const inMiB = (value: number): string => (value / MEBIBYTE).toFixed(2);

const GROUP_COLUMNS = report.columns({
  create: "create",
  "add last": "invite",
  process: "process",
  join: "join",
  remove: "remove",
  "add all": "grow",
  "at once": "many",
  "join it": "manyJoin",
}, inMs);
const GROUP_BYTES = report.columns({
  "add: commit": "commitBytes",
  welcome: "welcomeBytes",
  remove: "removeBytes",
  "all: commit": "manyCommitBytes",
  "its welcome": "manyWelcomeBytes",
}, String);
const MEMORY_COLUMNS = [
  ...report.columns({ count: "messages" }, String),
  ...report.columns({
    "rss first": "residentFirst",
    "rss last": "residentLast",
    "heap first": "heapFirst",
    "heap last": "heapLast",
    "C first": "nativeFirst",
    "C last": "nativeLast",
  }, inMiB),
];

async function tellGroups(targets: readonly Target[], options: Options) {
  const progress = (members: number) => print(`groups: ${members} members …`);
  const groups = await stories.groups(targets, options, progress);
  for (const [members, told] of Object.entries(groups)) {
    section(`group of ${members}, ms`, report.table(told, GROUP_COLUMNS));
    section(`group of ${members}, bytes`, report.table(told, GROUP_BYTES));
  }
  return groups;
}

async function tellMemory(targets: readonly Target[], options: Options) {
  const growth = await stories.memory(targets, options);
  const forgotten = await stories.forgotten(targets, options);
  section("memory over text messages, MiB", report.table(growth, MEMORY_COLUMNS));
  section(
    "memory over objects forgotten without close(), MiB",
    report.table(forgotten, MEMORY_COLUMNS.slice(0, 5)),
  );
  return { growth, forgotten };
}

/** Each section: what it measures, and how that is shown. */
const tellers: Record<string, (targets: readonly Target[], options: Options) => unknown> = {
  groups: tellGroups,
  memory: tellMemory,
  async objects(targets, options) {
    const told = await stories.objects(targets, options);
    const keys = { context: "context", node: "node", gtp: "gtp", gap: "gap", gsp: "gsp" };
    const shown = report.columns(keys, (value) => value.toFixed(0));
    section("bytes of one object", report.table(told, shown));
    return told;
  },
  async workers(targets, options) {
    const told = await stories.workers(targets, options);
    const keys = { one: "one", two: "two", "one group": "twoShared" };
    const shown = report.columns(keys, (value) => value.toFixed(0));
    section("text round trips per second on Workers", report.table(told, shown));
    return told;
  },
  startup(targets, options) {
    const told = startup(targets, options);
    const keys = { "first call": "load", process: "process", "empty one": "bare" };
    section("ms until the first call", report.table(told, report.columns(keys, report.short)));
    return told;
  },
  size() {
    const told = sizes();
    section("bytes", Object.entries(told).map(([name, value]) => `${name.padEnd(24)}${value}`));
    return told;
  },
};

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return print(usage);
  const names = [...workloads(options).map(({ name }) => name), ...Object.keys(tellers)];
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
  for (const [name, tell] of Object.entries(tellers)) {
    if (isWanted(options, name)) told[name] = await tell(targets, options);
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
