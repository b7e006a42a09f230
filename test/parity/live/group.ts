// The group as the driver sees it, which is also the relay: it hands every frame to every member,
// and to those who were removed, and checks what each of them makes of it.

import assert from "node:assert/strict";
import { ControlOpcode } from "../../../bindings/mod.ts";
import { checkContent, checkHeader, type Circumstances, controlEvent } from "./expected.ts";
import { Refusal } from "./program.ts";
import type { Event, Frame, Seat, Standing, Utterance } from "./seat.ts";

type Control = Extract<Utterance, { do: "control" }>;
type Content = Exclude<Utterance, { do: "control" }>;

/** What one who is removed does with the commit that removes it. */
export type Leaving = "follows" | "ignores";

const WAY_IN = ["IDLE", "CONNECTING", "ESTABLISHING_GROUP", "ACTIVE"];

export class Group {
  readonly id: Uint8Array;
  readonly members: Seat[];
  /** Removed; they hear all that goes on. */
  readonly #outside: Seat[] = [];
  /** By the leaf's number; a removed member's leaf is free. */
  readonly #leaves: (Seat | undefined)[];
  /** The last number of each member's streams in this epoch. */
  readonly #sequences = new Map<string, number>();
  /** The last transition that each member's node applied. */
  readonly #applied = new Map<Seat, number>();
  #epoch = 0n;
  #transition = 0;
  /** Frames that were kept from those outside. */
  refusals = 0;

  private constructor(id: Uint8Array, creator: Seat) {
    this.id = id;
    this.members = [creator];
    this.#leaves = [creator];
    this.#applied.set(creator, 0);
    creator.leaf = 0;
  }

  static async found(creator: Seat): Promise<Group> {
    await creator.begin();
    const standing = await creator.found();
    const group = new Group(standing.group, creator);
    group.#checkStanding(creator, standing, wayIn());
    return group;
  }

  get epoch(): bigint {
    return this.#epoch;
  }

  /** `inviter` lets `newcomer` in, who begins anew. */
  async admit(inviter: Seat, newcomer: Seat): Promise<void> {
    const { keyPackage } = await newcomer.begin();
    forget(this.#outside, newcomer);
    const { commit, welcome } = await inviter.invite(keyPackage);
    await this.#change(inviter, commit, this.#others(inviter));
    const standing = await newcomer.join(welcome, this.#transition + 1);
    this.#applied.set(newcomer, 0);
    this.#checkStanding(newcomer, standing, wayIn());
    const free = this.#leaves.indexOf(undefined);
    newcomer.leaf = free < 0 ? this.#leaves.length : free;
    this.#leaves[newcomer.leaf] = newcomer;
    this.members.push(newcomer);
  }

  /** `remover` removes `leaver`, which stays within hearing. */
  async expel(remover: Seat, leaver: Seat, leaving: Leaving): Promise<void> {
    const commit = await remover.remove(leaver.leaf);
    forget(this.members, leaver);
    this.#leaves[leaver.leaf] = undefined;
    await this.#change(remover, commit, this.#others(remover), { leaver, leaving });
    this.#outside.push(leaver);
  }

  /** `sender` says something, which everybody else reads and nobody outside does. */
  async say(sender: Seat, said: Content): Promise<void> {
    const { frame, where } = await this.#send(sender, said);
    await this.#keepFromOutside(frame);
    await Promise.all(
      this.#others(sender).map(async (receiver) => {
        checkContent(await receiver.receive(frame.wire), said, where, receiver);
      }),
    );
  }

  /** `sender` speaks under SFrame. */
  async speak(
    sender: Seat,
    suite: number,
    opus: Uint8Array,
    timestamp: string,
    codec: number,
  ): Promise<void> {
    const payload = await sender.protect(suite, opus);
    await this.say(sender, {
      do: "audio",
      source: sender.id,
      timestamp,
      opus: payload.toHex(),
      codec,
    });
    await Promise.all(
      this.#others(sender).map(async (receiver) => {
        const { frame, leaf } = await receiver.open(suite, payload);
        assert.equal(frame.toHex(), opus.toHex());
        assert.equal(leaf, sender.leaf);
      }),
    );
    for (const outsider of this.#outside) {
      await assert.rejects(outsider.open(suite, payload), Refusal);
    }
  }

  #others(one: Seat): Seat[] {
    return this.members.filter((member) => member !== one);
  }

  async #send(sender: Seat, said: Utterance): Promise<{ frame: Frame; where: Circumstances }> {
    const stream = `${sender.id} ${said.do}`;
    const sequence = (this.#sequences.get(stream) ?? 0) + 1;
    this.#sequences.set(stream, sequence);
    const frame = await sender.send(said);
    const where = {
      sender,
      sequence,
      group: this.id,
      epoch: this.#epoch,
      transition: this.#applied.get(sender)!,
    };
    assert.equal(frame.target, 0);
    checkHeader(frame.wire, said, where);
    return { frame, where };
  }

  /** Everybody but the committer processes the commit on PREPARE and merges it on EXECUTE. */
  async #change(
    committer: Seat,
    commit: Uint8Array,
    followers: readonly Seat[],
    parting?: { leaver: Seat; leaving: Leaving },
  ): Promise<void> {
    const transition = this.#transition + 1;
    const hearers = [committer, ...followers, ...(parting ? [parting.leaver] : [])];
    const prepare = transitionControl(ControlOpcode.PREPARE_TRANSITION, transition, commit);
    const execute = transitionControl(ControlOpcode.EXECUTE_TRANSITION, transition);
    if (hearers.length > 1) {
      await this.#announce(committer, prepare, hearers);
      await this.#stageCommit(followers, commit, parting);
      for (const follower of followers) {
        const ready = transitionControl(ControlOpcode.READY_FOR_TRANSITION, transition);
        await this.#announce(follower, ready, hearers);
      }
      await this.#announce(committer, execute, hearers, [this.#advanced()]);
    }
    await this.#enterNextEpoch(committer, followers, parting);
  }

  /** The event of a node that applies the transition under way. */
  #advanced(): Event {
    const epoch = Number(this.#epoch + 1n);
    return { kind: "epoch_advanced", epoch, transition_id: this.#transition + 1 };
  }

  /** A control frame of a transition, read by all who were in the group when it began. */
  async #announce(
    sender: Seat,
    said: Control,
    hearers: readonly Seat[],
    effects: Event[] = [],
  ): Promise<void> {
    const { frame, where } = await this.#send(sender, said);
    await this.#keepFromOutside(frame);
    await Promise.all(
      hearers.filter((one) => one !== sender).map(async (receiver) => {
        const events = await receiver.receive(frame.wire);
        const expected = [...effects, controlEvent(said, where, receiver)];
        const { name } = receiver; // a failure shows whose it is
        assert.deepEqual({ name, events }, { name, events: expected });
      }),
    );
  }

  /** The commit that a Python member's event does not hold is handed to it; the others read it. */
  async #stageCommit(
    followers: readonly Seat[],
    commit: Uint8Array,
    parting?: { leaver: Seat; leaving: Leaving },
  ): Promise<void> {
    const believers = parting?.leaving === "follows" ? [parting.leaver] : [];
    await Promise.all([...followers, ...believers].map(async (follower) => {
      assert.equal(await follower.process(commit), "commit");
    }));
    for (const outsider of this.#outside) {
      await assert.rejects(outsider.process(commit), Refusal);
    }
  }

  async #enterNextEpoch(
    committer: Seat,
    followers: readonly Seat[],
    parting?: { leaver: Seat; leaving: Leaving },
  ): Promise<void> {
    const advanced = this.#advanced();
    this.#epoch += 1n;
    this.#transition += 1;
    this.#sequences.clear();
    for (const member of [committer, ...followers]) this.#applied.set(member, this.#transition);
    this.#checkStanding(committer, await committer.merge(this.#transition), [advanced]);
    for (const follower of followers) this.#checkStanding(follower, await follower.merge(), []);
    if (parting?.leaving === "follows") await parting.leaver.merge();
    // An outsider's node is made to believe in every epoch: it is the keys that it must lack.
    for (const outsider of this.#outside) await outsider.pretend(this.#epoch);
  }

  #checkStanding(member: Seat, standing: Standing, events: Event[]): void {
    assert.deepEqual(
      { name: member.name, ...standing, group: standing.group.toHex() },
      {
        name: member.name,
        epoch: this.#epoch,
        mlsEpoch: this.#epoch,
        group: this.id.toHex(),
        transition: this.#applied.get(member),
        events,
      },
    );
  }

  async #keepFromOutside({ wire }: Frame): Promise<void> {
    await Promise.all(this.#outside.map(async (outsider) => {
      const [event, ...more] = await outsider.receive(wire);
      assert.equal(event?.kind, "error", `${outsider.name} reads what is not for it`);
      assert.equal(event["code_hex"], "0x0006");
      assert.match(String(event["reason"]), /^aead open: /);
      assert.deepEqual(more, []);
      this.refusals += 1;
    }));
  }
}

function transitionControl(
  opcode: number,
  transition: number,
  args: Uint8Array = new Uint8Array(),
): Control {
  return { do: "control", opcode, transition, request: 1000 + transition, args: args.toHex() };
}

/** What a node reports when it enters a group. */
function wayIn(): Event[] {
  return WAY_IN.slice(1).map((state, index) => ({
    kind: "state_changed",
    from_state: WAY_IN[index]!,
    to_state: state,
  }));
}

function forget(seats: Seat[], one: Seat): void {
  const index = seats.indexOf(one);
  if (index >= 0) seats.splice(index, 1);
}
