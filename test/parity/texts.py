"""Texts of failures, cut where docs/behaviour.md fixes no more (its `…`).

Behind these prefixes the reference prints debug dumps of its own libraries, some with message bytes
in them; other implementations print short tails of their own. A text that begins with one of the
prefixes is kept up to the prefix and closed with `…`; every other text is compared whole.
"""

import re

CUT = "…"

# Whole texts that would match a prefix below, but are fixed to the end.
WHOLE = (
    "decode: payload_size/content_length/args_length mismatch",
    "decode: CBOR decode: flatbuffers field error",
)

# Longest first where one begins another.
PREFIXES = (
    "frame decode: ",
    "aead open: ",
    "decode: CBOR decode: ",
    "kp parse: ",
    "kp validate: ",
    "openmls: expected welcome, got ",
    "openmls: expected protocol message, got ",
    "utf8: ",
    "invalid utf-8",
)
STEP = re.compile(
    r"openmls: (add_members|msg parse|process|welcome parse|staged|into_group|remove_members"
    r"|merge_staged|clear|export|export_raw): "
)
VERSION = re.compile(r"^group-protocol-stack \d+\.\d+\.\d+\S* ")


def cut(text):
    """The comparable part of one text."""
    if text is None or text.endswith(WHOLE):
        return text
    for prefix in PREFIXES:
        at = text.find(prefix)
        if at >= 0:
            return text[: at + len(prefix)] + CUT
    match = STEP.search(text)
    if match:
        return text[: match.end()] + CUT
    return VERSION.sub("group-protocol-stack {version} ", text)


def cut_reasons(value):
    """A copy of a result or an event list with every `reason` cut."""
    if isinstance(value, list):
        return [cut_reasons(item) for item in value]
    if isinstance(value, dict):
        return {k: cut(v) if k == "reason" else cut_reasons(v) for k, v in value.items()}
    return value
