// SFrame: a second end-to-end layer for audio frames, with keys per sender (docs/wire.md, SFrame;
// RFC 9605).

import { bytes, integer, lent, text, u32, viewOf } from "./check.ts";
import { type AdoptOptions, adopts, Kind, liveHandle, NativeHandle } from "./handle.ts";
import type { MlsContext } from "./mls_context.ts";
import {
  isScratch,
  PlaintextMemory,
  plaintextMemory,
  plaintextOf,
  wireMemory,
  wireOf,
} from "./memory.ts";
import { check, GBPF_SFRAME_OVERHEAD, native, withText, words } from "./native.ts";
import { AES_128_GCM, SFRAME_FORMATS, Status } from "./tables.ts";

const DEFAULT_LABEL = "gbp/sframe v1";
const EMPTY = new Uint8Array(0);
const DECRYPT = "gbp_sframe_decrypt";

/**
 * Header and key schedule of SFrame: `"gbp-1.5"` as gbp-stack 1.5 for Python speaks it, `"rfc9605"`
 * as 1.9 and every other RFC 9605 peer do.
 *
 * @example
 * ```ts
 * import type { SFrameFormat } from "gbp-stack";
 *
 * const format: SFrameFormat = "rfc9605";
 * console.log(format); // "rfc9605"
 * ```
 */
export type SFrameFormat = "gbp-1.5" | "rfc9605";

/**
 * What {@link SFrameSession.decrypt} returns.
 *
 * @example
 * ```ts
 * import { SFrameDecryptResult } from "gbp-stack";
 *
 * const result = new SFrameDecryptResult(new Uint8Array(3), 1);
 * console.log(result.senderLeaf); // 1
 * ```
 */
export class SFrameDecryptResult {
  /** The frame, in memory of its own (`into`: the caller's). */
  readonly plaintext: Uint8Array<ArrayBuffer>;
  /** Leaf index of the sender. */
  readonly senderLeaf: number;

  /** A plaintext and its sender. */
  constructor(plaintext: Uint8Array<ArrayBuffer>, senderLeaf: number) {
    this.plaintext = plaintext;
    this.senderLeaf = senderLeaf;
  }
}

/**
 * Opens the SFrame payloads of all senders of one MLS epoch; refuses what it has seen before.
 *
 * @example
 * ```ts
 * import { MlsContext, SFrameSession } from "gbp-stack";
 *
 * using alice = MlsContext.create("alice");
 * using session = SFrameSession.create(alice);
 * using encryptor = session.createEncryptor(alice, alice.ownLeaf);
 * const payload = encryptor.encrypt(new Uint8Array([1, 2, 3]));
 * const { plaintext, senderLeaf } = session.decrypt(payload);
 * console.log(plaintext.length, senderLeaf); // 3 0
 * ```
 */
export class SFrameSession extends NativeHandle {
  readonly #plaintexts = new PlaintextMemory();

  private constructor(handle: number, own: boolean) {
    super(Kind.SFRAME_SESSION, handle, own ? native.gbpf_sframe_session_destroy : undefined);
  }

  /**
   * A session on the present epoch of an MLS context; later epochs need a new one. `suite` is
   * `AES_128_GCM` or `AES_256_GCM`.
   * @throws GbpError `gbp_sframe_session_create: unknown ciphersuite …`.
   */
  static create(
    mls: MlsContext,
    label = DEFAULT_LABEL,
    suite: number = AES_128_GCM,
    format: SFrameFormat = "gbp-1.5",
  ): SFrameSession {
    const operation = "gbp_sframe_session_create";
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", operation);
    integer(suite, 0xff, "suite");
    const code = formatCode(format);
    const result = withText(label, "label", (memory, length) => {
      return native.gbpf_sframe_session_create(mlsHandle, suite, code, memory, length);
    });
    return new SFrameSession(check(result, operation), true);
  }

  /**
   * A session that another Worker opened, by its handle; see {@link MlsContext.adopt} for the
   * ownership.
   */
  static adopt(handle: number, options: AdoptOptions = {}): SFrameSession {
    return new SFrameSession(handle, adopts(Kind.SFRAME_SESSION, handle, options));
  }

  /**
   * A sender for a leaf (u32) on the present epoch, in this session's format; later epochs need a
   * new one. Give label and suite again when they are not the default's. The leaf names the
   * sender and its key: give {@link MlsContext.ownLeaf}. With another member's leaf two members
   * would count under one key, and repeat each other's nonces. Senders of the same keys in a
   * process share one counter, so making one anew never repeats a nonce.
   */
  createEncryptor(
    mls: MlsContext,
    leafIndex: number,
    label = DEFAULT_LABEL,
    suite: number = AES_128_GCM,
  ): SFrameEncryptor {
    const operation = "gbp_sframe_encryptor_create";
    const handle = liveHandle(this, Kind.SFRAME_SESSION, "this", operation);
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", operation);
    u32(leafIndex, "leafIndex");
    integer(suite, 0xff, "suite");
    const result = withText(label, "label", (memory, length) => {
      return native.gbpf_sframe_encryptor_create(
        mlsHandle,
        handle,
        leafIndex,
        suite,
        memory,
        length,
      );
    });
    return SFrameEncryptor.adopt(check(result, operation), { own: true });
  }

  /**
   * Opens a payload; `extraAad` must be what the sender gave. Ours: `into` is memory for the
   * plaintext, as in `GroupNode.onWire`.
   * @throws GbpError `gbp_sframe_decrypt: AEAD decryption failed`, `replay detected: KID=… CTR=…`,
   * ….
   */
  decrypt(
    payload: Uint8Array,
    extraAad: Uint8Array = EMPTY,
    into: Uint8Array<ArrayBuffer> | undefined = undefined,
  ): SFrameDecryptResult {
    const handle = liveHandle(this, Kind.SFRAME_SESSION, "this", DECRYPT);
    const length = bytes(payload, "payload");
    const aadLength = bytes(extraAad, "extraAad");
    const room = lent(into, length, "into");
    if (room !== undefined) {
      const result = open(handle, payload, length, extraAad, aadLength, into!, room);
      return new SFrameDecryptResult(viewOf(into!, 0, check(result, DECRYPT)), words[0]!);
    }
    let memory = this.#plaintexts.take(length, length);
    let result = open(handle, payload, length, extraAad, aadLength, memory);
    if (result === Status.E_SPACE) {
      memory = plaintextMemory(length);
      result = open(handle, payload, length, extraAad, aadLength, memory);
    }
    const plaintext = plaintextOf(memory, 0, check(result, DECRYPT));
    if (plaintext !== memory) {
      this.#plaintexts.learn(length, plaintext.length);
      if (!isScratch(memory)) memory.fill(0, plaintext.length);
    }
    return new SFrameDecryptResult(plaintext, words[0]!);
  }
}

/**
 * Protects the frames of one sender; made by {@link SFrameSession.createEncryptor}.
 *
 * @example
 * ```ts
 * import { MlsContext, SFrameSession } from "gbp-stack";
 *
 * using mls = MlsContext.create("alice");
 * using session = SFrameSession.create(mls);
 * using encryptor = session.createEncryptor(mls, mls.ownLeaf);
 * console.log(encryptor.encrypt(new Uint8Array(160)).length > 160); // true
 * ```
 */
export class SFrameEncryptor extends NativeHandle {
  private constructor(handle: number, own: boolean) {
    super(Kind.SFRAME_ENCRYPTOR, handle, own ? native.gbpf_sframe_encryptor_destroy : undefined);
  }

  /**
   * An encryptor opened elsewhere, by its handle; see {@link MlsContext.adopt} for the ownership.
   */
  static adopt(handle: number, options: AdoptOptions = {}): SFrameEncryptor {
    return new SFrameEncryptor(handle, adopts(Kind.SFRAME_ENCRYPTOR, handle, options));
  }

  /** Header, ciphertext and tag; `extraAad` is authenticated too, and not in the result. */
  encrypt(plaintext: Uint8Array, extraAad: Uint8Array = EMPTY): Uint8Array<ArrayBuffer> {
    const handle = liveHandle(this, Kind.SFRAME_ENCRYPTOR, "this", "gbp_sframe_encrypt");
    const length = bytes(plaintext, "plaintext");
    const aadLength = bytes(extraAad, "extraAad");
    const out = wireMemory(length, GBPF_SFRAME_OVERHEAD);
    const result = native.gbpf_sframe_encrypt(
      handle,
      plaintext,
      length,
      extraAad,
      aadLength,
      out,
      length + GBPF_SFRAME_OVERHEAD,
    );
    return wireOf(out, check(result, "gbp_sframe_encrypt"));
  }
}

function open(
  handle: number,
  payload: Uint8Array,
  length: number,
  aad: Uint8Array,
  aadLength: number,
  memory: Uint8Array,
  capacity = memory.length,
): number {
  return native.gbpf_sframe_decrypt(
    handle,
    payload,
    length,
    aad,
    aadLength,
    memory,
    capacity,
    words,
  );
}

function formatCode(format: SFrameFormat): number {
  if (Object.hasOwn(SFRAME_FORMATS, text(format, "format"))) return SFRAME_FORMATS[format];
  throw new RangeError(`format must be one of ${Object.keys(SFRAME_FORMATS).join(", ")}`);
}
