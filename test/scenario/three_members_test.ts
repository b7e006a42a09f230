// A third member joins a running group; the commit reaches the others through PREPARE, READY,
// EXECUTE.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ControlOpcode, MlsContext } from "../../bindings/mod.ts";
import { Member, pair, transition } from "../bindings/members.ts";

/** Alice invites Carol (member 3) into the group of Alice and Bob by transition 1. */
export function threeMembers(alice: Member, bob: Member): Member {
  const carolMls = MlsContext.create("carol");
  const { commit, welcome } = alice.mls.inviteFull(carolMls.exportKeyPackage());
  transition(alice, [bob], 1, commit);
  carolMls.acceptWelcome(welcome);
  return Member.joiner(carolMls, 3, 2);
}

test("Carol joins, and everybody reads everybody", () => {
  using members = pair();
  const { alice, bob } = members;
  using carol = threeMembers(alice, bob);
  const everyone = [alice, bob, carol];
  for (const member of everyone) assert.equal(member.mls.epoch, 2n);
  for (const sender of everyone) {
    const frame = sender.sendText(sender.id, `from ${sender.id}`);
    for (const receiver of everyone) {
      if (receiver !== sender) assert.equal(receiver.readText(frame), `from ${sender.id}`);
    }
  }
});

test("a frame of the old epoch is refused after the transition, and the node resyncs", () => {
  using members = pair();
  const { alice, bob } = members;
  const stale = alice.sendText(1, "too late");
  using _carol = threeMembers(alice, bob);
  const [error, moved] = bob.receive(stale);
  assert.ok(error?.kind === "error");
  assert.equal(error.codeHex, "0x0003");
  assert.equal(error.reason, "got 1, expected 2");
  assert.deepEqual(moved, { kind: "state_changed", fromState: "ACTIVE", toState: "RESYNCING" });
  const response = alice.control(ControlOpcode.GROUP_STATE_DIGEST_RESPONSE, 1);
  const kinds = bob.receive(response).map((event) => event.kind);
  assert.deepEqual(kinds, ["state_changed", "control"]);
});

test("an aborted transition leaves the group as it was", () => {
  using members = pair();
  const { alice, bob } = members;
  using carol = MlsContext.create("carol");
  const { commit } = alice.mls.inviteFull(carol.exportKeyPackage());
  bob.receive(alice.control(ControlOpcode.PREPARE_TRANSITION, 1, commit));
  bob.mls.processMessage(commit);
  bob.receive(alice.control(ControlOpcode.ABORT_TRANSITION, 1));
  alice.mls.clearPendingCommit();
  bob.mls.clearPendingCommit();
  assert.equal(bob.readText(alice.sendText(1, "still here")), "still here");
  assert.equal(alice.mls.epoch, 1n);
});

test("many join by one commit and one Welcome", () => {
  using members = pair();
  const { alice, bob } = members;
  const joining = ["carol", "dave", "erin", "frank"].map((name) => MlsContext.create(name));
  const [commit, welcome] = alice.mls.inviteMany(joining.map((mls) => mls.exportKeyPackage()));
  transition(alice, [bob], 1, commit!);
  const joiners = joining.map((mls, index) => {
    mls.acceptWelcome(welcome!);
    return Member.joiner(mls, 3 + index, 2);
  });
  const frame = joiners[3]!.sendText(1, "hello all");
  for (const member of [alice, bob, ...joiners.slice(0, 3)]) {
    assert.equal(member.readText(frame), "hello all");
  }
  for (const member of joiners) member.close();
});
