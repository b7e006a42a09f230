// How each process is started: which runtime, and with which permissions.

import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { CAST, type MemberName } from "./cast.ts";
import type { Options } from "./options.ts";

type Command = readonly [string, ...string[]];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The runtime that scripts/setup installed, else the one in PATH. */
function program(name: "bun" | "deno"): string {
  const installed = here(`../../node_modules/.bin/${name}`);
  return existsSync(installed) ? installed : name;
}

/**
 * Deno may load this one library and speak to this one port, and nothing else: no files, no
 * environment, no other host.
 */
function denoPermissions(relayUrl: string): string[] {
  const named = process.env["GBP_STACK_LIBRARY"];
  const suffix =
    { darwin: "libgbp_stack.dylib", win32: "gbp_stack.dll" }[process.platform as string];
  const file = suffix ?? "libgbp_stack.so";
  const library = named ?? here(`../../lib/${process.platform}-${process.arch}/${file}`);
  return [
    "--no-prompt",
    `--allow-ffi=${library}`,
    `--allow-net=${new URL(relayUrl).host}`,
    ...(named ? ["--allow-env=GBP_STACK_LIBRARY"] : []),
  ];
}

export function relayCommand({ port, isVerbose }: Options): Command {
  const flags = ["--port", String(port), ...(isVerbose ? ["--verbose"] : [])];
  return [program("bun"), here("relay.ts"), ...flags];
}

export function memberCommand(name: MemberName, relayUrl: string): Command {
  const { runtime } = CAST[name];
  const run = runtime === "bun" ? [] : ["run", "--quiet", ...denoPermissions(relayUrl)];
  return [program(runtime), ...run, here("member_main.ts"), name, relayUrl];
}
