// The header of a GBP frame, as everybody on the way can read it (docs/wire.md, GBP frame). The
// relay shows it under --verbose: this, sizes and times are what the encryption does not hide.

import { CborMajor, readHead } from "./cbor.ts";

const STREAM_NAMES = ["control", "audio", "text", "signal"];
const CODEC_NAMES = ["CBOR", "PROTOBUF", "FLATBUFFERS"];

export interface FrameHeader {
  readonly epoch: number;
  readonly transitionId: number;
  readonly streamName: string;
  readonly streamId: number;
  readonly sequenceNo: number;
  readonly codecName: string;
}

/** Throws a RangeError when the bytes are not a frame as the library writes it. */
export function readFrameHeader(wire: Uint8Array): FrameHeader {
  const numbers = new Map<string, number>();
  const decoder = new TextDecoder();
  let { value: count, next: offset } = readHead(wire, 0);
  for (; count > 0; count -= 1) {
    const key = readHead(wire, offset);
    const name = decoder.decode(wire.subarray(key.next, key.next + key.value));
    const item = readHead(wire, key.next + key.value);
    if (key.major !== CborMajor.TEXT) throw new RangeError("not a GBP frame");
    const isNumber = item.major === CborMajor.UINT;
    if (isNumber) numbers.set(name, item.value);
    offset = isNumber ? item.next : item.next + item.value;
  }
  if (offset > wire.length) throw new RangeError("a GBP frame that was cut");
  const number = (name: string): number => numbers.get(name) ?? 0; // `pf` is left out when 0
  return {
    epoch: number("ep"),
    transitionId: number("tid"),
    streamName: STREAM_NAMES[number("st")] ?? "unknown",
    streamId: number("sid"),
    sequenceNo: number("seq"),
    codecName: CODEC_NAMES[number("pf")] ?? "CBOR",
  };
}
