// Attachments of text messages: a manifest that announces a file, and the chunks that carry it
// (docs/wire.md, GTP attachments). Both are CBOR.

import { bytes, bytesOf, capacity, integer, u32, u64, wellFormed } from "./check.ts";
import { check, decodeUtf8, halves, join64, native, split64, words } from "./native.ts";

const HASH_BYTES = 32;
const MANIFEST_OVERHEAD = 128;
const CHUNK_OVERHEAD = 64;
const DEFAULT_CHUNK_BYTES = 65_536;
const encoder = new TextEncoder();

/**
 * What a file is: the body of a text message of content type 3.
 *
 * @example
 * ```ts
 * import { AttachmentManifest } from "gbp-stack";
 *
 * const manifest = new AttachmentManifest({
 *   attachmentId: 9,
 *   name: "note.txt",
 *   mime: "text/plain",
 *   size: 5,
 *   chunkCount: 1,
 *   hash: new Uint8Array(32), // SHA-256 of the whole file
 * });
 * console.log(AttachmentManifest.decode(manifest.encode()).name); // "note.txt"
 * ```
 */
export class AttachmentManifest {
  /** u64; the chunks repeat it. */
  readonly attachmentId: bigint;
  /** File name. */
  readonly name: string;
  /** Media type. */
  readonly mime: string;
  /** Size of the whole in bytes, u64. */
  readonly size: bigint;
  /** How many chunks there are, u32. */
  readonly chunkCount: number;
  /** SHA-256 of the whole, 32 bytes. */
  readonly hash: Uint8Array<ArrayBuffer>;

  /**
   * Keeps these fields; the new manifest is frozen.
   * @throws RangeError or TypeError when a value is not of the kind and range named above.
   */
  constructor(fields: {
    attachmentId: number | bigint;
    name: string;
    mime: string;
    size: number | bigint;
    chunkCount: number;
    hash: Uint8Array;
  }) {
    const { attachmentId, name, mime, size, chunkCount, hash } = fields;
    this.attachmentId = u64(attachmentId, "attachmentId");
    this.name = wellFormed(name, "name");
    this.mime = wellFormed(mime, "mime");
    this.size = u64(size, "size");
    this.chunkCount = u32(chunkCount, "chunkCount");
    this.hash = new Uint8Array(bytesOf(hash, HASH_BYTES, "hash"));
    Object.freeze(this);
  }

  /**
   * Reads the body of a message of content type 3.
   * @throws GbpError `manifest_decode: …` when it is not a manifest.
   */
  static decode(body: Uint8Array): AttachmentManifest {
    const length = bytes(body, "body");
    const out = new Uint8Array(length);
    const result = native.gbpf_gtp_manifest_decode(body, length, words, out, out.length);
    check(result, "manifest_decode");
    const found = [...words];
    const part = (index: number): [number, number] => [found[index]!, found[index + 1]!];
    const [hashOffset, hashLength] = part(9);
    return new AttachmentManifest({
      attachmentId: join64(found[0]!, found[1]!),
      size: join64(found[2]!, found[3]!),
      chunkCount: found[4]!,
      name: decodeUtf8(out, ...part(5)),
      mime: decodeUtf8(out, ...part(7)),
      hash: out.subarray(hashOffset, hashOffset + hashLength),
    });
  }

  /**
   * The manifest as the body of a message; {@link GtpClient.sendAttachment} calls it.
   * @throws TypeError when the buffer of the hash was transferred.
   */
  encode(): Uint8Array<ArrayBuffer> {
    // Read once and checked again: a subclass may have other fields than the constructor saw.
    const { chunkCount, hash } = this;
    u32(chunkCount, "chunkCount");
    bytesOf(hash, HASH_BYTES, "hash");
    const name = encoder.encode(wellFormed(this.name, "name"));
    const mime = encoder.encode(wellFormed(this.mime, "mime"));
    const out = new Uint8Array(name.length + mime.length + MANIFEST_OVERHEAD);
    split64(this.size, "size");
    const [sizeLow, sizeHigh] = [halves[0]!, halves[1]!];
    split64(this.attachmentId, "attachmentId");
    const result = native.gbpf_gtp_manifest_encode(
      halves[0]!,
      halves[1]!,
      name,
      name.length,
      mime,
      mime.length,
      sizeLow,
      sizeHigh,
      chunkCount,
      hash,
      out,
      out.length,
    );
    return out.subarray(0, check(result, "manifest_encode"));
  }
}

/**
 * One piece of a file. How the pieces travel is the application's affair (wire.md, GTP
 * attachments), and so is protecting them: `encode` does not encrypt. A key that all members have
 * comes from {@link MlsContext.exportSecret}. Check the whole file against the manifest's size and
 * hash.
 *
 * @example
 * ```ts
 * import { AttachmentChunk } from "gbp-stack";
 *
 * const file = new Uint8Array(100_000);
 * const chunks = AttachmentChunk.split(9, file);
 * console.log(chunks.length); // 2
 * console.log(AttachmentChunk.decode(chunks[1]!.encode()).data.length); // 34464
 * ```
 */
export class AttachmentChunk {
  /** u64, as in the manifest. */
  readonly attachmentId: bigint;
  /** Place of the chunk, from 0; u32. */
  readonly index: number;
  /** How many chunks there are, u32. */
  readonly chunkCount: number;
  /** The chunk's bytes. */
  readonly data: Uint8Array;

  /**
   * Keeps these fields; the new chunk is frozen, and `data` is the array that was given.
   * @throws RangeError or TypeError when a value is not of the kind and range named above.
   */
  constructor(attachmentId: number | bigint, index: number, chunkCount: number, data: Uint8Array) {
    this.attachmentId = u64(attachmentId, "attachmentId");
    this.index = u32(index, "index");
    this.chunkCount = u32(chunkCount, "chunkCount");
    bytes(data, "data");
    this.data = data;
    Object.freeze(this);
  }

  /** Cuts a file into chunks of `chunkBytes` (65 536 by default); they are views on `file`. */
  static split(
    attachmentId: number | bigint,
    file: Uint8Array,
    chunkBytes = DEFAULT_CHUNK_BYTES,
  ): AttachmentChunk[] {
    const length = bytes(file, "file");
    const size = integer(capacity(chunkBytes, "chunkBytes"), 0x4000_0000, "chunkBytes");
    const count = Math.ceil(length / size);
    return Array.from({ length: count }, (_, index) => {
      const data = file.subarray(index * size, (index + 1) * size);
      return new AttachmentChunk(attachmentId, index, count, data);
    });
  }

  /**
   * Reads what {@link encode} wrote.
   * @throws GbpError `chunk_decode: …` when it is not a chunk.
   */
  static decode(encoded: Uint8Array): AttachmentChunk {
    const length = bytes(encoded, "encoded");
    const out = new Uint8Array(length);
    const used = check(
      native.gbpf_gtp_chunk_decode(encoded, length, words, out, out.length),
      "chunk_decode",
    );
    const id = join64(words[0]!, words[1]!);
    return new AttachmentChunk(id, words[2]!, words[3]!, out.subarray(0, used));
  }

  /** The chunk in CBOR. */
  encode(): Uint8Array<ArrayBuffer> {
    const { index, chunkCount, data } = this; // as in AttachmentManifest.encode
    u32(index, "index");
    u32(chunkCount, "chunkCount");
    split64(this.attachmentId, "attachmentId");
    const length = bytes(data, "data");
    const out = new Uint8Array(length + CHUNK_OVERHEAD);
    const result = native.gbpf_gtp_chunk_encode(
      halves[0]!,
      halves[1]!,
      index,
      chunkCount,
      data,
      length,
      out,
      out.length,
    );
    return out.subarray(0, check(result, "chunk_encode"));
  }
}
