// Reads the library's event records into events (native/tables/events.def; gbp_flat.h,
// gbpf_node_on_wire).

import type { NodeErrorEvent, NodeEvent } from "./events.ts";
import { isScratch, plaintextOf, scratch } from "./memory.ts";
import { check, decodeUtf8, GBPF_EVENT_WORDS, GBPF_EVENTS_MORE, join64, native } from "./native.ts";
import {
  EventCode,
  EventWord,
  OPCODE_NAMES,
  type PayloadCodec,
  STATE_NAMES,
  STREAM_NAMES,
  type StreamType,
} from "./tables.ts";

/** How many records one call hands over at most; further ones are drained. */
export const RECORD_CAP = 32;
/** The records of the call in progress. */
export const records: Uint32Array = new Uint32Array(RECORD_CAP * GBPF_EVENT_WORDS);

// Every record begins with these words; events.def has the rest.
const KIND = 0;
const FRAME = 1;
const OFFSET = 2;
const LENGTH = 3;

/** Reads the record at word `at`; its bytes stand in `memory`. */
function readEvent(
  table: Uint32Array,
  at: number,
  memory: Uint8Array<ArrayBuffer>,
  isShared = false,
): NodeEvent {
  switch (table[at + KIND]) {
    case EventCode.PAYLOAD_RECEIVED:
      return {
        kind: "payload_received",
        streamTypeName: STREAM_NAMES[table[at + EventWord.PAYLOAD_RECEIVED_STREAM_TYPE]!]!,
        streamType: table[at + EventWord.PAYLOAD_RECEIVED_STREAM_TYPE] as StreamType,
        streamId: table[at + EventWord.PAYLOAD_RECEIVED_STREAM_ID]!,
        sequenceNo: table[at + EventWord.PAYLOAD_RECEIVED_SEQUENCE_NO]!,
        flags: table[at + EventWord.PAYLOAD_RECEIVED_FLAGS]!,
        plaintext: plaintextOf(memory, table[at + OFFSET]!, table[at + LENGTH]!, isShared),
        codec: table[at + EventWord.PAYLOAD_RECEIVED_CODEC] as PayloadCodec,
      };
    case EventCode.CONTROL:
      return {
        kind: "control",
        sender: table[at + EventWord.CONTROL_FROM]!,
        opcode: OPCODE_NAMES[table[at + EventWord.CONTROL_OPCODE]!]!,
        opcodeCode: table[at + EventWord.CONTROL_OPCODE]!,
        transitionId: table[at + EventWord.CONTROL_TRANSITION_ID]!,
        requestId: table[at + EventWord.CONTROL_REQUEST_ID]!,
        args: plaintextOf(memory, table[at + OFFSET]!, table[at + LENGTH]!, isShared),
      };
    case EventCode.ERROR:
      return readError(table, at, memory);
    case EventCode.STATE_CHANGED:
      return {
        kind: "state_changed",
        fromState: STATE_NAMES[table[at + EventWord.STATE_CHANGED_FROM_STATE]!]!,
        toState: STATE_NAMES[table[at + EventWord.STATE_CHANGED_TO_STATE]!]!,
      };
    case EventCode.EPOCH_ADVANCED:
      return {
        kind: "epoch_advanced",
        epoch: join64(
          table[at + EventWord.EPOCH_ADVANCED_EPOCH_LOW]!,
          table[at + EventWord.EPOCH_ADVANCED_EPOCH_HIGH]!,
        ),
        transitionId: table[at + EventWord.EPOCH_ADVANCED_TRANSITION_ID]!,
      };
    case EventCode.COORDINATOR_ELECTION_NEEDED:
      return { kind: "coordinator_election_needed" };
    case EventCode.BECAME_COORDINATOR:
      return { kind: "became_coordinator" };
    default: // the one kind left: load.ts made sure that the library is of this version
      return {
        kind: "coordinator_claim",
        claimant: table[at + EventWord.COORDINATOR_CLAIM_CLAIMANT]!,
      };
  }
}

function readError(
  table: Uint32Array,
  at: number,
  memory: Uint8Array<ArrayBuffer>,
): NodeErrorEvent {
  const code = table[at + EventWord.ERROR_CODE]!;
  return {
    kind: "error",
    code,
    codeHex: `0x${code.toString(16).toUpperCase().padStart(4, "0")}`,
    classCode: table[at + EventWord.ERROR_CLASS]!,
    retryable: table[at + EventWord.ERROR_RETRYABLE] !== 0,
    fatal: table[at + EventWord.ERROR_FATAL] !== 0,
    reason: decodeUtf8(memory, table[at + OFFSET]!, table[at + LENGTH]!),
  };
}

/** Where the bytes of the call's records end, the first of which stand at 0. */
function endOfBytes(count: number): number {
  let end = 0;
  for (let at = 0; at < count * GBPF_EVENT_WORDS; at += GBPF_EVENT_WORDS) {
    end += records[at + LENGTH]!;
  }
  return end;
}

/**
 * The events of one call, and, when some did not fit, those that still wait in the node. Memory
 * that the caller lent (`isLent`) is viewed, and its rest is the caller's.
 */
export function readEvents(
  result: number,
  memory: Uint8Array<ArrayBuffer>,
  node: number,
  operation: string,
  isLent = false,
): NodeEvent[] {
  // Most frames: one event, whose bytes are all of the memory, so that there is no rest to wipe.
  if (result === 1 && (isLent || records[LENGTH] === memory.length)) {
    return [readEvent(records, 0, memory, isLent)];
  }
  const count = check(result, operation) & ~GBPF_EVENTS_MORE;
  const events: NodeEvent[] = [];
  for (let at = 0; at < count * GBPF_EVENT_WORDS; at += GBPF_EVENT_WORDS) {
    events.push(readEvent(records, at, memory, isLent));
  }
  if (!isLent && !isScratch(memory)) memory.fill(0, endOfBytes(count));
  if (result >= GBPF_EVENTS_MORE) drainInto([events], node, operation);
  return events;
}

/** Appends the records of a batch to the lists of the frames that caused them. */
export function readBatch(
  lists: readonly NodeEvent[][],
  count: number,
  table: Uint32Array,
  memory: Uint8Array<ArrayBuffer>,
): void {
  for (let at = 0; at < count * GBPF_EVENT_WORDS; at += GBPF_EVENT_WORDS) {
    const list = lists[table[at + FRAME]!] ?? lists[0]!;
    list.push(readEvent(table, at, memory, true));
  }
}

/** Appends all events that wait in a node, as {@link readBatch} does. */
export function drainInto(
  lists: readonly NodeEvent[][],
  node: number,
  operation: string,
): void {
  let result = GBPF_EVENTS_MORE;
  while (result >= GBPF_EVENTS_MORE) {
    const memory = scratch(check(native.gbpf_node_events_bytes(node), operation));
    result = native.gbpf_node_drain_events(node, records, RECORD_CAP, memory, memory.length);
    readBatch(lists, check(result, operation) & ~GBPF_EVENTS_MORE, records, memory);
  }
}
