// A change of the group's members, from one epoch into the next (docs/behaviour.md, A transition).
// The committer keeps its commit pending until every other member holds it too:
//
//   committer                                   the others
//   inviteFull / removeMember: commit pending
//   PREPARE with the commit            ->       processMessage: staged
//                                      <-       READY
//   EXECUTE, still under the old epoch ->       epoch_advanced: finalizeCommit
//   finalizeCommit, applyTransition
//   Welcome to the new member, who has had no frame of the old epoch

import { type ControlEvent, ControlOpcode } from "gbp-stack";
import { nameOf } from "./cast.ts";
import { decodeWelcome, encodeWelcome, EnvelopeKind } from "./envelope.ts";
import type { Conduct, Member } from "./member.ts";
import { refuseNothing } from "./receive.ts";
import { sends } from "./speech.ts";

const EVERYBODY = 0;

function control(
  me: Member,
  opcode: ControlOpcode,
  transitionId: number,
  args: Uint8Array = new Uint8Array(),
): void {
  const frame = me.node.sendControl(me.mls, EVERYBODY, opcode, transitionId, transitionId, args);
  me.link.send(EnvelopeKind.FRAME, frame.target, frame.wire);
}

/** Carries a pending commit to `others`, who stay, and everybody into the next epoch. */
async function commitTransition(
  me: Member,
  transitionId: number,
  commit: Uint8Array,
  others: readonly number[],
): Promise<void> {
  if (others.length > 0) {
    sends(me, "control", `PREPARE_TRANSITION, with a commit of ${commit.length} bytes`);
    control(me, ControlOpcode.PREPARE_TRANSITION, transitionId, commit);
    for (const other of others) {
      const ready = await me.inbox.take("ready", other);
      if (ready.transitionId !== transitionId) throw new Error("READY for another transition");
    }
    sends(me, "control", `EXECUTE_TRANSITION, still under epoch ${me.node.epoch}`);
    control(me, ControlOpcode.EXECUTE_TRANSITION, transitionId);
  }
  me.mls.finalizeCommit();
  me.node.applyTransition(transitionId);
  me.node.drainEvents(); // epoch_advanced, which is no news here
  me.enterEpoch();
}

/** Lets a member in whose key package has come or will come. */
export async function invite(
  me: Member,
  id: number,
  transitionId: number,
  others: readonly number[],
): Promise<void> {
  const { body: keyPackage } = await me.inbox.take("key_package", id);
  const { commit, welcome } = me.mls.inviteFull(keyPackage);
  me.note(`invites ${nameOf(id)}`);
  await commitTransition(me, transitionId, commit, others);
  me.note(`-> ${nameOf(id).padEnd(6)}Welcome of ${welcome.length} bytes`);
  me.link.send(EnvelopeKind.WELCOME, id, encodeWelcome(transitionId + 1, welcome));
}

/** Asks `inviter` to be let in, and joins. */
export async function join(me: Member, inviter: number): Promise<void> {
  const keyPackage = me.mls.exportKeyPackage();
  me.note(`-> ${nameOf(inviter).padEnd(6)}key package of ${keyPackage.length} bytes`);
  me.link.send(EnvelopeKind.KEY_PACKAGE, inviter, keyPackage);
  const { body } = await me.inbox.take("welcome", inviter);
  const { nextTransitionId, welcome } = decodeWelcome(body);
  me.joinGroup(welcome, nextTransitionId);
}

/** Removes the member at a leaf; `others` are those who stay. */
export async function remove(
  me: Member,
  leaf: number,
  transitionId: number,
  others: readonly number[],
): Promise<void> {
  me.note(`removes leaf ${leaf}`);
  await commitTransition(me, transitionId, me.mls.removeMember(leaf), others);
}

/** What a member in good standing does with another one's transition. */
export const follower: Conduct = {
  prepared(me: Member, { transitionId, args: commit }: ControlEvent): void {
    me.mls.processMessage(commit);
    sends(me, "control", `READY_FOR_TRANSITION, transition ${transitionId}`);
    control(me, ControlOpcode.READY_FOR_TRANSITION, transitionId);
  },
  advanced(me: Member): void {
    me.mls.finalizeCommit();
    me.enterEpoch();
  },
  refused: refuseNothing,
};
