// The intended differences between the Python package's names and ours, each with its reason.
// manifest_test.ts fails on any other, and on a line here that is no difference any more.

import { type NodeEvent, PayloadCodec, StreamType } from "../../bindings/mod.ts";

/** Python's names that have no counterpart at run time. */
export const ABSENT: Record<string, string> = {
  NodeEvent: "a union of interfaces here, one a kind: a type has no run-time name",
  "control.fromState": "Python puts the sender there as well, by a slip of its reader",
};

/** Names that are ours alone. */
export const EXTRA: Record<string, string> = {
  GbpError: "stands for Python's OSError and RuntimeError",
  CommitAndWelcome: "Python returns a pair; ours is named and can be taken apart like a pair",
  ContentType: "the content types of text messages, which Python does not name",
  AttachmentManifest: "attachments (wire.md), which Python cannot send",
  AttachmentChunk: "attachments (wire.md), which Python cannot send",
  NativeHandle: "the base of every class with a handle",
  "MlsContext.exportState": "from 1.7 of the Python package",
  "MlsContext.restoreState": "from 1.7 of the Python package",
  "MlsContext.inviteMany": "many members with one commit",
  "MlsContext.exportSecret": "the MLS exporter for other uses",
  "MlsContext.ownLeaf": "the leaf an SFrame encryptor asks for, which Python leaves to the caller",
  "GroupNode.onWire(into)": "memory of the caller's for plaintexts",
  "SFrameSession.decrypt(into)": "memory of the caller's for plaintexts",
  "GroupNode.onWireMany": "many frames with one call",
  "GroupNode.checkTimeouts": "timers, which no Python binding offers",
  "GroupNode.claimCoordinator": "the coordinator role, which no Python binding offers",
  "GroupNode.noteCoordinatorActivity": "the coordinator role, which no Python binding offers",
  "GtpClient.sendAttachment": "attachments (wire.md), which Python cannot send",
  "GtpAcceptResult.contentType": "Python drops the content type",
  "GtpAcceptResult.body": "Python drops the body of a message that is no text",
  "GapAcceptResult.opus": "Python drops the frame itself",
  "GapAcceptResult.rtpTimestamp": "Python drops the time",
  "GspAcceptResult.args": "Python drops the arguments",
  "GspClient.members": "the set the protocol text asks for",
  "GspClient.muted": "the set the protocol text asks for",
  "SFrameSession.create(format)": "the SFrame of RFC 9605, which newer peers speak",
  "*.adopt": "a handle opened in another Worker",
  "*.closed": "whether a handle is closed already",
  "*.handle": "the SFrame classes have one as well",
  "control.requestId": "Python drops it",
  "control.args": "Python drops them, so the commit inside PREPARE cannot be read there",
};

/** What has another name or other parameters here. */
export const OTHERWISE: Record<string, { name?: string; why: string }> = {
  encodeGbpFrame: { why: "takes one object of named fields, or Python's parameters in order" },
  "MlsContext.removeMember": { why: "the parameter is called leaf, as its documentation does" },
  JitterBuffer: { why: "the capacity's name; a second parameter tells the width of the numbers" },
  MessageHistory: { why: "the capacity's name" },
  "NodeEvent.class_": { name: "classCode", why: "class is a reserved word in both languages" },
  "Watermark.length": { name: "size", why: "what a keyed collection has here" },
  "CapabilitiesNegotiator.length": { name: "size", why: "what a keyed collection has here" },
};

/** One event of each kind. */
export const EVENTS: { [Kind in NodeEvent["kind"]]: Extract<NodeEvent, { kind: Kind }> } = {
  state_changed: { kind: "state_changed", fromState: "IDLE", toState: "CONNECTING" },
  payload_received: {
    kind: "payload_received",
    streamTypeName: "text",
    streamType: StreamType.TEXT,
    streamId: 101,
    sequenceNo: 1,
    flags: 7,
    plaintext: new Uint8Array(),
    codec: PayloadCodec.CBOR,
  },
  control: {
    kind: "control",
    sender: 1,
    opcode: "ACK",
    opcodeCode: 9,
    transitionId: 0,
    requestId: 1,
    args: new Uint8Array(),
  },
  error: {
    kind: "error",
    code: 5,
    codeHex: "0x0005",
    classCode: 2,
    retryable: false,
    fatal: false,
    reason: "",
  },
  epoch_advanced: { kind: "epoch_advanced", epoch: 2n, transitionId: 1 },
  coordinator_election_needed: { kind: "coordinator_election_needed" },
  became_coordinator: { kind: "became_coordinator" },
  coordinator_claim: { kind: "coordinator_claim", claimant: 1 },
};
