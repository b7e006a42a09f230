// What main.ts prints: one line for each thing that somebody sees, the name in front, never wider
// than a terminal of 100 columns; colours only on a terminal, and only in the name.

import process from "node:process";
import { styleText } from "node:util";

const WIDTH = 99;
const NAME_WIDTH = 7;
const COLORS = {
  alice: "cyan",
  bob: "yellow",
  carol: "magenta",
  relay: "gray",
  demo: "green",
} as const;

export type Speaker = keyof typeof COLORS;

export function show(speaker: Speaker, text: string): void {
  const name = speaker.padEnd(NAME_WIDTH);
  const hasColor = process.stdout.isTTY && !("NO_COLOR" in process.env);
  const label = hasColor ? styleText(COLORS[speaker], name) : name;
  const [first, ...rest] = wrap(printable(text));
  console.log(label + first);
  for (const line of rest) console.log(`${" ".repeat(NAME_WIDTH + 2)}${line}`);
}

/** Texts come from other processes: nothing in them may move the cursor. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let rest = text;
  for (let room = WIDTH - NAME_WIDTH; rest.length > room; room = WIDTH - NAME_WIDTH - 2) {
    const space = rest.lastIndexOf(" ", room);
    const end = space > 0 ? space : room;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
