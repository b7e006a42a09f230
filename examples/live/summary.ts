// The end of the show: what was sent and read, as a table; and whether it adds up.

import { nameOf } from "./cast.ts";
import type { Count, Tally, TrafficKind } from "./tally.ts";

const KINDS: readonly TrafficKind[] = ["text", "audio", "signal"];

function total(tally: Tally, what: Count["what"], kind?: TrafficKind): number {
  return tally.counts
    .filter((count) => count.what === what && (kind === undefined || count.kind === kind))
    .reduce((sum, { count }) => sum + count, 0);
}

/** Lines of a table: sent/read for each kind of message. */
export function summaryTable(tallies: readonly Tally[]): string[] {
  const header = ["member", "runtime", "epochs", ...KINDS, "refused", "codecs sent"];
  const rows = tallies.map((tally) => [
    nameOf(tally.id),
    tally.runtime,
    tally.epochs.join(" "),
    ...KINDS.map((kind) => `${total(tally, "sent", kind)}/${total(tally, "read", kind)}`),
    String(total(tally, "refused")),
    tally.codecs.join(", "),
  ]);
  const table = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) => row.map((cell, at) => cell.padEnd(widths[at]! + 2)).join("").trimEnd());
}

function counted(tally: Tally, what: Count["what"], of: Count): number {
  const found = tally.counts.find((count) =>
    count.what === what && count.sender === of.sender && count.kind === of.kind &&
    count.epoch === of.epoch
  );
  return found?.count ?? 0;
}

/**
 * What does not add up, one sentence each: whoever has the keys of an epoch must have read all that
 * the others sent in it; one who was a member before must have been handed all of it, and read
 * nothing.
 */
export function discrepancies(tallies: readonly Tally[]): string[] {
  const wrong: string[] = [];
  for (const sender of tallies) {
    for (const sent of sender.counts.filter(({ what }) => what === "sent")) {
      for (const receiver of tallies.filter(({ id }) => id !== sender.id)) {
        const isMember = receiver.epochs.includes(sent.epoch);
        const wasMember = receiver.epochs.length > 0 && Math.max(...receiver.epochs) < sent.epoch;
        const [read, refused] = [
          counted(receiver, "read", sent),
          counted(receiver, "refused", sent),
        ];
        const isRight = read === (isMember ? sent.count : 0) &&
          refused === (wasMember ? sent.count : 0);
        if (isRight) continue;
        wrong.push(
          `${
            nameOf(receiver.id)
          } read ${read} and refused ${refused} of ${sent.count} ${sent.kind} ` +
            `messages of ${nameOf(sender.id)} in epoch ${sent.epoch}`,
        );
      }
    }
  }
  return wrong;
}
