// Audio frames (GAP): RTP-like numbers per media source, late frames recognised, older key phases
// kept for a while after an epoch's change (docs/behaviour.md, Clients; wire.md, GAP audio
// payload).

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
  join64,
  MOVED,
  native,
  split64,
  words,
} from "./native.ts";
import { OutboundFrame } from "./outbound_frame.ts";
import { PayloadCodec } from "./tables.ts";

const OVERHEAD = GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD;
// Operations, as error texts name them.
const SEND = "gap_client_send";
const ACCEPT = "gap_client_accept";
const RESET = "gap_client_reset";
const STATUSES = ["new", "late", "error"] as const;

/**
 * What {@link GapClient.accept} found.
 *
 * @example
 * ```ts
 * import { GapClient } from "gbp-stack";
 *
 * using client = GapClient.create();
 * const result = client.accept(new Uint8Array([0xff]), 0);
 * console.log(result.status, result.bytes); // "error" undefined
 * ```
 */
export class GapAcceptResult {
  /** `"error"`: see reason. Otherwise all other fields are there. */
  readonly status: "new" | "late" | "error";
  /** Media source. */
  readonly source: number | undefined;
  /** Sequence number, 1 at first, 16 bits wide. */
  readonly seq: number | undefined;
  /** Length of the frame in bytes (Python: `bytes_`). */
  readonly bytes: number | undefined;
  /** Why the payload was refused. */
  readonly reason: string | undefined;
  readonly #rtpTimestamp: number | bigint | undefined;
  readonly #from: Uint8Array | undefined;
  readonly #offset: number;

  /** A result with these fields; the frame stands in `from`. */
  constructor(
    status: "new" | "late" | "error",
    source?: number,
    seq?: number,
    bytes?: number,
    reason?: string,
    rtpTimestamp?: number | bigint,
    from?: Uint8Array,
    offset = 0,
  ) {
    this.status = status;
    this.source = source;
    this.seq = seq;
    this.bytes = bytes;
    this.reason = reason;
    this.#rtpTimestamp = rtpTimestamp;
    this.#from = from;
    this.#offset = offset;
  }

  /**
   * Ours: the frame's time in ticks of 48 kHz. Not a property of the object itself: a clone or a
   * spread leaves it out, like {@link opus}.
   */
  get rtpTimestamp(): bigint | undefined {
    return this.#rtpTimestamp === undefined ? undefined : BigInt(this.#rtpTimestamp);
  }

  /** Ours: the frame's bytes, as a rule a view on the plaintext that was accepted. */
  get opus(): Uint8Array | undefined {
    return this.#from?.subarray(this.#offset, this.#offset + (this.bytes ?? 0));
  }
}

/**
 * Sends and accepts audio frames.
 *
 * @example
 * ```ts
 * import { GapClient, GroupNode, MlsContext } from "gbp-stack";
 *
 * using mls = MlsContext.create("alice");
 * using node = GroupNode.create(1, mls.groupId);
 * node.bootstrapAsCreator(mls.epoch);
 * using client = GapClient.create();
 * const opus = new Uint8Array(160);
 * const frame = client.send(node, mls, 2, 7, 960n, opus); // source 7, 20 ms after its start
 * console.log(frame.wire.length > 160); // true
 * ```
 */
export class GapClient extends NativeHandle {
  private constructor(handle: number, own: boolean) {
    super(Kind.GAP, handle, own ? native.gbpf_gap_destroy : undefined);
  }

  /** A client with all numbering at its start. */
  static create(): GapClient {
    return new GapClient(check(native.gbpf_gap_create(), "gap_client_create"), true);
  }

  /**
   * A client that another Worker opened, by its handle; see {@link MlsContext.adopt} for the
   * ownership.
   */
  static adopt(handle: number, options: AdoptOptions = {}): GapClient {
    return new GapClient(handle, adopts(Kind.GAP, handle, options));
  }

  /**
   * Sends one audio frame (`target`, `mediaSourceId` u32; `rtpTimestamp` u64 in ticks of 48 kHz).
   * @throws GbpError `gap_client_send: node: invalid state: cannot send in state …`.
   */
  send(
    node: GroupNode,
    mls: MlsContext,
    target: number,
    mediaSourceId: number,
    rtpTimestamp: number | bigint,
    opus: Uint8Array,
    codec: PayloadCodec = PayloadCodec.CBOR,
  ): OutboundFrame {
    const handle = liveHandle(this, Kind.GAP, "this", SEND);
    const nodeHandle = liveHandle(node, Kind.NODE, "node", SEND);
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", SEND);
    u32(target, "target");
    u32(mediaSourceId, "mediaSourceId");
    split64(rtpTimestamp, "rtpTimestamp");
    integer(codec, 0xff, "codec");
    const length = bytes(opus, "opus");
    const out = wireMemory(length, OVERHEAD);
    const result = native.gbpf_gap_send(
      handle,
      nodeHandle,
      mlsHandle,
      mediaSourceId,
      halves[0]!,
      halves[1]!,
      opus,
      length,
      codec,
      out,
      length + OVERHEAD,
    );
    return new OutboundFrame(target, wireOf(out, check(result, SEND)));
  }

  /**
   * Reads the plaintext of an audio frame. A malformed payload is a result with status `"error"`.
   */
  accept(
    plaintext: Uint8Array,
    currentEpoch: number | bigint,
    codec: PayloadCodec = PayloadCodec.CBOR,
  ): GapAcceptResult {
    const handle = liveHandle(this, Kind.GAP, "this", ACCEPT);
    const length = bytes(plaintext, "plaintext");
    split64(currentEpoch, "currentEpoch");
    integer(codec, 0xff, "codec");
    const memory = scratch(length + GBPF_REASON_MAX);
    const result = native.gbpf_gap_accept(
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
    if (status === "error") {
      const reason = decodeUtf8(memory, 0, words[7]!);
      return new GapAcceptResult(status, undefined, undefined, undefined, reason);
    }
    const isMoved = (words[6]! & MOVED) !== 0;
    const from = isMoved ? takeOut(memory, words[4]!, words[5]!) : plaintext;
    return new GapAcceptResult(
      status,
      words[0]!,
      words[1]!,
      words[5]!,
      undefined,
      words[3] === 0 ? words[2] : join64(words[2]!, words[3]!), // a bigint made for nobody is dear
      from,
      isMoved ? 0 : words[4]!,
    );
  }

  /** Restarts all numbering and forgets the windows and the epoch noted. */
  reset(): void {
    const handle = liveHandle(this, Kind.GAP, "this", RESET);
    check(native.gbpf_gap_reset(handle), RESET);
  }
}
