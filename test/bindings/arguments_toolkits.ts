// The part of arguments_test.ts's table for the toolkits.

import * as gbp from "../../bindings/mod.ts";
import { type Argument, argument, type Subject } from "./arguments_kinds.ts";

const data = new Uint8Array(2);

/** Classes that are made with `new`, and what their constructors take. */
const CONSTRUCTORS: Record<string, Argument[]> = {
  MessageEntry: [
    argument("senderId", "u32", 1),
    argument("messageId", "u64", 1),
    argument("text", "string", ""),
  ],
  MessageHistory: [argument("capacity", "capacity", 1)],
  AudioFrame: [
    argument("mediaSourceId", "u32", 1),
    argument("rtpSequence", "u32", 1),
    argument("plaintext", "bytes", data),
  ],
  JitterBuffer: [
    argument("capacity_per_source", "capacity", 1),
    argument("options", "object?", {}),
  ],
  RoleSpec: [
    argument("id", "u32", 1),
    argument("name", "string", ""),
    argument("permissions", "u32", 1),
  ],
};

/** Methods of a fresh object of each class. */
const METHODS: [() => object, Record<string, Argument[]>][] = [
  [() => new gbp.MessageHistory(1), {
    push: [argument("entry", "object", new gbp.MessageEntry(1, 1, ""))],
    contains: [argument("senderId", "u32", 1), argument("messageId", "u64", 1)],
    since: [argument("watermark", "watermark", new gbp.Watermark())],
    sinceForSender: [argument("senderId", "u32", 1), argument("sinceMessageId", "u64", 1)],
  }],
  [() => new gbp.Watermark(), {
    observe: [argument("senderId", "u32", 1), argument("messageId", "u64", 1)],
    lastSeen: [argument("senderId", "u32", 1)],
  }],
  [() => new gbp.JitterBuffer(1), {
    push: [argument("frame", "object", new gbp.AudioFrame(1, 1, data))],
    popInOrder: [argument("mediaSourceId", "u32", 1)],
    popForce: [argument("mediaSourceId", "u32", 1)],
    lengthFor: [argument("mediaSourceId", "u32", 1)],
  }],
  [withRole, {
    define: [argument("spec", "object", new gbp.RoleSpec(1, "", 0))],
    defineRole: [
      argument("roleId", "u32", 1),
      argument("name", "string", ""),
      argument("permissions", "u32", 1),
    ],
    role: [argument("roleId", "u32", 1)],
    assign: [argument("memberId", "u32", 1), argument("roleId", "u32", 1)],
    roleOf: [argument("memberId", "u32", 1)],
    permissionsOf: [argument("memberId", "u32", 1)],
    require: [argument("memberId", "u32", 1), argument("mask", "u32", 0)],
    has: [argument("memberId", "u32", 1), argument("mask", "u32", 1)],
  }],
  [() => new gbp.CapabilitiesNegotiator(), {
    advertise: [argument("memberId", "u32", 1), argument("capabilities", "names", ["a"])],
    forget: [argument("memberId", "u32", 1)],
    capabilitiesOf: [argument("memberId", "u32", 1)],
    groupSupports: [argument("capability", "string", "a")],
    missing: [argument("capability", "string", "a")],
  }],
];

function withRole(): gbp.RoleRegistry {
  const roles = new gbp.RoleRegistry();
  roles.defineRole(1, "", 0);
  return roles;
}

export const TOOLKITS: Record<string, Subject> = {};
for (const [name, list] of Object.entries(CONSTRUCTORS)) {
  const kind = gbp[name as "RoleSpec"];
  const call = (...values: [never, never, never]): unknown => new kind(...values);
  TOOLKITS[name] = { call, arguments: list };
}
for (const [make, methods] of METHODS) {
  for (const [name, list] of Object.entries(methods)) {
    const call = (...values: never[]): unknown => {
      const object = make() as Record<string, (...values: never[]) => unknown>;
      return object[name]!(...values);
    };
    TOOLKITS[`${make().constructor.name}.${name}`] = { call, arguments: list };
  }
}
