// The command line of the benchmark.

import { parseArgs } from "node:util";
import { targetNames } from "./targets.ts";

export const usage = `usage: scripts/bench [OPTION...]

Times the Python package, Node with koffi, plain C loops, Bun and Deno side by side in one run,
round by round, and prints medians and 99th percentiles of batches of a millisecond at most. Writes
bench/results/latest.json and a picture.

  --quick           about a minute: fewer rounds, CBOR only, small groups
  --only NAME       only workloads and sections whose name begins so; may be repeated (see --list)
  --targets A,B     only these: ${targetNames.join(" ")}
  --max-group N     leave out groups of more than N members (default 128; 512 takes minutes more)
  --rounds N        rounds of each workload (default 9, quick 3)
  --output FILE     where the JSON goes
  --list            names of workloads and sections
  --help            this text`;

export interface Options {
  quick: boolean;
  list: boolean;
  only: string[];
  targets: string[];
  maxGroup: number;
  rounds: number;
  output: string;
  /**
   * How long one target runs before its first round, before each round (it stood still while the
   * others ran, and lost its caches and spare memory), in one round, and at most in one batch.
   */
  warmUpMs: number;
  resumeMs: number;
  roundMs: number;
  batchMs: number;
}

/** A mistake on the command line: one line for the user, exit status 2. */
export class UsageError extends Error {}

function count(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UsageError(`--${name} must be a whole number above 0, not ${text}`);
  }
  return value;
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string", multiple: true, default: [] },
        targets: { type: "string", default: targetNames.join(",") },
        "max-group": { type: "string" },
        rounds: { type: "string" },
        output: { type: "string" },
        list: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The options, or undefined when the user asked for help. */
export function readOptions(words: string[]): Options | undefined {
  const values = parse(words);
  if (values.help) return undefined;
  const targets = values.targets.split(",");
  const unknown = targets.find((name) => !targetNames.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`unknown target ${unknown}; there are ${targetNames.join(", ")}`);
  }
  const { quick } = values;
  return {
    quick,
    list: values.list,
    only: values.only,
    targets,
    maxGroup: count(values["max-group"] ?? (quick ? "32" : "128"), "max-group"),
    rounds: count(values.rounds ?? (quick ? "3" : "9"), "rounds"),
    output: values.output ?? new URL("results/latest.json", import.meta.url).pathname,
    warmUpMs: quick ? 100 : 400,
    resumeMs: quick ? 15 : 100,
    roundMs: quick ? 15 : 150,
    batchMs: quick ? 0.5 : 1,
  };
}

/** Whether --only asks for a name. */
export function isWanted(options: Options, name: string): boolean {
  return options.only.length === 0 || options.only.some((prefix) => name.startsWith(prefix));
}
