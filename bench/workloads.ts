// The operations that are timed in batches.

import type { Options } from "./options.ts";

/** What Bun and Deno shall reach: how many times faster than the reference's C loop. */
export interface Goal {
  bun: number;
  deno: number;
}

export interface Workload {
  name: string;
  /** The runners' words: operation, size in bytes, codec, frames in a call or speakers. */
  words: [operation: string, size: number, codec: number, frames: number];
  /** Bun and Deno lend memory for plaintexts (`into`), as the C loops always do. */
  into?: true;
  /** Targets that have it, when not all do. */
  only?: readonly string[];
  goal?: Goal;
}

const SIZES: [label: string, bytes: number, goal: Goal][] = [
  ["32 B", 32, { bun: 7.5 / 1.3, deno: 7.5 / 1.7 }],
  ["1 KiB", 1024, { bun: 11.7 / 2.6, deno: 11.7 / 2.6 }],
  ["16 KiB", 16384, { bun: 70.6 / 16, deno: 70.6 / 16 }],
  ["64 KiB", 65536, { bun: 248 / 60, deno: 248 / 60 }],
];
const CODECS = ["", " pb", " fb"];
const BATCHING = ["c-flat", "bun", "deno"];
const LENDING = ["c-reference", "c-flat", "bun", "deno"];

function inCodecs(make: (suffix: string, codec: number) => Workload[], quick: boolean): Workload[] {
  return CODECS.slice(0, quick ? 1 : CODECS.length).flatMap(make);
}

const texts = (suffix: string, codec: number): Workload[] =>
  SIZES.map(([label, size, goal]) => ({
    name: `text ${label}${suffix}`,
    words: ["text", size, codec, 0],
    ...(codec === 0 ? { goal } : {}),
  }));

const audio = (suffix: string, codec: number): Workload[] => [{
  name: `audio 160 B${suffix}`,
  words: ["audio", 160, codec, 1],
  ...(codec === 0 ? { goal: { bun: 4.6 / 0.6, deno: 4.6 / 0.8 } } : {}),
}];

const ROOM: Workload = { name: "room of 100", words: ["audio", 160, 0, 100] };

const SFRAME: Workload[] = [
  {
    name: "sframe 160 seal",
    words: ["encrypt", 160, 0, 0],
    goal: { bun: 0.29 / 0.25, deno: 0.29 / 0.45 },
  },
  {
    name: "sframe 160 open",
    words: ["decrypt", 160, 0, 0],
    goal: { bun: 0.27 / 0.25, deno: 0.27 / 0.45 },
  },
  {
    name: "sframe 1200 seal",
    words: ["encrypt", 1200, 0, 0],
    goal: { bun: 1.09 / 0.4, deno: 1.09 / 0.6 },
  },
  {
    name: "sframe 1200 open",
    words: ["decrypt", 1200, 0, 0],
    goal: { bun: 1.06 / 0.4, deno: 1.06 / 0.6 },
  },
];

const batches = (quick: boolean): Workload[] =>
  (quick ? [64] : [1, 8, 64, 512]).map((frames) => ({
    name: `batch ${frames} x 32 B`,
    words: ["many", 32, 0, frames],
    only: BATCHING,
  }));

/** The same with memory of the caller's for what is received. */
const withInto = (workloads: Workload[]): Workload[] =>
  workloads.map((workload) => ({
    ...workload,
    name: `${workload.name.replace(/ open$/, "")} into`,
    into: true,
    only: LENDING,
  }));

/** Everything, or what a quick run has time for. */
export function workloads({ quick }: Pick<Options, "quick">): Workload[] {
  return [
    ...inCodecs(texts, quick),
    ...inCodecs(audio, quick),
    ROOM,
    ...SFRAME,
    {
      name: "frame 160 B",
      words: ["frame", 160, 0, 0],
      goal: { bun: 0.2 / 0.25, deno: 0.2 / 0.4 },
    },
    ...withInto([
      ...texts("", 0),
      ...audio("", 0),
      ROOM,
      ...SFRAME.filter(({ name }) => name.endsWith("open")),
    ]),
    ...batches(quick),
    { name: "batch + accept", words: ["many-accept", 32, 0, 64], only: ["bun", "deno"] },
  ];
}
