// The life of one mixed group: four members come in one by one, everybody says everything in every
// codec, one is removed, then another, then the first one comes back, and all the time nobody reads
// what is not for him.

import assert from "node:assert/strict";
import {
  AES_128_GCM,
  AES_256_GCM,
  PayloadCodec,
  SignalType,
  StreamType,
} from "../../../bindings/mod.ts";
import { encodeArgs } from "../../../examples/live/signal_args.ts";
import { opusFrame, TICKS_A_FRAME } from "../../../examples/live/voice.ts";
import { Group, type Leaving } from "./group.ts";
import type { Seat } from "./seat.ts";

const CODECS = Object.entries(PayloadCodec);
/** Ids of which the high bits must arrive too. */
const FIRST_MESSAGE = 2n ** 63n;
const FIRST_REQUEST = 2 ** 31;
const FIRST_TICK = 2n ** 40n;

/** Numbers that no two utterances share: receivers tell repetitions by them. */
class Numbers {
  #used = 0;

  next(): number {
    this.#used += 1;
    return this.#used;
  }
}

/** A signal of every kind, with its arguments, about `target`. */
function signalsAbout(target: number): [SignalType, Uint8Array][] {
  const none = new Uint8Array();
  return [
    [SignalType.JOIN, none],
    [SignalType.ROLE_CHANGE, encodeArgs([[0, target], [1, 7]])],
    [SignalType.MUTE, encodeArgs([[0, target]])],
    [SignalType.UNMUTE, encodeArgs([[0, target]])],
    [SignalType.STREAM_START, encodeArgs([[0, StreamType.AUDIO]])],
    [SignalType.STREAM_STOP, encodeArgs([[0, StreamType.AUDIO]])],
    [SignalType.CODEC_UPDATE, encodeArgs([[0, PayloadCodec.FLATBUFFERS]])],
    [SignalType.LEAVE, none],
  ];
}

/** Everybody says everything in every codec, and speaks in both suites of SFrame. */
async function talk(group: Group, numbers: Numbers): Promise<void> {
  for (const sender of [...group.members]) {
    for (const [name, codec] of CODECS) {
      const text = `${sender.name} in epoch ${group.epoch}, ${name}: Grüße, 你好 🙂`;
      const message = String(FIRST_MESSAGE + BigInt(numbers.next()));
      await group.say(sender, { do: "text", message, text, codec });
      for (const suite of [AES_128_GCM, AES_256_GCM]) {
        const turn = numbers.next();
        const ticks = String(FIRST_TICK + BigInt(turn * TICKS_A_FRAME));
        await group.speak(sender, suite, opusFrame(sender.id, turn), ticks, codec);
      }
      for (const [signal, args] of signalsAbout(sender.id)) {
        const request = FIRST_REQUEST + numbers.next();
        const role = signal * 1000;
        await group.say(sender, {
          do: "signal",
          signal,
          role,
          request,
          args: args.toHex(),
          codec,
        });
      }
    }
  }
}

/** `seats` in the order in which they come in; the first one founds the group. */
export async function tellStory(seats: readonly Seat[], leaving: Leaving): Promise<void> {
  const [founder, second, third, last] = seats as readonly [Seat, Seat, Seat, Seat];
  const numbers = new Numbers();
  const group = await Group.found(founder);
  for (const newcomer of [second, third, last]) {
    await group.admit(founder, newcomer);
    await talk(group, numbers);
  }
  await group.expel(last, second, leaving);
  await talk(group, numbers);
  await group.expel(founder, third, leaving);
  await talk(group, numbers);
  await group.admit(last, second);
  await talk(group, numbers);

  assert.equal(group.epoch, 6n);
  assert.deepEqual(group.members, [founder, last, second]);
  assert.ok(group.refusals > 0, "nothing was kept from those who were removed");
}
