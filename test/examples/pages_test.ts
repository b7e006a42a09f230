// What the pages say is so: their code runs under both runtimes and prints what its comments
// promise, the README shows the quick start as it is, and its first two commands are the two that a
// newcomer needs.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Child, root, runtime } from "./demo.ts";
import { blocks, promised } from "./pages.ts";

const PAGE = "docs/python-to-typescript.md";
const PYTHON = `${root}.deps/python-1.5.0/bin/python`;

/** Strings with quotes, big integers with their n: as the comments write them. */
const PRINTER = `
  const show = (value) =>
    typeof value === "bigint" ? value + "n"
    : value instanceof Array ? "[" + value.map(show).join(", ") + "]"
    : typeof value === "string" ? JSON.stringify(value) : String(value);
  const print = console.log;
  console.log = (...values) => print(values.map(show).join(" "));
`;

/** The TypeScript blocks as one program; lines that a loop repeats are promised once. */
const program = blocks(PAGE, "ts").join("\n");

function uniqueInARow(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line !== lines[index - 1]);
}

for (
  const [name, command] of [
    ["bun", ["run", "-"]],
    ["deno", ["run", "--quiet", "--no-prompt", "--ext=ts", "--allow-ffi=lib", "-"]],
  ] as const
) {
  test(`the Python-to-TypeScript page runs under ${name} and prints what it says`, async () => {
    const child = new Child(runtime(name), [...command]);
    child.write(program.replace(/^import/, `${PRINTER}\nimport`));
    child.dismiss();
    const { status, stdout, stderr } = await child.outcome;
    assert.equal(status, 0, stderr.join("\n"));
    const expected = promised(program, "console.log", "//");
    assert.ok(expected.length >= 20, `only ${expected.length} promises found`);
    assert.deepEqual(uniqueInARow(stdout), expected);
  });
}

const skip = existsSync(PYTHON) ? false : "scripts/setup --dev installs the Python package";
test("the page's Python blocks print what they say", { skip }, async () => {
  const code = blocks(PAGE, "python").join("\n");
  const child = new Child(PYTHON, ["-"]);
  child.write(code);
  child.dismiss();
  const { status, stdout, stderr } = await child.outcome;
  assert.equal(status, 0, stderr.join("\n"));
  const expected = promised(code, "print", "#");
  assert.deepEqual(stdout.join(" "), expected.join(" "));
});

test("the page has every section of the Python package's README", () => {
  const headings: string[] = readFileSync(root + PAGE, "utf8").match(/^## .*$/gm) ?? [];
  for (
    const section of [
      "Payload codec",
      "Sub-protocol toolkits",
      "Coordinator events",
      "Install",
      "Quick start",
      "GSP signals with per-signal arguments",
      "MLS multi-member group pattern",
      "License",
    ]
  ) assert.ok(headings.includes(`## ${section}`), section);
});

test("the README begins with the two commands, one line each", () => {
  assert.deepEqual(blocks("README.md", "sh").slice(0, 2), ["scripts/demo\n", "scripts/test\n"]);
  for (const command of ["scripts/demo", "scripts/test"]) assert.ok(existsSync(root + command));
});

test("the README's quick start is the example, whole but for its first comment", () => {
  const example = readFileSync(`${root}examples/quick_start.ts`, "utf8");
  assert.equal(blocks("README.md", "ts")[0], example.slice(example.indexOf("import {")));
});

test("every file that a page links to exists", () => {
  const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", PAGE];
  for (const page of pages) {
    const links = [...readFileSync(root + page, "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    for (const [, link] of links) {
      assert.ok(existsSync(new URL(link!, `file://${root}${page}`)), `${page}: ${link}`);
    }
  }
});

test("scripts/docs writes the documentation of every public name", async () => {
  const { status, stdout, stderr } = await new Child(`${root}scripts/docs`, []).outcome;
  assert.equal(status, 0, stderr.join("\n"));
  assert.deepEqual(stdout, ["docs: wrote build/docs/index.html"]);
  const index = readFileSync(`${root}build/docs/all_symbols.html`, "utf8");
  for (const name of ["MlsContext", "GroupNode", "JitterBuffer", "NodeEvent", "lookupError"]) {
    assert.ok(index.includes(name), name);
  }
});
