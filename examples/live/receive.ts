// What a member does with what the relay brings: envelopes into the inbox, frames through the node,
// the node's events to the client of their protocol.

import {
  type ControlEvent,
  type NodeErrorEvent,
  type NodeEvent,
  type PayloadReceivedEvent,
  StreamType,
} from "gbp-stack";
import { CAST, nameOf } from "./cast.ts";
import { type Envelope, EnvelopeKind } from "./envelope.ts";
import type { Member } from "./member.ts";
import { showArgs } from "./signal_args.ts";

/** Throws when something arrives that the story has no place for; the member gives up then. */
export function receiveEnvelope(me: Member, { kind, from: sender, body }: Envelope): void {
  if (kind === EnvelopeKind.KEY_PACKAGE) me.inbox.put({ kind: "key_package", sender, body });
  if (kind === EnvelopeKind.WELCOME) me.inbox.put({ kind: "welcome", sender, body });
  if (kind === EnvelopeKind.FRAME && me.isInGroup) {
    for (const event of me.node.onWire(me.mls, body)) receiveEvent(me, event, body);
  }
}

/** Transitions that took too long, a coordinator that fell silent. */
export function receiveTimeouts(me: Member): void {
  try {
    for (const event of me.node.checkTimeouts()) receiveEvent(me, event, new Uint8Array());
  } catch (error) {
    me.inbox.fail(error instanceof Error ? error : new Error(String(error)));
  }
}

function receiveEvent(me: Member, event: NodeEvent, wire: Uint8Array): void {
  switch (event.kind) {
    case "payload_received":
      return receivePayload(me, event);
    case "control":
      return receiveControl(me, event);
    case "epoch_advanced":
      return me.conduct.advanced(me);
    case "error":
      return me.conduct.refused(me, event, wire);
    case "state_changed":
      return me.note(`node: ${event.fromState} -> ${event.toState}`);
    default: // coordinator events: nobody claims to be one in this story
      throw new Error(`unexpected event ${event.kind}`);
  }
}

/**
 * The conduct of a member in good standing: nothing may be refused. This demonstration ends then;
 * an application would tell its user and go on.
 */
export function refuseNothing(_me: Member, { codeHex, reason }: NodeErrorEvent): never {
  throw new Error(`a frame was refused: ${codeHex} ${reason}`);
}

function receiveControl(me: Member, event: ControlEvent): void {
  const { opcode, sender, transitionId } = event;
  sees(me, sender, "control", `${opcode}, transition ${transitionId}`);
  if (opcode === "PREPARE_TRANSITION") me.conduct.prepared(me, event);
  if (opcode === "READY_FOR_TRANSITION") me.inbox.put({ kind: "ready", sender, transitionId });
}

function receivePayload(me: Member, event: PayloadReceivedEvent): void {
  if (event.streamType === StreamType.TEXT) receiveText(me, event);
  else if (event.streamType === StreamType.AUDIO) receiveAudio(me, event);
  else receiveSignal(me, event);
}

function receiveText(me: Member, { plaintext, codec }: PayloadReceivedEvent): void {
  const { status, sender, text, reason } = me.gtp.accept(plaintext, me.mls.epoch, codec);
  if (status !== "new") throw new Error(`a text is ${status}: ${reason ?? "repeated"}`);
  me.tally.read(sender!, "text", me.mls.epoch);
  sees(me, sender!, "text", `"${text}"`);
  me.inbox.put({ kind: "text", sender: sender!, text: text! });
}

/** In this story a member's media source has its member id. */
function receiveAudio(me: Member, { plaintext, codec }: PayloadReceivedEvent): void {
  const { status, source, opus, reason } = me.gap.accept(plaintext, me.mls.epoch, codec);
  if (status !== "new") throw new Error(`an audio frame is ${status}: ${reason ?? "too late"}`);
  const speaker = Object.values(CAST).find(({ id }) => id === source);
  if (!speaker) throw new Error(`audio of unknown source ${source}`);
  const frame = me.voice.open(opus!, speaker.leaf);
  me.tally.read(speaker.id, "audio", me.mls.epoch);
  me.inbox.put({ kind: "audio", sender: speaker.id, opus: frame });
}

function receiveSignal(me: Member, { plaintext, codec }: PayloadReceivedEvent): void {
  const result = me.gsp.accept(plaintext, me.mls.epoch, codec);
  const { status, sender, signal, args, reason } = result;
  if (status !== "new") throw new Error(`a signal is ${status}: ${reason ?? "repeated"}`);
  me.tally.read(sender!, "signal", me.mls.epoch);
  sees(me, sender!, "signal", `${signal}${showArgs(args!)}`);
  me.inbox.put({ kind: "signal", sender: sender!, signal: signal! });
}

/** One line about what came from another member. */
export function sees(me: Member, sender: number, what: string, detail: string): void {
  me.note(`<- ${nameOf(sender).padEnd(6)}${what.padEnd(8)}${detail}`);
}
