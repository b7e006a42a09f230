// The MLS side of a member: the group's membership, its epochs, and the secrets that every key
// comes from (RFC 9420; docs/behaviour.md, MLS context).

import { bytes, integer, list, text, u32 } from "./check.ts";
import { type AdoptOptions, adopts, Kind, liveHandle, NativeHandle } from "./handle.ts";
import { check, join64, joinBytes, native, PARK, parked, withText } from "./native.ts";

const GROUP_ID_BYTES = 16;
const EXPORT_MAX = 8160;
/** What gbpf_mls_info writes: epoch, group id. */
const info = new Uint8Array(8 + GROUP_ID_BYTES);
const infoView = new DataView(info.buffer);
/** The kinds by their numbers, from 1. */
const MESSAGE_KINDS: readonly MlsMessageKind[] = [
  "commit",
  "application",
  "proposal",
  "external",
];

/**
 * What {@link MlsContext.processMessage} found.
 *
 * @example
 * ```ts
 * import type { MlsMessageKind } from "gbp-stack";
 *
 * const kind: MlsMessageKind = "commit";
 * console.log(kind); // "commit"
 * ```
 */
export type MlsMessageKind = "commit" | "application" | "proposal" | "external";

/**
 * A commit for the present members and the Welcome for the new ones; also iterable as that pair.
 *
 * @example
 * ```ts
 * import { MlsContext } from "gbp-stack";
 *
 * using alice = MlsContext.create("alice");
 * using bob = MlsContext.create("bob");
 * const [commit, welcome] = alice.inviteFull(bob.exportKeyPackage());
 * console.log(commit.length > 0, welcome.length > 0); // true true
 * ```
 */
export class CommitAndWelcome implements Iterable<Uint8Array<ArrayBuffer>> {
  /** An MLSMessage for the members of the group. */
  readonly commit: Uint8Array<ArrayBuffer>;
  /** An MLSMessage for those who are invited. */
  readonly welcome: Uint8Array<ArrayBuffer>;

  /** The two messages. */
  constructor(commit: Uint8Array<ArrayBuffer>, welcome: Uint8Array<ArrayBuffer>) {
    this.commit = commit;
    this.welcome = welcome;
  }

  /** Commit, then Welcome: `const [commit, welcome] = …`. */
  *[Symbol.iterator](): ArrayIterator<Uint8Array<ArrayBuffer>> {
    yield this.commit;
    yield this.welcome;
  }
}

/**
 * One member's MLS state. Everything that a {@link GroupNode} or a client sends or opens takes its
 * keys from here. The outbound numbers of a member id are remembered here, too, so that a node made
 * anew with the same member id repeats no nonce: use one member id with a context, and no other.
 *
 * @example
 * ```ts
 * import { MlsContext } from "gbp-stack";
 *
 * using alice = MlsContext.create("alice");
 * using bob = MlsContext.create("bob");
 * const { commit, welcome } = alice.inviteFull(bob.exportKeyPackage());
 * alice.finalizeCommit(); // other members: processMessage(commit), then finalizeCommit()
 * bob.acceptWelcome(welcome);
 * console.log(alice.epoch, bob.epoch, commit.length > 0); // 1n 1n true
 * ```
 */
export class MlsContext extends NativeHandle {
  /** The text given to {@link create}, {@link restoreState} or {@link adopt}. */
  readonly identity: string;

  private constructor(handle: number, identity: string, own: boolean) {
    super(Kind.MLS, handle, own ? native.gbpf_mls_destroy : undefined);
    this.identity = identity;
  }

  /** A new group of one member at epoch 0. `identity` becomes the basic credential, in UTF-8. */
  static create(identity: string): MlsContext {
    const result = withText(identity, "identity", native.gbpf_mls_create);
    return new MlsContext(check(result, "mls_create"), identity, true);
  }

  /**
   * A context from {@link exportState}, of this library or of gbp-stack 1.7 and later for Python.
   * `identity` only sets the property of that name.
   *
   * Restore a blob at most once, and export (and keep) the state again right after, before anything
   * is sent: two contexts of one blob count from the same numbers on, so both would use the same
   * nonces under the same keys.
   *
   * What was received is not part of a state: nodes, clients and SFrame sessions made on the
   * restored context accept frames of its epoch that were accepted before. A new epoch ends that.
   * @throws GbpError when the state is cut or malformed.
   */
  static restoreState(blob: Uint8Array, identity = ""): MlsContext {
    const length = bytes(blob, "blob");
    text(identity, "identity");
    const handle = check(native.gbpf_mls_restore_state(blob, length), "restore_state");
    return new MlsContext(handle, identity, true);
  }

  /**
   * A context that another Worker opened, by its {@link NativeHandle.handle}. Unless `own` is true,
   * closing the new instance leaves the context open for its opener, who must keep its own instance
   * reachable.
   * @throws GbpError when no such context is open.
   */
  static adopt(handle: number, identity = "", options: AdoptOptions = {}): MlsContext {
    text(identity, "identity");
    const own = adopts(Kind.MLS, handle, options);
    return new MlsContext(handle, identity, own);
  }

  /** The group's epoch. */
  get epoch(): bigint {
    this.#readInfo("epoch");
    return join64(infoView.getUint32(0, true), infoView.getUint32(4, true));
  }

  /** The first 16 bytes of the group's id. */
  get groupId(): Uint8Array<ArrayBuffer> {
    this.#readInfo("group_id");
    return info.slice(8, 8 + GROUP_ID_BYTES);
  }

  /**
   * Ours: this member's own leaf in the group's tree, the `leafIndex` of its
   * {@link SFrameSession.createEncryptor}. It changes with a Welcome only.
   */
  get ownLeaf(): number {
    return check(native.gbpf_mls_own_leaf(this.#live("own_leaf")), "own_leaf");
  }

  /** This context's key package: always the same bytes, good for one join. */
  exportKeyPackage(): Uint8Array<ArrayBuffer> {
    const handle = this.#live("export_key_package");
    return parked(native.gbpf_mls_export_key_package(handle, PARK, 0), "export_key_package");
  }

  /**
   * Adds a member and merges at once; returns the Welcome. For a group of one; else {@link
   * inviteFull}.
   */
  invite(keyPackage: Uint8Array): Uint8Array<ArrayBuffer> {
    const handle = this.#live("invite");
    const length = bytes(keyPackage, "keyPackage");
    return parked(native.gbpf_mls_invite(handle, keyPackage, length, PARK, 0), "invite");
  }

  /** Adds a member by a commit that stays pending until {@link finalizeCommit}. */
  inviteFull(keyPackage: Uint8Array): CommitAndWelcome {
    bytes(keyPackage, "keyPackage");
    return this.#inviteAll([keyPackage], "keyPackage", "invite_full");
  }

  /** Ours: adds many members by one commit, which stays pending; one Welcome serves them all. */
  inviteMany(keyPackages: Iterable<Uint8Array>): CommitAndWelcome {
    const all = list(keyPackages, "keyPackages");
    if (all.length === 0) throw new RangeError("keyPackages must not be empty");
    return this.#inviteAll(all, "keyPackages", "invite_many");
  }

  /** Removes the member at a leaf (u32) by a commit, which it returns and which stays pending. */
  removeMember(leaf: number): Uint8Array<ArrayBuffer> {
    const handle = this.#live("remove");
    return parked(native.gbpf_mls_remove(handle, u32(leaf, "leaf"), PARK, 0), "remove");
  }

  /** Reads a message of the group. A commit is staged until {@link finalizeCommit}. */
  processMessage(message: Uint8Array): MlsMessageKind {
    const handle = this.#live("process_message");
    const length = bytes(message, "message");
    const kind = native.gbpf_mls_process_message(handle, message, length);
    return MESSAGE_KINDS[check(kind, "process_message") - 1]!;
  }

  /** Merges the staged commit, or else the own pending one; nothing to merge is fine. */
  finalizeCommit(): void {
    const handle = this.#live("finalize_commit");
    check(native.gbpf_mls_finalize_commit(handle), "finalize_commit");
  }

  /** Drops the staged and the own pending commit. */
  clearPendingCommit(): void {
    const handle = this.#live("clear_pending_commit");
    check(native.gbpf_mls_clear_pending_commit(handle), "clear_pending_commit");
  }

  /** Joins the group of a Welcome in place of the present group. */
  acceptWelcome(welcome: Uint8Array): void {
    const handle = this.#live("accept_welcome");
    const length = bytes(welcome, "welcome");
    check(native.gbpf_mls_accept_welcome(handle, welcome, length), "accept_welcome");
  }

  /**
   * The whole state, private keys included: keep it encrypted, and restore it at most once (see
   * {@link restoreState}). Every export reserves the next 2^20 outbound numbers, and a context that
   * used them up fails to send until it is exported again (behaviour.md, Counters and lease).
   */
  exportState(): Uint8Array<ArrayBuffer> {
    const handle = this.#live("export_state");
    return parked(native.gbpf_mls_export_state(handle, PARK, 0), "export_state");
  }

  /**
   * Ours: MLS-Exporter(label, context, length) of the present epoch (RFC 9420 section 8.5), for
   * keys beside GBP's own. `length` is 1 to 8160 bytes.
   */
  exportSecret(label: string, context: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
    const handle = this.#live("export_secret");
    const contextLength = bytes(context, "context");
    if (integer(length, EXPORT_MAX, "length") === 0) {
      throw new RangeError(`length must be an integer from 1 to ${EXPORT_MAX}, not 0`);
    }
    const secret = new Uint8Array(length);
    const result = withText(label, "label", (memory, labelLength) => {
      return native.gbpf_mls_export_secret(
        handle,
        memory,
        labelLength,
        context,
        contextLength,
        secret,
        secret.length,
      );
    });
    check(result, "export_secret");
    return secret;
  }

  #live(operation: string): number {
    return liveHandle(this, Kind.MLS, "this", operation);
  }

  #readInfo(operation: string): void {
    check(native.gbpf_mls_info(this.#live(operation), info), operation);
  }

  #inviteAll(keyPackages: Uint8Array[], name: string, operation: string): CommitAndWelcome {
    const handle = this.#live(operation);
    const { memory, total, lengths } = joinBytes(keyPackages, name);
    const result = parked(
      native.gbpf_mls_invite_many(handle, memory, total, lengths, lengths.length, PARK, 0),
      operation,
    );
    const commitEnd = 4 + new DataView(result.buffer).getUint32(0, true);
    return new CommitAndWelcome(result.subarray(4, commitEnd), result.subarray(commitEnd));
  }
}
