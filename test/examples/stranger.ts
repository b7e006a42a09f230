// A connection to the demo's relay that does harm, for live_test.ts. Reads "HARM RELAY_URL" from
// its standard input and stays until that ends. Runs under Bun.
//
//   envelope: sends an envelope cut in the middle
//   frame: waits for a frame and sends the first half of it again, in a whole envelope

import process from "node:process";
import { createInterface } from "node:readline";
import { decodeEnvelope, encodeEnvelope, EnvelopeKind } from "../../examples/live/envelope.ts";

const ID = 9;

function cutFrame(socket: WebSocket, data: ArrayBuffer): void {
  const { kind, body } = decodeEnvelope(new Uint8Array(data));
  if (kind !== EnvelopeKind.FRAME) return;
  const half = body.subarray(0, body.length / 2);
  socket.onmessage = null;
  socket.send(encodeEnvelope({ kind, from: ID, to: 0, body: half }));
}

function cutEnvelope(socket: WebSocket): void {
  const body = new Uint8Array(100);
  const whole = encodeEnvelope({ kind: EnvelopeKind.FRAME, from: ID, to: 0, body });
  socket.send(whole.subarray(0, 40));
}

createInterface({ input: process.stdin }).once("line", (line) => {
  const [harm, url] = line.split(" ");
  const socket = new WebSocket(`${url}/member/${ID}`);
  socket.binaryType = "arraybuffer";
  if (harm === "frame") socket.onmessage = (event) => cutFrame(socket, event.data);
  else socket.onopen = () => cutEnvelope(socket);
});
process.stdin.on("end", () => process.exit(0));
console.log("ready");
