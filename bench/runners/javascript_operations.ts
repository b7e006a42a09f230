// The operations that Bun and Deno repeat in batches, as a program would write them.

import process from "node:process";
import {
  encodeGbpFrame,
  GapClient,
  GroupNode,
  GtpClient,
  MlsContext,
  PayloadCodec,
  SFrameSession,
} from "../../bindings/mod.ts";

/** `before` makes what `count` runs use up, outside the clock. */
export interface Operation {
  before?: (count: number) => void;
  run: (count: number) => void;
}

/** Memory for what is received, when the workload lends it. */
const into = process.env.GBP_BENCH_INTO === undefined ? undefined : new Uint8Array(128 * 1024);
const TARGET = 2;
const AUDIO_TICKS = 960;

/** Two members, 1 and 2, of one group at epoch 1, with an active node each. */
export interface Pair {
  senderMls: MlsContext;
  receiverMls: MlsContext;
  sender: GroupNode;
  receiver: GroupNode;
  epoch: bigint;
}

export function makeNode(memberId: number, mls: MlsContext): GroupNode {
  const node = GroupNode.create(memberId, mls.groupId);
  node.bootstrapAsCreator(mls.epoch);
  node.drainEvents();
  return node;
}

export function makePair(): Pair {
  const senderMls = MlsContext.create("alice");
  const receiverMls = MlsContext.create("bob");
  receiverMls.acceptWelcome(senderMls.invite(receiverMls.exportKeyPackage()));
  return {
    senderMls,
    receiverMls,
    sender: makeNode(1, senderMls),
    receiver: makeNode(2, receiverMls),
    epoch: receiverMls.epoch,
  };
}

function letters(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, at) => 0x61 + at % 26);
}

function letterText(size: number): string {
  return new TextDecoder().decode(letters(size));
}

/** One text message: send, on_wire, accept. */
export function text(size: number, codec: PayloadCodec): Operation {
  const { senderMls, receiverMls, sender, receiver, epoch } = makePair();
  const from = GtpClient.create();
  const to = GtpClient.create();
  const message = letterText(size);
  let id = 0;
  const run = (count: number): void => {
    for (let done = 0; done < count; done += 1) {
      id += 1;
      const { wire } = from.send(sender, senderMls, TARGET, id, message, codec);
      for (const event of receiver.onWire(receiverMls, wire, into)) {
        if (event.kind !== "payload_received") throw new Error(event.kind);
        const result = to.accept(event.plaintext, epoch, event.codec);
        if (result.status !== "new" || result.text?.length !== size) throw new Error("not new");
      }
    }
  };
  return { run };
}

/** `frames` text frames in one call of onWireMany; accepted too when `accepts`. */
function many(accepts: boolean) {
  return (size: number, codec: PayloadCodec, frames: number): Operation => {
    const { senderMls, receiverMls, sender, receiver, epoch } = makePair();
    const from = GtpClient.create();
    const to = GtpClient.create();
    const message = letterText(size);
    let id = 0;
    let calls: Uint8Array[][] = [];
    const send = () => from.send(sender, senderMls, TARGET, ++id, message, codec).wire;
    const before = (count: number): void => {
      calls = Array.from({ length: count / frames }, () => Array.from({ length: frames }, send));
    };
    const run = (): void => {
      for (const wires of calls) {
        for (const events of receiver.onWireMany(receiverMls, wires)) {
          const event = events[0]!;
          if (event.kind !== "payload_received") throw new Error(event.kind);
          if (accepts && to.accept(event.plaintext, epoch, event.codec).status !== "new") {
            throw new Error("not new");
          }
        }
      }
    };
    return { before, run };
  };
}

/** Receiving one audio frame, on_wire and accept, of one of many speakers. */
function audio(size: number, codec: PayloadCodec, speakerCount: number): Operation {
  const { senderMls, receiverMls, receiver, epoch } = makePair();
  const from = GapClient.create();
  const to = GapClient.create();
  const speakers = Array.from(
    { length: Math.max(1, speakerCount) },
    (_, index) => makeNode(10 + index, senderMls),
  );
  const opus = letters(size);
  let frame = 0;
  let wires: Uint8Array[] = [];
  const send = (): Uint8Array => {
    const index = frame % speakers.length;
    const ticks = AUDIO_TICKS * frame++;
    return from.send(speakers[index]!, senderMls, TARGET, 10 + index, ticks, opus, codec).wire;
  };
  const before = (count: number): void => {
    wires = Array.from({ length: count }, send);
  };
  const run = (): void => {
    for (const wire of wires) {
      for (const event of receiver.onWire(receiverMls, wire, into)) {
        if (event.kind !== "payload_received") throw new Error(event.kind);
        const result = to.accept(event.plaintext, epoch, event.codec);
        if (result.status !== "new" || result.bytes !== size) throw new Error("not new");
      }
    }
  };
  return { before, run };
}

function sframe(size: number) {
  const { senderMls, receiverMls } = makePair();
  const encryptor = SFrameSession.create(senderMls).createEncryptor(senderMls, 0);
  return { encryptor, session: SFrameSession.create(receiverMls), frame: letters(size) };
}

function encrypt(size: number): Operation {
  const { encryptor, frame } = sframe(size);
  const run = (count: number): void => {
    for (let done = 0; done < count; done += 1) encryptor.encrypt(frame);
  };
  return { run };
}

function decrypt(size: number): Operation {
  const { encryptor, session, frame } = sframe(size);
  let payloads: Uint8Array[] = [];
  const before = (count: number): void => {
    payloads = Array.from({ length: count }, () => encryptor.encrypt(frame));
  };
  const run = (): void => {
    for (const payload of payloads) session.decrypt(payload, undefined, into);
  };
  return { before, run };
}

function encodeFrame(size: number): Operation {
  const { sender, epoch } = makePair();
  const groupId = sender.groupId;
  const payload = letters(size);
  let sequence = 0;
  const run = (count: number): void => {
    for (let done = 0; done < count; done += 1) {
      sequence += 1;
      encodeGbpFrame(1, groupId, epoch, 0, 2, 101, 7, sequence, payload);
    }
  };
  return { run };
}

export const operations: Record<
  string,
  (size: number, codec: PayloadCodec, frames: number) => Operation
> = {
  text,
  many: many(false),
  "many-accept": many(true),
  audio,
  encrypt,
  decrypt,
  frame: encodeFrame,
};
