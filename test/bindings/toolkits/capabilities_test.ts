// CapabilitiesNegotiator: what gbp-stack 1.5.0 does (docs/behaviour.md, Toolkits).

import assert from "node:assert/strict";
import { test } from "node:test";
import { CapabilitiesNegotiator } from "../../../bindings/src/toolkits/capabilities.ts";

test("nobody advertised: nothing is supported, nothing is common", () => {
  const negotiator = new CapabilitiesNegotiator();
  assert.equal(negotiator.groupSupports("x"), false);
  assert.deepEqual(negotiator.intersection(), new Set());
  assert.deepEqual(negotiator.union(), new Set());
  assert.deepEqual(negotiator.missing("x"), []);
  assert.equal(negotiator.capabilitiesOf(1), undefined);
  assert.equal(negotiator.size, 0);
});

test("a member without a capability stops the group; forgetting it helps", () => {
  const negotiator = new CapabilitiesNegotiator();
  negotiator.advertise(3, ["b", "a", "a"]);
  negotiator.advertise(1, new Set(["a"]));
  negotiator.advertise(2, []);
  assert.equal(negotiator.groupSupports("a"), false);
  assert.deepEqual(negotiator.union(), new Set(["b", "a"]));
  assert.deepEqual(negotiator.missing("b"), [1, 2]);
  assert.deepEqual(negotiator.missing("zz"), [3, 1, 2], "in the order of advertising");
  assert.deepEqual(negotiator.capabilitiesOf(2), new Set());
  negotiator.forget(2);
  negotiator.forget(99);
  assert.equal(negotiator.groupSupports("a"), true);
  assert.deepEqual(negotiator.intersection(), new Set(["a"]));
  assert.equal(negotiator.size, 2);
});

test("advertising again replaces, and what is handed out is a copy", () => {
  const negotiator = new CapabilitiesNegotiator();
  negotiator.advertise(3, ["a"]);
  negotiator.advertise(1, ["a"]);
  negotiator.advertise(3, ["x"]);
  assert.deepEqual(negotiator.intersection(), new Set());
  negotiator.capabilitiesOf(3)?.add("evil");
  assert.deepEqual(negotiator.capabilitiesOf(3), new Set(["x"]));
});

test("arguments of a wrong type or range are refused and change nothing", () => {
  const negotiator = new CapabilitiesNegotiator();
  assert.throws(() => negotiator.advertise(-1, []), /^RangeError: memberId /);
  assert.throws(() => negotiator.advertise(1, "abc"), /^TypeError: capabilities /);
  assert.throws(() => negotiator.advertise(1, null as never), /^TypeError: capabilities /);
  assert.throws(() => negotiator.advertise(1, [1] as never), /^TypeError: capabilities\[\] /);
  assert.throws(() => negotiator.groupSupports(1 as never), /^TypeError: capability /);
  assert.equal(negotiator.size, 0);
});
