// A member as the driver sees it: what it can be asked, and what the driver knows of it.

import type { Fields, Program } from "./program.ts";
import { fromHex, type Json } from "./json.ts";

/** An event as a member reports it; names are Python's. */
export type Event = { kind: string; [field: string]: Json };

export interface Standing {
  readonly epoch: bigint;
  readonly mlsEpoch: bigint;
  readonly group: Uint8Array;
  readonly transition: number;
  readonly events: Event[];
}

export interface Frame {
  readonly target: number;
  readonly wire: Uint8Array;
}

/** What a member can put into a frame; names and forms are those of the requests. */
export type Utterance =
  | { do: "control"; opcode: number; transition: number; request: number; args: string }
  | { do: "text"; message: string; text: string; codec: number }
  | { do: "audio"; source: number; timestamp: string; opus: string; codec: number }
  | { do: "signal"; signal: number; role: number; request: number; args: string; codec: number };

export const bytesOf = (json: Json | undefined): Uint8Array<ArrayBuffer> =>
  fromHex((json as { bytes: string }).bytes);

export class Seat {
  readonly name: string;
  /** Member id. */
  readonly id: number;
  readonly #program: Program;
  /** Place in the group's tree. */
  leaf = 0;

  constructor(name: string, id: number, program: Program) {
    this.name = name;
    this.id = id;
    this.#program = program;
  }

  /** Python drops the arguments of a control message and what a payload holds beside the result. */
  get dropsArgs(): boolean {
    return this.name === "python" || this.name === "swapped";
  }

  async begin(): Promise<{ keyPackage: Uint8Array; version: string }> {
    const request = { do: "begin", member: this.id, identity: `${this.name} ${this.id}` };
    const answer = await this.#program.ask(request);
    return { keyPackage: bytesOf(answer["key_package"]), version: String(answer["version"]) };
  }

  async found(): Promise<Standing> {
    return standing(await this.#program.ask({ do: "found" }));
  }

  async join(welcome: Uint8Array, nextTransition: number): Promise<Standing> {
    const request = { do: "join", welcome: welcome.toHex(), next_transition: nextTransition };
    return standing(await this.#program.ask(request));
  }

  async invite(keyPackage: Uint8Array): Promise<{ commit: Uint8Array; welcome: Uint8Array }> {
    const answer = await this.#program.ask({ do: "invite", key_package: keyPackage.toHex() });
    return { commit: bytesOf(answer["commit"]), welcome: bytesOf(answer["welcome"]) };
  }

  async remove(leaf: number): Promise<Uint8Array> {
    return bytesOf((await this.#program.ask({ do: "remove", leaf }))["commit"]);
  }

  async process(message: Uint8Array): Promise<string> {
    const answer = await this.#program.ask({ do: "process", message: message.toHex() });
    return String(answer["message"]);
  }

  /** A committer names the transition, which no EXECUTE tells it. */
  async merge(transition?: number): Promise<Standing> {
    const request = { do: "merge", transition: transition ?? null };
    return standing(await this.#program.ask(request));
  }

  async pretend(epoch: bigint): Promise<Standing> {
    return standing(await this.#program.ask({ do: "pretend", epoch: String(epoch) }));
  }

  async send(utterance: Utterance): Promise<Frame> {
    const answer = await this.#program.ask(utterance);
    return { target: Number(answer["target"]), wire: bytesOf(answer["wire"]) };
  }

  async protect(suite: number, frame: Uint8Array): Promise<Uint8Array> {
    const request = { do: "protect", leaf: this.leaf, suite, frame: frame.toHex() };
    return bytesOf((await this.#program.ask(request))["payload"]);
  }

  async open(suite: number, payload: Uint8Array): Promise<{ frame: Uint8Array; leaf: number }> {
    const answer = await this.#program.ask({ do: "open", suite, payload: payload.toHex() });
    return { frame: bytesOf(answer["plaintext"]), leaf: Number(answer["sender_leaf"]) };
  }

  async receive(wire: Uint8Array): Promise<Event[]> {
    const answer = await this.#program.ask({ do: "receive", wire: wire.toHex() });
    return answer["events"] as Event[];
  }
}

function standing(answer: Fields): Standing {
  return {
    epoch: BigInt(String(answer["epoch"])),
    mlsEpoch: BigInt(String(answer["mls_epoch"])),
    group: bytesOf(answer["group"]),
    transition: Number(answer["transition"]),
    events: answer["events"] as Event[],
  };
}
