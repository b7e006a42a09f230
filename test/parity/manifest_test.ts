// Every name of the Python package (manifest.json, written by manifest.py) is there in TypeScript,
// with its parameters, defaults and values, and nothing is there beyond it that intended.ts does
// not list with a reason.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import * as gbp from "../../bindings/mod.ts";
import { ABSENT, EVENTS, EXTRA, OTHERWISE } from "./intended.ts";

type Parameter = { name: string; type: string; default?: string | number };
type Callable = { parameters: Parameter[]; returns: string; static?: boolean };
type Field = { name: string; type: string; optional: boolean };
type ClassEntry = {
  methods: Record<string, Callable>;
  properties: Record<string, string>;
  fields?: Field[];
  arguments?: Parameter[];
  context_manager?: boolean;
};
type Manifest = {
  functions: Record<string, Callable>;
  constants: Record<string, number>;
  enums: Record<string, Record<string, number | string>>;
  errors: string[];
  classes: Record<string, ClassEntry>;
  events: Record<string, string[]>;
};
type Anything = Record<string, unknown>;
type AnyFunction = (...args: never[]) => unknown;
type AnyClass = { prototype: object; length: number; name: string } & Anything;

const manifest = JSON.parse(
  readFileSync(new URL("./manifest.json", import.meta.url), "utf8"),
) as Manifest;
const exported = gbp as unknown as Anything;
const camel = (name: string) =>
  name.replace(/_$/, "").replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The text between a function's first parentheses, cut at its commas. */
function parameterTexts(fn: AnyFunction): string[] {
  const whole = fn.toString();
  const source = whole.startsWith("class")
    ? whole.match(/\bconstructor(\([\s\S]*)/)?.[1] ?? "()"
    : whole;
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of source.slice(source.indexOf("("))) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (depth === 0) break;
    if (character === "," && depth === 1) {
      parts.push(part);
      part = "";
    } else if (depth > 1 || character !== "(") part += character;
  }
  return [...parts, part].map((text) => text.trim()).filter((text) => text !== "");
}

const LABEL = /LABEL/;

/** The value that a default's text stands for, in the manifest's form. */
function defaultOf(text: string): unknown {
  if (/^(EMPTY|new Uint8Array(\(0?\))?)$/.test(text)) return "";
  if (/^[-\d"'`]/.test(text)) return JSON.parse(text.replace(/^['`]|['`]$/g, '"'));
  const found = text.split(".").reduce<unknown>(
    (owner, key) => (owner as Anything)?.[key],
    exported,
  );
  if (found === undefined) return LABEL.test(text) ? "gbp/sframe v1" : `unknown ${text}`;
  return found;
}

/** Compares a function's parameters with Python's; `place` names it in the lists of differences. */
function compareParameters(fn: AnyFunction, expected: Parameter[], place: string): void {
  if (place in OTHERWISE) return;
  const actual = parameterTexts(fn).map((text) => {
    const [name = "", ...rest] = text.split("=");
    return { name: name.trim(), default: rest.join("=").trim() };
  });
  assert.deepEqual(
    actual.map(({ name }) => name).slice(0, expected.length),
    expected.map(({ name }) => camel(name)),
    `parameters of ${place}`,
  );
  const more = actual.slice(expected.length).map(({ name }) => `${place}(${name})`);
  assert.deepEqual(more.filter((name) => !(name in EXTRA)), [], "parameters Python has not");
  expected.forEach((parameter, index) => {
    const text = actual[index]?.default ?? "";
    const value = text === "" ? undefined : defaultOf(text);
    assert.deepEqual(value, parameter.default, `default of ${parameter.name} of ${place}`);
  });
}

/** Own names of a class's prototype and statics that count as public. */
function publicNames(cls: AnyClass): string[] {
  const hidden = new Set(["constructor", "length", "name", "prototype"]);
  const statics = Object.getOwnPropertyNames(cls).filter((name) => !hidden.has(name));
  const members = [];
  for (
    let proto: object | null = cls.prototype;
    proto !== null && proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto) as object | null
  ) {
    members.push(...Object.getOwnPropertyNames(proto).filter((name) => name !== "constructor"));
  }
  return [...new Set([...statics, ...members])].filter((name) => !/^[#_]/.test(name));
}

/** Finds a getter, method or field declaration of a class by name. */
function hasProperty(cls: AnyClass, name: string): boolean {
  if (publicNames(cls).includes(name)) return true;
  for (let at: AnyClass | null = cls; typeof at === "function"; at = Object.getPrototypeOf(at)) {
    const source = Function.prototype.toString.call(at);
    if (new RegExp(`(^|[\\s;{])${name}\\s*(;|=)|this\\.${name}\\s*=`).test(source)) return true;
  }
  return false;
}

test("the functions, constants, enums and errors are the Python package's", () => {
  for (const [name, { parameters }] of Object.entries(manifest.functions)) {
    const fn = exported[camel(name)];
    assert.equal(typeof fn, "function", `function ${name}`);
    compareParameters(fn as AnyFunction, parameters, camel(name));
  }
  for (const [name, value] of Object.entries(manifest.constants)) {
    assert.equal(exported[name], value, `constant ${name}`);
  }
  for (const [name, members] of Object.entries(manifest.enums)) {
    const actual = Object.entries(exported[name] as Anything).filter(([key]) => !/^\d/.test(key));
    assert.deepEqual(Object.fromEntries(actual), members, `enum ${name}`);
  }
  for (const name of manifest.errors) {
    assert.ok((exported[name] as AnyClass).prototype instanceof Error, `error ${name}`);
  }
});

describe("each class has the members of Python's", () => {
  for (const [name, entry] of Object.entries(manifest.classes)) {
    if (name in ABSENT) continue;
    test(name, () => {
      const cls = exported[name] as AnyClass;
      assert.equal(typeof cls, "function", `class ${name}`);
      // A class with a handle is made by `create` here; only the rest has a public constructor.
      if (entry.arguments && !entry.arguments.some((argument) => argument.name === "handle")) {
        compareParameters(cls as unknown as AnyFunction, entry.arguments, name);
      }
      for (const [method, call] of Object.entries(entry.methods)) {
        const owner = (call.static ? cls : cls.prototype) as Anything;
        const place = `${name}.${camel(method)}`;
        assert.equal(typeof owner[camel(method)], "function", `method ${place}`);
        compareParameters(owner[camel(method)] as AnyFunction, call.parameters, place);
      }
      for (const property of Object.keys(entry.properties)) {
        const place = `${name}.${camel(property)}`;
        const ours = OTHERWISE[place]?.name ?? camel(property);
        assert.ok(hasProperty(cls, ours), `property ${place}`);
      }
      for (const field of entry.fields ?? []) {
        assert.ok(hasProperty(cls, camel(field.name)), `field ${name}.${camel(field.name)}`);
      }
      if (entry.context_manager) {
        assert.ok(Symbol.dispose in cls.prototype, `${name} can be disposed`);
      }
    });
  }
});

test("nothing is exported beyond Python's names but what is listed with a reason", () => {
  const known = new Set([
    ...Object.keys(manifest.functions).map(camel),
    ...Object.keys(manifest.constants),
    ...Object.keys(manifest.enums),
    ...manifest.errors,
    ...Object.keys(manifest.classes),
  ]);
  const more = Object.keys(exported).filter((name) => !known.has(name) && !(name in EXTRA));
  assert.deepEqual(more, []);
  for (const [name, entry] of Object.entries(manifest.classes)) {
    if (name in ABSENT) continue;
    const python = new Set([
      ...Object.keys(entry.methods).map(camel),
      ...Object.keys(entry.properties).map((key) =>
        OTHERWISE[`${name}.${key}`]?.name ?? camel(key)
      ),
      ...(entry.fields ?? []).map((field) => camel(field.name)),
    ]);
    const ours = publicNames(exported[name] as AnyClass).filter((member) =>
      !python.has(member) && !(`${name}.${member}` in EXTRA) && !(`*.${member}` in EXTRA)
    );
    assert.deepEqual(ours, [], `members of ${name}`);
  }
});

test("every listed difference is one", () => {
  for (const name of Object.keys(EXTRA)) {
    if (name.includes("(") || name.startsWith("*.")) continue;
    const [head = "", member] = name.split(".");
    const found = head in EVENTS
      ? member !== undefined && member in EVENTS[head as keyof typeof EVENTS]
      : head in exported &&
        (member === undefined || hasProperty(exported[head] as AnyClass, member));
    assert.ok(found, `${name} is listed as ours and is not there`);
  }
  for (const name of Object.keys(ABSENT)) {
    assert.ok(!(name in exported), `${name} is listed as absent and is there`);
  }
});

test("events of each kind have Python's fields", () => {
  // The kinds are types only; one event of each, as a program sees it, is typed below.
  const seen: { [Kind in gbp.NodeEvent["kind"]]: Extract<gbp.NodeEvent, { kind: Kind }> } = EVENTS;
  for (const [kind, fields] of Object.entries(manifest.events)) {
    const ours = Object.keys(seen[kind as keyof typeof seen]).filter((key) => key !== "kind");
    const python = fields.map((field) => OTHERWISE[`NodeEvent.${field}`]?.name ?? camel(field))
      .filter((field) => !(`${kind}.${field}` in ABSENT));
    const more = ours.filter((field) => !(`${kind}.${field}` in EXTRA));
    assert.deepEqual(more.sort(), python.sort(), `fields of ${kind}`);
  }
});
