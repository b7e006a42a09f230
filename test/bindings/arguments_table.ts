// The table of arguments_test.ts: every public function with its arguments, each with a good value
// and the kind whose bad values it must refuse. A method stands under the name of its class.

import * as gbp from "../../bindings/mod.ts";
import { argument, type Subject } from "./arguments_kinds.ts";
import { TOOLKITS } from "./arguments_toolkits.ts";
import { Member } from "./members.ts";

export const alice = Member.creator(gbp.MlsContext.create("alice"), 1);
const { mls, node, gtp, gap, gsp } = alice;
const session = gbp.SFrameSession.create(mls);
const encryptor = session.createEncryptor(mls, mls.ownLeaf);
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
  "MlsContext.invite": {
    call: mls.invite.bind(mls),
    arguments: [argument("keyPackage", "bytes", data)],
  },
  "MlsContext.inviteFull": {
    call: mls.inviteFull.bind(mls),
    arguments: [argument("keyPackage", "bytes", data)],
  },
  "MlsContext.inviteMany": {
    call: mls.inviteMany.bind(mls),
    arguments: [argument("keyPackages", "byteses", [data])],
  },
  "MlsContext.removeMember": {
    call: mls.removeMember.bind(mls),
    arguments: [argument("leaf", "u32", 0)],
  },
  "MlsContext.processMessage": {
    call: mls.processMessage.bind(mls),
    arguments: [argument("message", "bytes", data)],
  },
  "MlsContext.acceptWelcome": {
    call: mls.acceptWelcome.bind(mls),
    arguments: [argument("welcome", "bytes", data)],
  },
  "MlsContext.exportSecret": {
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
  "GroupNode.bootstrapAsCreator": {
    call: node.bootstrapAsCreator.bind(node),
    arguments: [argument("epoch", "u64", 0)],
  },
  "GroupNode.bootstrapAsJoiner": {
    call: node.bootstrapAsJoiner.bind(node),
    arguments: [argument("epoch", "u64", 0), argument("expectedFirstTid", "u32?", 0)],
  },
  "GroupNode.applyTransition": {
    call: node.applyTransition.bind(node),
    arguments: [argument("transitionId", "u32", 1)],
  },
  "GroupNode.setEpochForTesting": {
    call: node.setEpochForTesting.bind(node),
    arguments: [argument("epoch", "u64", 0)],
  },
  "GroupNode.sendControl": {
    call: node.sendControl.bind(node),
    arguments: [
      ...TARGET.slice(1),
      argument("opcode", "u16", 9),
      argument("transitionId", "u32", 0),
      argument("requestId", "u32", 0),
      argument("args", "bytes?", data),
    ],
  },
  "GroupNode.onWire": {
    call: node.onWire.bind(node),
    arguments: [
      argument("mls", "mls", mls),
      argument("wire", "bytes", data),
      argument("into", "lent?", new Uint8Array(3)),
    ],
  },
  "GroupNode.onWireMany": {
    call: node.onWireMany.bind(node),
    arguments: [argument("mls", "mls", mls), argument("wires", "byteses", [data])],
  },
  "GroupNode.claimCoordinator": {
    call: node.claimCoordinator.bind(node),
    arguments: TARGET.slice(1),
  },
  "GtpClient.send": {
    call: gtp.send.bind(gtp),
    arguments: [...TARGET, argument("messageId", "u64", 1), argument("text", "utf8", "x"), CODEC],
  },
  "GtpClient.sendAttachment": {
    call: gtp.sendAttachment.bind(gtp),
    arguments: [
      ...TARGET,
      argument("messageId", "u64", 1),
      argument("manifest", "manifest", manifest),
      CODEC,
    ],
  },
  "GtpClient.accept": { call: gtp.accept.bind(gtp), arguments: ACCEPT },
  "GapClient.send": {
    call: gap.send.bind(gap),
    arguments: [
      ...TARGET,
      argument("mediaSourceId", "u32", 1),
      argument("rtpTimestamp", "u64", 1),
      argument("opus", "bytes", data),
      CODEC,
    ],
  },
  "GapClient.accept": { call: gap.accept.bind(gap), arguments: ACCEPT },
  "GspClient.send": {
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
  "GspClient.accept": { call: gsp.accept.bind(gsp), arguments: ACCEPT },
  "SFrameSession.create": {
    call: gbp.SFrameSession.create,
    arguments: [
      argument("mls", "mls", mls),
      argument("label", "utf8?", "x"),
      argument("suite", "u8?", 0),
      argument("format", "format?", "gbp-1.5"),
    ],
  },
  "SFrameSession.createEncryptor": {
    call: session.createEncryptor.bind(session),
    arguments: [
      argument("mls", "mls", mls),
      argument("leafIndex", "u32", 0),
      argument("label", "utf8?", "x"),
      argument("suite", "u8?", 0),
    ],
  },
  "SFrameSession.decrypt": {
    call: session.decrypt.bind(session),
    arguments: [
      argument("payload", "bytes", data),
      argument("extraAad", "bytes?", data),
      argument("into", "lent?", new Uint8Array(3)),
    ],
  },
  "SFrameEncryptor.encrypt": {
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
  ...TOOLKITS,
};
const ADOPTERS = {
  GtpClient: gtp,
  GapClient: gap,
  GspClient: gsp,
  SFrameSession: session,
  SFrameEncryptor: encryptor,
};
for (const [name, object] of Object.entries(ADOPTERS)) {
  SUBJECTS[`${name}.adopt`] = {
    call: gbp[name as keyof typeof ADOPTERS].adopt,
    arguments: [
      argument("handle", "handle", object.handle),
      argument("options", "object?", {}),
    ],
  };
}
