// Two members of one group, so that the plaintext of what one sends can be had from the other.

import assert from "node:assert/strict";
import { GroupNode, MlsContext, type OutboundFrame } from "../../bindings/mod.ts";

export const SENDER = 1;
const RECEIVER = 2;

export class TwoMembers implements Disposable {
  readonly #sender = MlsContext.create("alice");
  readonly #receiver = MlsContext.create("bob");
  readonly #receiverNode: GroupNode;
  readonly node: GroupNode;

  constructor() {
    const { welcome } = this.#sender.inviteFull(this.#receiver.exportKeyPackage());
    this.#sender.finalizeCommit();
    this.#receiver.acceptWelcome(welcome);
    this.node = GroupNode.create(SENDER, this.#sender.groupId);
    this.#receiverNode = GroupNode.create(RECEIVER, this.#receiver.groupId);
    this.node.bootstrapAsCreator(this.epoch);
    this.#receiverNode.bootstrapAsJoiner(this.epoch);
    this.#receiverNode.drainEvents();
  }

  get mls(): MlsContext {
    return this.#sender;
  }

  get epoch(): bigint {
    return this.#sender.epoch;
  }

  /** What the receiver's node hands out for a frame of the sender. */
  plaintextOf(frame: OutboundFrame): Uint8Array {
    const [event] = this.#receiverNode.onWire(this.#receiver, frame.wire);
    assert.equal(event?.kind, "payload_received");
    return event.plaintext;
  }

  [Symbol.dispose](): void {
    for (const object of [this.#receiverNode, this.node, this.#receiver, this.#sender]) {
      object.close();
    }
  }
}
