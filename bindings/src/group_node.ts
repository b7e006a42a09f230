// A member's node in one group: the frame layer, its state machine and its control plane
// (docs/behaviour.md, Node; wire.md, GBP frame).

import { bytes, bytesOf, integer, lent, list, memberId as checkMemberId, u32 } from "./check.ts";
import { drainInto, readBatch, readEvents, RECORD_CAP, records } from "./event_records.ts";
import type { NodeEvent } from "./events.ts";
import { type AdoptOptions, adopts, Kind, liveHandle, NativeHandle } from "./handle.ts";
import type { MlsContext } from "./mls_context.ts";
import { PlaintextMemory, scratch, wireMemory, wireOf } from "./memory.ts";
import {
  check,
  GBPF_EVENT_WORDS,
  GBPF_EVENTS_MORE,
  GBPF_FRAME_OVERHEAD,
  GBPF_PAYLOAD_OVERHEAD,
  GBPF_REASON_MAX,
  halves,
  join64,
  joinBytes,
  native,
  split64,
  words,
} from "./native.ts";
import { OutboundFrame } from "./outbound_frame.ts";
import type { ControlOpcode, NodeState } from "./tables.ts";

const GROUP_ID_BYTES = 16;
/** The most that a control frame adds to its arguments. */
const CONTROL_OVERHEAD = GBPF_FRAME_OVERHEAD + GBPF_PAYLOAD_OVERHEAD;
const EMPTY = new Uint8Array(0);
/** gbp_flat.h: one frame causes at most so many events. */
const EVENTS_A_FRAME = 4;
/** Bytes for the waiting events of a call that receives no frame; more of them are drained. */
const EVENT_BYTES = 4096;

/**
 * A member's node in one group. It numbers, protects and opens frames with the keys of an
 * {@link MlsContext}; the clients put their messages into its frames.
 *
 * Sending works in the states ACTIVE, RESYNCING and ESTABLISHING_GROUP.
 *
 * @example
 * ```ts
 * import { GroupNode, GtpClient, MlsContext } from "gbp-stack";
 *
 * using aliceMls = MlsContext.create("alice");
 * using bobMls = MlsContext.create("bob");
 * bobMls.acceptWelcome(aliceMls.invite(bobMls.exportKeyPackage()));
 *
 * using alice = GroupNode.create(1, aliceMls.groupId);
 * using bob = GroupNode.create(2, bobMls.groupId);
 * alice.bootstrapAsCreator(aliceMls.epoch);
 * bob.bootstrapAsJoiner(bobMls.epoch);
 *
 * using sender = GtpClient.create();
 * using receiver = GtpClient.create();
 * const { wire } = sender.send(alice, aliceMls, 2, 1, "hello");
 * for (const event of bob.onWire(bobMls, wire)) {
 *   if (event.kind !== "payload_received") continue;
 *   console.log(receiver.accept(event.plaintext, bobMls.epoch, event.codec).text); // "hello"
 * }
 * ```
 */
export class GroupNode extends NativeHandle {
  /** This member's id, below 1 000 000. */
  readonly memberId: number;
  readonly #groupId: Uint8Array<ArrayBuffer>;
  readonly #plaintexts = new PlaintextMemory();

  private constructor(
    handle: number,
    memberId: number,
    groupId: Uint8Array<ArrayBuffer>,
    own: boolean,
  ) {
    super(Kind.NODE, handle, own ? native.gbpf_node_destroy : undefined);
    this.memberId = memberId;
    this.#groupId = groupId;
  }

  /**
   * A node in state IDLE. `memberId` is below 1 000 000 and unique in the group; `groupId` is 16
   * bytes.
   * @throws RangeError `groupId must be 16 bytes`.
   */
  static create(memberId: number, groupId: Uint8Array): GroupNode {
    checkMemberId(memberId, "memberId");
    const own = copyOf(groupId);
    return new GroupNode(
      check(native.gbpf_node_create(memberId, own), "node_create"),
      memberId,
      own,
      true,
    );
  }

  /**
   * A node that another Worker opened, by its handle, member id and group id. Unless `own` is true,
   * closing the new instance leaves the node open for its opener, who must keep its own instance
   * reachable.
   * @throws GbpError when no such node is open.
   */
  static adopt(
    handle: number,
    memberId: number,
    groupId: Uint8Array,
    options: AdoptOptions = {},
  ): GroupNode {
    checkMemberId(memberId, "memberId");
    const id = copyOf(groupId);
    const own = adopts(Kind.NODE, handle, options);
    return new GroupNode(handle, memberId, id, own);
  }

  /** The group's id, 16 bytes; a copy. */
  get groupId(): Uint8Array<ArrayBuffer> {
    return this.#groupId.slice();
  }

  /** The node's state. */
  get state(): NodeState {
    this.#readInfo("state");
    return words[0] as NodeState;
  }

  /** The id of the transition applied last; 0 at first. */
  get lastTransitionId(): number {
    this.#readInfo("last_transition_id");
    return words[1]!;
  }

  /** The epoch that the node sends in and expects. */
  get epoch(): bigint {
    this.#readInfo("epoch");
    return join64(words[2]!, words[3]!);
  }

  /**
   * Goes ACTIVE in a group that this member created. The state events come out with the next
   * events. A node that is FAILED stays so: make a new one in its place.
   */
  bootstrapAsCreator(epoch: number | bigint): void {
    const handle = this.#live("bootstrap_as_creator");
    split64(epoch, "epoch");
    const result = native.gbpf_node_bootstrap_creator(handle, halves[0]!, halves[1]!);
    check(result, "bootstrap_as_creator");
  }

  /**
   * Goes ACTIVE in a group that this member joined. `expectedFirstTid` is the id of the next
   * transition when one is under way.
   */
  bootstrapAsJoiner(epoch: number | bigint, expectedFirstTid = 0): void {
    const handle = this.#live("bootstrap_as_joiner");
    split64(epoch, "epoch");
    const tid = u32(expectedFirstTid, "expectedFirstTid");
    const result = native.gbpf_node_bootstrap_joiner(handle, halves[0]!, halves[1]!, tid);
    check(result, "bootstrap_as_joiner");
  }

  /**
   * Enters the next epoch, as its EXECUTE_TRANSITION does for the receivers; sequence numbers
   * restart.
   */
  applyTransition(transitionId: number): void {
    const handle = this.#live("apply_transition");
    const tid = u32(transitionId, "transitionId");
    check(native.gbpf_node_apply_transition(handle, tid), "apply_transition");
  }

  /** Overwrites the node's epoch and nothing else. For tests. */
  setEpochForTesting(epoch: number | bigint): void {
    const handle = this.#live("set_epoch");
    split64(epoch, "epoch");
    check(native.gbpf_node_set_epoch(handle, halves[0]!, halves[1]!), "set_epoch");
  }

  /**
   * Sends a control message (`target`, `transitionId`, `requestId`: u32; `args`: as the opcode
   * says).
   * @throws GbpError `send_control: invalid state: cannot send in state …`, `bad opcode 0x…`.
   */
  sendControl(
    mls: MlsContext,
    target: number,
    opcode: ControlOpcode,
    transitionId: number,
    requestId: number,
    args: Uint8Array = EMPTY,
  ): OutboundFrame {
    const handle = this.#live("send_control");
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", "send_control");
    u32(target, "target");
    const code = integer(opcode, 0xffff, "opcode");
    const tid = u32(transitionId, "transitionId");
    const request = u32(requestId, "requestId");
    const length = bytes(args, "args");
    const out = wireMemory(length, CONTROL_OVERHEAD);
    const result = native.gbpf_node_send_control(
      handle,
      mlsHandle,
      code,
      tid,
      request,
      args,
      length,
      out,
      length + CONTROL_OVERHEAD,
    );
    return new OutboundFrame(target, wireOf(out, check(result, "send_control")));
  }

  /**
   * Receives a frame and returns what it caused, with anything that waited before it. A peer's
   * fault is an `error` event, never an exception.
   *
   * Ours: a caller that is done with each plaintext before the next frame may lend memory, `into`,
   * apart from `wire` and not shared with other threads. It saves an allocation, which is much of
   * what receiving costs in Deno. Plaintexts and arguments of events are then, as a rule, views on
   * it, and so is what a client's result has of them (`body`, `opus`, `args`): copy what you keep
   * or post elsewhere. Memory shorter than `wire` is not used. Nobody but you wipes it.
   *
   * @example
   * ```ts
   * import { GroupNode, GtpClient, MlsContext } from "gbp-stack";
   *
   * using mls = MlsContext.create("alice");
   * using alice = GroupNode.create(1, mls.groupId);
   * using bob = GroupNode.create(2, mls.groupId);
   * alice.bootstrapAsCreator(mls.epoch);
   * bob.bootstrapAsCreator(mls.epoch);
   * bob.drainEvents();
   * using texts = GtpClient.create();
   * const into = new Uint8Array(64 * 1024);
   * for (const [id, text] of ["one", "two"].entries()) {
   *   const { wire } = texts.send(alice, mls, 2, id, text);
   *   for (const event of bob.onWire(mls, wire, into)) {
   *     if (event.kind !== "payload_received") continue;
   *     console.log(event.plaintext.buffer === into.buffer); // true
   *   }
   * }
   * ```
   */
  onWire(mls: MlsContext, wire: Uint8Array, into?: Uint8Array<ArrayBuffer>): NodeEvent[] {
    const handle = this.#live("on_wire");
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", "on_wire");
    const length = bytes(wire, "wire");
    const room = lent(into, length, "into");
    const memory = room === undefined
      ? this.#plaintexts.take(length, length + GBPF_REASON_MAX)
      : into!;
    const result = native.gbpf_node_on_wire(
      handle,
      mlsHandle,
      wire,
      length,
      records,
      RECORD_CAP,
      memory,
      room ?? memory.length,
    );
    const events = readEvents(result, memory, handle, "on_wire", room !== undefined);
    if (room !== undefined) return events;
    const event = events[0];
    if (event?.kind === "payload_received" && event.plaintext !== memory && events.length === 1) {
      this.#plaintexts.learn(length, event.plaintext.length);
    }
    return events;
  }

  /**
   * Ours: receives many frames in one crossing; one list of events for each frame, in order. Events
   * that waited before the first frame stand in the first list. The plaintexts of a batch share a
   * buffer.
   */
  onWireMany(mls: MlsContext, wires: Iterable<Uint8Array>): NodeEvent[][] {
    const frames = list(wires, "wires");
    const handle = this.#live("on_wire_many");
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", "on_wire_many");
    const { memory: joined, total, lengths } = joinBytes(frames, "wires");
    if (frames.length === 0) return [];
    const lists: NodeEvent[][] = frames.map(() => []);
    drainInto([lists[0]!], handle, "on_wire_many");
    const cap = frames.length * EVENTS_A_FRAME;
    const table = new Uint32Array(cap * GBPF_EVENT_WORDS);
    const memory = new Uint8Array(total + GBPF_REASON_MAX);
    const result = native.gbpf_node_on_wire_many(
      handle,
      mlsHandle,
      joined,
      total,
      lengths,
      lengths.length,
      table,
      cap,
      memory,
      memory.length,
    );
    const count = check(result, "on_wire_many") & ~GBPF_EVENTS_MORE;
    readBatch(lists, count, table, memory);
    if (result >= GBPF_EVENTS_MORE) drainInto(lists, handle, "on_wire_many");
    return lists;
  }

  /** The events that wait. */
  drainEvents(): NodeEvent[] {
    const events: NodeEvent[] = [];
    drainInto([events], this.#live("drain_events"), "drain_events");
    return events;
  }

  /**
   * Ours: fires the timers that ran out (a transition prepared or executed too late, a silent
   * coordinator) and returns the events. Call it about once a second.
   */
  checkTimeouts(): NodeEvent[] {
    const handle = this.#live("check_timeouts");
    const memory = scratch(EVENT_BYTES);
    const result = native.gbpf_node_check_timeouts(
      handle,
      records,
      RECORD_CAP,
      memory,
      memory.length,
    );
    return readEvents(result, memory, handle, "check_timeouts");
  }

  /** Ours: becomes the group's coordinator; the frame that tells the others. */
  claimCoordinator(mls: MlsContext, target: number): OutboundFrame {
    const handle = this.#live("claim_coordinator");
    const mlsHandle = liveHandle(mls, Kind.MLS, "mls", "claim_coordinator");
    u32(target, "target");
    const out = wireMemory(0, CONTROL_OVERHEAD);
    const result = native.gbpf_node_claim_coordinator(handle, mlsHandle, out, CONTROL_OVERHEAD);
    return new OutboundFrame(target, wireOf(out, check(result, "claim_coordinator")));
  }

  /**
   * Ours: restarts the coordinator's silence timer, for a sign of life outside the group's frames.
   */
  noteCoordinatorActivity(): void {
    const handle = this.#live("note_coordinator_activity");
    check(native.gbpf_node_note_coordinator_activity(handle), "note_coordinator_activity");
  }

  #live(operation: string): number {
    return liveHandle(this, Kind.NODE, "this", operation);
  }

  #readInfo(operation: string): void {
    check(native.gbpf_node_info(this.#live(operation), words), operation);
  }
}

/** A group id in memory of its own; an array of a subclass has a `slice` of the caller's. */
function copyOf(groupId: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytesOf(groupId, GROUP_ID_BYTES, "groupId"));
}
