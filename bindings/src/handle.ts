// A native object's handle and its life: close(), `using`, the finalizer for what was forgotten,
// and adoption in another Worker (docs/python-to-typescript.md, What changes everywhere).

import { integer, record, wrongType } from "./check.ts";
import { GbpError } from "./errors.ts";

const HANDLE_MAX = 0x7fff_ffff;

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
  #handle: number;
  readonly #destroy: ((handle: number) => number) | undefined;

  /** Wraps a handle; `destroy` is left out when this instance does not own the object. */
  protected constructor(handle: number, destroy: ((handle: number) => number) | undefined) {
    this.#handle = handle;
    this.#destroy = destroy;
    if (destroy) leaks.register(this, { handle, destroy }, this);
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

/** A class of handles, as `instanceof` and error texts need it; its constructor is private. */
interface Kind {
  readonly name: string;
  readonly prototype: NativeHandle;
  [Symbol.hasInstance](value: unknown): boolean;
}

/**
 * The handle of an argument or receiver of class `kind`: TypeError for anything else, GbpError when
 * closed.
 */
export function liveHandle(
  object: NativeHandle,
  kind: Kind,
  name: string,
  operation: string,
): number {
  if (!(object instanceof kind)) throw wrongType(name, `a ${kind.name}`, object);
  const handle = object.handle;
  if (handle === 0) throw new GbpError(operation, `${kind.name} is closed`);
  return handle;
}

/**
 * Checks the arguments that every `adopt` takes; true when the new instance shall own the object.
 */
export function adopts(handle: number, options: AdoptOptions): boolean {
  if (integer(handle, HANDLE_MAX, "handle") === 0) {
    throw new RangeError("handle must be above 0: the object was closed");
  }
  const own = record(options, "options").own ?? false;
  if (typeof own !== "boolean") throw wrongType("options.own", "a boolean", own);
  return own;
}
