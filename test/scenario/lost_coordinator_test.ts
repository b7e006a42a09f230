// Who coordinates, and what happens when two claim it (docs/behaviour.md, Timers and coordinator).

import assert from "node:assert/strict";
import { test } from "node:test";
import { ControlOpcode } from "../../bindings/mod.ts";
import { pair } from "../bindings/members.ts";

test("a claim is announced to the claimer and to the others", () => {
  using members = pair();
  const { alice, bob } = members;
  const claim = bob.node.claimCoordinator(bob.mls, 0);
  assert.deepEqual(bob.node.drainEvents(), [{ kind: "became_coordinator" }]);
  const [seen, control] = alice.receive(claim);
  assert.deepEqual(seen, { kind: "coordinator_claim", claimant: 2 });
  assert.ok(control?.kind === "control");
  assert.equal(control.opcode, "CAPABILITIES_ADVERTISE");
  assert.equal(control.requestId, 0);
  assert.deepEqual(control.args, new Uint8Array([0xa1, 0x00, 0xf5]));
});

test("nothing has run out yet: checkTimeouts is silent, and activity may be noted", () => {
  using members = pair();
  const { alice, bob } = members;
  bob.receive(alice.node.claimCoordinator(alice.mls, 0));
  bob.node.noteCoordinatorActivity();
  assert.deepEqual(bob.node.checkTimeouts(), []);
  bob.receive(alice.control(ControlOpcode.PREPARE_TRANSITION, 1));
  assert.deepEqual(bob.node.checkTimeouts(), []);
});

test("checkTimeouts also hands out what waits", () => {
  using members = pair();
  const { alice } = members;
  alice.node.applyTransition(1);
  assert.deepEqual(alice.node.checkTimeouts(), [
    { kind: "epoch_advanced", epoch: 2n, transitionId: 1 },
  ]);
});
