// Groups of our members and of one that shares no code with them: ts-mls for MLS, tiny-cbor and
// noble-ciphers for the frames.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OurMember } from "./our_member.ts";
import type { Participant } from "./participant.ts";
import { PeerMember } from "./peer_member.ts";
import { Room } from "./room.ts";

const GROUP_ID = Uint8Array.from({ length: 16 }, (_, at) => 0xa0 + at);

/** Ours have even ids, the peers odd ones. */
async function cast(): Promise<{ ours: OurMember[]; peers: PeerMember[]; close(): void }> {
  const ours = ["alice", "bob", "carol"].map((name, at) => new OurMember(name, 2 + 2 * at));
  const peers = await Promise.all([
    PeerMember.create("peer", 1),
    PeerMember.create("second peer", 999_999),
  ]);
  const close = () => ours.forEach((one) => one.close());
  return { ours, peers, close };
}

test("ts-mls joins a group of ours, commits in it, and is removed", async () => {
  const { ours: [alice, bob, carol], peers: [peer], close } = await cast();
  try {
    alice!.found();
    const room = new Room(alice!);
    await room.admit(alice!, [peer!]);
    await room.admit(alice!, [bob!]);
    await room.admit(peer!, [carol!]);
    await room.expel(peer!, bob!);
    await room.expel(carol!, peer!);
    assert.ok(peer!.mls.isRemoved);
    assert.equal(alice!.epoch, 5n);
  } finally {
    close();
  }
});

test("ours join a group of ts-mls, commit in it, and are removed", async () => {
  const { ours: [alice, bob, carol], peers: [peer, second], close } = await cast();
  try {
    await peer!.found(GROUP_ID);
    const room = new Room(peer!);
    await room.admit(peer!, [alice!]);
    await room.admit(alice!, [bob!, second!]);
    await room.admit(second!, [carol!]);
    await room.expel(bob!, peer!);
    await room.expel(second!, bob!);
    await room.expel(carol!, second!);
    assert.equal(alice!.epoch, 6n);
  } finally {
    close();
  }
});

for (const length of [0, 5, 16, 40]) {
  test(`a group id of ${length} bytes is 16 bytes in a frame`, async () => {
    const { ours: [alice], peers: [peer], close } = await cast();
    try {
      await peer!.found(new Uint8Array(length).fill(0x5a));
      const room = new Room(peer!);
      await room.admit(peer!, [alice!]);
    } finally {
      close();
    }
  });
}

test("a commit that was changed on its way is refused by both kinds", async () => {
  const { ours: [alice, bob], peers: [peer], close } = await cast();
  try {
    alice!.found();
    const room = new Room(alice!);
    await room.admit(alice!, [peer!]);
    for (const [committer, follower] of [[alice!, peer!], [peer!, alice!]] as Participant[][]) {
      const { commit } = await committer!.invite([bob!.keyPackage()]);
      commit[commit.length - 20]! ^= 1;
      await assert.rejects(follower!.stage(commit));
    }
  } finally {
    close();
  }
});
