// Installing into a new project, as the README says (install.ts does it).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Child, root, runtime } from "./demo.ts";

test("a new project of either runtime imports the package as the README says", async () => {
  const { status, stdout, stderr } = await new Child(runtime("bun"), [
    `${root}test/examples/install.ts`,
  ]).outcome;
  assert.equal(status, 0, stderr.join("\n"));
  assert.deepEqual(JSON.parse(stdout.at(-1)!), { bun: "alice 0n 16", deno: "alice 0n 16" });
});

test("the README names the package of this version", () => {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const readme = readFileSync(`${root}README.md`, "utf8");
  assert.ok(readme.includes(`gbp-stack-${version}.tgz`));
});
