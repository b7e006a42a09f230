// generated from native/tables/*.def, do not edit
// deno-fmt-ignore-file

/**
 * States of a group node (behaviour.md, Node).
 *
 * @example
 * ```ts
 * import { NodeState } from "gbp-stack";
 *
 * console.log(NodeState.ACTIVE); // 3
 * ```
 */
export const NodeState = {
  IDLE: 0,
  CONNECTING: 1,
  ESTABLISHING_GROUP: 2,
  ACTIVE: 3,
  RESYNCING: 4,
  FAILED: 5,
  CLOSED: 6,
} as const;
Object.freeze(NodeState);
/** One of the states of {@link NodeState}, 0 to 6. */
export type NodeState = typeof NodeState[keyof typeof NodeState];

/**
 * Stream classes of a frame (wire.md, `st`).
 *
 * @example
 * ```ts
 * import { StreamType } from "gbp-stack";
 *
 * console.log(StreamType.TEXT); // 2
 * ```
 */
export const StreamType = {
  CONTROL: 0,
  AUDIO: 1,
  TEXT: 2,
  SIGNAL: 3,
} as const;
Object.freeze(StreamType);
/** One of the stream classes of {@link StreamType}. */
export type StreamType = typeof StreamType[keyof typeof StreamType];

/**
 * Operations of the control plane (wire.md, Control message).
 *
 * @example
 * ```ts
 * import { ControlOpcode } from "gbp-stack";
 *
 * console.log(ControlOpcode.PREPARE_TRANSITION); // 1
 * ```
 */
export const ControlOpcode = {
  PREPARE_TRANSITION: 1,
  READY_FOR_TRANSITION: 2,
  EXECUTE_TRANSITION: 3,
  ABORT_TRANSITION: 4,
  GROUP_STATE_DIGEST_REQUEST: 5,
  GROUP_STATE_DIGEST_RESPONSE: 6,
  REPORT_INVALID_COMMIT: 7,
  CAPABILITIES_ADVERTISE: 8,
  ACK: 9,
  NACK: 10,
} as const;
Object.freeze(ControlOpcode);
/** One of the opcodes of {@link ControlOpcode}. */
export type ControlOpcode = typeof ControlOpcode[keyof typeof ControlOpcode];

/**
 * Signals of GSP (wire.md, Signals).
 *
 * @example
 * ```ts
 * import { SignalType } from "gbp-stack";
 *
 * console.log(SignalType.MUTE); // 200
 * ```
 */
export const SignalType = {
  JOIN: 100,
  LEAVE: 101,
  ROLE_CHANGE: 102,
  MUTE: 200,
  UNMUTE: 201,
  STREAM_START: 300,
  STREAM_STOP: 301,
  CODEC_UPDATE: 400,
} as const;
Object.freeze(SignalType);
/** One of the signals of {@link SignalType}. */
export type SignalType = typeof SignalType[keyof typeof SignalType];

/**
 * Encodings of a payload (wire.md, `pf`).
 *
 * @example
 * ```ts
 * import { PayloadCodec } from "gbp-stack";
 *
 * console.log(PayloadCodec.FLATBUFFERS); // 2
 * ```
 */
export const PayloadCodec = {
  CBOR: 0,
  PROTOBUF: 1,
  FLATBUFFERS: 2,
} as const;
Object.freeze(PayloadCodec);
/** One of the codecs of {@link PayloadCodec}. */
export type PayloadCodec = typeof PayloadCodec[keyof typeof PayloadCodec];

/**
 * What the body of a text message is (wire.md, `ct`).
 *
 * @example
 * ```ts
 * import { ContentType } from "gbp-stack";
 *
 * console.log(ContentType.ATTACHMENT_REF); // 3
 * ```
 */
export const ContentType = {
  PLAIN: 0,
  MARKDOWN: 1,
  BINARY: 2,
  ATTACHMENT_REF: 3,
} as const;
Object.freeze(ContentType);
/** One of the content types of {@link ContentType}. */
export type ContentType = typeof ContentType[keyof typeof ContentType];

/**
 * SFrame suite 0: AES-128-GCM (wire.md, SFrame).
 *
 * @example
 * ```ts
 * import { AES_128_GCM } from "gbp-stack";
 *
 * console.log(AES_128_GCM); // 0
 * ```
 */
export const AES_128_GCM = 0;

/**
 * SFrame suite 1: AES-256-GCM (wire.md, SFrame).
 *
 * @example
 * ```ts
 * import { AES_256_GCM } from "gbp-stack";
 *
 * console.log(AES_256_GCM); // 1
 * ```
 */
export const AES_256_GCM = 1;

/** Call statuses (statuses.def): what a negative result means. */
export const Status = Object.freeze({
  OK: 0,
  E_ARGUMENT: -1,
  E_HANDLE: -2,
  E_STATE: -3,
  E_DECODE: -4,
  E_CRYPTO: -5,
  E_MLS: -6,
  E_SPACE: -7,
  E_MEMORY: -8,
  E_EXHAUSTED: -9,
  E_INTERNAL: -10,
} as const);

/** SFrame formats by their names in the API. */
export const SFRAME_FORMATS = Object.freeze({
  "gbp-1.5": 0,
  "rfc9605": 1,
} as const);

/** Event kinds by number: word 0 of an event record. */
export const EventCode = Object.freeze({
  STATE_CHANGED: 1,
  PAYLOAD_RECEIVED: 2,
  CONTROL: 3,
  ERROR: 4,
  EPOCH_ADVANCED: 5,
  COORDINATOR_ELECTION_NEEDED: 6,
  BECAME_COORDINATOR: 7,
  COORDINATOR_CLAIM: 8,
} as const);

/** Where each field stands in an event record (events.def). */
export const EventWord = Object.freeze({
  STATE_CHANGED_FROM_STATE: 4,
  STATE_CHANGED_TO_STATE: 5,
  PAYLOAD_RECEIVED_STREAM_TYPE: 4,
  PAYLOAD_RECEIVED_STREAM_ID: 5,
  PAYLOAD_RECEIVED_SEQUENCE_NO: 6,
  PAYLOAD_RECEIVED_FLAGS: 7,
  PAYLOAD_RECEIVED_CODEC: 8,
  CONTROL_FROM: 4,
  CONTROL_OPCODE: 5,
  CONTROL_TRANSITION_ID: 6,
  CONTROL_REQUEST_ID: 7,
  ERROR_CODE: 4,
  ERROR_CLASS: 5,
  ERROR_RETRYABLE: 6,
  ERROR_FATAL: 7,
  EPOCH_ADVANCED_EPOCH_LOW: 4,
  EPOCH_ADVANCED_EPOCH_HIGH: 5,
  EPOCH_ADVANCED_TRANSITION_ID: 6,
  COORDINATOR_CLAIM_CLAIMANT: 4,
} as const);

/** Names of node states as events write them. */
export const STATE_NAMES: Readonly<Record<number, keyof typeof NodeState>> = Object.freeze({
  0: "IDLE",
  1: "CONNECTING",
  2: "ESTABLISHING_GROUP",
  3: "ACTIVE",
  4: "RESYNCING",
  5: "FAILED",
  6: "CLOSED",
});

/** Names of the classes of streams that carry payloads, as events write them. */
export const STREAM_NAMES: Readonly<Record<number, "audio" | "text" | "signal">> = Object.freeze({
  1: "audio",
  2: "text",
  3: "signal",
});

/** Names of opcodes as events write them. */
export const OPCODE_NAMES: Readonly<Record<number, keyof typeof ControlOpcode>> = Object.freeze({
  1: "PREPARE_TRANSITION",
  2: "READY_FOR_TRANSITION",
  3: "EXECUTE_TRANSITION",
  4: "ABORT_TRANSITION",
  5: "GROUP_STATE_DIGEST_REQUEST",
  6: "GROUP_STATE_DIGEST_RESPONSE",
  7: "REPORT_INVALID_COMMIT",
  8: "CAPABILITIES_ADVERTISE",
  9: "ACK",
  10: "NACK",
});

/** Names of signals as results write them. */
export const SIGNAL_NAMES: Readonly<Record<number, keyof typeof SignalType>> = Object.freeze({
  100: "JOIN",
  101: "LEAVE",
  102: "ROLE_CHANGE",
  200: "MUTE",
  201: "UNMUTE",
  300: "STREAM_START",
  301: "STREAM_STOP",
  400: "CODEC_UPDATE",
});
