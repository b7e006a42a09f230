// One member of a mixed group, on the TypeScript bindings; the same program as member.py, for Bun
// and Deno. Python's names go over the line, and what Python drops stands under "ours".
//
//   bun test/parity/live/member.ts FORMAT      deno run --allow-ffi=LIBRARY …/member.ts FORMAT
//
// FORMAT is the SFrame format, "gbp-1.5" or "rfc9605".

import process from "node:process";
import { createInterface } from "node:readline";
import {
  type ControlOpcode,
  GapClient,
  GroupNode,
  GspClient,
  GtpClient,
  MlsContext,
  type NodeEvent,
  type OutboundFrame,
  type PayloadCodec,
  type PayloadReceivedEvent,
  type SFrameEncryptor,
  type SFrameFormat,
  SFrameSession,
  type SignalType,
  StreamType,
  version,
} from "../../../bindings/mod.ts";
import { canonical, fromHex, type Json } from "./json.ts";

const EVERYBODY = 0;
const LABEL = "gbp/sframe v1";

interface Voice {
  readonly session: SFrameSession;
  encryptor?: SFrameEncryptor;
}

/** The objects of one member. Its methods are the requests, their parameters the fields. */
class Member {
  readonly #format: SFrameFormat;
  readonly #gtp = GtpClient.create();
  readonly #gap = GapClient.create();
  readonly #gsp = GspClient.create();
  readonly #mls: MlsContext;
  readonly #id: number;
  #node: GroupNode | undefined;
  /** By suite; all of one epoch. */
  readonly #voices = new Map<number, Voice>();
  #voiceEpoch: bigint | undefined;

  constructor(id: number, identity: string, format: SFrameFormat) {
    this.#id = id;
    this.#mls = MlsContext.create(identity);
    this.#format = format;
  }

  introduction() {
    return { key_package: this.#mls.exportKeyPackage(), version: version() };
  }

  found() {
    this.#node = GroupNode.create(this.#id, this.#mls.groupId);
    this.#node.bootstrapAsCreator(this.#mls.epoch);
    return this.#standing();
  }

  join({ welcome, next_transition }: { welcome: string; next_transition: number }) {
    this.#mls.acceptWelcome(fromHex(welcome));
    this.#node = GroupNode.create(this.#id, this.#mls.groupId);
    this.#node.bootstrapAsJoiner(this.#mls.epoch, next_transition);
    return this.#standing();
  }

  /** A new node that takes the group to be in `epoch`, whatever the MLS context says. */
  pretend({ epoch }: { epoch: string }) {
    const groupId = this.#live.groupId;
    this.#live.close();
    this.#node = GroupNode.create(this.#id, groupId);
    this.#node.bootstrapAsJoiner(BigInt(epoch));
    return this.#standing();
  }

  invite({ key_package }: { key_package: string }) {
    const { commit, welcome } = this.#mls.inviteFull(fromHex(key_package));
    return { commit, welcome };
  }

  remove({ leaf }: { leaf: number }) {
    return { commit: this.#mls.removeMember(leaf) };
  }

  process({ message }: { message: string }) {
    return { message: this.#mls.processMessage(fromHex(message)) };
  }

  /** Enters the next epoch; a committer, whom no EXECUTE tells, names the transition. */
  merge({ transition }: { transition: number | null }) {
    this.#mls.finalizeCommit();
    if (transition !== null) this.#live.applyTransition(transition);
    return this.#standing();
  }

  control(request: { opcode: number; transition: number; request: number; args: string }) {
    const opcode = request.opcode as ControlOpcode;
    const args = fromHex(request.args);
    return this.#live.sendControl(
      this.#mls,
      EVERYBODY,
      opcode,
      request.transition,
      request.request,
      args,
    );
  }

  text(request: { message: string; text: string; codec: PayloadCodec }): OutboundFrame {
    const { message, text, codec } = request;
    return this.#gtp.send(this.#live, this.#mls, EVERYBODY, BigInt(message), text, codec);
  }

  audio(request: { source: number; timestamp: string; opus: string; codec: PayloadCodec }) {
    const { source, timestamp, opus, codec } = request;
    const ticks = BigInt(timestamp);
    return this.#gap.send(this.#live, this.#mls, EVERYBODY, source, ticks, fromHex(opus), codec);
  }

  signal(request: {
    signal: SignalType;
    role: number;
    request: number;
    args: string;
    codec: PayloadCodec;
  }): OutboundFrame {
    const { signal, role, request: id, codec } = request;
    const args = fromHex(request.args);
    return this.#gsp.send(this.#live, this.#mls, EVERYBODY, signal, role, id, args, codec);
  }

  /** `frame` as a payload of SFrame. */
  protect({ leaf, suite, frame }: { leaf: number; suite: number; frame: string }) {
    const voice = this.#voice(suite);
    voice.encryptor ??= voice.session.createEncryptor(this.#mls, leaf, LABEL, suite);
    return { payload: voice.encryptor.encrypt(fromHex(frame)) };
  }

  open({ payload, suite }: { payload: string; suite: number }) {
    return this.#voice(suite).session.decrypt(fromHex(payload));
  }

  /** What the node says, each payload with what its client makes of it. */
  receive({ wire }: { wire: string }) {
    const events = this.#live.onWire(this.#mls, fromHex(wire));
    return { events: events.map((event) => this.#report(event)) };
  }

  #report(event: NodeEvent): object {
    if (event.kind === "control") {
      const { requestId, args, ...known } = event;
      return { ...known, ours: { requestId, args } };
    }
    return event.kind === "payload_received" ? { ...event, ...this.#accept(event) } : event;
  }

  #accept({ streamType, plaintext, codec }: PayloadReceivedEvent): object {
    const epoch = this.#mls.epoch;
    if (streamType === StreamType.TEXT) {
      const result = this.#gtp.accept(plaintext, epoch, codec);
      const { contentType, ...accepted } = result;
      return { accepted, ours: { contentType, body: result.body } };
    }
    if (streamType === StreamType.AUDIO) {
      const result = this.#gap.accept(plaintext, epoch, codec);
      const { rtpTimestamp, ...accepted } = result;
      return { accepted, ours: { rtpTimestamp, opus: result.opus } };
    }
    const accepted = this.#gsp.accept(plaintext, epoch, codec);
    return { accepted, ours: { args: accepted.args } };
  }

  get #live(): GroupNode {
    if (!this.#node) throw new Error("not in a group yet");
    return this.#node;
  }

  /** The session of the present epoch; it and its encryptor last as long as the epoch. */
  #voice(suite: number): Voice {
    if (this.#voiceEpoch !== this.#mls.epoch) {
      for (const { session, encryptor } of this.#voices.values()) {
        encryptor?.close();
        session.close();
      }
      this.#voices.clear();
      this.#voiceEpoch = this.#mls.epoch;
    }
    let voice = this.#voices.get(suite);
    if (!voice) {
      voice = { session: SFrameSession.create(this.#mls, LABEL, suite, this.#format) };
      this.#voices.set(suite, voice);
    }
    return voice;
  }

  /** Where the member is now, and what its node has to say about the way there. */
  #standing() {
    const { epoch, lastTransitionId } = this.#live;
    return {
      epoch: String(epoch),
      mls_epoch: String(this.#mls.epoch),
      group: this.#mls.groupId,
      transition: lastTransitionId,
      events: this.#live.drainEvents(),
    };
  }
}

type Request = { do: string; member: number; identity: string };
type Handler = (this: Member, request: Request) => unknown;

let member: Member | undefined;

function perform(request: Request, format: SFrameFormat): unknown {
  if (request.do === "begin") {
    member = new Member(request.member, request.identity, format);
    return member.introduction();
  }
  if (!member) throw new Error("no member yet: the first request is begin");
  const handler = (Member.prototype as unknown as Record<string, Handler>)[request.do];
  if (!handler) throw new Error(`unknown request ${request.do}`);
  return handler.call(member, request);
}

/** One request's answer; every failure is one too. */
function answer(line: string, format: SFrameFormat): Json {
  try {
    return { ok: canonical(perform(JSON.parse(line) as Request, format)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

const format = process.argv[2] as SFrameFormat;
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(line, format))}\n`);
}
