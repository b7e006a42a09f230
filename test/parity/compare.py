"""Makes transcripts comparable, checks their expectations, and says where two of them part.

A transcript is the list of step lines that a runner printed. `normalise` replaces what is random by
stable names and leaves out the intended differences; nothing else is touched.
"""

import json

import cbor
from texts import cut, cut_reasons

# Results whose bytes are random, and the name they get; the same bytes get the same name again.
RANDOM = {
    "MlsContext.export_key_package": "key package",
    "MlsContext.invite": "welcome",
    "MlsContext.invite_full": "commit and welcome",
    "MlsContext.remove_member": "commit",
    "MlsContext.group_id": "group id",
    "GroupNode.group_id": "group id",
}
FRAMES = ("GroupNode.send_control", "GtpClient.send", "GapClient.send", "GspClient.send")
FRAME_TOOLS = ("tool.set_field",)
# Byte work: a frame is compared by its fields, other random bytes (an MLS message) not at all.
# Fields of accept results that Python drops.
OUR_RESULTS = ("content_type", "body", "rtp_timestamp", "opus", "args")
BYTE_TOOLS = ("tool.xor", "tool.slice", "tool.concat", "tool.field", "tool.value")

# The intended differences between the runners that no scenario marks by itself, each with a reason.
# docs/behaviour.md, Differences from the reference, names them too.
INTENDED = {
    "control events carry request_id and args": "Python drops both, even the commit inside PREPARE",
    "control events have no from_state": "Python's reader puts the sender there as well, by a slip",
    "an empty plaintext is bytes": "Python gives None for an empty plaintext",
    "accept results carry more fields (OUR_RESULTS)": "Python drops what else a payload holds",
    "texts of range and type errors": "each language words its own argument checks",
}


class Names:
    """Stable names for random bytes, in order of appearance."""

    def __init__(self):
        self._names = {}

    def of(self, data, kind):
        """The name of some bytes."""
        if data not in self._names:
            self._names[data] = f"<{kind} {len(self._names) + 1}>"
        return self._names[data]

    def known(self, data):
        """The name of some bytes, or that they have none."""
        return self._names.get(data, "<bytes>")

    def within(self, data):
        """Bytes in which each named part of 16 bytes or more has given way to its name."""
        for part, name in self._names.items():
            if len(part) >= 32:
                data = data.replace(part, name)
        return data


def _frame(data, names):
    """A frame's fields with its group id named and its payload measured."""
    try:
        fields, _ = cbor.decode(bytes.fromhex(data))
    except (ValueError, IndexError):
        return {"bytes": names.known(data)}
    if not isinstance(fields, dict):
        return {"bytes": names.known(data)}
    plain = {}
    for key, value in fields.items():
        if key == "gid" and isinstance(value, bytes):
            plain[key] = names.known(value.hex())
        else:
            plain[key] = f"<{len(value)} bytes>" if isinstance(value, bytes) else value
    return {"frame": [[k, str(v)] for k, v in plain.items()]}


def _sframe(data, names):
    """An SFrame payload's header, and the length behind it."""
    names.of(data, "SFrame payload")
    raw = bytes.fromhex(data)
    size = 1 + (raw[0] >> 4 & 7) + 1 + (raw[0] & 15) + 1
    return {"sframe": raw[:size].hex(), "length": len(raw)}


def _event(event, names):
    """One event without the intended differences."""
    event = dict(event)
    if event["kind"] == "control":
        event.pop("request_id", None)
        event.pop("args", None)
        event.pop("from_state", None)
    if event["kind"] == "payload_received":
        event["plaintext"] = {"bytes": names.within(event.get("plaintext", {"bytes": ""})["bytes"])}
    return event


def _result(kind, result, names):
    if kind in RANDOM:
        parts = result if isinstance(result, list) else [result]
        named = [names.of(part["bytes"], RANDOM[kind]) for part in parts]
        return named if isinstance(result, list) else named[0]
    if kind in FRAMES:
        return {**result, "wire": _frame(result["wire"]["bytes"], names)}
    if kind in FRAME_TOOLS:
        return _frame(result["bytes"], names)
    if kind in BYTE_TOOLS and isinstance(result, dict) and "bytes" in result:
        return names.known(result["bytes"])
    if kind == "SFrameEncryptor.encrypt":
        return _sframe(result["bytes"], names)
    if kind in ("GroupNode.on_wire", "GroupNode.drain_events"):
        return cut_reasons([_event(event, names) for event in result])
    if kind.endswith(".accept"):
        shown = {k: v for k, v in result.items() if k not in OUR_RESULTS}
        return cut_reasons(shown)
    return cut(result) if isinstance(result, str) else result


def normalise(lines):
    """The comparable form of a transcript."""
    names, out = Names(), []
    for line in lines:
        line = dict(line)
        if "error" in line:
            error = line["error"]
            known = error["kind"] in ("gbp", "role")
            line["error"] = {
                "kind": error["kind"],
                **({"text": cut(error["text"])} if known else {}),
            }
        else:
            line["result"] = _result(line["type"], line["result"], names)
        line.pop("type", None)
        out.append(line)
    return out


def matches(expected, actual):
    """Whether `actual` has everything that `expected` says; lists item by item, dicts by key."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return all(key in actual and matches(value, actual[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(matches, expected, actual))
    return expected == actual and isinstance(expected, bool) == isinstance(actual, bool)


def _cut_expectation(expected):
    return cut_reasons(expected) if not isinstance(expected, str) else expected


def check(steps, lines, ours):
    """Every way in which a normalised transcript is not what its scenario says."""
    faults = []
    by_number = {line["step"]: line for line in lines}
    for number, step in _numbered(steps):
        line = by_number.pop(number, None)
        if line is None:
            faults.append(f"step {number} ({step['do']}) is missing")
            continue
        fails, expected = step.get("fails"), step.get("expect", ...)
        if ours and "differs" in step:
            fails, expected = step.get("ours_fails"), step.get("ours", ...)
        fault = _fault(line, fails, expected)
        if fault:
            faults.append(f"step {number} ({step['do']}): {fault}")
    faults += [f"step {number} failed: {line.get('error')}" for number, line in by_number.items()]
    return faults


def _fault(line, fails, expected):
    if fails is not None:
        if "error" not in line:
            return f"did not fail, but gave {json.dumps(line['result'])}"
        text = line["error"].get("text", line["error"]["kind"])
        return "" if text.startswith(cut(fails)) else f"failed with {text!r}, not {fails!r}"
    if "error" in line:
        return f"failed: {line['error']}"
    if expected is ... or matches(_cut_expectation(expected), line["result"]):
        return ""
    return f"{json.dumps(line['result'])} is not {json.dumps(expected)}"


def _numbered(steps):
    """(line number, step) of every step that prints a line; quiet blocks only count."""
    number = 0

    def walk(steps, quiet):
        nonlocal number
        for step in steps:
            if "repeat" not in step:
                if not quiet:
                    yield number, step
                number += 1
                continue
            for _ in range(step["repeat"]):
                yield from walk(step["steps"], quiet or step.get("quiet", False))

    yield from walk(steps, False)


def differences(steps, first, second):
    """Lines in which two normalised transcripts part, marked differences aside."""
    marked = {number for number, step in _numbered(steps) if "differs" in step}
    out = []
    if len(first) != len(second):
        out.append(f"{len(first)} lines against {len(second)}")
    for one, other in zip(first, second):
        if one["step"] not in marked and one != other:
            out.append(
                f"step {one['step']} ({one['do']}):\n  {json.dumps(one, ensure_ascii=False)}\n"
                f"  {json.dumps(other, ensure_ascii=False)}"
            )
    return out
