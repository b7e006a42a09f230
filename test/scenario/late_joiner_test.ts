// What a member who comes late, or back, can do: dedup across epochs, history, restored state.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  GroupNode,
  GtpClient,
  MessageEntry,
  MessageHistory,
  MlsContext,
  Watermark,
} from "../../bindings/mod.ts";
import { Member, pair, transition } from "../bindings/members.ts";

test("a late joiner gets no frame of the old epoch, and its history from a peer", () => {
  using members = pair();
  const { alice, bob } = members;
  const history = new MessageHistory(100);
  for (const [index, text] of ["one", "two"].entries()) {
    const frame = alice.sendText(index + 1, text);
    assert.equal(bob.readText(frame), text);
    history.push(new MessageEntry(1, index + 1, text));
  }
  const mls = MlsContext.create("carol");
  const { commit, welcome } = alice.mls.inviteFull(mls.exportKeyPackage());
  const old = alice.sendText(3, "before Carol");
  transition(alice, [bob], 1, commit);
  mls.acceptWelcome(welcome);
  using carol = Member.joiner(mls, 3, 2);
  assert.equal(carol.receive(old)[0]?.kind, "error");

  const missed = [...history.since(new Watermark())];
  for (const entry of missed) {
    assert.equal(carol.readText(bob.sendText(Number(entry.messageId), entry.text)), entry.text);
  }
  assert.equal(missed.length, 2);
});

test("a message repeated in the same epoch is a duplicate, in the next it is new", () => {
  using members = pair();
  const { alice, bob } = members;
  const accept = () => {
    const event = bob.receivePayload(alice.sendText(7, "again"));
    return bob.gtp.accept(event.plaintext, bob.mls.epoch, event.codec);
  };
  assert.equal(accept().status, "new");
  const repeated = accept();
  assert.equal(repeated.status, "duplicate");
  assert.equal(repeated.text, "again");
  using carol = MlsContext.create("carol");
  transition(alice, [bob], 1, alice.mls.inviteFull(carol.exportKeyPackage()).commit);
  assert.equal(accept().status, "new");
});

test("a restored context goes on where it was and repeats no number", () => {
  using members = pair();
  const { alice, bob } = members;
  const before = bob.receivePayload(alice.sendText(1, "before"));
  const state = alice.mls.exportState();
  alice.mls.close();

  using mls = MlsContext.restoreState(state, "alice");
  assert.equal(mls.identity, "alice");
  assert.equal(mls.epoch, 1n);
  using node = GroupNode.create(1, mls.groupId);
  node.bootstrapAsCreator(mls.epoch);
  using gtp = GtpClient.create();
  const after = bob.receivePayload(gtp.send(node, mls, 0, 2, "after"));
  assert.ok(after.sequenceNo > before.sequenceNo);
  assert.equal(bob.gtp.accept(after.plaintext, 1n).text, "after");
});

test("a node made anew on the same context repeats no number", () => {
  using members = pair();
  const { alice, bob } = members;
  bob.receivePayload(alice.sendText(1, "one"));
  using node = GroupNode.create(1, alice.mls.groupId);
  node.bootstrapAsCreator(alice.mls.epoch);
  const event = bob.receivePayload(alice.gtp.send(node, alice.mls, 0, 2, "two"));
  assert.equal(event.sequenceNo, 2);
});
