// Permissions, RoleSpec and RoleRegistry: what gbp-stack 1.5.0 does (docs/behaviour.md, Toolkits).

import assert from "node:assert/strict";
import { test } from "node:test";
import { RoleError } from "../../../bindings/src/errors.ts";
import { Permissions, RoleRegistry, RoleSpec } from "../../../bindings/src/toolkits/roles.ts";

function registry(): RoleRegistry {
  const roles = new RoleRegistry();
  roles.define(new RoleSpec(1, "admin", Permissions.ASSIGN_ROLES | Permissions.INVITE));
  roles.defineRole(2, "member", Permissions.SEND_TEXT);
  return roles;
}

test("define replaces a role in its place, for everybody who has it", () => {
  const roles = registry();
  roles.assign(5, 2);
  roles.defineRole(2, "speaker", Permissions.SEND_TEXT | Permissions.SEND_AUDIO);
  roles.define({ id: 0, name: "guest", permissions: 0 });
  assert.deepEqual(roles.roles().map((role) => role.name), ["admin", "speaker", "guest"]);
  assert.equal(roles.permissionsOf(5), 3);
  assert.equal(roles.role(2)?.name, "speaker");
  assert.equal(roles.role(9), undefined);
});

test("assign needs a defined role and replaces the former one", () => {
  const roles = registry();
  assert.throws(
    () => roles.assign(5, 99),
    (error) => error instanceof RoleError && error.message === "unknown role: 99",
  );
  roles.assign(5, 2);
  roles.assign(5, 1);
  assert.equal(roles.roleOf(5)?.name, "admin");
  assert.equal(roles.roleOf(6), undefined);
  assert.equal(roles.permissionsOf(6), Permissions.NONE);
});

test("has and require want every bit of the mask", () => {
  const roles = registry();
  roles.assign(5, 1);
  assert.equal(roles.has(5, Permissions.INVITE), true);
  assert.equal(roles.has(5, Permissions.INVITE | Permissions.SEND_TEXT), false);
  assert.equal(roles.has(6, Permissions.NONE), true);
  assert.equal(roles.has(6, Permissions.INVITE), false);
  roles.require(5, Permissions.INVITE | Permissions.ASSIGN_ROLES);
  roles.require(6, Permissions.NONE);
  const message = "member 5 lacks permission 0x000000A0";
  const mask = Permissions.CLOSE_GROUP | Permissions.INVITE;
  assert.throws(() => roles.require(5, mask), { name: "RoleError", message });
});

test("a mask may have bit 31", () => {
  const roles = new RoleRegistry();
  roles.defineRole(1, "all", 0xffff_ffff);
  roles.assign(1, 1);
  assert.equal(roles.has(1, 0x8000_0000), true);
  const message = "member 2 lacks permission 0x80000000";
  assert.throws(() => roles.require(2, 0x8000_0000), { message });
});

test("arguments out of range are refused by name", () => {
  const roles = registry();
  assert.throws(() => roles.defineRole(-1, "x", 0), /^RangeError: roleId /);
  assert.throws(() => roles.defineRole(1, 7 as never, 0), /^TypeError: name /);
  assert.throws(() => roles.defineRole(1, "x", 2 ** 32), /^RangeError: permissions /);
  assert.throws(() => roles.define(null as never), /^TypeError: spec /);
  assert.throws(() => roles.assign(1.5, 1), /^RangeError: memberId /);
  assert.throws(() => roles.has(1, NaN), /^RangeError: mask /);
  assert.throws(() => roles.role("1" as never), /^TypeError: roleId /);
});

test("changing a role after define changes no permission", () => {
  const registry = new RoleRegistry();
  const role = new RoleSpec(1, "listener", Permissions.NONE);
  registry.define(role);
  registry.assign(5, 1);
  Object.assign(role, { permissions: Permissions.INVITE });
  assert.equal(registry.has(5, Permissions.INVITE), false);
  assert.throws(() => Object.assign(registry.role(1)!, { name: "host" }), TypeError);
});
