// Text messages (GTP): numbering is the application's, duplicates are recognised here
// (docs/behaviour.md, Clients; wire.md, GTP text message).

import { bytes, integer, u32, wrongType } from "./check.ts";
import { AttachmentManifest } from "./attachments.ts";
import type { GroupNode } from "./group_node.ts";
import { type AdoptOptions, adopts, Kind, liveHandle, NativeHandle } from "./handle.ts";
import type { MlsContext } from "./mls_context.ts";
import { scratch, takeOut, wireMemory, wireOf } from "./memory.ts";
import {
  check,
  decodeText,
  decodeUtf8,
  encodeText,
  forgetText,
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
import { ContentType, PayloadCodec } from "./tables.ts";

const OVERHEAD = GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD;
// Operations, as error texts name them.
const SEND = "gtp_client_send";
const ACCEPT = "gtp_client_accept";
const RESET = "gtp_client_reset";
const STATUSES = ["new", "duplicate", "error"] as const;

/**
 * What {@link GtpClient.accept} found.
 *
 * @example
 * ```ts
 * import { GtpClient } from "gbp-stack";
 *
 * using client = GtpClient.create();
 * const result = client.accept(new Uint8Array([0xff]), 0);
 * console.log(result.status, result.text); // "error" undefined
 * ```
 */
export class GtpAcceptResult {
  /** `"error"`: see reason. Otherwise all other fields are there. */
  readonly status: "new" | "duplicate" | "error";
  /** Member id of the sender. */
  readonly sender: number | undefined;
  /** The sender's message id. */
  readonly messageId: bigint | undefined;
  /** The body as text; `"<binary>"` when it is not UTF-8. */
  readonly text: string | undefined;
  /** Why the payload was refused. */
  readonly reason: string | undefined;
  /** Ours: what the body is. */
  readonly contentType: ContentType | undefined;
  readonly #from: Uint8Array | undefined;
  readonly #offset: number;
  readonly #length: number;

  /** A result with these fields; the body stands in `from`. */
  constructor(
    status: "new" | "duplicate" | "error",
    sender?: number,
    messageId?: bigint,
    text?: string,
    reason?: string,
    contentType?: ContentType,
    from?: Uint8Array,
    offset = 0,
    length = from?.length ?? 0,
  ) {
    this.status = status;
    this.sender = sender;
    this.messageId = messageId;
    this.text = text;
    this.reason = reason;
    this.contentType = contentType;
    this.#from = from;
    this.#offset = offset;
    this.#length = length;
  }

  /** Ours: the body's bytes, as a rule a view on the plaintext that was accepted. */
  get body(): Uint8Array | undefined {
    return this.#from?.subarray(this.#offset, this.#offset + this.#length);
  }
}

/**
 * Sends and accepts text messages. It remembers the last 10 000 messages of an epoch and calls
 * their repetitions duplicates.
 *
 * @example
 * ```ts
 * import { GroupNode, GtpClient, MlsContext, PayloadCodec } from "gbp-stack";
 *
 * using mls = MlsContext.create("alice");
 * using node = GroupNode.create(1, mls.groupId);
 * node.bootstrapAsCreator(mls.epoch);
 * using client = GtpClient.create();
 * const frame = client.send(node, mls, 2, 0xcafe, "hello", PayloadCodec.PROTOBUF);
 * console.log(frame.target); // 2
 * ```
 */
export class GtpClient extends NativeHandle {
  private constructor(handle: number, own: boolean) {
    super(Kind.GTP, handle, own ? native.gbpf_gtp_destroy : undefined);
  }

  /** A client with nothing remembered. */
  static create(): GtpClient {
    return new GtpClient(check(native.gbpf_gtp_create(), "gtp_client_create"), true);
  }

  /**
   * A client that another Worker opened, by its handle; see {@link MlsContext.adopt} for the
   * ownership.
   */
  static adopt(handle: number, options: AdoptOptions = {}): GtpClient {
    return new GtpClient(handle, adopts(Kind.GTP, handle, options));
  }

  /**
   * Sends a text (UTF-8; `target` u32, `messageId` u64, unique for this sender). `mls` must be the
   * context of the node's group at the node's epoch: as in Python, nothing compares them.
   * @throws GbpError `gtp_client_send: node: invalid state: cannot send in state …`.
   */
  send(
    node: GroupNode,
    mls: MlsContext,
    target: number,
    messageId: number | bigint,
    text: string,
    codec: PayloadCodec = PayloadCodec.CBOR,
  ): OutboundFrame {
    const handle = liveHandle(this, Kind.GTP, "this", SEND);
    const nodeHandle = liveHandle(node, Kind.NODE, "node", SEND);
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", SEND);
    u32(target, "target");
    split64(messageId, "messageId");
    integer(codec, 0xff, "codec");
    try { // withText would cost a closure here, a twentieth of a short message
      const { memory, length } = encodeText(text, "text");
      const out = wireMemory(length, OVERHEAD);
      const result = native.gbpf_gtp_send(
        handle,
        nodeHandle,
        mlsHandle,
        halves[0]!,
        halves[1]!,
        ContentType.PLAIN,
        memory,
        length,
        codec,
        out,
        length + OVERHEAD,
      );
      return new OutboundFrame(target, wireOf(out, check(result, SEND)));
    } finally {
      forgetText();
    }
  }

  /** Ours: announces an attachment, a message of content type 3 whose body is the manifest. */
  sendAttachment(
    node: GroupNode,
    mls: MlsContext,
    target: number,
    messageId: number | bigint,
    manifest: AttachmentManifest,
    codec: PayloadCodec = PayloadCodec.CBOR,
  ): OutboundFrame {
    if (!(manifest instanceof AttachmentManifest)) {
      throw wrongType("manifest", "an AttachmentManifest", manifest);
    }
    const handle = liveHandle(this, Kind.GTP, "this", SEND);
    const nodeHandle = liveHandle(node, Kind.NODE, "node", SEND);
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", SEND);
    u32(target, "target");
    integer(codec, 0xff, "codec");
    const body = manifest.encode(); // a subclass may give anything
    const length = bytes(body, "manifest.encode()");
    split64(messageId, "messageId");
    const out = wireMemory(length, OVERHEAD);
    const result = native.gbpf_gtp_send(
      handle,
      nodeHandle,
      mlsHandle,
      halves[0]!,
      halves[1]!,
      ContentType.ATTACHMENT_REF,
      body,
      length,
      codec,
      out,
      length + OVERHEAD,
    );
    return new OutboundFrame(target, wireOf(out, check(result, SEND)));
  }

  /**
   * Reads the plaintext of a text frame. A malformed payload is a result with status `"error"`.
   * `currentEpoch` is the group's epoch, `codec` the event's.
   */
  accept(
    plaintext: Uint8Array,
    currentEpoch: number | bigint,
    codec: PayloadCodec = PayloadCodec.CBOR,
  ): GtpAcceptResult {
    const handle = liveHandle(this, Kind.GTP, "this", ACCEPT);
    const length = bytes(plaintext, "plaintext");
    split64(currentEpoch, "currentEpoch");
    integer(codec, 0xff, "codec");
    const memory = scratch(length + GBPF_REASON_MAX);
    const result = native.gbpf_gtp_accept(
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
      return new GtpAcceptResult(status, undefined, undefined, undefined, reason);
    }
    return readMessage(status, plaintext, memory);
  }

  /** Forgets the messages seen and the epoch noted. */
  reset(): void {
    const handle = liveHandle(this, Kind.GTP, "this", RESET);
    check(native.gbpf_gtp_reset(handle), RESET);
  }
}

/** The message that gbpf_gtp_accept described in `words`. */
function readMessage(
  status: "new" | "duplicate",
  plaintext: Uint8Array,
  memory: Uint8Array,
): GtpAcceptResult {
  const length = words[5]!;
  const traits = words[6]!;
  const isMoved = (traits & MOVED) !== 0;
  const from = isMoved ? takeOut(memory, words[4]!, length) : plaintext;
  const offset = isMoved ? 0 : words[4]!;
  return new GtpAcceptResult(
    status,
    words[0]!,
    join64(words[1]!, words[2]!),
    decodeText(from, offset, length, traits) ?? "<binary>",
    undefined,
    words[3] as ContentType,
    from,
    offset,
    length,
  );
}
