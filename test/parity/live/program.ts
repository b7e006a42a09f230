// A member program as a child process: one JSON request a line, one JSON answer a line, in order.
//
//   begin {member, identity}                 key_package, version: a new member, in no group yet
//   found                                    standing: in a group of its own
//   join {welcome, next_transition}          standing
//   invite {key_package}, remove {leaf}      commit (pending), welcome
//   process {message}                        message: its kind
//   merge {transition or null}               standing: the commit is merged
//   control {opcode, transition, request, args}, text {message, text, codec},
//   audio {source, timestamp, opus, codec}, signal {signal, role, request, args, codec}
//                                            target, wire
//   protect {leaf, suite, frame}             payload
//   open {payload, suite}                    plaintext, sender_leaf
//   receive {wire}                           events
//   pretend {epoch}                          standing: a new node that believes in that epoch
//
// A program ends with its standard input, which the system closes when the driver is gone.

import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Json } from "./json.ts";

/** How long one answer may take; also how long the end of a program may. */
const PATIENCE_MS = 20_000;
/** So much of what a program complained about is quoted. */
const COMPLAINT_CHARACTERS = 2000;

/** The fields of an answer. */
export type Fields = { [name: string]: Json };

/** What a program answers when the library refused what was asked. */
export class Refusal extends Error {}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Waiter {
  /** What was asked. */
  readonly request: string;
  resolve(answer: Fields): void;
  reject(error: Error): void;
}

export class Program {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #patienceMs: number;
  readonly #waiters: Waiter[] = [];
  /** How it ended, in words; undefined when it ended in order. */
  readonly #ended: Promise<string | undefined>;
  #complaints = "";
  /** Why nothing can be asked any more. */
  #fault: string | undefined;

  constructor(name: string, command: Command, patienceMs = PATIENCE_MS) {
    this.name = name;
    this.#patienceMs = patienceMs;
    const env = { ...process.env, ...command.environment };
    this.#process = spawn(command.program, command.args, { env, stdio: "pipe" });
    this.#process.stdin!.on("error", () => {}); // it is gone; `#ended` tells
    this.#process.stderr!.on("data", (text) => this.#complaints += String(text));
    createInterface({ input: this.#process.stdout! }).on("line", (line) => this.#hear(line));
    this.#ended = new Promise((resolve) => {
      this.#process.on("error", (error) => resolve(`cannot be started: ${error.message}`));
      this.#process.on("close", (status, signal) => {
        const how = signal ? `was ended by ${signal}` : `ended with status ${status}`;
        resolve(status === 0 ? undefined : how);
      });
    });
    void this.#ended.then((fault) => this.#fail(fault ?? "ended before it had answered"));
  }

  /** Of the process. */
  get id(): number | undefined {
    return this.#process.pid;
  }

  /**
   * Sends a request; more may be sent before the answer is there. Rejects with a {@link Refusal}
   * when the program says no, with another Error when it is gone or silent.
   */
  ask(request: { do: string; [field: string]: Json }): Promise<Fields> {
    if (this.#fault !== undefined) return Promise.reject(new Error(this.#fault));
    const { promise, resolve, reject } = Promise.withResolvers<Fields>();
    this.#waiters.push({ request: request.do, resolve, reject });
    this.#process.stdin!.write(`${JSON.stringify(request)}\n`);
    const timer = setTimeout(() => {
      this.#fail(`does not answer "${request.do}" within ${this.#patienceMs / 1000} s`);
      this.#process.kill("SIGKILL");
    }, this.#patienceMs);
    return promise.finally(() => clearTimeout(timer));
  }

  /** Closes its standard input; it must end by that, and with status 0. */
  async end(): Promise<void> {
    this.#process.stdin!.end();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#process.kill("SIGKILL");
    }, this.#patienceMs);
    const fault = await this.#ended;
    clearTimeout(timer);
    if (isLate) throw new Error(`${this.name} does not end with its standard input`);
    if (fault !== undefined) throw new Error(this.#words(fault));
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  #hear(line: string): void {
    const waiter = this.#waiters.shift();
    let answer: { ok?: Fields; error?: string };
    try {
      answer = JSON.parse(line);
    } catch {
      return waiter?.reject(new Error(`${this.name} says, and it is no answer: ${line}`));
    }
    if (answer.ok !== undefined) return waiter?.resolve(answer.ok);
    waiter?.reject(new Refusal(`${this.name} refuses "${waiter.request}": ${answer.error}`));
  }

  #fail(fault: string): void {
    this.#fault ??= this.#words(fault);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error(this.#fault));
  }

  #words(fault: string): string {
    const complaints = this.#complaints.trim().slice(-COMPLAINT_CHARACTERS);
    return `${this.name} ${fault}${complaints && `: ${complaints}`}`;
  }
}
