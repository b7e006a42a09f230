// A member without a line of ours: ts-mls below, the frames of wire.ts above, and of a node as much
// as wire version 1 asks a well-behaved receiver for.

import { MlsPeer } from "./mls_peer.ts";
import type { Heard, Participant, Said } from "./participant.ts";
import {
  decodeFrame,
  decodePlaintext,
  encodeFrame,
  encodePlaintext,
  flagsOf,
  seal,
  STREAMS,
  unseal,
} from "./wire.ts";

const GROUP_ID_BYTES = 16;
const KEY_BYTES = 32;
const VERSION = 1;

export class PeerMember implements Participant {
  readonly name: string;
  readonly id: number;
  readonly mls: MlsPeer;
  #lastTransition = 0;
  /** The last numbers sent and seen, by stream; of this epoch. */
  readonly #sent = new Map<string, number>();
  readonly #seen = new Map<string, number>();

  private constructor(name: string, id: number, mls: MlsPeer) {
    this.name = name;
    this.id = id;
    this.mls = mls;
  }

  static async create(name: string, id: number): Promise<PeerMember> {
    return new PeerMember(name, id, await MlsPeer.create(name));
  }

  get epoch(): bigint {
    return this.mls.epoch;
  }

  get groupId(): Uint8Array {
    const id = new Uint8Array(GROUP_ID_BYTES);
    id.set(this.mls.groupId.subarray(0, GROUP_ID_BYTES));
    return id;
  }

  keyPackage(): Uint8Array {
    return this.mls.keyPackage();
  }

  found(groupId: Uint8Array): Promise<void> {
    return this.mls.found(groupId);
  }

  join(welcome: Uint8Array): Promise<void> {
    return this.mls.join(welcome);
  }

  invite(
    keyPackages: readonly Uint8Array[],
  ): Promise<{ commit: Uint8Array; welcome: Uint8Array }> {
    return this.mls.invite(keyPackages);
  }

  remove(leaf: number): Promise<Uint8Array> {
    return this.mls.remove(leaf);
  }

  stage(commit: Uint8Array): Promise<void> {
    return this.mls.stage(commit);
  }

  merge(transitionId: number): Promise<void> {
    this.mls.merge();
    this.#lastTransition = transitionId;
    this.#sent.clear();
    this.#seen.clear();
    return Promise.resolve();
  }

  exportSecret(label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
    return this.mls.exportSecret(label, context, length);
  }

  async send(said: Said): Promise<Uint8Array> {
    const sequenceNo = (this.#sent.get(said.kind) ?? 0) + 1;
    this.#sent.set(said.kind, sequenceNo);
    const plaintext = encodePlaintext(said, this.id, this.epoch, sequenceNo);
    return encodeFrame({
      version: VERSION,
      groupId: this.groupId,
      epoch: this.epoch,
      transitionId: this.#lastTransition,
      kind: said.kind,
      sender: this.id,
      flags: flagsOf(said),
      sequenceNo,
      payload: seal(await this.#key(said.kind), sequenceNo, plaintext),
      codec: said.kind === "control" ? 0 : said.codec,
    });
  }

  async receive(wire: Uint8Array): Promise<Heard> {
    const frame = decodeFrame(wire);
    if (frame.version !== VERSION) throw new Error(`version ${frame.version}`);
    if (frame.groupId.toHex() !== this.groupId.toHex()) throw new Error("another group");
    if (frame.epoch !== this.epoch) throw new Error(`epoch ${frame.epoch}, not ${this.epoch}`);
    const stream = `${frame.kind} ${frame.sender}`;
    if (frame.sequenceNo <= (this.#seen.get(stream) ?? 0)) throw new Error("seen before");
    const plaintext = unseal(await this.#key(frame.kind), frame.sequenceNo, frame.payload);
    this.#seen.set(stream, frame.sequenceNo);
    const heard = decodePlaintext(plaintext, frame);
    if (frame.flags !== flagsOf(heard)) throw new Error(`flags ${frame.flags}`);
    return heard;
  }

  close(): void {}

  #key(kind: Said["kind"]): Promise<Uint8Array> {
    return this.exportSecret(STREAMS[kind].label, new Uint8Array(), KEY_BYTES);
  }
}
