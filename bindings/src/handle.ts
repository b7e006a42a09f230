// A native object's handle and its life: close(), `using`, the finalizer for what was forgotten,
// and adoption in another Worker (docs/python-to-typescript.md, What changes everywhere).

import { integer, record, wrongType } from "./check.ts";
import { GbpError } from "./errors.ts";
import { native } from "./native.ts";

const HANDLE_MAX = 0x7fff_ffff;

/** The classes by the library's numbers of their kinds (gbp_flat.h, gbpf_handle_exists). */
const CLASSES = [
  "MlsContext",
  "GroupNode",
  "GtpClient",
  "GapClient",
  "GspClient",
  "SFrameSession",
  "SFrameEncryptor",
] as const;

/** Kinds of native objects: the places in {@link CLASSES}. */
export const Kind = {
  MLS: 0,
  NODE: 1,
  GTP: 2,
  GAP: 3,
  GSP: 4,
  SFRAME_SESSION: 5,
  SFRAME_ENCRYPTOR: 6,
} as const;

/** One of the values of {@link Kind}. */
export type Kind = typeof Kind[keyof typeof Kind];

/** What the finalizer needs: never the object itself, which would keep it alive. */
interface Leaked {
  readonly handle: number;
  readonly destroy: (handle: number) => number;
}

/**
 * Releases what was collected without close(). Exported because Bun may collect a registry that
 * only a module's own constant holds.
 */
export const leaks = new FinalizationRegistry<Leaked>(({ handle, destroy }) => {
  destroy(handle);
});

/**
 * The handle of an argument or receiver of a kind: TypeError for anything else, GbpError when
 * closed. It reads a private field, which no object but one of ours has and no caller can set: a
 * property of that name, a getter or a made-up prototype would let anything into the library.
 */
export let liveHandle: (
  object: NativeHandle,
  kind: Kind,
  name: string,
  operation: string,
) => number;

/**
 * Whether `adopt` takes an object over or only uses it.
 *
 * @example
 * ```ts
 * import { type AdoptOptions, MlsContext } from "gbp-stack";
 *
 * const opened = MlsContext.create("alice"); // as a rule in another Worker
 * const takeOver: AdoptOptions = { own: true };
 * using adopted = MlsContext.adopt(opened.handle, "alice", takeOver);
 * console.log(adopted.epoch); // 0n
 * ```
 */
export interface AdoptOptions {
  /** True: close() and the finalizer of the new instance release the object. Default false. */
  own?: boolean;
}

/**
 * An object of the native library. Not made by itself: its subclasses are.
 *
 * @example
 * ```ts
 * import { MlsContext, NativeHandle } from "gbp-stack";
 *
 * const alice = MlsContext.create("alice");
 * console.log(alice instanceof NativeHandle, alice.handle > 0); // true true
 * alice.close();
 * alice.close(); // closing again is fine
 * console.log(alice.handle); // 0
 * ```
 */
export abstract class NativeHandle {
  readonly #kind: Kind;
  #handle: number;
  readonly #destroy: ((handle: number) => number) | undefined;

  /** Wraps a handle; `destroy` is left out when this instance does not own the object. */
  protected constructor(
    kind: Kind,
    handle: number,
    destroy: ((handle: number) => number) | undefined,
  ) {
    this.#kind = kind;
    this.#handle = integer(handle, HANDLE_MAX, "handle");
    this.#destroy = destroy;
    if (destroy) leaks.register(this, { handle, destroy }, this);
  }

  static {
    liveHandle = (object, kind, name, operation) => {
      if (typeof object !== "object" || object === null || !(#kind in object)) {
        throw wrongType(name, `a ${CLASSES[kind]}`, object);
      }
      if (object.#kind !== kind) throw wrongType(name, `a ${CLASSES[kind]}`, object);
      if (object.#handle === 0) throw new GbpError(operation, `${CLASSES[kind]} is closed`);
      return object.#handle;
    };
  }

  /** The native handle, from 1 up; 0 when closed. Give it to `adopt` in another Worker. */
  get handle(): number {
    return this.#handle;
  }

  /** Releases the native object (an adopted one: lets go of it). Closing again does nothing. */
  close(): void {
    const handle = this.#handle;
    this.#handle = 0;
    if (handle === 0 || this.#destroy === undefined) return;
    leaks.unregister(this);
    this.#destroy(handle);
  }

  /** `using` calls {@link close}. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Checks the arguments that every `adopt` takes, and that such an object is open; true when the new
 * instance shall own it.
 */
export function adopts(kind: Kind, handle: number, options: AdoptOptions): boolean {
  if (integer(handle, HANDLE_MAX, "handle") === 0) {
    throw new RangeError("handle must be above 0: the object was closed");
  }
  const own = record(options, "options").own ?? false;
  if (typeof own !== "boolean") throw wrongType("options.own", "a boolean", own);
  if (native.gbpf_handle_exists(kind, handle) !== 1) {
    throw new GbpError("adopt", `no ${CLASSES[kind]} with handle ${handle} is open`);
  }
  return own;
}
