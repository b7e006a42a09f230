// Every argument of every public function is tried with every kind of bad value: the refusal is a
// TypeError, RangeError or GbpError whose text names the argument, and the object works on
// afterwards (docs/python-to-typescript.md, What changes everywhere). The functions stand in
// arguments_table.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as gbp from "../../bindings/mod.ts";
import { type Argument, BAD } from "./arguments_kinds.ts";
import { alice, SUBJECTS } from "./arguments_table.ts";
import { Member } from "./members.ts";

/**
 * True when the error is one of ours and speaks of this argument (or of the class that is closed).
 */
function names(error: unknown, one: Argument): boolean {
  if (!(error instanceof Error)) return false;
  const isClosed = error instanceof gbp.GbpError && / is closed$/.test(error.message);
  const isOurs = error instanceof TypeError || error instanceof RangeError;
  return isClosed || (isOurs && error.message.startsWith(one.name));
}

for (const [name, subject] of Object.entries(SUBJECTS)) {
  const good = subject.arguments.map((one) => one.good);
  const call = (values: unknown[]): unknown => subject.call(...values as never[]);

  for (const [index, one] of subject.arguments.entries()) {
    test(`${name} refuses a bad ${one.name}`, () => {
      const isDefaulted = (bad: unknown): boolean => one.isOptional === true && bad === undefined;
      for (const bad of BAD[one.kind].filter((value) => !isDefaulted(value))) {
        const shown = typeof bad === "object" ? Object.prototype.toString.call(bad) : String(bad);
        assert.throws(() => call(good.with(index, bad)), (error) => {
          assert.ok(names(error, one), `${one.name} = ${shown}: ${error}`);
          return true;
        }, `${one.name} = ${shown} was taken`);
      }
    });
  }

  test(`${name} takes its good arguments`, () => {
    try {
      call(good);
    } catch (error) {
      assert.ok(error instanceof gbp.GbpError, `${error}`);
    }
  });
}

test("the table has every public function that takes arguments", () => {
  const missing: string[] = [];
  for (const [name, exported] of Object.entries(gbp)) {
    if (typeof exported !== "function" || name.endsWith("Error")) continue;
    const isClass = exported.toString().startsWith("class");
    if (!isClass && exported.length > 0 && !(name in SUBJECTS)) missing.push(name);
    if (!isClass) continue;
    for (const holder of [exported, exported.prototype]) {
      for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
        const takes = typeof value === "function" && value.length > 0 && key !== "constructor";
        if (takes && !(`${name}.${key}` in SUBJECTS)) missing.push(`${name}.${key}`);
      }
    }
  }
  assert.deepEqual(missing, []);
});

test("after all that was refused the objects still work", () => {
  const other = gbp.MlsContext.create("other");
  const fresh = Member.creator(other, 1);
  assert.equal(fresh.receive(fresh.sendText(1, "x"))[0]?.kind, "payload_received");
  fresh.close();
  assert.equal(alice.mls.epoch, 0n);
});
