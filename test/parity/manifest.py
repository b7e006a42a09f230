#!/usr/bin/env python3
"""Reads every public name of an installed gbp_stack and writes it down as JSON.

    manifest.py [--check] [FILE]

The names come from `dir()` and `inspect`, not from `__all__` (1.5.0 forgets PayloadCodec there);
the kinds of events and their fields are seen on a live group, because no signature tells them. With
--check the file must be what the installed package gives.
"""

import argparse
import dataclasses
import enum
import inspect
import json
import pathlib
import sys

import gbp_stack
import gbp_stack.gbp_node as node_module

HERE = pathlib.Path(__file__).resolve().parent
LENGTHS = {"__len__": "length"}


def parameters(function, bound):
    """Names, annotations and defaults; without the first when it is bound."""
    listed = list(inspect.signature(function).parameters.values())[1 if bound else 0 :]
    out = []
    for parameter in listed:
        entry = {"name": parameter.name, "type": str(parameter.annotation).strip("'\"")}
        if parameter.default is not inspect.Parameter.empty:
            default = parameter.default
            entry["default"] = (
                default.hex()
                if isinstance(default, bytes)
                else int(default) if isinstance(default, enum.Enum) else default
            )
        out.append(entry)
    return out


def result_of(function):
    """The annotation of what comes back."""
    return str(inspect.signature(function).return_annotation).strip("'\"")


def describe_class(cls):
    """Methods, properties and fields of a class."""
    out = {"methods": {}, "properties": {}}
    if dataclasses.is_dataclass(cls):
        out["fields"] = [
            {"name": f.name, "type": f.type, "optional": f.default is not dataclasses.MISSING}
            for f in dataclasses.fields(cls)
        ]
    elif "__init__" in cls.__dict__:
        out["arguments"] = parameters(cls.__init__, True)
    for name, member in vars(cls).items():
        if name in LENGTHS:
            out["properties"][LENGTHS[name]] = "int"
        elif name.startswith("_"):
            continue
        elif isinstance(member, property):
            out["properties"][name] = result_of(member.fget)
        elif inspect.ismemberdescriptor(member):
            out["properties"][name] = ""
        elif isinstance(member, (classmethod, staticmethod)):
            function = member.__func__
            out["methods"][name] = {
                "static": True,
                "returns": result_of(function),
                "parameters": parameters(function, isinstance(member, classmethod)),
            }
        elif inspect.isfunction(member):
            out["methods"][name] = {
                "returns": result_of(member),
                "parameters": parameters(member, True),
            }
    if hasattr(cls, "__enter__"):
        out["context_manager"] = True
    return out


def describe_package():
    """Functions, constants, enums and classes by name."""
    out = {"functions": {}, "constants": {}, "enums": {}, "errors": [], "classes": {}}
    public = {name: getattr(gbp_stack, name) for name in dir(gbp_stack) if not name.startswith("_")}
    # From 1.9 on the package exports it; in 1.5.0 it is public where send_control is defined.
    public.setdefault("ControlOpcode", node_module.ControlOpcode)
    for name, value in sorted(public.items()):
        if inspect.ismodule(value):
            continue
        if inspect.isclass(value) and issubclass(value, enum.Enum):
            out["enums"][name] = {
                m: int(v) if isinstance(v, int) else v.value for m, v in value.__members__.items()
            }
        elif inspect.isclass(value) and issubclass(value, Exception):
            out["errors"].append(name)
        elif inspect.isclass(value):
            out["classes"][name] = describe_class(value)
        elif inspect.isfunction(value):
            out["functions"][name] = {
                "parameters": parameters(value, False),
                "returns": result_of(value),
            }
        elif isinstance(value, int):
            out["constants"][name] = value
    return out


def seen_events():
    """Kinds of events with their fields, as a live group of two shows them."""
    alice, bob = gbp_stack.MlsContext.create("alice"), gbp_stack.MlsContext.create("bob")
    bob.accept_welcome(alice.invite(bob.export_key_package()))
    one = gbp_stack.GroupNode.create(1, alice.group_id)
    two = gbp_stack.GroupNode.create(2, alice.group_id)
    one.bootstrap_as_creator(alice.epoch)
    two.bootstrap_as_joiner(bob.epoch)
    frames = [gbp_stack.GtpClient.create().send(one, alice, 0, 1, "x").wire, b"no frame"]
    frames += [
        one.send_control(alice, 0, opcode, 1, 1, args).wire
        for opcode, args in ((1, b""), (8, b"\xa1\x00\xf5"), (3, b""))
    ]
    kinds = {}
    for wire in frames:
        for event in two.on_wire(bob, wire):
            fields = {
                k for k, v in dataclasses.asdict(event).items() if v is not None and k != "kind"
            }
            kinds.setdefault(event.kind, set()).update(fields)
    return {kind: sorted(fields) for kind, fields in sorted(kinds.items())}


def manifest():
    """Everything, ready for JSON."""
    return {
        "package": "gbp-stack",
        "version": gbp_stack.__version__,
        **describe_package(),
        "events": seen_events(),
    }


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("file", nargs="?", type=pathlib.Path, default=HERE / "manifest.json")
    options = parser.parse_args()
    text = json.dumps(manifest(), indent=1, sort_keys=True) + "\n"
    if not options.check:
        options.file.write_text(text, encoding="utf-8")
    elif options.file.read_text(encoding="utf-8") != text:
        sys.exit(
            f"{options.file} is not what gbp-stack {gbp_stack.__version__} gives; write it anew"
        )


if __name__ == "__main__":
    main()
