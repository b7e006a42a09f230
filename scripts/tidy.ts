// House rules that no formatter or linter knows, checked over every file of the repository:
// who may include whom, the size of files and functions, banned calls, one version everywhere.
//
//   bun scripts/tidy.ts
//
// Prints one line "file:line: what" for each fault; exit 1 when there is one.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const MAX_COLUMNS = 100;
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 70;

interface Source {
  path: string;
  text: string;
  lines: string[];
}

const faults: string[] = [];

function fault(path: string, line: number, what: string): void {
  faults.push(`${path}:${line}: ${what}`);
}

function readSources(): Source[] {
  const listing = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: root, encoding: "utf8" },
  );
  const sources: Source[] = [];
  for (const path of new Set(listing.split("\0").filter(Boolean))) {
    let text: string;
    try {
      text = readFileSync(join(root, path), "utf8");
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") continue; // deleted, not yet committed
      throw error;
    }
    sources.push({ path, text, lines: text.split("\n") });
  }
  return sources;
}

/** Generated files say so in their first lines; their shape is the generator's business. */
function isGenerated(source: Source): boolean {
  return source.lines.slice(0, 2).some((line) => /generated from .* do not edit/i.test(line));
}

const CODE = /\.(c|h|def|rs|ts|py|sh|cmake)$|^scripts\/[^.]*$|CMakeLists\.txt$/;

// ---- Shape -------------------------------------------------------------------------------------

function checkShape(source: Source): void {
  const { path, text, lines } = source;
  if (path === "LICENSE" || /^native\/fuzz\/corpus\/|\.(png|svg)$|-lock\.json$/.test(path)) return;
  if (text !== "" && !text.endsWith("\n")) fault(path, lines.length, "no newline at the end");
  if (!CODE.test(path) || isGenerated(source)) return;
  if (lines.length - 1 > MAX_FILE_LINES) {
    fault(path, lines.length - 1, `more than ${MAX_FILE_LINES} lines`);
  }
  lines.forEach((line, index) => {
    if ([...line].length > MAX_COLUMNS) fault(path, index + 1, `wider than ${MAX_COLUMNS} columns`);
    if (/[ \t]$/.test(line)) fault(path, index + 1, "blank at the end of the line");
    if (line.includes("\t")) fault(path, index + 1, "tab");
    if (/\b(TODO|FIXME|XXX)\b/.test(line) && !path.endsWith("tidy.ts")) {
      fault(path, index + 1, "unfinished work");
    }
  });
}

const FUNCTION_OPENS: Record<string, RegExp> = {
  ".ts": /^(\s*)(?!.*\b(?:if|for|while|switch|class|interface|describe)\b).*(?:=>|\)(?:: .+)?) \{$/,
  ".rs": /^(\s*)(?:pub(?:\([a-z]+\))? )?(?:const )?(?:unsafe )?(?:extern "C" )?fn .*\{$/,
};

/**
 * Functions of TypeScript and Rust, whose formatters put a function's last brace under its first
 * column. C has clang-tidy for this.
 */
function checkFunctionLength({ path, lines }: Source): void {
  const opens = FUNCTION_OPENS[path.slice(path.lastIndexOf("."))];
  if (opens === undefined) return;
  lines.forEach((line, start) => {
    const indent = opens.exec(line)?.[1];
    if (indent === undefined) return;
    const end = lines.findIndex((last, index) => index > start && last.startsWith(`${indent}}`));
    if (end - start + 1 > MAX_FUNCTION_LINES) {
      fault(path, start + 1, `a function of more than ${MAX_FUNCTION_LINES} lines`);
    }
  });
}

// ---- C: layers, third parties, banned calls
// ------------------------------------------------------

const LAYERS = ["base", "codec", "crypto", "node", "clients", "abi"];

/** Headers of others, and the only files that may include them. */
const THIRD_PARTIES: [header: RegExp, users: RegExp][] = [
  [/^cbor\.h$/, /^codec\/cbor_head\.c$/],
  [/^pb\w*\.h$/, /^codec\/engine_protobuf\w*\.c$/],
  [/^flatcc\//, /^codec\/engine_flatbuffers\w*\.c$/],
  [/^mbedtls\//, /^crypto\/(primitives|aead_mbedtls)\.c$/],
  [/^gs_mls\.h$/, /^crypto\/(mls\w*|aead_ring)\.c$/],
];

const BANNED_CALLS: [call: RegExp, instead: string, exempt?: RegExp][] = [
  [/\b(sprintf|vsprintf|strcpy|strcat|gets|strtok|alloca|atoi|rand)\s*\(/, "banned call"],
  [
    /\b(malloc|calloc|realloc|free|strdup)\s*\(/,
    "memory comes from base/memory.h",
    /^base\/memory\.c$/,
  ],
  [/\b(printf|puts|perror|syslog)\s*\(|\bstderr\b/, "the library logs nothing"],
  [/\b(exit|abort)\s*\(/, "the library never ends its host"],
];

/** The code of a C or TypeScript file with its comments blanked and its line numbers kept. */
function withoutComments(text: string): string[] {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, " ");
  const tokens = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[^]*?\*\/|\/\/[^\n]*/g;
  return text.replace(tokens, (token) => token.startsWith("/") ? blank(token) : token).split("\n");
}

function checkC({ path, text }: Source): void {
  const match = /^native\/src\/((\w+)\/\w+\.[ch])$/.exec(path);
  if (!match) return;
  const [, file, layer] = match as unknown as [string, string, string];
  const rank = LAYERS.indexOf(layer);
  if (rank < 0) return fault(path, 1, `unknown layer ${layer}`);
  withoutComments(text).forEach((line, index) => {
    const include = /^\s*#\s*include\s*[<"]([^>"]+)[>"]/.exec(line)?.[1];
    if (include !== undefined) {
      const target = LAYERS.indexOf(include.split("/")[0]!);
      if (target > rank) fault(path, index + 1, `${layer} may not include ${include}`);
      const party = THIRD_PARTIES.find(([header]) => header.test(include));
      if (party && !party[1].test(file)) {
        fault(path, index + 1, `only ${party[1]} speaks to ${include}`);
      }
    }
    for (const [call, instead, exempt] of BANNED_CALLS) {
      if (call.test(line) && !exempt?.test(file)) fault(path, index + 1, instead);
    }
  });
}

// ---- TypeScript: layers, runtimes, cycles
// ----------------------------------------------------------

const RUNTIME_FILES = /^bindings\/src\/ffi\/(bun|deno)\.ts$/;

function importsOf({ path, text }: Source): { line: number; target: string }[] {
  return text.split("\n").flatMap((line, index) => {
    const specifier = /(?:\bfrom|^import|\bimport\() ?"(\.[^"]*)"/.exec(line)?.[1];
    return specifier ? [{ line: index + 1, target: join(dirname(path), specifier) }] : [];
  });
}

/** ffi < native and memory < classes < mod; toolkits stand alone. */
function layerOf(path: string): string {
  if (path.startsWith("bindings/src/ffi/")) return "ffi";
  if (path.startsWith("bindings/src/toolkits/")) return "toolkits";
  if (/^bindings\/src\/(tables|check|errors)\.ts$/.test(path)) return "words";
  if (/^bindings\/src\/(native|memory)\.ts$/.test(path)) return "native";
  if (path.startsWith("bindings/src/")) return "classes";
  return path === "bindings/mod.ts" ? "mod" : "outside";
}

const MAY_IMPORT: Record<string, string[]> = {
  words: ["words"],
  toolkits: ["toolkits", "words"],
  ffi: ["ffi", "words"],
  native: ["ffi", "native", "words"],
  classes: ["classes", "native", "words"],
  mod: ["classes", "native", "toolkits", "words"],
};

function checkTypeScript(source: Source): void {
  const { path, text } = source;
  if (!path.startsWith("bindings/") || !path.endsWith(".ts")) return;
  const layer = layerOf(path);
  for (const { line, target } of importsOf(source)) {
    if (!MAY_IMPORT[layer]!.includes(layerOf(target))) {
      fault(path, line, `${layer} may not import ${relative("bindings", target)}`);
    }
  }
  if (RUNTIME_FILES.test(path)) return;
  withoutComments(text).forEach((line, index) => {
    if (/\b(Bun|Deno)\b\.|"bun(:\w+)?"/.test(line)) {
      fault(path, index + 1, "only ffi/bun.ts and ffi/deno.ts name a runtime");
    }
  });
}

function checkCycles(sources: Source[]): void {
  const graph = new Map(
    sources.filter(({ path }) => path.startsWith("bindings/")).map((source) => [
      source.path,
      importsOf(source).map(({ target }) => target),
    ]),
  );
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      return fault(path, 1, `import cycle ${[...trail.slice(start), path].join(" → ")}`);
    }
    if (done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
}

// ---- One version, one entry
// --------------------------------------------------------------------------

function checkVersions(): void {
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  const npm = JSON.parse(read("package.json"));
  const deno = JSON.parse(read("deno.json"));
  const lock = JSON.parse(read("package-lock.json"));
  const crate = /^version = "([^"]*)"/m.exec(read("native/mls/Cargo.toml"))?.[1];
  const crateLock = /name = "gbp-mls"\nversion = "([^"]*)"/.exec(read("native/mls/Cargo.lock"))
    ?.[1];
  const versions: [string, string | undefined][] = [
    ["deno.json", deno.version],
    ["package-lock.json", lock.version],
    ["native/mls/Cargo.toml", crate],
    ["native/mls/Cargo.lock", crateLock],
  ];
  for (const [path, version] of versions) {
    if (version !== npm.version) {
      fault(path, 1, `version ${version}, but package.json has ${npm.version}`);
    }
  }
  if (deno.exports !== npm.exports) fault("deno.json", 1, "exports differ from package.json");
  if (/"resolved"/.test(read("package-lock.json"))) {
    fault("package-lock.json", 1, "holds download addresses");
  }
}

const sources = readSources();
for (const source of sources) {
  checkShape(source);
  checkFunctionLength(source);
  checkC(source);
  checkTypeScript(source);
}
checkCycles(sources);
checkVersions();

for (const line of faults) console.log(line);
console.log(`tidy: ${sources.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
