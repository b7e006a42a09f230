// Starts the processes when their time has come, shows what they report, and sees to it that none
// of them outlives the show, however it ends.

import { Actor, type Ending } from "./actor.ts";
import { MEMBER_NAMES, type MemberName } from "./cast.ts";
import type { Options } from "./options.ts";
import type { Report } from "./reports.ts";
import { memberCommand, relayCommand } from "./runtimes.ts";
import { show, type Speaker } from "./screen.ts";
import type { Tally } from "./tally.ts";

/** The death of one process makes others complain; so long all may be heard. */
const LAST_WORDS_MS = 150;
const LIMIT_MS = 60_000;

export class Stage {
  readonly #options: Options;
  readonly #actors: Actor[] = [];
  readonly #tallies = new Map<MemberName, Tally>();
  readonly #faults: string[] = [];
  #cause: string | undefined;
  readonly #listening = Promise.withResolvers<string>();
  readonly #failed = Promise.withResolvers<never>();
  readonly #finished = Promise.withResolvers<void>();
  #relayUrl = "";
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
    this.#failed.promise.catch(() => {}); // it may fail when play() is over
  }

  /** Plays the whole show. Rejects with the reason when it does not go as it should. */
  async play(): Promise<Tally[]> {
    const limit = setTimeout(() => this.#fail(`not over after ${LIMIT_MS / 1000} s`), LIMIT_MS);
    try {
      const relay = this.#start("relay", relayCommand(this.#options));
      this.#relayUrl = await Promise.race([this.#listening.promise, this.#failed.promise]);
      this.#startMember("alice");
      await Promise.race([this.#finished.promise, this.#failed.promise]);
      relay.dismiss();
      await Promise.race([relay.ended, this.#failed.promise]);
      if (this.#faults.length > 0) throw this.#reason();
      return MEMBER_NAMES.map((name) => this.#tallies.get(name)!);
    } finally {
      clearTimeout(limit);
      await this.clear();
    }
  }

  /** Ends every process that still runs. */
  async clear(): Promise<void> {
    this.#isOver = true;
    for (const actor of this.#actors) actor.kill();
    await Promise.all(this.#actors.map((actor) => actor.ended));
  }

  #start(name: Speaker, command: readonly [string, ...string[]]): Actor {
    const actor = new Actor(name, command, (report) => this.#hear(name, report));
    this.#actors.push(actor);
    void actor.ended.then((ending) => this.#end(ending));
    return actor;
  }

  #startMember(name: MemberName): void {
    if (this.#isOver) return; // a cue that was on its way when the show was cleared
    this.#start(name, memberCommand(name, this.#relayUrl));
  }

  #hear(name: Speaker, report: Report): void {
    switch (report.type) {
      case "line":
        return show(name, report.text);
      case "listening":
        show("relay", `listens on ${report.url}, process ${report.process}`);
        return this.#listening.resolve(report.url);
      case "cue":
        return this.#startMember(report.member);
      case "tally":
        return void this.#tallies.set(name as MemberName, report.tally);
      case "fault":
        show(name, `!! ${report.text}`);
        return this.#fail(report.text);
    }
  }

  #end({ name, fault, wasKilled }: Ending): void {
    if (wasKilled) this.#cause ??= fault;
    if (fault) return this.#fail(fault);
    const isDone = MEMBER_NAMES.every((member) => this.#tallies.has(member));
    const isEarly = name === "relay" ? !isDone : !this.#tallies.has(name as MemberName);
    if (isEarly) return this.#fail(`${name} ended before its part was over`);
    if (isDone) this.#finished.resolve();
  }

  /** The first fault ends the show, but the others may say what they see. */
  #fail(fault: string): void {
    this.#faults.push(fault);
    if (this.#faults.length > 1) return;
    setTimeout(() => this.#failed.reject(this.#reason()), LAST_WORDS_MS);
  }

  #reason(): Error {
    return new Error(this.#cause ?? this.#faults[0]);
  }
}
