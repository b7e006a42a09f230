// One Worker of javascript_workers.ts: adopts its objects, warms up, and counts round trips.

import { GroupNode, GtpClient, MlsContext } from "../../bindings/mod.ts";
import type { Task } from "./javascript_workers.ts";

const TARGET = 2;
const WARM_UP_MS = 300;
const MESSAGES_A_LOOK = 50;

const worker = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Task | "go">) => void) | null;
  postMessage(message: unknown): void;
};

let exchange: (milliseconds: number) => number;
let duration = 0;

/** Round trips within a time. */
function adopt(task: Task): (milliseconds: number) => number {
  const senderMls = MlsContext.adopt(task.senderMls);
  const receiverMls = MlsContext.adopt(task.receiverMls);
  const sender = GroupNode.adopt(task.sender, 1, task.groupId);
  const receiver = GroupNode.adopt(task.receiver, 2, task.groupId);
  const from = GtpClient.adopt(task.from);
  const to = GtpClient.adopt(task.to);
  const message = "thirty-two bytes of plain text..";
  let id = 0;
  const once = (): void => {
    id += 1;
    const { wire } = from.send(sender, senderMls, TARGET, id, message);
    for (const event of receiver.onWire(receiverMls, wire)) {
      if (event.kind !== "payload_received") throw new Error(event.kind);
      const { status } = to.accept(event.plaintext, task.epoch, event.codec);
      if (status !== "new") throw new Error(status);
    }
  };
  return (milliseconds) => {
    const end = performance.now() + milliseconds;
    let count = 0;
    while (performance.now() < end) {
      for (let turn = 0; turn < MESSAGES_A_LOOK; turn += 1) once();
      count += MESSAGES_A_LOOK;
    }
    return count;
  };
}

worker.onmessage = ({ data }) => {
  if (data === "go") {
    worker.postMessage(exchange(duration));
    return;
  }
  duration = data.milliseconds;
  exchange = adopt(data);
  exchange(WARM_UP_MS);
  worker.postMessage("ready");
};
