// The backend for every other runtime: one clear refusal in place of a failure far from its cause.

import { GbpError } from "../errors.ts";
import type { Backend } from "./types.ts";

function refuse(): never {
  throw new GbpError("load", "gbp-stack runs under Bun and Deno; this runtime is neither");
}

export const backend: Backend = {
  platform: "unsupported",
  arch: "unsupported",
  environment: () => undefined,
  look: refuse,
  missingPermission: refuse,
  unwipedMemory: refuse,
  open: refuse,
};
