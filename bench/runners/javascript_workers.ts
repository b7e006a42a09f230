// Text round trips on one and on two Workers, each on objects that this thread opened and handed
// over by their handles.

import { GtpClient } from "../../bindings/mod.ts";
import { makeNode, makePair } from "./javascript_operations.ts";

/** What a Worker needs for adopting one side's and the other side's objects. */
export interface Task {
  senderMls: number;
  receiverMls: number;
  sender: number;
  receiver: number;
  from: number;
  to: number;
  groupId: Uint8Array;
  epoch: bigint;
  milliseconds: number;
}

const MILLISECONDS = 1000;
/** Keeps the objects reachable while Workers use their handles. */
const opened: unknown[] = [];

/** `shared`: all tasks in one group, with one receiving node; else a group for each. */
function makeTasks(count: number, shared: boolean): Task[] {
  let pair = makePair();
  const tasks: Task[] = [];
  for (let index = 0; index < count; index += 1) {
    if (index > 0 && !shared) pair = makePair();
    const sender = makeNode(10 + index, pair.senderMls);
    const [from, to] = [GtpClient.create(), GtpClient.create()];
    opened.push(pair, sender, from, to);
    tasks.push({
      senderMls: pair.senderMls.handle,
      receiverMls: pair.receiverMls.handle,
      sender: sender.handle,
      receiver: pair.receiver.handle,
      from: from.handle,
      to: to.handle,
      groupId: pair.sender.groupId,
      epoch: pair.epoch,
      milliseconds: MILLISECONDS,
    });
  }
  return tasks;
}

function next<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data as T);
    worker.onerror = (event) => reject(new Error(event.message));
  });
}

/** Round trips per second of all Workers together. */
async function perSecond(tasks: Task[]): Promise<number> {
  const started = tasks.map(async (task) => {
    const worker = new Worker(new URL("./javascript_worker.ts", import.meta.url), {
      type: "module",
    });
    const ready = next(worker);
    worker.postMessage(task);
    await ready;
    return worker;
  });
  const all = await Promise.all(started);
  const counts = await Promise.all(all.map((worker) => {
    const count = next<number>(worker);
    worker.postMessage("go");
    return count;
  }));
  for (const worker of all) worker.terminate();
  return counts.reduce((sum, count) => sum + count, 0) * 1000 / MILLISECONDS;
}

export async function workers(): Promise<Record<string, number>> {
  return {
    one: await perSecond(makeTasks(1, false)),
    two: await perSecond(makeTasks(2, false)),
    twoShared: await perSecond(makeTasks(2, true)),
  };
}
