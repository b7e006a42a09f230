// Every exported name has an example in its doc comment, and every example runs and prints what its
// comments say. An example is a ```ts block; `console.log(…); // text` must print that text.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "./child.ts";

const bindings = new URL("../../bindings/", import.meta.url);

interface Example {
  name: string;
  code: string;
}

function sources(): string[] {
  return readdirSync(new URL("src/", bindings), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(new URL(`src/${path}`, bindings), "utf8"));
}

/** The public names of mod.ts. */
function exportedNames(): string[] {
  const mod = readFileSync(new URL("mod.ts", bindings), "utf8");
  return [...mod.matchAll(/\{([^}]*)\}/g)]
    .flatMap(([, list]) => list!.split(","))
    .map((name) => name.replace("type ", "").trim())
    .filter((name) => name !== "");
}

/** Name → the code of the examples in the doc comment that stands before its declaration. */
function examples(): Example[] {
  const declared = new RegExp(
    String.raw`/\*\*((?:(?!\*/)[^])*)\*/\nexport (?:abstract )?` +
      String.raw`(?:class|const|function|interface|type) (\w+)`,
    "g",
  );
  return sources().flatMap((text) =>
    [...text.matchAll(declared)].flatMap(([, comment, name]) =>
      [...comment!.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => ({
        name: name!,
        code: block!.replace(/^ \* ?/gm, ""),
      }))
    )
  );
}

/** What the example's own comments say that it prints. */
function expectedOutput(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\);\s*\/\/ (.*)$/gm)].map(([, text]) => text!);
}

/** As console.log shows a value alone, but with quotes around strings as the comments have them. */
const PRINTER = `
  const shown = [];
  const show = (value) =>
    typeof value === "bigint" ? value + "n"
    : value instanceof Array ? "[" + value.map(show).join(", ") + "]"
    : typeof value === "string" ? JSON.stringify(value) : String(value);
  console.log = (...values) => shown.push(values.map(show).join(" "));
`;

test("every exported name has an example", () => {
  const documented = new Set(examples().map(({ name }) => name));
  const missing = exportedNames().filter((name) => !documented.has(name));
  assert.deepEqual(missing, []);
});

test("every example runs and prints what it says", () => {
  const all = examples();
  assert.ok(all.length > 40, `only ${all.length} examples found`);
  const imports = new Set<string>();
  const bodies = all.map(({ name, code }, index) => {
    const body = code.replace(
      /^import (type )?\{([^}]*)\} from "gbp-stack";$/gm,
      (_, type, list) => {
        for (const one of (list as string).split(",")) imports.add(`${type ?? ""}${one.trim()}`);
        return "";
      },
    );
    return `shown.length = 0;\nawait (async () => {\n${body}\n})();\n` +
      `results.push(${JSON.stringify([name, index])}.concat(shown));`;
  });
  const program = `import { ${[...imports].join(", ")} } from "gbp-stack";
    const print = console.log; const results = []; ${PRINTER}
    ${bodies.join("\n")}
    print(JSON.stringify(results));`;
  const { status, stdout, stderr } = run(program, ["--allow-ffi"]);
  assert.equal(status, 0, stderr);
  const results = JSON.parse(stdout) as [string, number, ...string[]][];
  assert.equal(results.length, all.length);
  for (const [name, index, ...shown] of results) {
    const expected = expectedOutput(all[index]!.code);
    assert.ok(expected.length > 0, `the example of ${name} prints nothing`);
    for (const [line, text] of expected.entries()) {
      const printed = shown[line] ?? "nothing";
      assert.ok(
        text === printed || text.startsWith(`${printed}:`),
        `${name}: ${printed} is not ${text}`,
      );
    }
  }
});
