// What is compared: how each target's runner is started, and what it needs.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const runners = join(root, "bench", "runners");
const built = join(root, "build", "bench");
const referencePython = process.env.GBP_REFERENCE_PYTHON ??
  join(root, ".deps", "python-1.5.0", "bin", "python");
const swapped = join(built, "swapped");

export interface Target {
  name: string;
  /** Heading of its column. */
  label: string;
  command: string[];
  environment?: Record<string, string>;
  /** Files without which it cannot run. */
  needs: string[];
}

/** Where our library was built, in Node's words. */
function ourLibrary(): string {
  const folder = join(root, "lib", `${process.platform}-${process.arch}`);
  const file = process.platform === "darwin" ? "libgbp_stack.dylib" : "libgbp_stack.so";
  return process.env.GBP_STACK_LIBRARY ?? join(folder, file);
}

/** The library inside the reference's package. */
function referenceLibrary(): string {
  const environment = join(referencePython, "..", "..");
  const place = join(environment, "lib");
  const found = existsSync(place)
    ? readdirSync(place, { recursive: true, encoding: "utf8" })
      .find((path) => /gbp_stack\/.*libgbp_stack\.(so|dylib)$/.test(path))
    : undefined;
  return found === undefined ? join(environment, "libgbp_stack.so") : join(place, found);
}

export const ours: string = ourLibrary();
export const reference: string = referenceLibrary();

const javascript = join(runners, "javascript.ts");
const python = join(runners, "python_package.py");
const runtime = (name: string): string => join(root, "node_modules", ".bin", name);

export const targets: readonly Target[] = [
  {
    name: "c-reference",
    label: "C ref",
    command: [join(built, "loaded"), reference],
    needs: [join(built, "loaded"), reference],
  },
  {
    name: "c-ours",
    label: "C ours",
    command: [join(built, "loaded"), ours],
    needs: [join(built, "loaded"), ours],
  },
  {
    name: "c-flat",
    label: "C flat",
    command: [join(built, "flat"), ours],
    needs: [join(built, "flat"), ours],
  },
  {
    name: "python-reference",
    label: "Py ref",
    command: [referencePython, python],
    needs: [referencePython, reference],
  },
  {
    name: "python-ours",
    label: "Py our",
    command: [referencePython, python],
    environment: { PYTHONPATH: swapped },
    needs: [referencePython, join(swapped, "gbp_stack", "__init__.py")],
  },
  {
    name: "koffi",
    label: "Node",
    command: ["node", join(runners, "koffi.mjs"), reference],
    needs: [join(root, "bench", "node_modules", "koffi", "package.json"), reference],
  },
  {
    name: "bun",
    label: "Bun",
    command: [runtime("bun"), javascript],
    needs: [runtime("bun"), ours],
  },
  {
    name: "deno",
    label: "Deno",
    command: [runtime("deno"), "run", "-A", "--no-check", "--v8-flags=--expose-gc", javascript],
    needs: [runtime("deno"), ours],
  },
];

export const targetNames: readonly string[] = targets.map(({ name }) => name);

/** The first file that a target lacks, relative to the checkout. */
export function missing(target: Target): string | undefined {
  return target.needs.find((path) => !existsSync(path))?.replace(root, "");
}
