// A member's voice in one epoch: SFrame keys end with the epoch that they were made from, so every
// transition makes them anew.

import { type MlsContext, type SFrameEncryptor, SFrameSession } from "gbp-stack";

export class Voice {
  readonly #session: SFrameSession;
  readonly #encryptor: SFrameEncryptor;

  constructor(mls: MlsContext) {
    this.#session = SFrameSession.create(mls);
    this.#encryptor = this.#session.createEncryptor(mls, mls.ownLeaf);
  }

  protect(opus: Uint8Array): Uint8Array {
    return this.#encryptor.encrypt(opus);
  }

  /** Opens a frame that must be of the member at `leaf`: GBP alone does not tell members apart. */
  open(payload: Uint8Array, leaf: number): Uint8Array {
    const { plaintext, senderLeaf } = this.#session.decrypt(payload);
    if (senderLeaf !== leaf) throw new Error(`audio of leaf ${senderLeaf}, not of leaf ${leaf}`);
    return plaintext;
  }

  close(): void {
    this.#encryptor.close();
    this.#session.close();
  }
}

const OPUS_BYTES = 80;
/** One frame is 20 ms, at 48 kHz. */
export const FRAME_MS = 20;
export const TICKS_A_FRAME = 960;

/** Stands for the encoder: bytes that tell the speaker and the frame, so that a mix-up shows. */
export function opusFrame(speaker: number, index: number): Uint8Array {
  return Uint8Array.from({ length: OPUS_BYTES }, (_, at) => (speaker * 64 + index * 5 + at) & 0xff);
}
