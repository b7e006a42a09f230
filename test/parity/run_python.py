#!/usr/bin/env python3
"""Runs scenarios on an installed gbp_stack and prints one JSON line for each step.

    run_python.py [--package FOLDER] SCENARIO...

The package is the one Python finds; --package puts FOLDER in front (a copy made by
scripts/python-swap, say). The contract is in README.md; run_ts.ts follows the same one.
"""

import argparse
import dataclasses
import enum
import importlib
import json
import pathlib
import sys

import cbor

OPAQUE = (
    "MlsContext",
    "GroupNode",
    "GtpClient",
    "GapClient",
    "GspClient",
    "SFrameSession",
    "SFrameEncryptor",
    "MessageHistory",
    "Watermark",
    "JitterBuffer",
    "RoleRegistry",
    "CapabilitiesNegotiator",
)


def canonical(value):
    """A value in the transcript's form."""
    if value is None or isinstance(value, (bool, str)) and not isinstance(value, enum.Enum):
        return value
    if isinstance(value, enum.Enum):
        return canonical(value.value)
    if isinstance(value, int):
        return value if abs(value) < 1 << 53 else {"u64": str(value)}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, (set, frozenset)):
        return {"set": sorted(map(canonical, value))}
    if isinstance(value, dict):
        return {"map": sorted([canonical(k), canonical(v)] for k, v in value.items())}
    if type(value).__name__ in OPAQUE:
        return {"object": type(value).__name__}
    if dataclasses.is_dataclass(value):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {k: canonical(v) for k, v in fields.items() if v is not None}
    return [canonical(item) for item in value]


def error_kind(error):
    """The failure's kind, in the words both languages share."""
    if type(error).__name__ == "RoleError":
        return "role"
    if isinstance(error, (ValueError, OverflowError)):
        return "range"
    return "type" if isinstance(error, (TypeError, AttributeError)) else "gbp"


class Tools:
    """Byte work that scenarios need and no package offers."""

    @staticmethod
    def set_field(wire, fields):
        """A frame with fields replaced, encoded again; a null field is left out."""
        frame, _ = cbor.decode(wire)
        frame.update(fields)
        return cbor.encode({k: v for k, v in frame.items() if v is not None})

    @staticmethod
    def field(wire, name):
        """One field of a frame; none when it is absent."""
        return cbor.decode(wire)[0].get(name)

    @staticmethod
    def xor(data, at, mask):
        """`data` with one byte changed; a negative place counts from the end."""
        out = bytearray(data)
        out[at] ^= mask
        return bytes(out)

    @staticmethod
    def slice(data, start, end):
        """Bytes from `start` to before `end`."""
        return data[start:end]

    @staticmethod
    def concat(*parts):
        """The parts in a row."""
        return b"".join(parts)

    @staticmethod
    def equal(first, second):
        """Whether two values are the same."""
        return first == second

    @staticmethod
    def value(value):
        """The value itself, so that an expectation can look at it."""
        return value


class Scenario:
    """One scenario under way: its variables and its transcript."""

    def __init__(self, package, name):
        self.package, self.name = package, name
        self.variables, self.count = {}, 0

    def value(self, item):
        """An argument: a literal, a variable or a part of one."""
        if isinstance(item, str) and item.startswith("$"):
            return item[1:] if item.startswith("$$") else self.look_up(item[1:])
        if isinstance(item, list):
            return [self.value(part) for part in item]
        if not isinstance(item, dict):
            return item
        if len(item) == 1:
            ((form, inner),) = item.items()
            if form == "hex":
                return bytes.fromhex(inner)
            if form == "utf8":
                return inner.encode()
            if form == "u64":
                return int(inner)
            if form == "times":
                return self.value(inner[0]) * inner[1]
            if form == "add":
                return sum(self.value(part) for part in inner)
        return {key: self.value(part) for key, part in item.items()}

    def look_up(self, path):
        """`name.part.part`: attributes by name, items by number (negative from the end)."""
        name, *parts = path.split(".")
        value = self.variables[name]
        for part in parts:
            value = value[int(part)] if part.lstrip("-").isdigit() else getattr(value, part)
        return value

    def perform(self, step):
        """Does what a step says; the type of what it was done on, and the result."""
        words, args = step["do"], [self.value(arg) for arg in step.get("args", [])]
        if words.startswith("new "):
            return words[4:], getattr(self.package, words[4:])(*args)
        if words.startswith("len "):
            return "len", len(self.variables[words[4:]])
        if "." not in words:
            return words, getattr(self.package, words)(*args)
        head, member = words.split(".")
        if head == "tool":
            return words, getattr(Tools, member)(*args)
        if head in self.variables:
            owner = self.variables[head]
            qualified = f"{type(owner).__name__}.{member}"
        else:
            owner, qualified = getattr(self.package, head), words
        found = getattr(owner, member)
        return qualified, found(*args) if callable(found) else found

    def run(self, steps, quiet=False):
        """A list of steps and repeated blocks."""
        for step in steps:
            if "repeat" in step:
                for turn in range(step["repeat"]):
                    self.variables[step.get("index", "i")] = turn
                    self.run(step["steps"], quiet or step.get("quiet", False))
                continue
            self.one(step, quiet)

    def one(self, step, quiet):
        """One step and its line."""
        line = {"scenario": self.name, "step": self.count, "do": step["do"]}
        try:
            line["type"], result = self.perform(step)
            if not isinstance(result, (dict, str, bytes, set, tuple, list)) and hasattr(
                result, "__next__"
            ):
                result = list(result)
            line["result"] = canonical(result)
            if "as" in step:
                self.variables[step["as"]] = result
        except Exception as error:  # every failure of the package is a result
            line["error"] = {"kind": error_kind(error), "text": str(error)}
        if not quiet or "error" in line:
            print(json.dumps(line, ensure_ascii=False), flush=True)
        self.count += 1


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--package", help="folder that holds the gbp_stack to use")
    parser.add_argument("scenarios", nargs="+")
    options = parser.parse_args()
    if options.package:
        sys.path.insert(0, options.package)
    package = importlib.import_module("gbp_stack")
    for file in map(pathlib.Path, options.scenarios):
        story = json.loads(file.read_text(encoding="utf-8"))
        scenario = Scenario(package, file.stem)
        for name in story.get("begin", []):
            prelude = file.parent / "preludes" / f"{name}.json"
            scenario.run(json.loads(prelude.read_text(encoding="utf-8"))["steps"])
        scenario.run(story["steps"])


if __name__ == "__main__":
    main()
