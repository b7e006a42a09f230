// The table of arguments_test.ts: every public function with its arguments, each with a good value
// and the kind whose bad values it must refuse.

import * as gbp from "../../bindings/mod.ts";
import { Member } from "./members.ts";

/** What an argument may be; each kind knows its bad values. */
type Kind = keyof typeof BAD;

function detached(): Uint8Array {
  const bytes = new Uint8Array(16);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

const NOT_NUMBERS = [undefined, null, "1", true, {}, [], [1], Symbol("x"), () => 1];
const NO_INTEGERS = [NaN, Infinity, -Infinity, -1, 0.5, 1e300];
const NOT_STRINGS = [undefined, null, 1, 1n, true, {}, ["x"], Symbol("x")];
const NOT_BYTES = [
  undefined,
  null,
  1,
  1n,
  "bytes",
  {},
  [1],
  new Uint16Array(8),
  new ArrayBuffer(8),
];
const NOT_OBJECTS = [undefined, null, 1, "x", true];

/** Values that must be refused; an argument with a default drops `undefined` from its list. */
export const BAD = {
  u8: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 256],
  u16: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 65_536],
  u32: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 2 ** 32],
  u64: [...NOT_NUMBERS, ...NO_INTEGERS, -1n, 2n ** 64n, 2 ** 53],
  member: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 1_000_000],
  handle: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 0, 2 ** 31],
  capacity: [...NOT_NUMBERS, ...NO_INTEGERS, 1n, 0],
  string: NOT_STRINGS,
  utf8: [...NOT_STRINGS, "\ud800", "a\udc00b"],
  bytes: [...NOT_BYTES, detached()],
  id16: [...NOT_BYTES, detached(), new Uint8Array(0), new Uint8Array(15), new Uint8Array(17)],
  hash32: [...NOT_BYTES, detached(), new Uint8Array(31)],
  byteses: [undefined, null, 1, "x", {}, new Uint8Array(4), ["x"], [undefined], [detached()]],
  names: [undefined, null, 1, "x", {}, [1], [undefined]],
  mls: [...NOT_OBJECTS, {}, closed(gbp.MlsContext.create("closed")), gbp.GtpClient.create()],
  node: [
    ...NOT_OBJECTS,
    {},
    closed(gbp.GroupNode.create(9, new Uint8Array(16))),
    gbp.GtpClient
      .create(),
  ],
  manifest: [...NOT_OBJECTS, {}],
  watermark: [...NOT_OBJECTS, {}],
  object: NOT_OBJECTS,
  format: [...NOT_STRINGS, "", "rfc9606", "toString"],
} satisfies Record<string, unknown[]>;

function closed<T extends gbp.NativeHandle>(object: T): T {
  object.close();
  return object;
}

export interface Argument {
  name: string;
  kind: Kind;
  good: unknown;
  isOptional?: boolean;
}

/** `name: kind = good`; a kind ending in `?` is optional. */
function argument(name: string, kind: Kind | `${Kind}?`, good: unknown): Argument {
  const isOptional = kind.endsWith("?");
  return { name, kind: kind.replace("?", "") as Kind, good, isOptional };
}

export interface Subject {
  call: (...values: never[]) => unknown;
  arguments: Argument[];
}

export const alice = Member.creator(gbp.MlsContext.create("alice"), 1);
const { mls, node, gtp, gap, gsp } = alice;
const session = gbp.SFrameSession.create(mls);
const encryptor = session.createEncryptor(mls, 0);
const manifest = new gbp.AttachmentManifest({
  attachmentId: 1,
  name: "n",
  mime: "m",
  size: 1,
  chunkCount: 1,
  hash: new Uint8Array(32),
});
const id = new Uint8Array(16);
const data = new Uint8Array([1, 2, 3]);

const TARGET = [
  argument("node", "node", node),
  argument("mls", "mls", mls),
  argument("target", "u32", 0),
];
const CODEC = argument("codec", "u8?", 0);
const ACCEPT = [argument("plaintext", "bytes", data), argument("currentEpoch", "u64", 0), CODEC];

// A good call must not refuse its arguments; whether it succeeds otherwise is no matter here.
export const SUBJECTS: Record<string, Subject> = {
  lookupError: { call: gbp.lookupError, arguments: [argument("code", "u16", 1)] },
  encodeGbpFrame: {
    call: gbp.encodeGbpFrame,
    arguments: [
      argument("version", "u8", 1),
      argument("groupId", "id16", id),
      argument("epoch", "u64", 1),
      argument("transitionId", "u32", 0),
      argument("streamType", "u8", 2),
      argument("streamId", "u32", 0),
      argument("flags", "u16", 0),
      argument("sequenceNo", "u32", 1),
      argument("payload", "bytes", data),
    ],
  },
  "MlsContext.create": {
    call: (identity: never) => gbp.MlsContext.create(identity).close(),
    arguments: [argument("identity", "utf8", "x")],
  },
  "MlsContext.restoreState": {
    call: gbp.MlsContext.restoreState,
    arguments: [argument("blob", "bytes", data), argument("identity", "string?", "")],
  },
  "MlsContext.adopt": {
    call: gbp.MlsContext.adopt,
    arguments: [
      argument("handle", "handle", mls.handle),
      argument("identity", "string?", ""),
      argument("options", "object?", {}),
    ],
  },
  "mls.invite": {
    call: mls.invite.bind(mls),
    arguments: [argument("keyPackage", "bytes", data)],
  },
  "mls.inviteFull": {
    call: mls.inviteFull.bind(mls),
    arguments: [argument("keyPackage", "bytes", data)],
  },
  "mls.inviteMany": {
    call: mls.inviteMany.bind(mls),
    arguments: [argument("keyPackages", "byteses", [data])],
  },
  "mls.removeMember": { call: mls.removeMember.bind(mls), arguments: [argument("leaf", "u32", 0)] },
  "mls.processMessage": {
    call: mls.processMessage.bind(mls),
    arguments: [argument("message", "bytes", data)],
  },
  "mls.acceptWelcome": {
    call: mls.acceptWelcome.bind(mls),
    arguments: [argument("welcome", "bytes", data)],
  },
  "mls.exportSecret": {
    call: mls.exportSecret.bind(mls),
    arguments: [
      argument("label", "utf8", "x"),
      argument("context", "bytes", data),
      argument("length", "u16", 32),
    ],
  },
  "GroupNode.create": {
    call: (member: never, group: never) => gbp.GroupNode.create(member, group).close(),
    arguments: [argument("memberId", "member", 1), argument("groupId", "id16", id)],
  },
  "GroupNode.adopt": {
    call: gbp.GroupNode.adopt,
    arguments: [
      argument("handle", "handle", node.handle),
      argument("memberId", "member", 1),
      argument("groupId", "id16", id),
      argument("options", "object?", {}),
    ],
  },
  "node.bootstrapAsCreator": {
    call: node.bootstrapAsCreator.bind(node),
    arguments: [argument("epoch", "u64", 0)],
  },
  "node.bootstrapAsJoiner": {
    call: node.bootstrapAsJoiner.bind(node),
    arguments: [argument("epoch", "u64", 0), argument("expectedFirstTid", "u32?", 0)],
  },
  "node.applyTransition": {
    call: node.applyTransition.bind(node),
    arguments: [argument("transitionId", "u32", 1)],
  },
  "node.setEpochForTesting": {
    call: node.setEpochForTesting.bind(node),
    arguments: [argument("epoch", "u64", 0)],
  },
  "node.sendControl": {
    call: node.sendControl.bind(node),
    arguments: [
      ...TARGET.slice(1),
      argument("opcode", "u16", 9),
      argument("transitionId", "u32", 0),
      argument("requestId", "u32", 0),
      argument("args", "bytes?", data),
    ],
  },
  "node.onWire": {
    call: node.onWire.bind(node),
    arguments: [argument("mls", "mls", mls), argument("wire", "bytes", data)],
  },
  "node.onWireMany": {
    call: node.onWireMany.bind(node),
    arguments: [argument("mls", "mls", mls), argument("wires", "byteses", [data])],
  },
  "node.claimCoordinator": { call: node.claimCoordinator.bind(node), arguments: TARGET.slice(1) },
  "gtp.send": {
    call: gtp.send.bind(gtp),
    arguments: [...TARGET, argument("messageId", "u64", 1), argument("text", "utf8", "x"), CODEC],
  },
  "gtp.sendAttachment": {
    call: gtp.sendAttachment.bind(gtp),
    arguments: [
      ...TARGET,
      argument("messageId", "u64", 1),
      argument("manifest", "manifest", manifest),
      CODEC,
    ],
  },
  "gtp.accept": { call: gtp.accept.bind(gtp), arguments: ACCEPT },
  "gap.send": {
    call: gap.send.bind(gap),
    arguments: [
      ...TARGET,
      argument("mediaSourceId", "u32", 1),
      argument("rtpTimestamp", "u64", 1),
      argument("opus", "bytes", data),
      CODEC,
    ],
  },
  "gap.accept": { call: gap.accept.bind(gap), arguments: ACCEPT },
  "gsp.send": {
    call: gsp.send.bind(gsp),
    arguments: [
      ...TARGET,
      argument("signal", "u32", 100),
      argument("roleClaim", "u32", 0),
      argument("requestId", "u32", 0),
      argument("args", "bytes?", data),
      CODEC,
    ],
  },
  "gsp.accept": { call: gsp.accept.bind(gsp), arguments: ACCEPT },
  "SFrameSession.create": {
    call: gbp.SFrameSession.create,
    arguments: [
      argument("mls", "mls", mls),
      argument("label", "utf8?", "x"),
      argument("suite", "u8?", 0),
      argument("format", "format?", "gbp-1.5"),
    ],
  },
  "session.createEncryptor": {
    call: session.createEncryptor.bind(session),
    arguments: [
      argument("mls", "mls", mls),
      argument("leafIndex", "u32", 0),
      argument("label", "utf8?", "x"),
      argument("suite", "u8?", 0),
    ],
  },
  "session.decrypt": {
    call: session.decrypt.bind(session),
    arguments: [argument("payload", "bytes", data), argument("extraAad", "bytes?", data)],
  },
  "encryptor.encrypt": {
    call: encryptor.encrypt.bind(encryptor),
    arguments: [argument("plaintext", "bytes", data), argument("extraAad", "bytes?", data)],
  },
  "AttachmentManifest.decode": {
    call: gbp.AttachmentManifest.decode,
    arguments: [argument("body", "bytes", data)],
  },
  "AttachmentChunk.decode": {
    call: gbp.AttachmentChunk.decode,
    arguments: [argument("encoded", "bytes", data)],
  },
  AttachmentChunk: {
    call: (...values: [never, never, never, never]) => new gbp.AttachmentChunk(...values),
    arguments: [
      argument("attachmentId", "u64", 1),
      argument("index", "u32", 0),
      argument("chunkCount", "u32", 1),
      argument("data", "bytes", data),
    ],
  },
  "AttachmentChunk.split": {
    call: gbp.AttachmentChunk.split,
    arguments: [
      argument("attachmentId", "u64", 1),
      argument("file", "bytes", data),
      argument("chunkBytes", "capacity?", 2),
    ],
  },
  MessageEntry: {
    call: (...values: [never, never, never]) => new gbp.MessageEntry(...values),
    arguments: [
      argument("senderId", "u32", 1),
      argument("messageId", "u64", 1),
      argument("text", "string", ""),
    ],
  },
  MessageHistory: {
    call: (capacity: never) => new gbp.MessageHistory(capacity),
    arguments: [argument("capacity", "capacity", 1)],
  },
  "history.push": {
    call: (entry: never) => new gbp.MessageHistory(1).push(entry),
    arguments: [argument("entry", "object", new gbp.MessageEntry(1, 1, ""))],
  },
  "history.contains": {
    call: (...values: [never, never]) => new gbp.MessageHistory(1).contains(...values),
    arguments: [argument("senderId", "u32", 1), argument("messageId", "u64", 1)],
  },
  "history.since": {
    call: (watermark: never) => new gbp.MessageHistory(1).since(watermark),
    arguments: [argument("watermark", "watermark", new gbp.Watermark())],
  },
  "history.sinceForSender": {
    call: (...values: [never, never]) => new gbp.MessageHistory(1).sinceForSender(...values),
    arguments: [argument("senderId", "u32", 1), argument("sinceMessageId", "u64", 1)],
  },
  "watermark.observe": {
    call: (...values: [never, never]) => new gbp.Watermark().observe(...values),
    arguments: [argument("senderId", "u32", 1), argument("messageId", "u64", 1)],
  },
  "watermark.lastSeen": {
    call: (sender: never) => new gbp.Watermark().lastSeen(sender),
    arguments: [argument("senderId", "u32", 1)],
  },
  AudioFrame: {
    call: (...values: [never, never, never]) => new gbp.AudioFrame(...values),
    arguments: [
      argument("mediaSourceId", "u32", 1),
      argument("rtpSequence", "u32", 1),
      argument("plaintext", "bytes", data),
    ],
  },
  JitterBuffer: {
    call: (...values: [never, never]) => new gbp.JitterBuffer(...values),
    arguments: [argument("capacity_per_source", "capacity", 1), argument("options", "object?", {})],
  },
  "jitter.push": {
    call: (frame: never) => new gbp.JitterBuffer(1).push(frame),
    arguments: [argument("frame", "object", new gbp.AudioFrame(1, 1, data))],
  },
  "jitter.popInOrder": {
    call: (source: never) => new gbp.JitterBuffer(1).popInOrder(source),
    arguments: [argument("mediaSourceId", "u32", 1)],
  },
  "jitter.popForce": {
    call: (source: never) => new gbp.JitterBuffer(1).popForce(source),
    arguments: [argument("mediaSourceId", "u32", 1)],
  },
  "jitter.lengthFor": {
    call: (source: never) => new gbp.JitterBuffer(1).lengthFor(source),
    arguments: [argument("mediaSourceId", "u32", 1)],
  },
  RoleSpec: {
    call: (...values: [never, never, never]) => new gbp.RoleSpec(...values),
    arguments: [
      argument("id", "u32", 1),
      argument("name", "string", ""),
      argument("permissions", "u32", 1),
    ],
  },
  "roles.define": {
    call: (spec: never) => new gbp.RoleRegistry().define(spec),
    arguments: [argument("spec", "object", new gbp.RoleSpec(1, "", 0))],
  },
  "roles.require": {
    call: (...values: [never, never]) => new gbp.RoleRegistry().require(...values),
    arguments: [argument("memberId", "u32", 1), argument("mask", "u32", 0)],
  },
  "capabilities.advertise": {
    call: (...values: [never, never]) => new gbp.CapabilitiesNegotiator().advertise(...values),
    arguments: [argument("memberId", "u32", 1), argument("capabilities", "names", ["a"])],
  },
  "capabilities.groupSupports": {
    call: (name: never) => new gbp.CapabilitiesNegotiator().groupSupports(name),
    arguments: [argument("capability", "string", "a")],
  },
};
for (
  const [name, kind] of Object.entries({
    gtp: gbp.GtpClient,
    gap: gbp.GapClient,
    gsp: gbp.GspClient,
  })
) {
  SUBJECTS[`${name}.adopt`] = {
    call: kind.adopt,
    arguments: [
      argument("handle", "handle", alice[name as "gtp"].handle),
      argument("options", "object?", {}),
    ],
  };
}
