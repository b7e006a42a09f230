// What a member says to the group: texts, signals, a second of voice; and how it listens to another
// one's voice.

import { type OutboundFrame, PayloadCodec, SignalType, StreamType } from "gbp-stack";
import { nameOf } from "./cast.ts";
import { EnvelopeKind } from "./envelope.ts";
import type { Member } from "./member.ts";
import { sees } from "./receive.ts";
import { encodeArgs, showArgs } from "./signal_args.ts";
import type { TrafficKind } from "./tally.ts";
import { FRAME_MS, opusFrame, TICKS_A_FRAME } from "./voice.ts";

const EVERYBODY = 0;
/** Frames that a member speaks in a row. */
export const AUDIO_FRAMES = 10;

/** Room for the numbers of one member. */
const NUMBERS_A_MEMBER = 1000;
let used = 0;

/** A new message or request id. Receivers compare request ids whoever sent them: no two alike. */
function nextNumber(me: Member): number {
  used += 1;
  return me.id * NUMBERS_A_MEMBER + used;
}

export function say(me: Member, text: string): void {
  const { gtp, node, mls, codec } = me;
  sends(me, "text", `"${text}"  (${codecName(codec)})`);
  post(me, "text", gtp.send(node, mls, EVERYBODY, nextNumber(me), text, codec));
}

/** `entries` are the signal's arguments: `[[0, 3]]` is `{0: 3}`. */
export function signal(
  me: Member,
  name: keyof typeof SignalType,
  entries: [number, number][] = [],
): void {
  const { gsp, node, mls, codec } = me;
  const args = entries.length === 0 ? new Uint8Array() : encodeArgs(entries);
  sends(me, "signal", `${name}${showArgs(args)}  (${codecName(codec)})`);
  const [code, request] = [SignalType[name], nextNumber(me)];
  post(me, "signal", gsp.send(node, mls, EVERYBODY, code, 0, request, args, codec));
}

/** Speaks for a while, at the pace of real audio. */
export async function speak(me: Member): Promise<void> {
  const { gap, node, mls, codec } = me;
  signal(me, "STREAM_START", [[0, StreamType.AUDIO]]);
  sends(me, "audio", `${AUDIO_FRAMES} frames under SFrame  (${codecName(codec)})`);
  for (let index = 0; index < AUDIO_FRAMES; index += 1) {
    const payload = me.voice.protect(opusFrame(me.id, index));
    const timestamp = index * TICKS_A_FRAME;
    post(me, "audio", gap.send(node, mls, EVERYBODY, me.id, timestamp, payload, codec));
    await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
  }
  signal(me, "STREAM_STOP", [[0, StreamType.AUDIO]]);
}

/** Takes what another member speaks in {@link speak}, and checks every byte. */
export async function listen(me: Member, speaker: number): Promise<void> {
  await takeSignal(me, speaker, "STREAM_START");
  let bytes = 0;
  for (let index = 0; index < AUDIO_FRAMES; index += 1) {
    const { opus } = await me.inbox.take("audio", speaker);
    const expected = opusFrame(speaker, index);
    const isSame = opus.length === expected.length && opus.every((at, i) => at === expected[i]);
    if (!isSame) throw new Error(`audio frame ${index} of ${nameOf(speaker)} is another one`);
    bytes += opus.length;
  }
  sees(me, speaker, "audio", `${AUDIO_FRAMES} frames, ${bytes} bytes opened by SFrame`);
  await takeSignal(me, speaker, "STREAM_STOP");
}

/** Waits for the next signal of a member, which must be this one. */
export async function takeSignal(
  me: Member,
  sender: number,
  name: keyof typeof SignalType,
): Promise<void> {
  const { signal } = await me.inbox.take("signal", sender);
  if (signal !== name) throw new Error(`${nameOf(sender)} signals ${signal}, not ${name}`);
}

function post(me: Member, kind: TrafficKind, frame: OutboundFrame): void {
  me.link.send(EnvelopeKind.FRAME, frame.target, frame.wire);
  me.tally.sent(me.id, kind, me.mls.epoch, codecName(me.codec));
}

/** One line about what went to the group. */
export function sends(me: Member, what: string, detail: string): void {
  me.note(`-> all   ${what.padEnd(8)}${detail}`);
}

function codecName(codec: PayloadCodec): string {
  return Object.entries(PayloadCodec).find(([, value]) => value === codec)![0];
}
