// What is measured beside the timed operations, and how it is shown.

import type { Options } from "./options.ts";
import { sizes, startup } from "./package_size.ts";
import { type Block, type Column, columns, short, table } from "./report.ts";
import * as stories from "./stories.ts";
import type { Target } from "./targets.ts";

export interface Section<Measured> {
  measure(
    targets: readonly Target[],
    options: Options,
    progress: (text: string) => void,
  ): Measured | Promise<Measured>;
  show(measured: Measured): Block[];
}

const MEBIBYTE = 1024 * 1024;

const inMs = (value: number): string => short(value / 1e6);
const inMiB = (value: number): string => (value / MEBIBYTE).toFixed(2);
const whole = (value: number): string => value.toFixed(0);

const GROUP_TIMES = columns({
  create: "create",
  "add last": "invite",
  process: "process",
  join: "join",
  remove: "remove",
  "add all": "grow",
  "at once": "many",
  "join it": "manyJoin",
}, inMs);
const GROUP_BYTES = columns({
  "add: commit": "commitBytes",
  welcome: "welcomeBytes",
  remove: "removeBytes",
  "all: commit": "manyCommitBytes",
  "its welcome": "manyWelcomeBytes",
}, String);
const MEMORY = [
  ...columns({ count: "messages" }, String),
  ...columns({
    "rss first": "residentFirst",
    "rss last": "residentLast",
    "heap first": "heapFirst",
    "heap last": "heapLast",
    "C first": "nativeFirst",
    "C last": "nativeLast",
  }, inMiB),
];
const FORGOTTEN = MEMORY.slice(0, 5);

const groups: Section<Record<string, stories.Told>> = {
  measure(targets, options, progress) {
    return stories.groups(targets, options, (members) => progress(`groups of ${members}`));
  },
  show(measured) {
    return Object.entries(measured).flatMap(([members, told]) => [
      { title: `group of ${members}, ms`, lines: table(told, GROUP_TIMES) },
      { title: `group of ${members}, bytes`, lines: table(told, GROUP_BYTES) },
    ]);
  },
};

const memory: Section<{ growth: stories.Told; forgotten: stories.Told }> = {
  async measure(targets, options, progress) {
    progress("memory");
    const growth = await stories.memory(targets, options);
    return { growth, forgotten: await stories.forgotten(targets, options) };
  },
  show({ growth, forgotten }) {
    return [
      { title: "memory over text messages, MiB", lines: table(growth, MEMORY) },
      {
        title: "memory over objects forgotten without close(), MiB",
        lines: table(forgotten, FORGOTTEN),
      },
    ];
  },
};

/** A section that is one table. */
function tabled(
  title: string,
  shown: readonly Column[],
  measure: (targets: readonly Target[], options: Options) => stories.Told | Promise<stories.Told>,
): Section<stories.Told> {
  return { measure, show: (told) => [{ title, lines: table(told, shown) }] };
}

const size: Section<stories.Values> = {
  measure: sizes,
  show: (values) => [{
    title: "bytes",
    lines: Object.entries(values).map(([name, value]) => `${name.padEnd(24)}${value}`),
  }],
};

export const sections = {
  groups,
  memory,
  objects: tabled(
    "bytes of one object",
    columns({ context: "context", node: "node", gtp: "gtp", gap: "gap", gsp: "gsp" }, whole),
    stories.objects,
  ),
  workers: tabled(
    "text round trips per second on Workers",
    columns({ one: "one", two: "two", "one group": "twoShared" }, whole),
    stories.workers,
  ),
  startup: tabled(
    "ms until the first call",
    columns({ "first call": "load", process: "process", "empty one": "bare" }, short),
    startup,
  ),
  size,
} as const;

export type SectionName = keyof typeof sections;

/** The blocks of a section's result, as it came from measuring or from a file. */
export function blocksOf(name: SectionName, measured: unknown): Block[] {
  return (sections[name] as Section<unknown>).show(measured);
}
