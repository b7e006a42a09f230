// gbp-stack: end-to-end encrypted groups for Bun and Deno. Every public name, and nothing else.

export { AttachmentChunk, AttachmentManifest } from "./src/attachments.ts";
export { GbpError, RoleError } from "./src/errors.ts";
export type {
  BecameCoordinatorEvent,
  ControlEvent,
  CoordinatorClaimEvent,
  CoordinatorElectionNeededEvent,
  EpochAdvancedEvent,
  NodeErrorEvent,
  NodeEvent,
  PayloadReceivedEvent,
  StateChangedEvent,
} from "./src/events.ts";
export {
  encodeGbpFrame,
  type GbpFrameFields,
  lastError,
  lookupError,
  version,
} from "./src/frame.ts";
export { GapAcceptResult, GapClient } from "./src/gap_client.ts";
export { GroupNode } from "./src/group_node.ts";
export { GspAcceptResult, GspClient } from "./src/gsp_client.ts";
export { GtpAcceptResult, GtpClient } from "./src/gtp_client.ts";
export { type AdoptOptions, NativeHandle } from "./src/handle.ts";
export { CommitAndWelcome, MlsContext, type MlsMessageKind } from "./src/mls_context.ts";
export { OutboundFrame } from "./src/outbound_frame.ts";
export {
  SFrameDecryptResult,
  SFrameEncryptor,
  type SFrameFormat,
  SFrameSession,
} from "./src/sframe.ts";
export {
  AES_128_GCM,
  AES_256_GCM,
  ContentType,
  ControlOpcode,
  NodeState,
  PayloadCodec,
  SignalType,
  StreamType,
} from "./src/tables.ts";
export { CapabilitiesNegotiator } from "./src/toolkits/capabilities.ts";
export {
  AudioFrame,
  JitterBuffer,
  JitterPushOutcome,
  JitterPushResult,
} from "./src/toolkits/jitter_buffer.ts";
export { MessageEntry, MessageHistory } from "./src/toolkits/message_history.ts";
export { Permissions, RoleRegistry, RoleSpec } from "./src/toolkits/roles.ts";
export { Watermark } from "./src/toolkits/watermark.ts";
