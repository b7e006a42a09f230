// A process of the show, as main.ts sees it: its lines as they come, and its end. Started directly,
// never through a shell.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readReport, type Report, textOf } from "./reports.ts";
import type { Speaker } from "./screen.ts";

export interface Ending {
  readonly name: Speaker;
  /** Undefined when it ended with status 0. */
  readonly fault: string | undefined;
  /** It did not end by itself: whatever the others complain about, this is the cause. */
  readonly wasKilled: boolean;
}

export class Actor {
  readonly name: Speaker;
  /** Settles when the process has ended and all it said was heard; never rejects. */
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;

  constructor(
    name: Speaker,
    command: readonly [string, ...string[]],
    hear: (report: Report) => void,
  ) {
    this.name = name;
    const [program, ...args] = command;
    this.#process = spawn(program, args, { stdio: "pipe" });
    this.#process.stdin!.on("error", () => {}); // it ended before it read its end; `ended` tells
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      createInterface({ input: stream }).on("line", (line) => hear(readReport(line)));
    }
    this.ended = new Promise((resolve) => {
      this.#process.on("error", (error) => {
        const fault = `${name} cannot be started: ${textOf(error)}`;
        resolve({ name, fault, wasKilled: false });
      });
      this.#process.on("close", (code, signal) => {
        const how = signal ? `was ended by ${signal}` : `ended with status ${code}`;
        const fault = code === 0 ? undefined : `${name} ${how}`;
        resolve({ name, fault, wasKilled: signal !== null });
      });
    });
  }

  /** Tells it that the show is over. */
  dismiss(): void {
    this.#process.stdin!.end();
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}
