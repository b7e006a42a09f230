// The live demo as a child process, for the tests: its lines as they come, its end, and whether any
// of its processes is left.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The runtime that scripts/setup installed, else the one in PATH. */
export function runtime(name: "bun" | "deno"): string {
  const installed = `${root}node_modules/.bin/${name}`;
  return existsSync(installed) ? installed : name;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string[];
  readonly stderr: string[];
}

/** A program whose output is read line by line. */
export class Child {
  readonly outcome: Promise<Outcome>;
  readonly #process: ChildProcess;
  readonly #stdout: string[] = [];
  readonly #stderr: string[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(program: string, args: string[], environment: Record<string, string> = {}) {
    const env = { ...process.env, NO_COLOR: "1", ...environment };
    this.#process = spawn(program, args, { cwd: root, env, stdio: "pipe" });
    const hear = (lines: string[]) => (line: string): void => {
      lines.push(line);
      for (const watcher of this.#watchers) watcher();
    };
    createInterface({ input: this.#process.stdout! }).on("line", hear(this.#stdout));
    createInterface({ input: this.#process.stderr! }).on("line", hear(this.#stderr));
    this.outcome = new Promise((resolve, reject) => {
      this.#process.on("error", reject);
      this.#process.on("close", (status) => {
        resolve({ status, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** What the pattern's group finds in the output, now or later; fails when the program ends. */
  find(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#stdout.map((line) => pattern.exec(line)).find((match) => match);
        if (!found) return;
        this.#watchers.delete(look);
        resolve(found[1]!);
      };
      this.#watchers.add(look);
      look();
      this.outcome.then(({ stdout, stderr }) => {
        reject(new Error(`no ${pattern} in:\n${[...stdout, ...stderr].join("\n")}`));
      }, reject);
    });
  }

  write(text: string): void {
    this.#process.stdin!.write(text);
  }

  /** Closes its standard input. */
  dismiss(): void {
    this.#process.stdin!.end();
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }
}

export function demo(...args: string[]): Child {
  return new Child(runtime("bun"), [`${root}examples/live/main.ts`, ...args]);
}

/** Processes that the demo named and that still run. */
export function leftOver(lines: readonly string[]): number[] {
  const ids = lines.flatMap((line) => /process (\d+)/.exec(line)?.[1] ?? []).map(Number);
  return ids.filter((id) => exists(id) && !isDefunct(id));
}

function exists(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ended, and its new parent has not noticed yet: no process of ours can hurry that. Deno does not
 * let a program read /proc itself.
 */
function isDefunct(id: number): boolean {
  const { stdout } = spawnSync("cat", [`/proc/${id}/stat`], { encoding: "utf8" });
  return /^\d+ \(.*\) Z/.test(stdout ?? "");
}
