// What is measured as a whole and not in batches: groups of growing size, memory, objects, Workers.
// Rounds are interleaved here, too.

import type { Options } from "./options.ts";
import { Runner, RunnerError } from "./runner.ts";
import { median } from "./statistics.ts";
import type { Target } from "./targets.ts";

export type Values = Record<string, number>;
/** By target. */
export type Told = Record<string, Values | { failed: string }>;

const GROUP_SIZES = [2, 8, 32, 128, 512];
/** Above this size one round, and only where it does not take half an hour. */
const LARGE_GROUP = 128;

/** Asks each target for its story `rounds` times in turn; what each told, in order. */
async function tell(
  targets: readonly Target[],
  words: readonly (string | number)[],
  rounds: number,
): Promise<Record<string, Values[] | { failed: string }>> {
  const told: Record<string, Values[] | { failed: string }> = {};
  const runners = new Map<string, Runner>();
  const attempt = async (name: string, run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof RunnerError)) throw error;
      told[name] = { failed: error.message };
    }
  };
  for (const target of targets) {
    await attempt(target.name, async () => {
      runners.set(target.name, await Runner.start(target, words));
      told[target.name] = [];
    });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, runner] of runners) {
      const values = told[name];
      if (!Array.isArray(values)) continue;
      await attempt(name, async () => void values.push(await runner.story()));
    }
  }
  await Promise.all([...runners.values()].map((runner) => runner.stop()));
  return told;
}

/** What is kept of the rounds. */
export function summary(
  told: Record<string, Values[] | { failed: string }>,
  reduce: (values: Values[]) => Values,
): Told {
  return Object.fromEntries(
    Object.entries(told).map(([name, values]) =>
      Array.isArray(values) ? [name, reduce(values)] : [name, values]
    ),
  );
}

export function medians(all: Values[]): Values {
  const keys = Object.keys(all[0] ?? {});
  return Object.fromEntries(keys.map((key) => [key, median(all.map((one) => one[key]!))]));
}

function among(targets: readonly Target[], names: readonly string[]): Target[] {
  return targets.filter(({ name }) => names.includes(name));
}

/** Nanoseconds and bytes of a group's life, by number of members. */
export async function groups(
  targets: readonly Target[],
  options: Options,
  progress: (members: number) => void,
): Promise<Record<number, Told>> {
  const every = ["c-reference", "c-ours", "python-reference", "python-ours", "bun", "deno"];
  const result: Record<number, Told> = {};
  for (const members of GROUP_SIZES.filter((size) => size <= options.maxGroup)) {
    progress(members);
    const isLarge = members > LARGE_GROUP;
    const names = isLarge ? every.filter((name) => !name.startsWith("python")) : every;
    const rounds = isLarge ? 1 : options.quick || members === LARGE_GROUP ? 3 : 9;
    result[members] = summary(
      await tell(among(targets, names), ["group", members, 0, 0], rounds),
      medians,
    );
  }
  return result;
}

/** The first steps fill caches and the memory of duplicates; growth is what the others add. */
function growth(messagesPerStep: number, settling = 1) {
  return (steps: Values[]): Values => {
    const values: Values = { messages: messagesPerStep * (steps.length - settling) };
    for (const key of Object.keys(steps[0] ?? {})) {
      values[`${key}First`] = steps[settling - 1]![key]!;
      values[`${key}Last`] = steps.at(-1)![key]!;
    }
    return values;
  };
}

/** Memory before and after a million messages. */
export async function memory(targets: readonly Target[], options: Options): Promise<Told> {
  const names = ["c-reference", "c-ours", "python-reference", "bun", "deno"];
  const messages = options.quick ? 15_000 : 100_000;
  const told = await tell(
    among(targets, names),
    ["memory", messages, 0, 0],
    options.quick ? 4 : 11,
  );
  return summary(told, growth(messages));
}

/** Memory while objects are made and forgotten without close(). */
export async function forgotten(targets: readonly Target[], options: Options): Promise<Told> {
  const count = options.quick ? 2_000 : 20_000;
  const settling = options.quick ? 1 : 5; // Deno's resident memory grows over 80 000 objects
  const words = ["forgotten", count, 0, 0];
  const told = await tell(
    among(targets, ["bun", "deno"]),
    words,
    settling + (options.quick ? 3 : 10),
  );
  return summary(told, growth(count, settling));
}

/** Bytes that one object costs: what malloc gave in C, resident memory in Bun and Deno. */
export async function objects(targets: readonly Target[], options: Options): Promise<Told> {
  const names = ["c-reference", "c-ours", "bun", "deno"];
  const words = ["objects", options.quick ? 200 : 1000, 0, 0];
  return summary(await tell(among(targets, names), words, 1), medians);
}

/** Text round trips per second on one Worker and on two. */
export async function workers(targets: readonly Target[], options: Options): Promise<Told> {
  const rounds = options.quick ? 1 : 5;
  return summary(
    await tell(among(targets, ["bun", "deno"]), ["workers", 0, 0, 0], rounds),
    medians,
  );
}
