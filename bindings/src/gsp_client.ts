// Signals (GSP): joining and leaving, roles, muting, streams (docs/behaviour.md, Clients; wire.md,
// Signals).

import { bytes, integer, u32 } from "./check.ts";
import type { GroupNode } from "./group_node.ts";
import { type AdoptOptions, adopts, Kind, liveHandle, NativeHandle } from "./handle.ts";
import type { MlsContext } from "./mls_context.ts";
import { scratch, takeOut, wireMemory, wireOf } from "./memory.ts";
import {
  check,
  decodeUtf8,
  GBPF_FRAME_OVERHEAD,
  GBPF_PAYLOAD_OVERHEAD,
  GBPF_REASON_MAX,
  halves,
  MOVED,
  native,
  PARK,
  parked,
  split64,
  words,
} from "./native.ts";
import { OutboundFrame } from "./outbound_frame.ts";
import { PayloadCodec, SIGNAL_NAMES, type SignalType } from "./tables.ts";

const OVERHEAD = GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD;
const EMPTY = new Uint8Array(0);
// Operations, as error texts name them.
const SEND = "gsp_client_send";
const ACCEPT = "gsp_client_accept";
const RESET = "gsp_client_reset";
const STATUSES = ["new", "duplicate", "error"] as const;
/** What gbpf_gsp_members lists. */
const JOINED = 0;
const MUTED = 1;

/**
 * What {@link GspClient.accept} found.
 *
 * @example
 * ```ts
 * import { GspClient } from "gbp-stack";
 *
 * using client = GspClient.create();
 * const result = client.accept(new Uint8Array([0xff]), 0);
 * console.log(result.status, result.signal); // "error" undefined
 * ```
 */
export class GspAcceptResult {
  /** `"new"` has all fields but reason, `"duplicate"` only requestId, `"error"` only reason. */
  readonly status: "new" | "duplicate" | "error";
  /** Name of the signal. */
  readonly signal: keyof typeof SignalType | undefined;
  /** One of the values of `SignalType`. */
  readonly signalCode: SignalType | undefined;
  /** Member id of the sender. */
  readonly sender: number | undefined;
  /** The role that the sender claims: check it with a {@link RoleRegistry}. */
  readonly roleClaim: number | undefined;
  /** The sender's request id. */
  readonly requestId: number | undefined;
  /** Why the payload was refused. */
  readonly reason: string | undefined;
  readonly #args: Uint8Array | undefined;

  /** A result with these fields. */
  constructor(
    status: "new" | "duplicate" | "error",
    signal?: keyof typeof SignalType,
    signalCode?: SignalType,
    sender?: number,
    roleClaim?: number,
    requestId?: number,
    reason?: string,
    args?: Uint8Array,
  ) {
    this.status = status;
    this.signal = signal;
    this.signalCode = signalCode;
    this.sender = sender;
    this.roleClaim = roleClaim;
    this.requestId = requestId;
    this.reason = reason;
    this.#args = args;
  }

  /** Ours: the signal's CBOR arguments, as a rule a view on the plaintext that was accepted. */
  get args(): Uint8Array | undefined {
    return this.#args;
  }
}

/**
 * Sends and accepts signals, and keeps who joined and who is muted.
 *
 * @example
 * ```ts
 * import { GroupNode, GspClient, MlsContext, SignalType } from "gbp-stack";
 *
 * using mls = MlsContext.create("alice");
 * using node = GroupNode.create(1, mls.groupId);
 * node.bootstrapAsCreator(mls.epoch);
 * using client = GspClient.create();
 * const args = new Uint8Array([0xa1, 0x00, 0x03]); // {0: 3}: the target is member 3
 * const frame = client.send(node, mls, 0, SignalType.MUTE, 0, 1, args);
 * console.log(frame.wire.length > 0, client.muted.size); // true 0
 * ```
 */
export class GspClient extends NativeHandle {
  private constructor(handle: number, own: boolean) {
    super(Kind.GSP, handle, own ? native.gbpf_gsp_destroy : undefined);
  }

  /** A client that knows of no member. */
  static create(): GspClient {
    return new GspClient(check(native.gbpf_gsp_create(), "gsp_client_create"), true);
  }

  /**
   * A client that another Worker opened, by its handle; see {@link MlsContext.adopt} for the
   * ownership.
   */
  static adopt(handle: number, options: AdoptOptions = {}): GspClient {
    const own = adopts(Kind.GSP, handle, options);
    return new GspClient(handle, own);
  }

  /**
   * Sends a signal (`target`, `roleClaim`, `requestId` u32; `args` in CBOR, empty for JOIN and
   * LEAVE).
   * @throws GbpError `gsp_client_send: bad signal …`, `node: invalid state: cannot send in state
   * …`.
   */
  send(
    node: GroupNode,
    mls: MlsContext,
    target: number,
    signal: SignalType,
    roleClaim: number,
    requestId: number,
    args: Uint8Array = EMPTY,
    codec: PayloadCodec = PayloadCodec.CBOR,
  ): OutboundFrame {
    const handle = liveHandle(this, Kind.GSP, "this", SEND);
    const nodeHandle = liveHandle(node, Kind.NODE, "node", SEND);
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", SEND);
    u32(target, "target");
    u32(signal, "signal");
    u32(roleClaim, "roleClaim");
    u32(requestId, "requestId");
    const length = bytes(args, "args");
    integer(codec, 0xff, "codec");
    const out = wireMemory(length, OVERHEAD);
    const result = native.gbpf_gsp_send(
      handle,
      nodeHandle,
      mlsHandle,
      signal,
      roleClaim,
      requestId,
      args,
      length,
      codec,
      out,
      length + OVERHEAD,
    );
    return new OutboundFrame(target, wireOf(out, check(result, SEND)));
  }

  /**
   * Reads the plaintext of a signal frame. A malformed payload is a result with status `"error"`.
   */
  accept(
    plaintext: Uint8Array,
    currentEpoch: number | bigint,
    codec: PayloadCodec = PayloadCodec.CBOR,
  ): GspAcceptResult {
    const handle = liveHandle(this, Kind.GSP, "this", ACCEPT);
    const length = bytes(plaintext, "plaintext");
    split64(currentEpoch, "currentEpoch");
    integer(codec, 0xff, "codec");
    const memory = scratch(length + GBPF_REASON_MAX);
    const result = native.gbpf_gsp_accept(
      handle,
      halves[0]!,
      halves[1]!,
      plaintext,
      length,
      codec,
      words,
      memory,
      memory.length,
    );
    const status = STATUSES[check(result, ACCEPT)]!;
    return status === "new" ? readSignal(plaintext, memory) : readRefusal(status, memory);
  }

  /** Ours: the members who joined, by the signals accepted so far; a copy. */
  get members(): ReadonlySet<number> {
    return this.#list(JOINED, "members");
  }

  /**
   * Ours: the members who are muted: the targets of MUTE without an UNMUTE or LEAVE since; a copy.
   */
  get muted(): ReadonlySet<number> {
    return this.#list(MUTED, "muted");
  }

  /** Forgets requests, members, muted, and the epoch noted. */
  reset(): void {
    const handle = liveHandle(this, Kind.GSP, "this", RESET);
    check(native.gbpf_gsp_reset(handle), RESET);
  }

  #list(which: number, operation: string): Set<number> {
    const handle = liveHandle(this, Kind.GSP, "this", operation);
    const ids = parked(native.gbpf_gsp_members(handle, which, PARK, 0), operation);
    return new Set(new Uint32Array(ids.buffer));
  }
}

/** The signal that gbpf_gsp_accept described in `words`. */
function readSignal(plaintext: Uint8Array, memory: Uint8Array): GspAcceptResult {
  const offset = words[4]!;
  const length = words[5]!;
  const isMoved = (words[6]! & MOVED) !== 0;
  return new GspAcceptResult(
    "new",
    SIGNAL_NAMES[words[0]!],
    words[0] as SignalType,
    words[1]!,
    words[2]!,
    words[3]!,
    undefined,
    isMoved ? takeOut(memory, offset, length) : plaintext.subarray(offset, offset + length),
  );
}

function readRefusal(status: "duplicate" | "error", memory: Uint8Array): GspAcceptResult {
  const isDuplicate = status === "duplicate";
  const requestId = isDuplicate ? words[3]! : undefined;
  const reason = isDuplicate ? undefined : decodeUtf8(memory, 0, words[7]!);
  return new GspAcceptResult(
    status,
    undefined,
    undefined,
    undefined,
    undefined,
    requestId,
    reason,
  );
}
