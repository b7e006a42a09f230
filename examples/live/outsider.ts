// The conduct of a member who is being removed and wants to read on. The relay goes on handing it
// every frame, and it keeps the keys of its last epoch; it tries those first, and then what the
// commit that removed it leaves it with.

import type { ControlEvent, NodeErrorEvent } from "gbp-stack";
import { nameOf } from "./cast.ts";
import { readFrameHeader } from "./frame_header.ts";
import type { Conduct, Member } from "./member.ts";
import { textOf } from "./reports.ts";
import type { TrafficKind } from "./tally.ts";

const STREAM_IDS_A_MEMBER = 100;

export class Outsider implements Conduct {
  /** The commit that removed this member: kept, not merged. */
  #commit: Uint8Array | undefined;
  readonly #shown = new Set<string>();

  prepared(me: Member, { args }: ControlEvent): void {
    this.#commit = args;
    me.note(`keeps the keys of epoch ${me.mls.epoch} and tries to read on`);
  }

  /** The node may count epochs as the others do; the keys are what it lacks. */
  advanced(me: Member): void {
    me.note(`its node counts epoch ${me.node.epoch}, its keys are of epoch ${me.mls.epoch}`);
  }

  refused(me: Member, { codeHex, reason }: NodeErrorEvent, wire: Uint8Array): void {
    const { streamName, streamId, epoch } = readFrameHeader(wire);
    const sender = Math.floor(streamId / STREAM_IDS_A_MEMBER);
    me.tally.refused(sender, streamName as TrafficKind, BigInt(epoch));
    me.inbox.put({ kind: "refusal", sender, wire });
    if (this.#shown.has(streamName)) return;
    this.#shown.add(streamName);
    me.note(`xx ${nameOf(sender).padEnd(6)}${streamName.padEnd(8)}${codeHex} ${reason}`);
  }

  /** Merges the commit after all and tries again with a frame that was refused. */
  tryEverythingElse(me: Member, wire: Uint8Array): void {
    if (!this.#commit) throw new Error("no commit arrived");
    me.mls.processMessage(this.#commit);
    me.mls.finalizeCommit();
    me.note("merges the commit that removed her, and tries the text again");
    for (const event of me.node.onWire(me.mls, wire)) {
      if (event.kind !== "error") throw new Error(`a removed member sees ${event.kind}`);
      me.note(`xx ${event.codeHex} ${event.reason}`);
    }
    try {
      me.gtp.send(me.node, me.mls, 0, 1, "let me in");
    } catch (error) {
      me.note(`xx ${textOf(error)}`);
      return;
    }
    throw new Error("a removed member can send");
  }
}
