// What worker_test.ts runs in a Worker: adopts a member's handles and speaks for it.

import { GroupNode, GtpClient, MlsContext } from "../../bindings/mod.ts";

interface Handles {
  mls: number;
  node: number;
  gtp: number;
  memberId: number;
  groupId: Uint8Array;
}

const worker = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Handles>) => void) | null;
  postMessage(message: unknown): void;
};

worker.onmessage = ({ data }) => {
  const mls = MlsContext.adopt(data.mls, "alice");
  const node = GroupNode.adopt(data.node, data.memberId, data.groupId);
  const gtp = GtpClient.adopt(data.gtp);
  const wires = ["one", "two", "three"].map((text, index) => {
    return gtp.send(node, mls, 0, index, text).wire.slice();
  });
  for (const one of [gtp, node, mls]) one.close();
  worker.postMessage({ wires, epoch: mls.handle === 0 ? "closed" : "open" });
};
