// Interleaving: every target runs one round, then every target the next, so that what the machine
// does meanwhile hits all of them alike.

import type { Options } from "./options.ts";
import { Runner, RunnerError } from "./runner.ts";
import { percentile } from "./statistics.ts";
import type { Target } from "./targets.ts";
import type { Workload } from "./workloads.ts";

/** Microseconds for one operation: of the middle batch, and of the batch that 99 % stay below. */
export interface Timing {
  median: number;
  p99: number;
  best: number;
  batches: number;
  operationsPerBatch: number;
}

export interface Failure {
  failed: string;
}

export type Outcome = Timing | Failure;
export type Outcomes = Record<string, Outcome>;

export function isTiming(outcome: Outcome | undefined): outcome is Timing {
  return outcome !== undefined && "median" in outcome;
}

/**
 * Most operations that a batch has, whatever its time: what `before` makes shall still be in the
 * processor's cache, like a frame that came from a socket a moment ago.
 */
const OPERATIONS_MAX = 500;
const FIRST_OPERATIONS = 16;

/** One target in the rounds of one workload. */
class Lane {
  operations = FIRST_OPERATIONS;
  /** How long a batch takes. */
  batchMs = 1;
  readonly times: number[] = [];
  failed: string | undefined;

  constructor(readonly target: Target, readonly runner: Runner) {}

  /** Runs until it is warm, and finds how many operations make a batch of the wanted length. */
  async warmUp(step: number, options: Options): Promise<void> {
    const end = performance.now() + options.warmUpMs;
    do {
      this.operations = Math.ceil(this.operations / step) * step;
      const [nanoseconds] = await this.runner.batches(1, this.operations);
      const operationMs = Math.max(nanoseconds!, 1) / 1e6 / this.operations;
      const wanted = options.batchMs / operationMs;
      const next = Math.min(wanted, this.operations * 8, OPERATIONS_MAX);
      this.operations = Math.max(1, Math.round(next / step)) * step;
      this.batchMs = operationMs * this.operations;
    } while (performance.now() < end);
  }

  async round(options: Options): Promise<void> {
    await this.#run(options.resumeMs);
    this.times.push(...await this.#run(options.roundMs));
  }

  #run(milliseconds: number): Promise<number[]> {
    const count = Math.max(1, Math.round(milliseconds / this.batchMs));
    return this.runner.batches(count, this.operations);
  }

  outcome(): Outcome {
    if (this.failed !== undefined) return { failed: this.failed };
    const each = this.times.map((nanoseconds) => nanoseconds / this.operations / 1000);
    return {
      median: percentile(each, 0.5),
      p99: percentile(each, 0.99),
      best: percentile(each, 0),
      batches: each.length,
      operationsPerBatch: this.operations,
    };
  }
}

async function attempt(lane: Lane, run: () => Promise<void>): Promise<void> {
  if (lane.failed !== undefined) return;
  try {
    await run();
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error;
    lane.failed = error.message;
  }
}

/** Times a workload on every target that has it. */
export async function timeWorkload(
  workload: Workload,
  targets: readonly Target[],
  options: Options,
): Promise<Outcomes> {
  const step = workload.words[0].startsWith("many") ? workload.words[3] : 1;
  const outcomes: Outcomes = {};
  const lanes: Lane[] = [];
  try {
    for (const target of targets) {
      if (workload.only && !workload.only.includes(target.name)) continue;
      try {
        const environment = workload.into ? { GBP_BENCH_INTO: "yes" } : {};
        lanes.push(new Lane(target, await Runner.start(target, workload.words, environment)));
      } catch (error) {
        if (!(error instanceof RunnerError)) throw error;
        outcomes[target.name] = { failed: error.message };
      }
    }
    for (const lane of lanes) await attempt(lane, () => lane.warmUp(step, options));
    for (let round = 0; round < options.rounds; round += 1) {
      for (const lane of lanes) await attempt(lane, () => lane.round(options));
    }
  } finally {
    await Promise.all(lanes.map(({ runner }) => runner.stop()));
  }
  for (const lane of lanes) outcomes[lane.target.name] = lane.outcome();
  return outcomes;
}
