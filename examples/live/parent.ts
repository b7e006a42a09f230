// A process of the demo must not outlive main.ts, however that ended: main holds the other end of
// its standard input, which the system closes.

import process from "node:process";

/** Calls `end` when main.ts is gone, or has closed its end to say that the show is over. */
export function onParentEnd(end: () => void): void {
  process.stdin.on("end", end);
  process.stdin.on("error", end);
  process.stdin.resume();
}
