// The tables that the benchmark prints; none is wider than 100 columns.

import { isTiming, type Outcome, type Outcomes } from "./rounds.ts";
import type { Told, Values } from "./stories.ts";
import type { Target } from "./targets.ts";
import type { Workload } from "./workloads.ts";

/** Lines under a title. */
export interface Block {
  title: string;
  lines: string[];
}

export interface Timed {
  workload: Workload;
  outcomes: Outcomes;
}

const BASE = "c-reference";
const LABEL = 18;
const TIME = 6;
const RATIO = 5;

/** Three significant digits. */
export function short(value: number): string {
  if (value >= 99.5) return value.toFixed(0);
  return value.toFixed(value >= 9.95 ? 1 : value >= 0.0995 ? 2 : 3);
}

/** A ratio in at most four characters. */
function times(ratio: number): string {
  if (ratio < 0.095) return `${ratio.toFixed(2).slice(1)}x`;
  return `${ratio.toFixed(ratio >= 9.95 ? 0 : 1)}x`;
}

function ratioOf(outcomes: Outcomes, outcome: Outcome | undefined): number | undefined {
  const base = outcomes[BASE];
  return isTiming(base) && isTiming(outcome) ? base.median / outcome.median : undefined;
}

/** What a cell says: a time, and how many times faster it is than the C loop on the reference. */
function facts(
  outcomes: Outcomes,
  { name }: Target,
  value: "median" | "p99",
): { time: string; ratio?: string } {
  const outcome = outcomes[name];
  if (outcome === undefined) return { time: "–" };
  if (!isTiming(outcome)) return { time: "fails" };
  const ratio = value === "median" && name !== BASE ? ratioOf(outcomes, outcome) : undefined;
  const time = short(outcome[value]);
  return ratio === undefined ? { time } : { time, ratio: times(ratio) };
}

function cell(outcomes: Outcomes, target: Target, value: "median" | "p99"): string {
  const { time, ratio = "" } = facts(outcomes, target, value);
  const column = time.padStart(TIME);
  if (target.name === BASE) return column;
  return column + ratio.padStart(RATIO);
}

export function heading(targets: readonly Target[]): string {
  const columns = targets.map(({ name, label }) => {
    return label.padStart(TIME + 1).slice(1) + (name === BASE ? "" : " ".repeat(RATIO));
  });
  return `${"µs per operation".padEnd(LABEL)}${columns.join("")}`.trimEnd();
}

/** A workload's two lines: medians with ratios, 99th percentiles. */
export function rows({ workload, outcomes }: Timed, targets: readonly Target[]): string {
  const line = (label: string, value: "median" | "p99") =>
    (label.padEnd(LABEL) + targets.map((target) => cell(outcomes, target, value)).join(""))
      .trimEnd();
  return `${line(workload.name, "median")}\n${line("  99 %", "p99")}`;
}

/** Medians, and how many times faster they are than the C loop on the reference. */
export function markdownTable(timed: readonly Timed[], targets: readonly Target[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = ["µs per operation", ...targets.map(({ label }) => label)];
  const body = timed.map(({ workload, outcomes }) => {
    const cells = targets.map((target) => {
      const { time, ratio } = facts(outcomes, target, "median");
      return ratio === undefined ? time : `${time} (${ratio})`;
    });
    return line([workload.name, ...cells]);
  });
  return [line(head), line(head.map(() => "---")), ...body];
}

function failures(timed: readonly Timed[]): string[] {
  return timed.flatMap(({ workload, outcomes }) =>
    Object.entries(outcomes).flatMap(([name, outcome]) =>
      isTiming(outcome) ? [] : [`${workload.name}, ${name}: ${outcome.failed}`]
    )
  );
}

/** The goals: how many times faster than the C loop, wanted and reached. */
function goals(timed: readonly Timed[]): string[] {
  return timed.flatMap(({ workload: { name, goal }, outcomes }) => {
    if (!goal) return [];
    const words = (["bun", "deno"] as const).flatMap((runtime) => {
      const ratio = ratioOf(outcomes, outcomes[runtime]);
      if (ratio === undefined) return [];
      const verdict = ratio >= goal[runtime] ? "reached" : "missed";
      return [
        `${runtime} ${ratio.toFixed(2)} of ${goal[runtime].toFixed(2)} ${verdict}`.padEnd(34),
      ];
    });
    return words.length > 0 ? [`${name.padEnd(LABEL)}${words.join("")}`.trimEnd()] : [];
  });
}

/** How many 50-frames-a-second streams one core receives, from the time of one frame. */
function streams(timed: readonly Timed[]): string[] {
  const rooms = timed.filter(({ workload }) => workload.name.startsWith("room of 100"));
  return rooms.flatMap(({ workload, outcomes }) =>
    Object.entries(outcomes).flatMap(([name, outcome]) => {
      // The C loops lend their memory in either row.
      if (!isTiming(outcome) || (workload.into && name.startsWith("c-"))) return [];
      const count = Math.floor(1e6 / outcome.median / 50);
      const share = outcome.median * 50 * 100 / 1e6 * 100;
      const label = workload.into ? `${name}, into` : name;
      return [
        `${label.padEnd(LABEL)}${String(count).padStart(8)} streams; ` +
        `a room of 100 speakers takes ${share.toFixed(2)} % of a core`,
      ];
    })
  );
}

/** What follows from the timed operations. */
export function conclusions(timed: readonly Timed[]): Block[] {
  const blocks = [
    { title: "failures", lines: failures(timed) },
    { title: "times faster than C ref: reached, of what was set as the goal", lines: goals(timed) },
    { title: "50-frames-a-second streams that one core receives", lines: streams(timed) },
  ];
  return blocks.filter(({ lines }) => lines.length > 0);
}

/** What a table shows of each target: heading and key of a column, and how its values are put. */
export interface Column {
  heading: string;
  key: string;
  show: (value: number) => string;
}

/** Columns that are all put in the same way, by heading. */
export function columns(
  keys: Readonly<Record<string, string>>,
  show: (value: number) => string,
): Column[] {
  return Object.entries(keys).map(([heading, key]) => ({ heading, key, show }));
}

/** A row for each target. */
export function table(told: Told, shown: readonly Column[]): string[] {
  const width = Math.min(14, Math.floor((100 - LABEL) / shown.length));
  const head = " ".repeat(LABEL) + shown.map(({ heading }) => heading.padStart(width)).join("");
  const lines = Object.entries(told).map(([name, values]) => {
    if ("failed" in values) return `${name.padEnd(LABEL)}${values.failed}`;
    const cells = shown.map(({ key, show }) => {
      const value = (values as Values)[key];
      return (value === undefined ? "–" : show(value)).padStart(width);
    });
    return name.padEnd(LABEL) + cells.join("");
  });
  return [head, ...lines];
}
