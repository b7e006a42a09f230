// A handle opened in one thread is used from another (docs/c-abi.md, Threads).

import assert from "node:assert/strict";
import { test } from "node:test";
import { pair } from "./members.ts";

test("a Worker sends with handles that it adopted, and the opener keeps them", async () => {
  using members = pair();
  const { alice, bob } = members;
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  try {
    const answer = new Promise<{ wires: Uint8Array<ArrayBuffer>[]; epoch: string }>(
      (resolve, reject) => {
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = (event) => reject(new Error(event.message));
      },
    );
    worker.postMessage({
      mls: alice.mls.handle,
      node: alice.node.handle,
      gtp: alice.gtp.handle,
      memberId: 1,
      groupId: alice.node.groupId,
    });
    const { wires, epoch } = await answer;
    assert.equal(epoch, "closed");
    const texts = wires.map((wire) => bob.readText({ target: 0, wire }));
    assert.deepEqual(texts, ["one", "two", "three"]);
    // The adopter closed its instances; the objects are open still, and their numbers went on.
    assert.equal(bob.receivePayload(alice.sendText(9, "four")).sequenceNo, 4);
  } finally {
    worker.terminate();
  }
});
