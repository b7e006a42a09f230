// What a node reports: one interface a kind (docs/behaviour.md, Events).
// event_records.ts reads them.

import type { ControlOpcode, NodeState, PayloadCodec, StreamType } from "./tables.ts";

/**
 * The node moved from one state to another.
 *
 * @example
 * ```ts
 * import { GroupNode, type StateChangedEvent } from "gbp-stack";
 *
 * using node = GroupNode.create(1, new Uint8Array(16));
 * node.bootstrapAsCreator(0);
 * const [first] = node.drainEvents() as StateChangedEvent[];
 * console.log(first?.fromState, first?.toState); // "IDLE" "CONNECTING"
 * ```
 */
export interface StateChangedEvent {
  /** The discriminant. */
  readonly kind: "state_changed";
  /** Name of the state that was left. */
  readonly fromState: keyof typeof NodeState;
  /** Name of the state that was entered. */
  readonly toState: keyof typeof NodeState;
}

/**
 * A frame of a text, audio or signal stream was opened; a client's `accept` reads its plaintext.
 *
 * @example
 * ```ts
 * import { type PayloadReceivedEvent, StreamType } from "gbp-stack";
 *
 * function isText(event: PayloadReceivedEvent): boolean {
 *   return event.streamType === StreamType.TEXT;
 * }
 * console.log(isText.length); // 1
 * ```
 */
export interface PayloadReceivedEvent {
  /** The discriminant. */
  readonly kind: "payload_received";
  /** Name of the stream's class. */
  readonly streamTypeName: "audio" | "text" | "signal";
  /** Class of the stream. */
  readonly streamType: StreamType;
  /** Stream id: base of the class + sender's member id * 100. */
  readonly streamId: number;
  /** Number of the frame in its stream, from 1. */
  readonly sequenceNo: number;
  /** Frame flags (wire.md, `fl`). */
  readonly flags: number;
  /** The payload, in memory of its own (`onWireMany`: of its batch; `into`: the caller's). */
  readonly plaintext: Uint8Array<ArrayBuffer>;
  /** How the payload is encoded: give it to `accept`. */
  readonly codec: PayloadCodec;
}

/**
 * A control message was received; its effects on the node stand in the events before it.
 *
 * @example
 * ```ts
 * import { type ControlEvent, ControlOpcode, type MlsContext } from "gbp-stack";
 *
 * function stageCommit(mls: MlsContext, event: ControlEvent): void {
 *   if (event.opcodeCode === ControlOpcode.PREPARE_TRANSITION) mls.processMessage(event.args);
 * }
 * console.log(stageCommit.length); // 2
 * ```
 */
export interface ControlEvent {
  /** The discriminant. */
  readonly kind: "control";
  /** Member id of the sender. */
  readonly sender: number;
  /** Name of the opcode. */
  readonly opcode: keyof typeof ControlOpcode;
  /** One of the values of `ControlOpcode`. */
  readonly opcodeCode: number;
  /** The transition that it is about, or the sender's last one. */
  readonly transitionId: number;
  /** Ours: Python drops it. */
  readonly requestId: number;
  /**
   * Ours: Python drops them. The arguments, e.g. the MLS commit of PREPARE_TRANSITION, in memory as
   * a plaintext's.
   */
  readonly args: Uint8Array<ArrayBuffer>;
}

/**
 * A frame was refused, or a timer ran out. Codes are those of `lookupError`.
 *
 * @example
 * ```ts
 * import { GroupNode, MlsContext, type NodeErrorEvent } from "gbp-stack";
 *
 * using mls = MlsContext.create("alice");
 * using node = GroupNode.create(1, mls.groupId);
 * node.bootstrapAsCreator(mls.epoch);
 * node.drainEvents();
 * const [error] = node.onWire(mls, new Uint8Array([0])) as NodeErrorEvent[];
 * console.log(error?.codeHex); // "0x0008"
 * ```
 */
export interface NodeErrorEvent {
  /** The discriminant. */
  readonly kind: "error";
  /** Code of the registry. */
  readonly code: number;
  /** The code as text, `"0x0003"`. */
  readonly codeHex: string;
  /** Class of the error, 1 transport to 6 authorization (Python: `class_`). */
  readonly classCode: number;
  /** True: trying again may help. */
  readonly retryable: boolean;
  /** True: the node is FAILED now. */
  readonly fatal: boolean;
  /** What was wrong, in the reference's words. */
  readonly reason: string;
}

/**
 * A transition was applied: the node counts a new epoch.
 *
 * @example
 * ```ts
 * import { type EpochAdvancedEvent, GroupNode } from "gbp-stack";
 *
 * using node = GroupNode.create(1, new Uint8Array(16));
 * node.applyTransition(1);
 * const [event] = node.drainEvents() as EpochAdvancedEvent[];
 * console.log(event?.epoch); // 1n
 * ```
 */
export interface EpochAdvancedEvent {
  /** The discriminant. */
  readonly kind: "epoch_advanced";
  /** The epoch entered. */
  readonly epoch: bigint;
  /** The transition that was applied. */
  readonly transitionId: number;
}

/**
 * The coordinator fell silent: somebody should call `claimCoordinator`.
 *
 * @example
 * ```ts
 * import type { CoordinatorElectionNeededEvent } from "gbp-stack";
 *
 * const event: CoordinatorElectionNeededEvent = { kind: "coordinator_election_needed" };
 * console.log(event.kind); // "coordinator_election_needed"
 * ```
 */
export interface CoordinatorElectionNeededEvent {
  /** The discriminant. */
  readonly kind: "coordinator_election_needed";
}

/**
 * This node is the coordinator now.
 *
 * @example
 * ```ts
 * import type { BecameCoordinatorEvent } from "gbp-stack";
 *
 * const event: BecameCoordinatorEvent = { kind: "became_coordinator" };
 * console.log(event.kind); // "became_coordinator"
 * ```
 */
export interface BecameCoordinatorEvent {
  /** The discriminant. */
  readonly kind: "became_coordinator";
}

/**
 * A peer claims to be the coordinator.
 *
 * @example
 * ```ts
 * import type { CoordinatorClaimEvent } from "gbp-stack";
 *
 * const event: CoordinatorClaimEvent = { kind: "coordinator_claim", claimant: 3 };
 * console.log(event.claimant); // 3
 * ```
 */
export interface CoordinatorClaimEvent {
  /** The discriminant. */
  readonly kind: "coordinator_claim";
  /** Member id of the peer. */
  readonly claimant: number;
}

/**
 * What a node reports; `kind` tells which fields there are.
 *
 * @example
 * ```ts
 * import type { NodeEvent } from "gbp-stack";
 *
 * function describe(event: NodeEvent): string {
 *   switch (event.kind) {
 *     case "payload_received": return `${event.plaintext.length} bytes of ${event.streamTypeName}`;
 *     case "error": return event.reason;
 *     default: return event.kind;
 *   }
 * }
 * console.log(describe({ kind: "became_coordinator" })); // "became_coordinator"
 * ```
 */
export type NodeEvent =
  | StateChangedEvent
  | PayloadReceivedEvent
  | ControlEvent
  | NodeErrorEvent
  | EpochAdvancedEvent
  | CoordinatorElectionNeededEvent
  | BecameCoordinatorEvent
  | CoordinatorClaimEvent;
