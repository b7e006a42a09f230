// The story: three parts, one for each member's process, that run at the same time and meet where
// one waits for what another one sends. Anything unexpected is an error, which ends the show.

import { PayloadCodec } from "gbp-stack";
import { ALICE, BOB, CAROL, CAST, type MemberName } from "./cast.ts";
import type { Member } from "./member.ts";
import { Outsider } from "./outsider.ts";
import { report } from "./reports.ts";
import { AUDIO_FRAMES, listen, say, signal, speak, takeSignal } from "./speech.ts";
import { invite, join, remove } from "./transition.ts";

const MODERATOR = 2; // a role: the application gives it its meaning
/** What Alice sends after the removal: a text, a signal, and her voice between two signals. */
const FRAMES_AFTER_REMOVAL = 1 + 1 + (1 + AUDIO_FRAMES + 1);

type Part = (me: Member) => Promise<void>;

export const parts: Readonly<Record<MemberName, Part>> = { alice, bob, carol };

/** Alice creates the group and commits every change of it. She speaks CBOR. */
async function alice(me: Member): Promise<void> {
  me.createGroup();
  report({ type: "cue", member: "bob" });
  await invite(me, BOB, 1, []);
  await takeSignal(me, BOB, "JOIN");
  await me.inbox.take("text", BOB);
  say(me, "Hello Bob. Only the two of us can read this.");

  report({ type: "cue", member: "carol" });
  await invite(me, CAROL, 2, [BOB]);
  await takeSignal(me, CAROL, "JOIN");
  signal(me, "ROLE_CHANGE", [[0, CAROL], [1, MODERATOR]]);
  say(me, "Welcome, Carol. You moderate.");
  await me.inbox.take("text", BOB);
  await me.inbox.take("text", CAROL);
  await takeSignal(me, CAROL, "MUTE");
  await me.inbox.take("text", BOB);
  await takeSignal(me, CAROL, "UNMUTE");
  await Promise.all([speak(me), listen(me, BOB), listen(me, CAROL)]);

  say(me, "Carol, your time is up. Good bye.");
  await remove(me, CAST.carol.leaf, 3, [BOB]);
  say(me, "Bob, we are two again: this is not for Carol.");
  signal(me, "ROLE_CHANGE", [[0, BOB], [1, MODERATOR]]);
  await speak(me);
  await takeSignal(me, BOB, "CODEC_UPDATE");
  await me.inbox.take("text", BOB);
}

/** Bob joins when the group is there. He speaks Protobuf, later FlatBuffers. */
async function bob(me: Member): Promise<void> {
  me.codec = PayloadCodec.PROTOBUF;
  await join(me, ALICE);
  signal(me, "JOIN");
  say(me, "Hi Alice, Bob here.");
  await me.inbox.take("text", ALICE);

  await takeSignal(me, CAROL, "JOIN");
  say(me, "Hi Carol.");
  await takeSignal(me, ALICE, "ROLE_CHANGE");
  await me.inbox.take("text", ALICE);
  await me.inbox.take("text", CAROL);
  await takeSignal(me, CAROL, "MUTE");
  if (!me.gsp.muted.has(me.id)) throw new Error("muted, but not in the list of the muted");
  say(me, "My microphone is off, Carol.");
  await takeSignal(me, CAROL, "UNMUTE");
  if (me.gsp.muted.has(me.id)) throw new Error("unmuted, but still in the list of the muted");
  await Promise.all([speak(me), listen(me, ALICE), listen(me, CAROL)]);

  await me.inbox.take("text", ALICE);
  await me.inbox.take("text", ALICE);
  await takeSignal(me, ALICE, "ROLE_CHANGE");
  await listen(me, ALICE);
  me.codec = PayloadCodec.FLATBUFFERS;
  signal(me, "CODEC_UPDATE", [[0, PayloadCodec.FLATBUFFERS]]);
  say(me, "Nobody else heard you, Alice.");
}

/** Carol joins a group that is talking, moderates, and is removed. She speaks FlatBuffers. */
async function carol(me: Member): Promise<void> {
  me.codec = PayloadCodec.FLATBUFFERS;
  await join(me, ALICE);
  signal(me, "JOIN");
  await takeSignal(me, ALICE, "ROLE_CHANGE");
  await me.inbox.take("text", ALICE);
  await me.inbox.take("text", BOB);
  say(me, "Hello both. Bob, quiet for a moment, please.");
  signal(me, "MUTE", [[0, BOB]]);
  await me.inbox.take("text", BOB);
  signal(me, "UNMUTE", [[0, BOB]]);
  await Promise.all([speak(me), listen(me, ALICE), listen(me, BOB)]);

  const outsider = new Outsider();
  me.conduct = outsider;
  await me.inbox.take("text", ALICE);
  const { wire } = await me.inbox.take("refusal", ALICE);
  for (let index = 1; index < FRAMES_AFTER_REMOVAL; index += 1) {
    await me.inbox.take("refusal", ALICE);
  }
  await me.inbox.take("refusal", BOB); // his signal
  await me.inbox.take("refusal", BOB); // his text
  outsider.tryEverythingElse(me, wire);
}
