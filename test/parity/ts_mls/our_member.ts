// A member of ours, as a program that uses the bindings writes it.

import {
  type ControlEvent,
  type ControlOpcode,
  GapClient,
  GroupNode,
  GspClient,
  GtpClient,
  MlsContext,
  type NodeEvent,
  type PayloadReceivedEvent,
  StreamType,
} from "../../../bindings/mod.ts";
import type { Heard, Participant, Said } from "./participant.ts";

const EVERYBODY = 0;
const MEMBER_STREAMS = 100;

export class OurMember implements Participant {
  readonly name: string;
  readonly id: number;
  readonly mls: MlsContext;
  readonly #gtp = GtpClient.create();
  readonly #gap = GapClient.create();
  readonly #gsp = GspClient.create();
  #node: GroupNode | undefined;

  constructor(name: string, id: number) {
    this.name = name;
    this.id = id;
    this.mls = MlsContext.create(name);
  }

  get epoch(): bigint {
    return this.mls.epoch;
  }

  get groupId(): Uint8Array {
    return this.mls.groupId;
  }

  keyPackage(): Uint8Array {
    return this.mls.exportKeyPackage();
  }

  found(): void {
    this.#node = GroupNode.create(this.id, this.mls.groupId);
    this.#node.bootstrapAsCreator(this.mls.epoch);
    this.#node.drainEvents();
  }

  join(welcome: Uint8Array, nextTransition: number): Promise<void> {
    this.mls.acceptWelcome(welcome);
    this.#node = GroupNode.create(this.id, this.mls.groupId);
    this.#node.bootstrapAsJoiner(this.mls.epoch, nextTransition);
    this.#node.drainEvents();
    return Promise.resolve();
  }

  async invite(
    keyPackages: readonly Uint8Array[],
  ): Promise<{ commit: Uint8Array; welcome: Uint8Array }> {
    return await Promise.resolve(this.mls.inviteMany(keyPackages));
  }

  async remove(leaf: number): Promise<Uint8Array> {
    return await Promise.resolve(this.mls.removeMember(leaf));
  }

  async stage(commit: Uint8Array): Promise<void> {
    const kind = await Promise.resolve(this.mls.processMessage(commit));
    if (kind !== "commit") throw new Error(`a ${kind}, and no commit`);
  }

  /** A committer's node hears of the transition here, the others' nodes heard EXECUTE. */
  merge(transitionId: number): Promise<void> {
    this.mls.finalizeCommit();
    if (this.#live.lastTransitionId !== transitionId) this.#live.applyTransition(transitionId);
    this.#live.drainEvents();
    return Promise.resolve();
  }

  async exportSecret(label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
    return await Promise.resolve(this.mls.exportSecret(label, context, length));
  }

  async send(said: Said): Promise<Uint8Array> {
    return (await Promise.resolve(this.#frame(said))).wire;
  }

  async receive(wire: Uint8Array): Promise<Heard> {
    const events = await Promise.resolve(this.#live.onWire(this.mls, wire));
    const heard = events.map((event) => this.#hear(event)).filter((one) => one !== undefined);
    if (heard.length !== 1) throw new Error(`${events.map(({ kind }) => kind)}`);
    return heard[0]!;
  }

  close(): void {
    for (const one of [this.#gtp, this.#gap, this.#gsp, this.#node, this.mls]) one?.close();
  }

  get #live(): GroupNode {
    if (!this.#node) throw new Error("not in a group yet");
    return this.#node;
  }

  #frame(said: Said) {
    const node = this.#live;
    const { mls } = this;
    switch (said.kind) {
      case "control": {
        const { transitionId, requestId, args } = said;
        const opcode = said.opcode as ControlOpcode;
        return node.sendControl(mls, EVERYBODY, opcode, transitionId, requestId, args);
      }
      case "text":
        return this.#gtp.send(node, mls, EVERYBODY, said.messageId, said.text, said.codec);
      case "audio": {
        const { source, timestamp, opus, codec } = said;
        return this.#gap.send(node, mls, EVERYBODY, source, timestamp, opus, codec);
      }
      case "signal": {
        const { signal, roleClaim, requestId, args, codec } = said;
        return this.#gsp.send(node, mls, EVERYBODY, signal, roleClaim, requestId, args, codec);
      }
    }
  }

  #hear(event: NodeEvent): Heard | undefined {
    if (event.kind === "control") return hearControl(event);
    if (event.kind === "payload_received") return this.#hearContent(event);
    if (event.kind === "error") throw new Error(`${event.codeHex} ${event.reason}`);
    return undefined;
  }

  #hearContent({ streamType, streamId, plaintext, codec }: PayloadReceivedEvent): Heard {
    const sender = Math.floor(streamId / MEMBER_STREAMS);
    if (streamType === StreamType.TEXT) {
      const result = this.#gtp.accept(plaintext, this.epoch, codec);
      expectNew(result, sender);
      return { kind: "text", sender, messageId: result.messageId!, text: result.text!, codec };
    }
    if (streamType === StreamType.AUDIO) {
      const result = this.#gap.accept(plaintext, this.epoch, codec);
      expectNew(result, undefined);
      const { source, rtpTimestamp, opus } = result;
      const timestamp = rtpTimestamp!;
      return { kind: "audio", sender, source: source!, timestamp, opus: opus!, codec };
    }
    const result = this.#gsp.accept(plaintext, this.epoch, codec);
    expectNew(result, sender);
    return {
      kind: "signal",
      sender,
      signal: result.signalCode!,
      roleClaim: result.roleClaim!,
      requestId: result.requestId!,
      args: result.args!,
      codec,
    };
  }
}

function hearControl({ sender, opcodeCode, transitionId, requestId, args }: ControlEvent): Heard {
  return { kind: "control", sender, opcode: opcodeCode, transitionId, requestId, args };
}

/** `sender` is whom the stream belongs to; undefined when the payload names nobody. */
function expectNew(
  result: { status: string; reason: string | undefined; sender?: number | undefined },
  sender: number | undefined,
): void {
  if (result.status !== "new") throw new Error(`${result.status} ${result.reason ?? ""}`);
  if (result.sender !== sender) throw new Error("stream and payload name two senders");
}
