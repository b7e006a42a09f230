// The command lines of the member programs: the Python package on its own library and on ours, Bun,
// Deno. scripts/setup --dev installs what they need; the variables are those of places.py.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { root, runtime } from "../../examples/demo.ts";
import { type Command, Program } from "./program.ts";

/** A release of the Python package. */
interface Release {
  readonly version: string;
  /** Names another interpreter that has it. */
  readonly variable: string;
  readonly format: "gbp-1.5" | "rfc9605";
}

export const RELEASE_1_5: Release = {
  version: "1.5.0",
  variable: "GBP_REFERENCE_PYTHON",
  format: "gbp-1.5",
};
export const RELEASE_1_9: Release = {
  version: "1.9.1",
  variable: "GBP_NEWER_PYTHON",
  format: "rfc9605",
};

export const SEATS = ["python", "swapped", "bun", "deno"] as const;
export type SeatName = typeof SEATS[number];

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

function interpreter({ version, variable }: Release): string {
  const python = process.env[variable] ?? `${root}.deps/python-${version}/bin/python`;
  assert.ok(existsSync(python), `no gbp-stack ${version} for Python: scripts/setup --dev gets it`);
  return python;
}

const swappedCopies = new Map<Release, string>();

/** A copy of the package on our library, made once in each run of the tests. */
function swappedCopy(release: Release): string {
  let folder = swappedCopies.get(release);
  if (folder === undefined) {
    folder = `${root}build/parity/live-${release.version}`;
    const swap = `${root}scripts/python-swap`;
    const python = interpreter(release);
    const done = spawnSync(python, [swap, "--python", python, folder], { encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
    swappedCopies.set(release, folder);
  }
  return folder;
}

function pythonCommand(release: Release, environment: Record<string, string>): Command {
  return {
    program: interpreter(release),
    args: [here("member.py")],
    environment: { PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1", ...environment },
  };
}

/** Deno may load the library, and nothing else. */
function denoPermissions(): string[] {
  const named = process.env["GBP_STACK_LIBRARY"];
  const allowed = named ?? `${root}lib`;
  const variable = named === undefined ? [] : ["--allow-env=GBP_STACK_LIBRARY"];
  return ["--no-prompt", `--allow-ffi=${allowed}`, ...variable];
}

function command(seat: SeatName, release: Release): Command {
  const { format } = release;
  switch (seat) {
    case "python":
      return pythonCommand(release, {});
    case "swapped":
      // The functions that the package calls name no SFrame format: a variable does.
      return pythonCommand(release, {
        PYTHONPATH: swappedCopy(release),
        GBP_SFRAME_FORMAT: format,
      });
    case "bun":
      return { program: runtime("bun"), args: [here("member.ts"), format] };
    case "deno":
      return {
        program: runtime("deno"),
        args: ["run", "--quiet", ...denoPermissions(), here("member.ts"), format],
      };
  }
}

export function startProgram(seat: SeatName, release: Release): Program {
  return new Program(seat, command(seat, release));
}
