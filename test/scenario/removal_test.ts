// A member is removed and can no longer read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GbpError, MlsContext, SFrameSession } from "../../bindings/mod.ts";
import { Member, pair, transition } from "../bindings/members.ts";

/** Alice, Bob and Carol (leaves 0, 1, 2) at epoch 2. */
function trio(alice: Member, bob: Member): Member {
  const mls = MlsContext.create("carol");
  const { commit, welcome } = alice.mls.inviteFull(mls.exportKeyPackage());
  transition(alice, [bob], 1, commit);
  mls.acceptWelcome(welcome);
  return Member.joiner(mls, 3, 2);
}

test("after the removal Carol reads neither text nor audio of the others", () => {
  using members = pair();
  const { alice, bob } = members;
  using carol = trio(alice, bob);
  using carolVoice = SFrameSession.create(carol.mls);
  transition(alice, [bob], 2, alice.mls.removeMember(2));

  const secret = alice.sendText(1, "without Carol");
  assert.equal(bob.readText(secret), "without Carol");
  const events = carol.receive(secret);
  assert.equal(events.some((event) => event.kind === "payload_received"), false);
  assert.equal(events[0]?.kind, "error");

  // Even a node that is told the new epoch has not its keys.
  carol.node.setEpochForTesting(3n);
  carol.node.applyTransition(2);
  carol.node.setEpochForTesting(3n);
  carol.node.drainEvents();
  const [refusal] = carol.receive(alice.sendText(2, "still without"));
  assert.ok(refusal?.kind === "error");
  assert.equal(refusal.codeHex, "0x0006");

  using aliceVoice = SFrameSession.create(alice.mls);
  using encryptor = aliceVoice.createEncryptor(alice.mls, alice.mls.ownLeaf);
  const audio = encryptor.encrypt(new Uint8Array(20));
  assert.throws(() => carolVoice.decrypt(audio), (error) => {
    return error instanceof GbpError && error.detail.startsWith("unknown KID 0x");
  });
});

test("a leaf beyond the member count can be removed when it exists", () => {
  using members = pair();
  const { alice, bob } = members;
  using _carol = trio(alice, bob);
  transition(alice, [], 2, alice.mls.removeMember(1));
  transition(alice, [], 3, alice.mls.removeMember(2));
  assert.equal(alice.mls.epoch, 4n);
});

test("removing oneself or nobody is refused and changes nothing", () => {
  using members = pair();
  const { alice } = members;
  assert.throws(() => alice.mls.removeMember(0), /CannotRemoveSelf/);
  assert.throws(() => alice.mls.removeMember(9), GbpError);
  assert.throws(() => alice.mls.removeMember(-1), RangeError);
  assert.equal(alice.mls.epoch, 1n);
});
