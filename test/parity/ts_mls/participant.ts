// What a member of a group can do here, whoever implements it: our bindings (our_member.ts) or
// ts-mls with frames written by other libraries (peer_member.ts).

import type { PayloadCodec, SignalType } from "../../../bindings/mod.ts";

export interface Control {
  readonly kind: "control";
  readonly opcode: number;
  readonly transitionId: number;
  readonly requestId: number;
  readonly args: Uint8Array;
}

export interface Text {
  readonly kind: "text";
  readonly messageId: bigint;
  readonly text: string;
  readonly codec: PayloadCodec;
}

export interface Audio {
  readonly kind: "audio";
  readonly source: number;
  readonly timestamp: bigint;
  readonly opus: Uint8Array;
  readonly codec: PayloadCodec;
}

export interface Signal {
  readonly kind: "signal";
  readonly signal: SignalType;
  readonly roleClaim: number;
  readonly requestId: number;
  readonly args: Uint8Array;
  readonly codec: PayloadCodec;
}

/** What can be in a frame. */
export type Said = Control | Text | Audio | Signal;
/** The same, read by another member. */
export type Heard = Said & { readonly sender: number };

export interface Participant {
  readonly name: string;
  readonly id: number;
  readonly epoch: bigint;
  /** 16 bytes, as frames carry it. */
  readonly groupId: Uint8Array;

  /** A bare key package. */
  keyPackage(): Uint8Array;
  /** `nextTransition` is the id of the first transition that it will see. */
  join(welcome: Uint8Array, nextTransition: number): Promise<void>;

  // A commit of its own stays pending, another one's is staged, until `merge`.
  invite(keyPackages: readonly Uint8Array[]): Promise<{ commit: Uint8Array; welcome: Uint8Array }>;
  remove(leaf: number): Promise<Uint8Array>;
  stage(commit: Uint8Array): Promise<void>;
  merge(transitionId: number): Promise<void>;

  exportSecret(label: string, context: Uint8Array, length: number): Promise<Uint8Array>;

  send(said: Said): Promise<Uint8Array>;
  /** Rejects when the frame cannot be read. */
  receive(wire: Uint8Array): Promise<Heard>;

  close(): void;
}
