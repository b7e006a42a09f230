// Numeric roles bound to permission bits (docs/python-to-typescript.md, RoleRegistry and
// Permissions). Pure logic: the library does not look at it; an application checks before it sends
// and after it received.

import { record, text, u32 } from "../check.ts";
import { RoleError } from "../errors.ts";

/**
 * What a role allows; combine with `|`.
 *
 * @example
 * ```ts
 * import { Permissions } from "gbp-stack";
 *
 * const speaker = Permissions.SEND_TEXT | Permissions.SEND_AUDIO;
 * console.log(speaker); // 3
 * ```
 */
export const Permissions = {
  NONE: 0,
  SEND_TEXT: 1,
  SEND_AUDIO: 2,
  SEND_SIGNAL: 4,
  MUTE_OTHERS: 8,
  ASSIGN_ROLES: 16,
  INVITE: 32,
  REMOVE_MEMBERS: 64,
  CLOSE_GROUP: 128,
} as const;
Object.freeze(Permissions);

/** Any combination of the bits of {@link Permissions}, u32. */
export type Permissions = number;

/**
 * A role: its number, its name and what it allows.
 *
 * @example
 * ```ts
 * import { Permissions, RoleSpec } from "gbp-stack";
 *
 * const moderator = new RoleSpec(2, "moderator", Permissions.MUTE_OTHERS);
 * console.log(moderator.name); // "moderator"
 * ```
 */
export class RoleSpec {
  /** Number of the role, u32: the `role_claim` of a signal. */
  readonly id: number;
  /** Name for people. */
  readonly name: string;
  /** What the role allows. */
  readonly permissions: Permissions;

  /** RangeError or TypeError when a value is not of the kind and range named above. */
  constructor(id: number, name: string, permissions: Permissions) {
    this.id = u32(id, "id");
    this.name = text(name, "name");
    this.permissions = u32(permissions, "permissions");
  }
}

/**
 * Who has which role, and what it allows. A member without a role has no permission.
 *
 * @example
 * ```ts
 * import { Permissions, RoleRegistry } from "gbp-stack";
 *
 * const registry = new RoleRegistry();
 * registry.defineRole(1, "host", Permissions.INVITE | Permissions.MUTE_OTHERS);
 * registry.assign(42, 1);
 * console.log(registry.has(42, Permissions.INVITE)); // true
 * registry.require(42, Permissions.MUTE_OTHERS); // throws a RoleError when it is missing
 * ```
 */
export class RoleRegistry {
  readonly #roles = new Map<number, RoleSpec>();
  readonly #assigned = new Map<number, number>();

  /** Defines a role by a frozen copy, or redefines it for everybody who has it. */
  define(spec: RoleSpec): void {
    const { id, name, permissions } = record(spec, "spec");
    const role = Object.freeze(new RoleSpec(id, name, permissions));
    this.#roles.set(role.id, role);
  }

  /** The same from its parts. */
  defineRole(roleId: number, name: string, permissions: Permissions): void {
    this.define(new RoleSpec(u32(roleId, "roleId"), name, permissions));
  }

  /** A role by its number; undefined when it is not defined. */
  role(roleId: number): RoleSpec | undefined {
    return this.#roles.get(u32(roleId, "roleId"));
  }

  /** All roles, in the order in which they were first defined. */
  roles(): RoleSpec[] {
    return [...this.#roles.values()];
  }

  /** Gives a member a role in place of any other. @throws RoleError `unknown role: {id}`. */
  assign(memberId: number, roleId: number): void {
    const member = u32(memberId, "memberId");
    if (!this.#roles.has(u32(roleId, "roleId"))) throw new RoleError(`unknown role: ${roleId}`);
    this.#assigned.set(member, roleId);
  }

  /** A member's role; undefined when none was assigned. */
  roleOf(memberId: number): RoleSpec | undefined {
    const roleId = this.#assigned.get(u32(memberId, "memberId"));
    return roleId === undefined ? undefined : this.#roles.get(roleId);
  }

  /** What a member may do; `Permissions.NONE` without a role. */
  permissionsOf(memberId: number): Permissions {
    return this.roleOf(memberId)?.permissions ?? Permissions.NONE;
  }

  /**
   * Refuses a member who lacks a bit of the mask.
   * @throws RoleError `member {m} lacks permission 0x{mask:08X}`.
   */
  require(memberId: number, mask: Permissions): void {
    if (this.has(memberId, mask)) return;
    const hex = mask.toString(16).toUpperCase().padStart(8, "0");
    throw new RoleError(`member ${memberId} lacks permission 0x${hex}`);
  }

  /** True when the member has every bit of the mask. */
  has(memberId: number, mask: Permissions): boolean {
    const wanted = u32(mask, "mask");
    return (this.permissionsOf(memberId) & wanted) >>> 0 === wanted;
  }
}
