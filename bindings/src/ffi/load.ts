// Finds the native library, loads it, and makes sure that it is the one these bindings were written
// for. Every way in which that can go wrong ends in one GbpError that says what to do.

import { backend } from "#backend";
import { fileURLToPath } from "node:url";
import { GbpError } from "../errors.ts";
import { GBPF_ABI_VERSION, PACKAGE_VERSION, symbols } from "./symbols.ts";
import type { Native } from "./types.ts";

const BUILD_HINT = "build it with: scripts/build";
const VERSION_BOUND = 128;

function failure(detail: string): GbpError {
  return new GbpError("load", detail);
}

/** `GBP_STACK_LIBRARY`, else `lib/<platform>-<arch>/` beside package.json. */
function libraryPath(): string {
  const named = backend.environment("GBP_STACK_LIBRARY");
  if (named) return named;
  const suffixes: Record<string, string> = { darwin: "libgbp_stack.dylib", win32: "gbp_stack.dll" };
  const file = suffixes[backend.platform] ?? "libgbp_stack.so";
  const url = new URL(`../../../lib/${backend.platform}-${backend.arch}/${file}`, import.meta.url);
  if (url.protocol === "file:") return fileURLToPath(url);
  throw failure(`no library beside ${import.meta.url}; name one in GBP_STACK_LIBRARY`);
}

/** The runtimes' messages end in the system's words; what they mean for the user stands here. */
function explain(path: string, error: unknown): GbpError {
  const text = error instanceof Error ? error.message : String(error);
  const machine = `${backend.platform}-${backend.arch}`;
  if (/undefined symbol|Symbol ".*" not found|symbol not found/i.test(text)) {
    return failure(`${path} is another version of the library: ${text}`);
  }
  if (/file too short|invalid ELF|not a mach-o|ELF class|wrong architecture/i.test(text)) {
    return failure(`${path} is not a library for ${machine}; ${BUILD_HINT}`);
  }
  if (!/No such file|no such file|cannot find/i.test(text)) return failure(text);
  // The loader says "No such file" of a library for another processor, too.
  const exists = backend.exists(path);
  if (exists === false) return failure(`${path} is missing; ${BUILD_HINT}`);
  if (exists) return failure(`${path} is not a library for ${machine}; ${BUILD_HINT}`);
  return failure(`${path} is missing or not a library for ${machine}; ${BUILD_HINT}`);
}

function refuseOtherVersion(path: string, native: Native<typeof symbols>): void {
  const abi = native.gbpf_abi_version();
  if (abi !== GBPF_ABI_VERSION) {
    throw failure(
      `${path} speaks flat ABI ${abi}, these bindings ${GBPF_ABI_VERSION}; ${BUILD_HINT}`,
    );
  }
  const out = new Uint8Array(VERSION_BOUND);
  const length = native.gbpf_version(out, out.length);
  const text = new TextDecoder().decode(out.subarray(0, Math.max(length, 0)));
  if (!text.startsWith(`group-protocol-stack ${PACKAGE_VERSION} `)) {
    throw failure(`${path} is "${text}", these bindings are ${PACKAGE_VERSION}; ${BUILD_HINT}`);
  }
}

/** The library's functions. @throws GbpError `load: …` that names the file and what to do. */
export function load(): Native<typeof symbols> {
  const path = libraryPath();
  const missing = backend.missingPermission(path);
  if (missing) throw failure(`loading ${path} is not permitted: ${missing}`);
  let native: Native<typeof symbols>;
  try {
    native = backend.open(path, symbols);
  } catch (error) {
    throw explain(path, error);
  }
  refuseOtherVersion(path, native);
  return native;
}
