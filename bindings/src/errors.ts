// The errors that this package throws beside TypeError and RangeError
// (docs/python-to-typescript.md, What changes everywhere).

/**
 * A call that the library refused: the counterpart of Python's `OSError` and `RuntimeError`.
 *
 * A peer's fault in a frame is never a GbpError: it arrives as an `error` event of
 * {@link GroupNode.onWire}, or as a result with status `"error"` of a client's `accept`. What else
 * comes from peers is refused with one, so catch it there: SFrame payloads, MLS messages, Welcomes
 * and key packages, attachments.
 *
 * @example
 * ```ts
 * import { GbpError, MlsContext } from "gbp-stack";
 *
 * using alice = MlsContext.create("alice");
 * try {
 *   alice.invite(new Uint8Array([1, 2, 3]));
 * } catch (error) {
 *   if (!(error instanceof GbpError)) throw error;
 *   console.log(error.operation); // "invite"
 *   console.log(error.detail.startsWith("kp parse")); // true
 * }
 * ```
 */
export class GbpError extends Error {
  /** `"GbpError"`. */
  override readonly name = "GbpError";
  /** What was tried, in Python's words: `"invite"`, `"gtp_client_send"`, … */
  readonly operation: string;
  /** Why it failed: the library's text without the operation. */
  readonly detail: string;

  /** An error whose message reads `{operation}: {detail}`. */
  constructor(operation: string, detail: string) {
    super(`${operation}: ${detail}`);
    this.operation = operation;
    this.detail = detail;
  }
}

/**
 * A role that is not defined, or a permission that a member lacks: thrown by {@link RoleRegistry}.
 *
 * @example
 * ```ts
 * import { Permissions, RoleError, RoleRegistry } from "gbp-stack";
 *
 * const registry = new RoleRegistry();
 * try {
 *   registry.require(7, Permissions.INVITE);
 * } catch (error) {
 *   console.log(error instanceof RoleError); // true
 *   console.log((error as Error).message); // "member 7 lacks permission 0x00000020"
 * }
 * ```
 */
export class RoleError extends Error {
  /** `"RoleError"`. */
  override readonly name = "RoleError";
}
