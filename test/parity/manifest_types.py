#!/usr/bin/env python3
"""Writes manifest_types.ts: the Python package's signatures as TypeScript types.

    manifest_types.py [--check]

The strict type check then holds every class of the bindings against them: parameters in order, what
may be left out, what comes back. Reads manifest.json; needs no package.
"""

import argparse
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE, TARGET = HERE / "manifest.json", HERE / "manifest_types.ts"
# 64-bit numbers: bigint on the way out, number or bigint on the way in
# (docs/python-to-typescript.md).
WIDE = {"epoch", "current_epoch", "message_id", "rtp_timestamp", "since_message_id"}
WIDE_RESULTS = {"Watermark.last_seen", "Watermark.snapshot", "MlsContext.epoch", "GroupNode.epoch"}
PLAIN = {"int": "number", "str": "string", "bytes": "Uint8Array", "bool": "boolean", "None": "void"}
CONTAINERS = {"List": "{0}[]", "Set": "ReadonlySet<{0}>", "Dict": "ReadonlyMap<{0}, {1}>"}
# Parameters that Python leaves without an annotation.
UNTYPED = {"mls": "MlsContext"}
# Where ours is wider on purpose; intended.ts has the reasons.
OTHERWISE = {
    "MlsContext.invite_full": "Iterable<Uint8Array>",
    "encode_gbp_frame": None,
    "CapabilitiesNegotiator.intersection": "Iterable<string>",
    "CapabilitiesNegotiator.union": "Iterable<string>",
    "CapabilitiesNegotiator.capabilities_of": "Iterable<string> | undefined",
}


def camel(name):
    """A name as the bindings write it."""
    return re.sub(r"_([a-z0-9])", lambda m: m[1].upper(), name.rstrip("_"))


def typed(annotation, wide, known):
    """A Python annotation as a TypeScript type; `wide` makes its integers 64-bit ones."""
    annotation = annotation.strip("'\"")
    match = re.fullmatch(r"(\w+)\[(.*)\]", annotation)
    if match:
        parts = re.split(r",\s*(?![^\[]*\])", match[2])
        inner = [typed(part, wide if part is parts[-1] else "", known) for part in parts]
        if match[1] == "Optional":
            return f"{inner[0]} | undefined"
        return CONTAINERS.get(match[1], "Iterable<{0}>").format(*inner)
    if annotation == "int" and wide:
        return wide
    return PLAIN.get(annotation) or (f"gbp.{annotation}" if annotation in known else "unknown")


def parameters(listed, known):
    """A parameter list, item by item."""
    out = []
    for parameter in listed:
        wide = "number | bigint" if parameter["name"] in WIDE else ""
        optional = "?" if "default" in parameter else ""
        annotation = UNTYPED.get(parameter["name"], parameter["type"])
        out.append(f"{camel(parameter['name'])}{optional}: {typed(annotation, wide, known)}")
    return out


def check(place, listed, gives):
    """One line of the list, broken where the formatter would break it."""
    line = f"  {place} satisfies ({', '.join(listed)}) => {gives},"
    if len(line) <= 100:
        return line
    return (
        "\n    ".join([f"  {place} satisfies (", *(f"{part}," for part in listed)])
        + f"\n  ) => {gives},"
    )


def returned(owner, name, annotation, known):
    """The type of what a method gives."""
    place = f"{owner}.{name}" if owner else name
    if place in OTHERWISE:
        return OTHERWISE[place]
    return typed(annotation, "bigint" if place in WIDE_RESULTS else "", known)


def class_lines(name, entry, known):
    """The checks of one class."""
    for method, call in sorted(entry["methods"].items()):
        owner = f"gbp.{name}" if call.get("static") else f"gbp.{name}.prototype"
        gives = returned(name, method, call["returns"], known)
        yield check(f"{owner}.{camel(method)}", parameters(call["parameters"], known), gives)
    fields = [(f["name"], f["type"]) for f in entry.get("fields", [])]
    fields += [(n, t) for n, t in sorted(entry["properties"].items()) if t and n != "length"]
    for field, annotation in fields:
        wide = "bigint" if field in WIDE or f"{name}.{field}" in WIDE_RESULTS else ""
        kind = typed(annotation, wide, known)
        yield f"  (value: gbp.{name}): {kind} => value.{camel(field)},"


def text(manifest):
    """The whole file."""
    known = {*manifest["classes"], *manifest["enums"]}
    lines = [
        "// Generated from manifest.json by manifest_types.py, do not edit.",
        "// The Python package's signatures; a strict type check holds the bindings against them.",
        "",
        'import * as gbp from "../../bindings/mod.ts";',
        "",
        "/** Every function, method and field of the Python package, typed as its counterpart. */",
        "export const checked: readonly unknown[] = [",
    ]
    for name, call in sorted(manifest["functions"].items()):
        if OTHERWISE.get(name, "") is not None:
            gives = returned("", name, call["returns"], known)
            lines.append(check(f"gbp.{camel(name)}", parameters(call["parameters"], known), gives))
    for name, entry in sorted(manifest["classes"].items()):
        if name != "NodeEvent":
            lines += class_lines(name, entry, known)
    return "\n".join([*lines, "];", ""])


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args()
    wanted = text(json.loads(SOURCE.read_text(encoding="utf-8")))
    if not options.check:
        TARGET.write_text(wanted, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != wanted:
        sys.exit(f"{TARGET.name} is out of date; run {pathlib.Path(__file__).name}")


if __name__ == "__main__":
    main()
