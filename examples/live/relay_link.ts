// A member's connection to the relay: the WebSocket that both runtimes have.

import { decodeEnvelope, encodeEnvelope, type Envelope, EnvelopeKind } from "./envelope.ts";
import { nameOf } from "./cast.ts";

const CLOSED_IN_ORDER = 1000;

export interface RelayLinkHandlers {
  received(envelope: Envelope): void;
  /** The relay or a member went away, or something arrived that is no envelope. */
  lost(error: Error): void;
}

export class RelayLink {
  readonly #socket: WebSocket;
  readonly #id: number;
  readonly #closed = Promise.withResolvers<void>();
  #isClosing = false;

  private constructor(socket: WebSocket, id: number, handlers: RelayLinkHandlers) {
    this.#socket = socket;
    this.#id = id;
    socket.onmessage = (event) => this.#receive(event.data, handlers);
    socket.onclose = ({ reason }) => {
      this.#closed.resolve();
      const why = reason ? `the relay closed the connection: ${reason}` : "the relay is gone";
      if (!this.#isClosing) handlers.lost(new Error(why));
    };
  }

  /** Connects as member `id`. */
  static async open(url: string, id: number, handlers: RelayLinkHandlers): Promise<RelayLink> {
    const socket = new WebSocket(`${url}/member/${id}`);
    socket.binaryType = "arraybuffer";
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new Error(`no relay at ${url}, or it refused member ${id}`));
    });
    socket.onerror = null; // a close follows every error
    return new RelayLink(socket, id, handlers);
  }

  /** `to` 0 is everybody else. */
  send(kind: EnvelopeKind, to: number, body: Uint8Array): void {
    this.#socket.send(encodeEnvelope({ kind, from: this.#id, to, body }));
  }

  /** Takes leave: what was sent before is delivered. */
  close(): Promise<void> {
    this.#isClosing = true;
    this.#socket.close(CLOSED_IN_ORDER);
    return this.#closed.promise;
  }

  #receive(data: unknown, handlers: RelayLinkHandlers): void {
    try {
      const envelope = decodeEnvelope(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
      if (envelope.kind !== EnvelopeKind.GONE) handlers.received(envelope);
      else handlers.lost(new Error(`${nameOf(envelope.from)} is gone`));
    } catch (error) {
      handlers.lost(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
