// Who takes part. A member id is the application's; a leaf is the member's place in the MLS tree,
// here the order of joining.

export interface Role {
  readonly id: number;
  readonly leaf: number;
  readonly runtime: "bun" | "deno";
}

export type MemberName = "alice" | "bob" | "carol";

export const CAST: Readonly<Record<MemberName, Role>> = Object.freeze({
  alice: { id: 1, leaf: 0, runtime: "bun" },
  bob: { id: 2, leaf: 1, runtime: "deno" },
  carol: { id: 3, leaf: 2, runtime: "bun" },
});

export const ALICE = CAST.alice.id;
export const BOB = CAST.bob.id;
export const CAROL = CAST.carol.id;

export const MEMBER_NAMES = Object.keys(CAST) as MemberName[];

export function isMemberName(name: string | undefined): name is MemberName {
  return MEMBER_NAMES.some((known) => known === name);
}

/** A member's name by its id, for what is shown. */
export function nameOf(id: number): string {
  return MEMBER_NAMES.find((name) => CAST[name].id === id) ?? `member ${id}`;
}
