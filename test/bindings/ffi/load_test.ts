// Finding and loading the library: each way to fail is one clear GbpError, and Deno needs no more
// than --allow-ffi for the library's path (ARCHITECTURE.md, Decisions).

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeno, run } from "../child.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const files: Record<string, string> = { darwin: "libgbp_stack.dylib", win32: "gbp_stack.dll" };
const machine = `${process.platform}-${process.arch}`;
const library = `${root}lib/${machine}/${files[process.platform] ?? "libgbp_stack.so"}`;

const USE = `
  import { GroupNode, MlsContext, GtpClient, SFrameSession } from "gbp-stack";
  using mls = MlsContext.create("alice");
  using node = GroupNode.create(1, mls.groupId);
  node.bootstrapAsCreator(mls.epoch);
  using gtp = GtpClient.create();
  const { wire } = gtp.send(node, mls, 0, 1, "hello");
  node.drainEvents();
  using session = SFrameSession.create(mls);
  session.decrypt(session.createEncryptor(mls, mls.ownLeaf).encrypt(new Uint8Array(9)));
  console.log("sent", wire.length > 0);
`;

const NAMED = "GBP_STACK_LIBRARY names it, scripts/build makes one";

/** What loading says when GBP_STACK_LIBRARY names this file. */
function refusal(path: string): string {
  const code = `
    try {
      await import("gbp-stack");
      console.log("loaded");
    } catch (error) {
      console.log(error.name + ": " + error.message);
    }
  `;
  const permissions = ["--allow-ffi", "--allow-env=GBP_STACK_LIBRARY", "--allow-read"];
  return run(code, permissions, { GBP_STACK_LIBRARY: path }).stdout.trim();
}

/** Writes a changed copy of the library, by a process that may write, and passes its path on. */
function withCopy(change: string, use: (path: string) => void): void {
  const path = `${root}build/load_test_${process.pid}.bin`;
  const code = `
    import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
    const [library, path] = ${JSON.stringify([library, path])};
    mkdirSync(${JSON.stringify(`${root}build`)}, { recursive: true });
    let bytes = readFileSync(library);
    ${change}
    writeFileSync(path, bytes);
  `;
  const made = run(code, ["--allow-read", "--allow-write"]);
  assert.equal(made.status, 0, made.stderr);
  use(path);
  const remove = `import { rmSync } from "node:fs"; rmSync(${JSON.stringify(path)});`;
  const removed = run(remove, ["--allow-read", "--allow-write"]);
  assert.equal(removed.status, 0, removed.stderr);
}

test("the bindings need the permission to load the library, and no other", () => {
  const { status, stdout, stderr } = run(USE, [`--allow-ffi=${library}`], {
    GBP_STACK_LIBRARY: "", // without the permission to read it, Deno does not look
  });
  assert.equal(status, 0, stderr);
  assert.equal(stdout, "sent true\n");
  assert.equal(stderr, "");
});

test("without that permission the error says which to give", { skip: !isDeno }, () => {
  // Deno lets a child without any permission flag do everything.
  const { status, stderr } = run(USE, ["--allow-ffi=/nothing"]);
  assert.equal(status, 1);
  assert.ok(stderr.includes(`GbpError: load: loading ${library} is not permitted`), stderr);
  assert.ok(stderr.includes(`--allow-ffi=${library}`), stderr);
});

test("GBP_STACK_LIBRARY names another library", () => {
  assert.equal(refusal(library), "loaded");
});

test("a missing library: the error names it and says who named it", () => {
  const missing = `${root}lib/nowhere/libgbp_stack.so`;
  assert.equal(
    refusal(missing),
    `GbpError: load: ${missing} is missing; ${NAMED}`,
  );
});

test("a file that is no library", () => {
  const text = `${root}package.json`;
  assert.equal(
    refusal(text),
    `GbpError: load: ${text} is not a library for ${machine}; ${NAMED}`,
  );
});

test("a library of another architecture", { skip: process.platform !== "linux" }, () => {
  // The machine field of an ELF header: 0xf3 is RISC-V, which no runtime here speaks.
  withCopy("bytes[18] = 0xf3; bytes[19] = 0;", (path) => {
    assert.equal(
      refusal(path),
      `GbpError: load: ${path} is not a library for ${machine}; ${NAMED}`,
    );
  });
});

test("a library that is cut", { skip: process.platform !== "linux" }, () => {
  withCopy("bytes.fill(0, 64);", (path) => {
    assert.match(refusal(path), /^GbpError: load: /);
  });
  for (const size of [1000, 100_000, 3_000_000]) {
    withCopy(`bytes = bytes.subarray(0, ${size});`, (path) => {
      assert.equal(refusal(path), `GbpError: load: ${path} is cut short; ${NAMED}`);
    });
  }
});

test("a library of another version", { skip: process.platform !== "linux" }, () => {
  const change = `
    const at = bytes.indexOf("gbpf_mls_create\\0");
    bytes[at + 5] = 0x4d; // a symbol has another name there
  `;
  withCopy(change, (path) => {
    assert.match(refusal(path), /^GbpError: load: .* is another version of the library: /);
  });
  const version = `
    const at = bytes.indexOf("group-protocol-stack ") + "group-protocol-stack ".length;
    bytes[at] = 0x39;
  `;
  withCopy(version, (path) => {
    assert.match(
      refusal(path),
      /^GbpError: load: .* is "group-protocol-stack 9.*", these bindings are /,
    );
  });
});
