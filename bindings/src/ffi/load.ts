// Finds the native library, loads it, and makes sure that it is the one these bindings were written
// for. Every way in which that can go wrong ends in one GbpError that says what to do.

import { backend } from "#backend";
import { fileURLToPath } from "node:url";
import { GbpError } from "../errors.ts";
import type { FileState } from "./library_file.ts";
import { GBPF_ABI_VERSION, PACKAGE_VERSION, symbols } from "./symbols.ts";
import type { Native } from "./types.ts";

const VERSION_BOUND = 128;

function failure(detail: string): GbpError {
  return new GbpError("load", detail);
}

/** The library's file, and what to do when it is not as it should be. */
interface Place {
  path: string;
  hint: string;
}

/** `GBP_STACK_LIBRARY`, else `lib/<platform>-<arch>/` beside package.json. */
function libraryPlace(): Place {
  const named = backend.environment("GBP_STACK_LIBRARY");
  if (named) return { path: named, hint: "GBP_STACK_LIBRARY names it, scripts/build makes one" };
  const suffixes: Record<string, string> = { darwin: "libgbp_stack.dylib", win32: "gbp_stack.dll" };
  const file = suffixes[backend.platform] ?? "libgbp_stack.so";
  const url = new URL(`../../../lib/${backend.platform}-${backend.arch}/${file}`, import.meta.url);
  if (url.protocol === "file:") {
    return { path: fileURLToPath(url), hint: "build it with: scripts/build" };
  }
  throw failure(`no library beside ${import.meta.url}; name one in GBP_STACK_LIBRARY`);
}

/** The runtimes' messages end in the system's words; what they mean for the user stands here. */
function explain({ path, hint }: Place, state: FileState | undefined, error: unknown): GbpError {
  const text = error instanceof Error ? error.message : String(error);
  const machine = `${backend.platform}-${backend.arch}`;
  if (/undefined symbol|Symbol ".*" not found|symbol not found/i.test(text)) {
    return failure(`${path} is another version of the library: ${text}`);
  }
  if (/file too short|invalid ELF|not a mach-o|ELF class|wrong architecture/i.test(text)) {
    return failure(`${path} is not a library for ${machine}; ${hint}`);
  }
  if (!/No such file|no such file|cannot find/i.test(text)) return failure(`${text}; ${hint}`);
  // The loader says "No such file" of a library for another processor, too.
  if (state === "missing") return failure(`${path} is missing; ${hint}`);
  if (state === "there") return failure(`${path} is not a library for ${machine}; ${hint}`);
  return failure(`${path} is missing or not a library for ${machine}; ${hint}`);
}

function refuseOtherVersion({ path, hint }: Place, native: Native<typeof symbols>): void {
  const abi = native.gbpf_abi_version();
  if (abi !== GBPF_ABI_VERSION) {
    throw failure(`${path} speaks flat ABI ${abi}, these bindings ${GBPF_ABI_VERSION}; ${hint}`);
  }
  const out = new Uint8Array(VERSION_BOUND);
  const length = native.gbpf_version(out, out.length);
  const text = new TextDecoder().decode(out.subarray(0, Math.max(length, 0)));
  if (!text.startsWith(`group-protocol-stack ${PACKAGE_VERSION} `)) {
    throw failure(`${path} is "${text}", these bindings are ${PACKAGE_VERSION}; ${hint}`);
  }
}

/** The library's functions. @throws GbpError `load: …` that names the file and what to do. */
export function load(): Native<typeof symbols> {
  const place = libraryPlace();
  const { path, hint } = place;
  const missing = backend.missingPermission(path);
  if (missing) throw failure(`loading ${path} is not permitted: ${missing}`);
  const state = backend.look(path);
  if (state === "cut short") throw failure(`${path} is cut short; ${hint}`);
  let native: Native<typeof symbols>;
  try {
    native = backend.open(path, symbols);
  } catch (error) {
    throw explain(place, state, error);
  }
  refuseOtherVersion(place, native);
  return native;
}
