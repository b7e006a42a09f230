// A group of members of both kinds. Every change is a whole transition of the control plane, and
// after every change all must hold the same secrets and read each other.

import assert from "node:assert/strict";
import { ControlOpcode, PayloadCodec, SignalType } from "../../../bindings/mod.ts";
import { encodeArgs } from "../../../examples/live/signal_args.ts";
import type { Control, Heard, Participant, Said } from "./participant.ts";

const NONE = new Uint8Array();
/** Labels and contexts that frames and SFrame use, and sizes that none uses. */
const SECRETS: [label: string, usesEpoch: boolean, length: number][] = [
  ["gbp/control", false, 32],
  ["gbp/audio", false, 32],
  ["gbp/text", false, 32],
  ["gbp/signal", false, 32],
  ["gbp/sframe v1", true, 32],
  ["", false, 1],
  ["a label of our own", true, 500],
];

export class Room {
  readonly members: Participant[];
  /** By the leaf's number. */
  readonly #leaves: (Participant | undefined)[];
  #transition = 0;
  #used = 0;

  /** `founder` has founded its group. */
  constructor(founder: Participant) {
    this.members = [founder];
    this.#leaves = [founder];
  }

  async admit(inviter: Participant, newcomers: readonly Participant[]): Promise<void> {
    const keyPackages = newcomers.map((one) => one.keyPackage());
    const { commit, welcome } = await inviter.invite(keyPackages);
    await this.#change(inviter, commit);
    for (const newcomer of newcomers) {
      await newcomer.join(welcome, this.#transition + 1);
      const free = this.#leaves.indexOf(undefined);
      this.#leaves[free < 0 ? this.#leaves.length : free] = newcomer;
      this.members.push(newcomer);
    }
    await this.#settle();
  }

  /** The one who goes reads the commit too, and nothing after it. */
  async expel(remover: Participant, leaver: Participant): Promise<void> {
    const leaf = this.#leaves.indexOf(leaver);
    const commit = await remover.remove(leaf);
    this.#leaves[leaf] = undefined;
    this.members.splice(this.members.indexOf(leaver), 1);
    await this.#change(remover, commit, leaver);
    await this.#settle();
    await this.#compareWithOutsider(leaver);
    for (const sender of this.members) {
      for (const said of this.#utterances(sender)) {
        const wire = await sender.send(said);
        await assert.rejects(leaver.receive(wire), `${leaver.name} reads what is not for it`);
        await this.#hearAll(sender, said, wire);
      }
    }
  }

  #others(one: Participant): Participant[] {
    return this.members.filter((member) => member !== one);
  }

  /** PREPARE with the commit, READY from all, EXECUTE, and everybody merges. */
  async #change(
    committer: Participant,
    commit: Uint8Array,
    leaver?: Participant,
  ): Promise<void> {
    const transitionId = this.#transition + 1;
    const followers = this.#others(committer);
    const hearers = leaver ? [...this.members, leaver] : this.members;
    const control = (opcode: number, args: Uint8Array = NONE): Control => {
      return { kind: "control", opcode, transitionId, requestId: 500 + transitionId, args };
    };
    if (hearers.length > 1) {
      const prepare = control(ControlOpcode.PREPARE_TRANSITION, commit);
      const heard = await this.#announce(committer, prepare, hearers);
      for (const [hearer, message] of heard) {
        assert.equal(message.kind, "control");
        await hearer.stage((message as Control).args);
      }
      for (const follower of followers) {
        await this.#announce(follower, control(ControlOpcode.READY_FOR_TRANSITION), hearers);
      }
      await this.#announce(committer, control(ControlOpcode.EXECUTE_TRANSITION), hearers);
    }
    this.#transition = transitionId;
    for (const member of hearers) await member.merge(transitionId);
  }

  async #announce(
    sender: Participant,
    said: Control,
    hearers: readonly Participant[],
  ): Promise<Map<Participant, Heard>> {
    const wire = await sender.send(said);
    const heard = new Map<Participant, Heard>();
    for (const hearer of hearers.filter((one) => one !== sender)) {
      const message = await hearer.receive(wire);
      assert.deepEqual(message, { ...said, sender: sender.id });
      heard.set(hearer, message);
    }
    return heard;
  }

  /** All are in one epoch of one group, with the same secrets, and understand each other. */
  async #settle(): Promise<void> {
    await this.#compareSecrets();
    for (const sender of this.members) {
      for (const said of this.#utterances(sender)) {
        await this.#hearAll(sender, said, await sender.send(said));
      }
    }
  }

  async #compareSecrets(): Promise<void> {
    const [first, ...others] = this.members as [Participant, ...Participant[]];
    assert.equal(first.epoch, BigInt(this.#transition));
    const epochBytes = new Uint8Array(8);
    new DataView(epochBytes.buffer).setBigUint64(0, first.epoch);
    for (const other of others) {
      assert.equal(other.epoch, first.epoch);
      assert.deepEqual(other.groupId, first.groupId);
      for (const [label, usesEpoch, length] of SECRETS) {
        const context = usesEpoch ? epochBytes : NONE;
        const secrets = [first, other].map((one) => one.exportSecret(label, context, length));
        const [one, two] = await Promise.all(secrets) as [Uint8Array, Uint8Array];
        assert.equal(one.length, length);
        assert.deepEqual(two, one, `"${label}" in epoch ${first.epoch}`);
      }
    }
  }

  /** Who was removed has no secret of this epoch: none at all, or those of an older one. */
  async #compareWithOutsider(outsider: Participant): Promise<void> {
    for (const [label, usesEpoch, length] of SECRETS) {
      if (usesEpoch || length < 32) continue; // short ones may be equal by chance
      const own = await this.members[0]!.exportSecret(label, NONE, length);
      const other = await outsider.exportSecret(label, NONE, length).catch(() => undefined);
      assert.notDeepEqual(other, own);
    }
  }

  async #hearAll(sender: Participant, said: Said, wire: Uint8Array): Promise<void> {
    for (const hearer of this.#others(sender)) {
      const heard = await hearer.receive(wire);
      assert.deepEqual(heard, { ...said, sender: sender.id }, `${sender.name} to ${hearer.name}`);
    }
  }

  #utterances(sender: Participant): Said[] {
    return Object.entries(PayloadCodec).flatMap(([name, codec]): Said[] => [
      {
        kind: "text",
        messageId: 2n ** 63n + this.#next(),
        text: `${sender.name}, ${name}: Grüße 🙂`,
        codec,
      },
      {
        kind: "audio",
        source: sender.id,
        timestamp: 2n ** 40n + this.#next(),
        opus: Uint8Array.from({ length: 80 }, (_, at) => (at + sender.id) & 0xff),
        codec,
      },
      {
        kind: "signal",
        signal: SignalType.ROLE_CHANGE,
        roleClaim: sender.id,
        requestId: Number(2n ** 31n + this.#next()),
        args: encodeArgs([[0, sender.id], [1, 3]]),
        codec,
      },
      {
        kind: "signal",
        signal: SignalType.JOIN,
        roleClaim: 0,
        requestId: Number(2n ** 31n + this.#next()),
        args: NONE,
        codec,
      },
    ]);
  }

  /** Receivers tell repetitions by numbers: no two alike. */
  #next(): bigint {
    this.#used += 1;
    return BigInt(this.#used);
  }
}
