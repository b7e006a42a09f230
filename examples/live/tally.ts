// What one member counted: the numbers of the summary, and what summary.ts checks against what the
// others counted.

export type TrafficKind = "text" | "audio" | "signal";

export interface Count {
  /** Sent by this member, read from `sender`, or refused whoever sent it. */
  readonly what: "sent" | "read" | "refused";
  readonly sender: number;
  readonly kind: TrafficKind;
  readonly epoch: number;
  count: number;
}

export interface Tally {
  readonly id: number;
  readonly runtime: string;
  /** MLS epochs that this member held the keys of, in order. */
  readonly epochs: readonly number[];
  /** Codecs of what it sent. */
  readonly codecs: readonly string[];
  readonly counts: readonly Count[];
}

export class TallyKeeper {
  readonly #counts: Count[] = [];
  readonly #epochs = new Set<number>();
  readonly #codecs = new Set<string>();

  sent(sender: number, kind: TrafficKind, epoch: bigint, codec: string): void {
    this.#codecs.add(codec);
    this.#add("sent", sender, kind, epoch);
  }

  read(sender: number, kind: TrafficKind, epoch: bigint): void {
    this.#add("read", sender, kind, epoch);
  }

  refused(sender: number, kind: TrafficKind, epoch: bigint): void {
    this.#add("refused", sender, kind, epoch);
  }

  entered(epoch: bigint): void {
    this.#epochs.add(Number(epoch));
  }

  result(id: number, runtime: string): Tally {
    return {
      id,
      runtime,
      epochs: [...this.#epochs],
      codecs: [...this.#codecs],
      counts: this.#counts,
    };
  }

  #add(what: Count["what"], sender: number, kind: TrafficKind, epoch64: bigint): void {
    const epoch = Number(epoch64);
    const known = this.#counts.find((one) =>
      one.what === what && one.sender === sender && one.kind === kind && one.epoch === epoch
    );
    if (known) known.count += 1;
    else this.#counts.push({ what, sender, kind, epoch, count: 1 });
  }
}
