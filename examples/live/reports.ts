// What the processes of the demo tell main.ts: one JSON object a line on their standard output.

import type { MemberName } from "./cast.ts";
import type { Tally } from "./tally.ts";

export type Report =
  /** The relay takes connections. */
  | { readonly type: "listening"; readonly url: string; readonly process: number }
  /** What a member or the relay sees, for people. */
  | { readonly type: "line"; readonly text: string }
  /** It is time for the next member to join. */
  | { readonly type: "cue"; readonly member: MemberName }
  /** The part is played: what was sent and read. */
  | { readonly type: "tally"; readonly tally: Tally }
  /** Something is not as it should be; the process ends. */
  | { readonly type: "fault"; readonly text: string };

export function report(message: Report): void {
  console.log(JSON.stringify(message));
}

/** A line of a process; what is no report (a runtime's own warning) is shown as it is. */
export function readReport(line: string): Report {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && "type" in value) return value as Report;
  } catch {
    // not JSON: fall through
  }
  return { type: "line", text: line };
}

/** An error's text, whatever was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
