// What Bun and Deno measure once and not in batches: a group's life, growing memory, the size of
// objects, Workers.

import process from "node:process";
import { GapClient, GroupNode, GspClient, GtpClient, MlsContext } from "../../bindings/mod.ts";
import { makePair, text } from "./javascript_operations.ts";
import { workers } from "./javascript_workers.ts";

type Values = Record<string, number>;
type Story = (size: number) => Values | Promise<Values>;

function nanoseconds(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) * 1e6;
}

/** Everyone joins one by one; the last but one is the witness who processes the last commit. */
function group(members: number): Values {
  const values: Values = {};
  let creator!: MlsContext;
  values.create = nanoseconds(() => creator = MlsContext.create("creator"));
  const joiners = Array.from(
    { length: members - 1 },
    (_, index) => MlsContext.create(`member-${index}`),
  );
  const keyPackages = joiners.map((joiner) => joiner.exportKeyPackage());
  const last = joiners.at(-1)!;
  const witness = joiners.at(-2);
  let invitation!: { commit: Uint8Array; welcome: Uint8Array };
  values.grow = 0;
  keyPackages.forEach((keyPackage, index) => {
    values.invite = nanoseconds(() => {
      invitation = creator.inviteFull(keyPackage);
      creator.finalizeCommit();
    });
    values.grow! += values.invite;
    if (joiners[index] === witness) witness!.acceptWelcome(invitation.welcome);
  });
  values.commitBytes = invitation.commit.length;
  values.welcomeBytes = invitation.welcome.length;
  if (witness) {
    values.process = nanoseconds(() => {
      witness.processMessage(invitation.commit);
      witness.finalizeCommit();
    });
  }
  values.join = nanoseconds(() => last.acceptWelcome(invitation.welcome));
  let removal!: Uint8Array;
  values.remove = nanoseconds(() => removal = creator.removeMember(members - 1));
  values.removeBytes = removal.length;
  for (const context of [creator, ...joiners]) context.close();
  return { ...values, ...inviteAll(members) };
}

/** The same group by one commit. */
function inviteAll(members: number): Values {
  using creator = MlsContext.create("creator");
  const joiners = Array.from(
    { length: members - 1 },
    (_, index) => MlsContext.create(`member-${index}`),
  );
  const keyPackages = joiners.map((joiner) => joiner.exportKeyPackage());
  let invitation!: { commit: Uint8Array; welcome: Uint8Array };
  const many = nanoseconds(() => {
    invitation = creator.inviteMany(keyPackages);
    creator.finalizeCommit();
  });
  const manyJoin = nanoseconds(() => joiners.at(-1)!.acceptWelcome(invitation.welcome));
  for (const context of joiners) context.close();
  const { commit, welcome } = invitation;
  return { many, manyJoin, manyCommitBytes: commit.length, manyWelcomeBytes: welcome.length };
}

interface Collector {
  Bun?: { gc(now: boolean): void };
  gc?: () => void;
}

/** Lets finalizers run, and collects what they and the garbage left. */
async function collect(): Promise<void> {
  const { Bun: bun, gc } = globalThis as Collector;
  for (let turn = 0; turn < 3; turn += 1) {
    if (bun) bun.gc(true);
    else gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function memoryNow(): Promise<Values> {
  await collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, heap: heapUsed, external };
}

let exchange: ((count: number) => void) | undefined;

/** Memory after another `messages` text messages of 32 bytes. */
function memory(messages: number): Promise<Values> {
  exchange ??= text(32, 0).run;
  exchange(messages);
  return memoryNow();
}

/** Memory after `count` contexts, nodes and clients were made and forgotten without close(). */
async function forgotten(count: number): Promise<Values> {
  const groupId = new Uint8Array(16);
  for (let made = 0; made < count; made += 1) {
    if (made % 100 === 0) {
      MlsContext.create("forgotten");
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    GroupNode.create(1, groupId);
    GtpClient.create();
  }
  return memoryNow();
}

/** Resident bytes that one object costs, both its sides together. */
async function objects(count: number): Promise<Values> {
  const pair = makePair();
  const groupId = pair.sender.groupId;
  const makers: Record<string, () => unknown> = {
    context: () => MlsContext.create("somebody"),
    node: () => GroupNode.create(1, groupId),
    gtp: () => GtpClient.create(),
    gap: () => GapClient.create(),
    gsp: () => GspClient.create(),
  };
  const kept: unknown[] = [];
  const values: Values = {};
  for (const [name, make] of Object.entries(makers)) {
    const before = await memoryNow();
    for (let made = 0; made < count; made += 1) kept.push(make());
    values[name] = ((await memoryNow()).resident! - before.resident!) / count;
  }
  return kept.length > 0 ? values : {};
}

export const stories: Record<string, Story> = { group, memory, forgotten, objects, workers };
