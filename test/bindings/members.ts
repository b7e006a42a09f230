// A group in one process, for the tests: each member has every object that a real one has.

import assert from "node:assert/strict";
import {
  ControlOpcode,
  GapClient,
  GroupNode,
  GspClient,
  GtpClient,
  MlsContext,
  type NodeEvent,
  type OutboundFrame,
  type PayloadReceivedEvent,
} from "../../bindings/mod.ts";

/** One member: an MLS context, a node and the three clients. */
export class Member {
  readonly gtp = GtpClient.create();
  readonly gap = GapClient.create();
  readonly gsp = GspClient.create();

  private constructor(readonly mls: MlsContext, readonly node: GroupNode) {}

  /** The creator of a group, ACTIVE at its epoch. */
  static creator(mls: MlsContext, memberId: number): Member {
    const member = new Member(mls, GroupNode.create(memberId, mls.groupId));
    member.node.bootstrapAsCreator(mls.epoch);
    member.node.drainEvents();
    return member;
  }

  /** A member who accepted a Welcome, ACTIVE at its epoch. */
  static joiner(mls: MlsContext, memberId: number, expectedFirstTid = 0): Member {
    const member = new Member(mls, GroupNode.create(memberId, mls.groupId));
    member.node.bootstrapAsJoiner(mls.epoch, expectedFirstTid);
    member.node.drainEvents();
    return member;
  }

  get id(): number {
    return this.node.memberId;
  }

  receive(frame: OutboundFrame): NodeEvent[] {
    return this.node.onWire(this.mls, frame.wire);
  }

  /** Receives a frame that must bring exactly one payload and nothing else. */
  receivePayload(frame: OutboundFrame): PayloadReceivedEvent {
    const events = this.receive(frame);
    assert.equal(events.length, 1, JSON.stringify(events.map((event) => event.kind)));
    const event = events[0]!;
    assert.ok(event.kind === "payload_received", JSON.stringify(event));
    return event;
  }

  sendText(messageId: number, text: string): OutboundFrame {
    return this.gtp.send(this.node, this.mls, 0, messageId, text);
  }

  /** What this member reads from a text frame; fails unless it is new. */
  readText(frame: OutboundFrame): string {
    const { plaintext, codec } = this.receivePayload(frame);
    const result = this.gtp.accept(plaintext, this.mls.epoch, codec);
    assert.equal(result.status, "new", result.reason ?? "");
    return result.text!;
  }

  control(opcode: ControlOpcode, transitionId: number, args?: Uint8Array): OutboundFrame {
    return this.node.sendControl(this.mls, 0, opcode, transitionId, transitionId, args);
  }

  close(): void {
    for (const one of [this.gtp, this.gap, this.gsp, this.node, this.mls]) one.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Alice (member 1) and Bob (member 2) in one group at epoch 1. */
export function pair(): { alice: Member; bob: Member; [Symbol.dispose](): void } {
  const aliceMls = MlsContext.create("alice");
  const bobMls = MlsContext.create("bob");
  bobMls.acceptWelcome(aliceMls.invite(bobMls.exportKeyPackage()));
  const alice = Member.creator(aliceMls, 1);
  const bob = Member.joiner(bobMls, 2);
  return {
    alice,
    bob,
    [Symbol.dispose]() {
      alice.close();
      bob.close();
    },
  };
}

/**
 * Carries a commit of `committer` through PREPARE, READY and EXECUTE to the others, and everybody
 * into the next epoch (behaviour.md, A transition).
 */
export function transition(
  committer: Member,
  others: readonly Member[],
  transitionId: number,
  commit: Uint8Array,
): void {
  const prepare = committer.control(ControlOpcode.PREPARE_TRANSITION, transitionId, commit);
  for (const other of others) {
    const [event] = other.receive(prepare);
    assert.ok(event?.kind === "control" && event.opcode === "PREPARE_TRANSITION");
    assert.equal(other.mls.processMessage(event.args), "commit");
    const ready = other.control(ControlOpcode.READY_FOR_TRANSITION, transitionId);
    for (const member of [committer, ...others]) {
      if (member !== other) assert.equal(member.receive(ready).at(-1)?.kind, "control");
    }
  }
  const execute = committer.control(ControlOpcode.EXECUTE_TRANSITION, transitionId);
  committer.mls.finalizeCommit();
  committer.node.applyTransition(transitionId);
  committer.node.drainEvents();
  for (const other of others) {
    const kinds = other.receive(execute).map((event) => event.kind);
    assert.deepEqual(kinds, ["epoch_advanced", "control"]);
    other.mls.finalizeCommit();
  }
  for (const member of [committer, ...others]) assert.equal(member.node.epoch, member.mls.epoch);
}
