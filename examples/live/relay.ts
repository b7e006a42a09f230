// The relay, a process of its own: it passes envelopes between the members and can read none of
// what they say. The server is the one built into Bun (Bun.serve with its WebSocket support): the
// runtime's own, maintained with it, and nothing to install.
//
//   bun examples/live/relay.ts [--port N] [--verbose]

import process from "node:process";
import { parseArgs } from "node:util";
import type { ServerWebSocket } from "bun";
import { nameOf } from "./cast.ts";
import { decodeEnvelope, encodeEnvelope, type Envelope, EnvelopeKind } from "./envelope.ts";
import { readFrameHeader } from "./frame_header.ts";
import { onParentEnd } from "./parent.ts";
import { report, textOf } from "./reports.ts";

interface Connection {
  readonly id: number;
}
type Socket = ServerWebSocket<Connection>;

const MAX_ENVELOPE_BYTES = 1 << 20;
const CLOSED_IN_ORDER = 1000;
const PROTOCOL_ERROR = 1002;

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    verbose: { type: "boolean", default: false },
  },
});

const connected = new Map<number, Socket>();

/** Hands an envelope to its target, or to everybody but its sender. */
function deliver(envelope: Envelope): void {
  const message = encodeEnvelope(envelope);
  for (const [id, socket] of connected) {
    const isAddressed = envelope.to === id || (envelope.to === 0 && envelope.from !== id);
    if (isAddressed) socket.send(message);
  }
}

/** What whoever carries the frames learns from them. */
function describe({ kind, from, to, body }: Envelope): string {
  const way = `${nameOf(from)} -> ${to === 0 ? "all" : nameOf(to)}`.padEnd(16);
  const size = `${body.length} B`.padStart(7);
  if (kind === EnvelopeKind.KEY_PACKAGE) return `${way}${size}  key package`;
  if (kind === EnvelopeKind.WELCOME) return `${way}${size}  Welcome`;
  const { streamName, epoch, sequenceNo, codecName } = readFrameHeader(body);
  const what = streamName === "control" ? streamName : `${streamName} (${codecName})`;
  return `${way}${size}  epoch ${epoch}  seq ${String(sequenceNo).padEnd(4)}${what}`;
}

function receive(socket: Socket, message: string | Uint8Array): void {
  try {
    const envelope = decodeEnvelope(message);
    if (envelope.from !== socket.data.id) throw new Error(`envelope signed ${envelope.from}`);
    if (envelope.kind === EnvelopeKind.GONE) throw new Error("envelope that only a relay writes");
    if (options.verbose) report({ type: "line", text: describe(envelope) });
    deliver(envelope);
  } catch (error) {
    report({ type: "fault", text: `from ${nameOf(socket.data.id)}: ${textOf(error)}` });
    socket.close(PROTOCOL_ERROR, "bad envelope");
  }
}

function forget(socket: Socket, code: number): void {
  const { id } = socket.data;
  connected.delete(id);
  if (code === CLOSED_IN_ORDER) return;
  deliver({ kind: EnvelopeKind.GONE, from: id, to: 0, body: new Uint8Array() });
}

/** `/member/2` asks to be connected as member 2. */
function connect(request: Request, server: Bun.Server<Connection>): Response | undefined {
  const id = Number(/^\/member\/([1-9]\d{0,5})$/.exec(new URL(request.url).pathname)?.[1]);
  if (!id) return new Response("ask for /member/N\n", { status: 404 });
  if (connected.has(id)) return new Response(`member ${id} is here\n`, { status: 409 });
  if (server.upgrade(request, { data: { id } })) return undefined;
  return new Response("this is a WebSocket relay\n", { status: 426 });
}

function listen(): Bun.Server<Connection> {
  return Bun.serve<Connection>({
    hostname: "127.0.0.1",
    port: Number(options.port),
    fetch: connect,
    websocket: {
      maxPayloadLength: MAX_ENVELOPE_BYTES,
      open: (socket) => void connected.set(socket.data.id, socket),
      message: receive,
      close: forget,
    },
  });
}

try {
  const server = listen();
  onParentEnd(() => process.exit(0));
  report({ type: "listening", url: `ws://127.0.0.1:${server.port}`, process: process.pid });
} catch (error) {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const text = isTaken
    ? `port ${options.port} is taken; choose another one with --port`
    : undefined;
  report({
    type: "fault",
    text: text ?? `cannot listen on port ${options.port}: ${textOf(error)}`,
  });
  process.exitCode = 1;
}
