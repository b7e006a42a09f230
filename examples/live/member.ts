// One member: its MLS context, its node, the clients of the three protocols, its voice, and its
// connection to the relay. What it says is in speech.ts, what it does with what arrives in
// receive.ts.

import process from "node:process";
import {
  type ControlEvent,
  GapClient,
  GroupNode,
  GspClient,
  GtpClient,
  MlsContext,
  type NodeErrorEvent,
  PayloadCodec,
} from "gbp-stack";
import { CAST, type MemberName } from "./cast.ts";
import { Inbox } from "./inbox.ts";
import { receiveEnvelope, receiveTimeouts } from "./receive.ts";
import { RelayLink } from "./relay_link.ts";
import { report } from "./reports.ts";
import { type Tally, TallyKeeper } from "./tally.ts";
import { Voice } from "./voice.ts";

/** How long a member waits for what the story says must come. */
const PATIENCE_MS = 10_000;
const TIMER_MS = 1000;

/** What a member does with a transition and with frames that its node refuses. */
export interface Conduct {
  prepared(me: Member, event: ControlEvent): void;
  advanced(me: Member): void;
  refused(me: Member, error: NodeErrorEvent, wire: Uint8Array): void;
}

export class Member {
  readonly id: number;
  readonly mls: MlsContext;
  readonly gtp = GtpClient.create();
  readonly gap = GapClient.create();
  readonly gsp = GspClient.create();
  readonly inbox = new Inbox(PATIENCE_MS);
  readonly tally = new TallyKeeper();
  /** How it encodes what it sends. */
  codec: PayloadCodec = PayloadCodec.CBOR;
  conduct: Conduct;
  #node: GroupNode | undefined;
  #voice: Voice | undefined;
  #link: RelayLink | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  private constructor(name: MemberName, conduct: Conduct) {
    this.id = CAST[name].id;
    this.mls = MlsContext.create(name);
    this.conduct = conduct;
  }

  static async connect(name: MemberName, url: string, conduct: Conduct): Promise<Member> {
    const me = new Member(name, conduct);
    me.#link = await RelayLink.open(url, me.id, {
      received: (envelope) => receiveEnvelope(me, envelope),
      lost: (error) => me.inbox.fail(error),
    });
    me.note(`starts, process ${process.pid}, ${runtimeName()}`);
    return me;
  }

  get node(): GroupNode {
    if (!this.#node) throw new Error("not in a group yet");
    return this.#node;
  }

  /** Frames that arrive before are of a group that this member is not in. */
  get isInGroup(): boolean {
    return this.#node !== undefined;
  }

  get voice(): Voice {
    if (!this.#voice) throw new Error("no voice before the group");
    return this.#voice;
  }

  get link(): RelayLink {
    if (!this.#link) throw new Error("not connected");
    return this.#link;
  }

  createGroup(): void {
    this.note(`creates the group ${this.mls.groupId.toHex()}`);
    const node = GroupNode.create(this.id, this.mls.groupId);
    node.bootstrapAsCreator(this.mls.epoch);
    this.#enterGroup(node);
  }

  joinGroup(welcome: Uint8Array, nextTransitionId: number): void {
    this.mls.acceptWelcome(welcome);
    this.note(`joins the group ${this.mls.groupId.toHex()}`);
    const node = GroupNode.create(this.id, this.mls.groupId);
    node.bootstrapAsJoiner(this.mls.epoch, nextTransitionId);
    this.#enterGroup(node);
  }

  /** To be called when the MLS context has merged a commit. */
  enterEpoch(): void {
    this.#voice?.close();
    this.#voice = new Voice(this.mls);
    this.tally.entered(this.mls.epoch);
    this.note(`is in epoch ${this.mls.epoch}`);
  }

  note(text: string): void {
    report({ type: "line", text });
  }

  /** What this member counted. */
  result(): Tally {
    return this.tally.result(this.id, runtimeName());
  }

  /** Leaves the relay in order and releases everything. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.link.close();
    const objects = [this.#voice, this.gtp, this.gap, this.gsp, this.#node, this.mls];
    for (const one of objects) one?.close();
  }

  #enterGroup(node: GroupNode): void {
    this.#node = node;
    node.drainEvents(); // IDLE to ACTIVE
    this.#timer = setInterval(() => receiveTimeouts(this), TIMER_MS);
    this.enterEpoch();
  }
}

function runtimeName(): string {
  const { bun, deno } = process.versions;
  return bun ? `Bun ${bun}` : `Deno ${deno}`;
}
