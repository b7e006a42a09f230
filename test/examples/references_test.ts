// What comments cite exists: each `docs/wire.md, GBP frame` (or `wire.md, GBP frame` for short)
// names a page and one of its sections, and every other `.md` in the sources is a file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { root } from "./demo.ts";

const SOURCES = ["native", "bindings", "test", "examples", "scripts", "bench"];
const PAGES = /^(docs\/\w[\w-]*|README|ARCHITECTURE|CONTRIBUTING|test\/parity\/README)\.md$/;
const CITATION = /(?<![\w./*-])((?:[\w-]+\/)*[\w-]+\.md)(?:, ([^;:).]{1,60}))?/g;

interface Citation {
  readonly page: string;
  readonly section: string | undefined;
}

/** The citations of a text, whose comments may break a line anywhere. */
function citations(text: string): Citation[] {
  const joined = text.replace(/\n[ \t]*(?:\*(?!\/)|\/\/[/!]?|#)?[ \t]*/g, " ");
  return [...joined.matchAll(CITATION)].map(([, page, section]) => ({ page: page!, section }));
}

/** Where a citation leads: from the root, within docs, or beside the file that has it. */
function pathOf(page: string, from: string): string | undefined {
  const places = [page, `docs/${page}`, join(dirname(from), page)];
  return places.find((place) => existsSync(root + place));
}

/** A page's headings, and the keys in the first column of its tables, as they are cited. */
function sectionsOf(page: string): string[] {
  const text = readFileSync(root + page, "utf8").replace(/^```[^]*?^```$/gm, "");
  const headings = [...text.matchAll(/^#{1,4} (.*)$/gm)].map(([, heading]) => heading!);
  const keys = [...text.matchAll(/^\| (`[^`|]+`)/gm)].map(([, key]) => key!);
  return [...headings, ...keys];
}

/** Whether the words behind `page.md, ` begin with a section's title. */
function names(section: string, cited: string): boolean {
  const words = cited.replace(/^"/, "");
  return words.startsWith(section) && !/^\w/.test(words.slice(section.length));
}

/** What is wrong with the citations of a text. */
function faults(path: string, text: string): string[] {
  return citations(text).flatMap(({ page, section }) => {
    const target = pathOf(page, path);
    if (target === undefined) return [`${path}: there is no ${page}`];
    if (section === undefined || !PAGES.test(target)) return [];
    const known = sectionsOf(target).some((title) => names(title, section));
    return known ? [] : [`${path}: ${target} has no section "${section}"`];
  });
}

test("every citation in the sources names a page and a section", () => {
  const listing = execFileSync("git", ["ls-files", "-z", "--", ...SOURCES], {
    cwd: root,
    encoding: "utf8",
  });
  const sources = listing.split("\0").filter((path) =>
    (/\.(c|h|def|rs|ts|mjs|py|toml|cmake)$|^scripts\/[^.]*$|\/scenarios\/.*\.json$/).test(path) &&
    path !== "test/examples/references_test.ts" && existsSync(root + path)
  );
  const texts = sources.map((path) => [path, readFileSync(root + path, "utf8")] as const);
  assert.deepEqual(texts.flatMap(([path, text]) => faults(path, text)), []);
  const cited = texts.filter(([, text]) => citations(text).length > 0);
  assert.ok(cited.length > 80, `only ${cited.length} files cite anything`);
});

test("a citation of what does not exist is found", () => {
  const fault = (comment: string) => faults("native/src/node/send.c", comment);
  assert.deepEqual(fault("/* docs/wire.md, GBP frame; behaviour.md, Node and Events */"), []);
  assert.deepEqual(fault("// (docs/wire.md, GBP\n// frame), and wire.md, `pf`)"), []);
  assert.deepEqual(fault("/* docs/wires.md */"), [
    "native/src/node/send.c: there is no docs/wires.md",
  ]);
  for (const section of ["GBP frames", "gbp frame", "Clients", "`xy`"]) {
    assert.equal(fault(`/* (docs/wire.md, ${section}) */`).length, 1, section);
  }
});

test("the links between the pages of docs lead to pages and sections", () => {
  const pages = ["README", "wire", "behaviour", "c-abi", "python-to-typescript"];
  const slug = (title: string) => title.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-");
  for (const page of pages.map((name) => `docs/${name}.md`)) {
    const text = readFileSync(root + page, "utf8");
    for (const [, link, anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = link === "" ? page : join(dirname(page), link!);
      assert.ok(existsSync(root + target), `${page}: ${link}`);
      const known = anchor === undefined || sectionsOf(target).map(slug).includes(anchor);
      assert.ok(known, `${page}: ${link}#${anchor}`);
    }
  }
});
