// One target's process. It is given its workload on the command line, says "ready", and then
// answers every line with one line. While it is not asked it sleeps, so that only one target runs
// at a time.

import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Target } from "./targets.ts";

/** What a runner refused to do, in its own words. */
export class RunnerError extends Error {}

/** The line of a program's error output that says what is wrong: stack traces surround it. */
export function complaintIn(text: string): string | undefined {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return lines.find((line) => /^(\w*error|traceback)\b.*\S:/i.test(line)) ?? lines.at(-1);
}

export class Runner {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #complaint = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    child.stdin!.on("error", () => {}); // the line that is missing afterwards tells of it
    child.stderr!.on("data", (text) => this.#complaint += String(text));
  }

  /** Starts a target on a workload; returns when it is ready. */
  static async start(
    target: Target,
    workload: readonly (string | number)[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Runner> {
    const [program, ...words] = target.command;
    const child = spawn(program!, [...words, ...workload.map(String)], {
      env: { ...process.env, NO_COLOR: "1", ...target.environment, ...environment },
    });
    const runner = new Runner(child);
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error) => reject(new RunnerError(error.message)));
    });
    const first = await runner.#read();
    if (first !== "ready") throw new RunnerError(first);
    return runner;
  }

  async #read(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) {
      const status = `ended with status ${this.#child.exitCode}`;
      throw new RunnerError(complaintIn(this.#complaint) ?? status);
    }
    if (value.startsWith("error ")) throw new RunnerError(value.slice("error ".length));
    return value;
  }

  ask(line: string): Promise<string> {
    this.#child.stdin!.write(`${line}\n`);
    return this.#read();
  }

  /** Nanoseconds of each of `count` batches of `operations`. */
  async batches(count: number, operations: number): Promise<number[]> {
    return (await this.ask(`${count} ${operations}`)).trim().split(" ").map(Number);
  }

  /** A story's "key=number" pairs. */
  async story(): Promise<Record<string, number>> {
    const words = (await this.ask("")).trim().split(" ");
    return Object.fromEntries(words.map((word) => {
      const [key, value] = word.split("=");
      return [key, Number(value)];
    }));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin!.end();
    const killer = setTimeout(() => this.#child.kill("SIGKILL"), 2000);
    await ended;
    clearTimeout(killer);
  }
}
