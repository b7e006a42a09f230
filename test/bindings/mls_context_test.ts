// MlsContext: membership and its refusals (docs/behaviour.md, MLS context).

import assert from "node:assert/strict";
import { test } from "node:test";
import { GbpError, MlsContext } from "../../bindings/mod.ts";
import { pair, transition } from "./members.ts";

const JUNK = new TextEncoder().encode("junk");

/** A GbpError of this operation whose detail begins so. */
function refusal(operation: string, detail: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof GbpError, `${error}`);
    assert.equal(error.operation, operation);
    assert.ok(error.detail.startsWith(detail), error.detail);
    assert.equal(error.message, `${operation}: ${error.detail}`);
    return true;
  };
}

test("a new context is a group of one at epoch 0 with its own id", () => {
  using alice = MlsContext.create("alice");
  using other = MlsContext.create("alice");
  assert.equal(alice.identity, "alice");
  assert.equal(alice.epoch, 0n);
  assert.equal(alice.groupId.length, 16);
  assert.notDeepEqual(alice.groupId, other.groupId);
  assert.deepEqual(alice.groupId, alice.groupId);
  assert.notEqual(alice.groupId.buffer, alice.groupId.buffer);
});

test("an identity may be empty, long, and any text", () => {
  for (const identity of ["", "\u0439\0x", "\u{1f600}", "i".repeat(20_000)]) {
    using mls = MlsContext.create(identity);
    using joiner = MlsContext.create("j");
    assert.equal(mls.identity, identity);
    joiner.acceptWelcome(mls.invite(joiner.exportKeyPackage()));
    assert.equal(joiner.epoch, 1n);
  }
});

test("the key package is always the same bytes", () => {
  using mls = MlsContext.create("x");
  assert.deepEqual(mls.exportKeyPackage(), mls.exportKeyPackage());
});

test("invite merges at once, inviteFull waits for finalizeCommit", () => {
  using alice = MlsContext.create("alice");
  using bob = MlsContext.create("bob");
  const pending = alice.inviteFull(bob.exportKeyPackage());
  assert.equal(alice.epoch, 0n);
  const [commit, welcome] = pending;
  assert.equal(commit, pending.commit);
  assert.equal(welcome, pending.welcome);
  alice.clearPendingCommit();
  bob.acceptWelcome(alice.invite(bob.exportKeyPackage()));
  assert.equal(alice.epoch, 1n);
  assert.deepEqual(bob.groupId, alice.groupId);
});

test("a pending commit blocks the next one, and finalizing nothing is fine", () => {
  using alice = MlsContext.create("alice");
  using bob = MlsContext.create("bob");
  using carol = MlsContext.create("carol");
  alice.finalizeCommit();
  alice.clearPendingCommit();
  alice.inviteFull(bob.exportKeyPackage());
  assert.throws(
    () => alice.inviteFull(carol.exportKeyPackage()),
    refusal("invite_full", "openmls: add_members: "),
  );
});

test("junk is refused with the step that failed, and changes nothing", () => {
  using mls = MlsContext.create("x");
  const { epoch, groupId } = mls;
  assert.throws(() => mls.invite(JUNK), refusal("invite", "kp parse: "));
  assert.throws(() => mls.inviteFull(new Uint8Array()), refusal("invite_full", "kp parse: "));
  assert.throws(() => mls.inviteMany([JUNK]), refusal("invite_many", "kp parse: "));
  assert.throws(() => mls.inviteMany([]), RangeError);
  assert.throws(
    () => mls.processMessage(JUNK),
    refusal("process_message", "openmls: msg parse: "),
  );
  assert.throws(
    () => mls.acceptWelcome(JUNK),
    refusal("accept_welcome", "openmls: welcome parse: "),
  );
  assert.throws(() => MlsContext.restoreState(JUNK), refusal("restore_state", ""));
  assert.equal(mls.epoch, epoch);
  assert.deepEqual(mls.groupId, groupId);
});

test("the same commit twice: the second is refused and nothing is used up (ours)", () => {
  using members = pair();
  const { alice, bob } = members;
  using carol = MlsContext.create("carol");
  const { commit } = alice.mls.inviteFull(carol.exportKeyPackage());
  assert.equal(bob.mls.processMessage(commit), "commit");
  assert.throws(
    () => bob.mls.processMessage(commit),
    refusal("process_message", "transition in progress: pending staged commit exists"),
  );
  bob.mls.finalizeCommit();
  alice.mls.finalizeCommit();
  assert.equal(bob.mls.epoch, alice.mls.epoch);
});

test("both sides of a group derive the same secrets, and every label another", () => {
  using members = pair();
  const { alice, bob } = members;
  const context = new Uint8Array([1]);
  const secret = alice.mls.exportSecret("label", context, 32);
  assert.deepEqual(bob.mls.exportSecret("label", context, 32), secret);
  assert.notDeepEqual(alice.mls.exportSecret("other", context, 32), secret);
  assert.notDeepEqual(alice.mls.exportSecret("label", new Uint8Array(), 32), secret);
  const refusal = { name: "RangeError", message: /^length must be an integer from [01] to 8160/ };
  for (const length of [0, 8161]) {
    assert.throws(() => alice.mls.exportSecret("label", context, length), refusal);
  }
  assert.equal(alice.mls.exportSecret("label", context, 8160).length, 8160);
});

test("ownLeaf is the place in the tree, and a restored context keeps it", () => {
  using members = pair();
  const { alice, bob } = members;
  assert.equal(alice.mls.ownLeaf, 0);
  assert.equal(bob.mls.ownLeaf, 1);
  using carol = MlsContext.create("carol");
  assert.equal(carol.ownLeaf, 0);
  const { commit, welcome } = alice.mls.inviteFull(carol.exportKeyPackage());
  transition(alice, [bob], 1, commit);
  carol.acceptWelcome(welcome);
  assert.equal(carol.ownLeaf, 2);
  using restored = MlsContext.restoreState(bob.mls.exportState());
  assert.equal(restored.ownLeaf, 1);
});

test("a state restores to the same group and secrets", () => {
  using members = pair();
  const { alice, bob } = members;
  using restored = MlsContext.restoreState(alice.mls.exportState(), "again");
  assert.equal(restored.identity, "again");
  assert.equal(restored.epoch, 1n);
  assert.deepEqual(restored.groupId, alice.mls.groupId);
  const none = new Uint8Array();
  assert.deepEqual(
    restored.exportSecret("x", none, 16),
    bob.mls.exportSecret("x", none, 16),
  );
  const cut = alice.mls.exportState().subarray(0, 100);
  assert.throws(() => MlsContext.restoreState(cut), GbpError);
});

test("a group of many is built by one commit", () => {
  using members = pair();
  const { alice, bob } = members;
  const many = Array.from({ length: 20 }, (_, index) => MlsContext.create(`m${index}`));
  const { commit, welcome } = alice.mls.inviteMany(
    new Set(many.map((mls) => mls.exportKeyPackage())),
  );
  transition(alice, [bob], 1, commit);
  for (const mls of many) {
    mls.acceptWelcome(welcome);
    assert.equal(mls.epoch, 2n);
    mls.close();
  }
});
