// The command line of the demo.

import { parseArgs } from "node:util";
import { textOf } from "./reports.ts";

export const USAGE = `usage: scripts/demo [--port N] [--verbose]

A live conversation of three members, each in a process of its own: Alice (Bun), Bob (Deno) and
Carol (Bun) join one after the other, exchange text, audio and signals over a WebSocket relay on
this machine, and remove Carol, who can no longer read. Ends by itself, with a summary.

  --port N    port of the relay, 0 to 65535 (default 0: any free one)
  --verbose   also every envelope as the relay sees it: size, epoch, sequence number, kind
  --help      this text

Exit status: 0 all went as it should, 1 something did not, 2 bad options.`;

export interface Options {
  readonly port: number;
  readonly isVerbose: boolean;
  readonly wantsHelp: boolean;
}

/** Throws an Error of one line when the arguments are no good. */
export function readOptions(args: string[]): Options {
  const { port, verbose, help } = parse(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not ${JSON.stringify(port)}`);
  }
  return { port: Number(port), isVerbose: verbose, wantsHelp: help };
}

function parse(args: string[]): { port: string; verbose: boolean; help: boolean } {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string", default: "0" },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(textOf(error).split(/\n|\. /)[0]);
  }
}
