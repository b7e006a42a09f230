// The life of a native object: close(), using, use after close, the finalizer, adoption
// (docs/python-to-typescript.md, What changes everywhere).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  GapClient,
  GbpError,
  GroupNode,
  GspClient,
  GtpClient,
  MlsContext,
  type NativeHandle,
  SFrameEncryptor,
  SFrameSession,
} from "../../bindings/mod.ts";
import { leaks } from "../../bindings/src/handle.ts";
import { native } from "../../bindings/src/native.ts";
import { Member } from "./members.ts";

const GROUP_ID = new Uint8Array(16);

test("close is idempotent, and the handle reads 0 afterwards", () => {
  const objects: NativeHandle[] = [
    MlsContext.create("x"),
    GroupNode.create(1, GROUP_ID),
    GtpClient.create(),
    GapClient.create(),
    GspClient.create(),
  ];
  for (const object of objects) {
    assert.ok(object.handle > 0);
    object.close();
    object.close();
    assert.equal(object.handle, 0);
  }
});

test("using closes at the end of the block", () => {
  let outside: MlsContext;
  {
    using mls = MlsContext.create("x");
    outside = mls;
  }
  assert.equal(outside.handle, 0);
});

test("closing releases the native object", () => {
  const mls = MlsContext.create("x");
  const handle = mls.handle;
  mls.close();
  assert.ok(native.gbpf_mls_info(handle, new Uint8Array(24)) < 0);
});

test("every use after close is a GbpError that says so", () => {
  const { mls, node, gtp, gap, gsp } = Member.creator(MlsContext.create("x"), 1);
  const session = SFrameSession.create(mls);
  const encryptor = session.createEncryptor(mls, mls.ownLeaf);
  const other = MlsContext.create("y");
  const bytes = new Uint8Array(4);
  const uses: [NativeHandle, () => unknown][] = [
    [mls, () => mls.epoch],
    [mls, () => mls.groupId],
    [mls, () => mls.ownLeaf],
    [mls, () => mls.exportKeyPackage()],
    [mls, () => mls.invite(bytes)],
    [mls, () => mls.inviteFull(bytes)],
    [mls, () => mls.inviteMany([bytes])],
    [mls, () => mls.removeMember(0)],
    [mls, () => mls.processMessage(bytes)],
    [mls, () => mls.finalizeCommit()],
    [mls, () => mls.clearPendingCommit()],
    [mls, () => mls.acceptWelcome(bytes)],
    [mls, () => mls.exportState()],
    [mls, () => mls.exportSecret("x", bytes, 1)],
    [node, () => node.state],
    [node, () => node.epoch],
    [node, () => node.lastTransitionId],
    [node, () => node.bootstrapAsCreator(0)],
    [node, () => node.bootstrapAsJoiner(0)],
    [node, () => node.applyTransition(1)],
    [node, () => node.setEpochForTesting(0)],
    [node, () => node.sendControl(other, 0, 9, 0, 0)],
    [node, () => node.onWire(other, bytes)],
    [node, () => node.onWireMany(other, [bytes])],
    [node, () => node.drainEvents()],
    [node, () => node.checkTimeouts()],
    [node, () => node.claimCoordinator(other, 0)],
    [node, () => node.noteCoordinatorActivity()],
    [gtp, () => gtp.accept(bytes, 0)],
    [gtp, () => gtp.reset()],
    [gap, () => gap.accept(bytes, 0)],
    [gap, () => gap.reset()],
    [gsp, () => gsp.accept(bytes, 0)],
    [gsp, () => gsp.reset()],
    [gsp, () => gsp.members],
    [gsp, () => gsp.muted],
    [session, () => session.decrypt(bytes)],
    [session, () => session.createEncryptor(other, 0)],
    [encryptor, () => encryptor.encrypt(bytes)],
  ];
  for (const [object] of uses) object.close();
  for (const [object, use] of uses) {
    assert.throws(use, (error) => {
      assert.ok(error instanceof GbpError, `${use}: ${error}`);
      assert.equal(error.detail, `${object.constructor.name} is closed`);
      return true;
    });
  }
  other.close();
});

test("a handle that was never given out is refused, and one of another kind is no object", () => {
  const adopters = [MlsContext, GtpClient, GapClient, GspClient, SFrameSession, SFrameEncryptor];
  for (const adopter of adopters) {
    assert.throws(() => adopter.adopt(0x7fff_ffff), {
      name: "GbpError",
      message: `adopt: no ${adopter.name} with handle 2147483647 is open`,
    });
  }
  assert.throws(() => GroupNode.adopt(0x7fff_ffff, 1, GROUP_ID), GbpError);
  const closed = GapClient.create();
  const { handle } = closed;
  closed.close();
  assert.throws(() => GapClient.adopt(handle), GbpError);
});

test("an adopted object is left open by the adopter", () => {
  using owner = MlsContext.create("alice");
  const adopted = MlsContext.adopt(owner.handle, "alice");
  assert.deepEqual(adopted.groupId, owner.groupId);
  adopted.close();
  assert.throws(() => adopted.epoch, GbpError);
  assert.equal(owner.epoch, 0n);
});

test("an adopter that owns closes for everybody, and closing twice is harmless", () => {
  const opener = MlsContext.create("alice");
  MlsContext.adopt(opener.handle, "alice", { own: true }).close();
  assert.throws(() => opener.epoch, GbpError);
  opener.close();
});

test("every class adopts", () => {
  using alice = Member.creator(MlsContext.create("alice"), 1);
  using session = SFrameSession.create(alice.mls);
  using encryptor = session.createEncryptor(alice.mls, alice.mls.ownLeaf);
  const node = GroupNode.adopt(alice.node.handle, 1, alice.mls.groupId);
  assert.equal(node.state, alice.node.state);
  const frame = GtpClient.adopt(alice.gtp.handle).send(node, alice.mls, 0, 1, "x");
  assert.ok(frame.wire.length > 0);
  assert.ok(GapClient.adopt(alice.gap.handle).send(node, alice.mls, 0, 1, 1, frame.wire));
  assert.ok(GspClient.adopt(alice.gsp.handle).send(node, alice.mls, 0, 100, 0, 1));
  const payload = SFrameEncryptor.adopt(encryptor.handle).encrypt(new Uint8Array([5]));
  const { plaintext } = SFrameSession.adopt(session.handle).decrypt(payload);
  assert.deepEqual(plaintext, new Uint8Array([5]));
});

test("what was forgotten is released by the finalizer", async () => {
  const handles: number[] = [];
  for (let index = 0; index < 200; index += 1) handles.push(GtpClient.create().handle);
  const isReleased = (handle: number): boolean => native.gbpf_gtp_reset(handle) < 0;
  const gc = (globalThis as { Bun?: { gc(force: boolean): void } }).Bun?.gc;
  for (let round = 0; round < 200 && !handles.some(isReleased); round += 1) {
    gc?.(true);
    Array.from({ length: 200 }, () => new Uint8Array(64 * 1024)); // something to collect
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.ok(handles.some(isReleased), "no finalizer ran");
  assert.ok(leaks instanceof FinalizationRegistry);
});

test("the prototype's methods refuse a stranger as this", () => {
  const send = GtpClient.prototype.reset;
  for (const stranger of [undefined, null, {}, Object.create(GtpClient.prototype)]) {
    assert.throws(() => send.call(stranger as never), TypeError);
  }
});
