"""The library's tables and event records, read for the flat ABI's tests."""

import base64
import re

import places

TABLES = places.ROOT / "native" / "tables"
EVENT_WORDS, EVENTS, MORE = 10, 64, 0x40000000
REASON = 256
CAP = 1 << 16
BAD_HANDLE = -2
HANDLE_TEXTS = {
    "gbpf_sframe_session_create": "invalid MLS handle",
    "gbpf_sframe_encryptor_create": "invalid session handle",
    "gbpf_sframe_decrypt": "invalid session handle",
    "gbpf_sframe_encrypt": "invalid encryptor handle",
}


def table(name, macro):
    """Rows of a .def table as lists of their cells."""
    text = re.sub(
        r"/\*.*?\*/", "", (TABLES / f"{name}.def").read_text(encoding="utf-8"), flags=re.S
    )
    rows = re.findall(rf"^{macro}\((.*)\)$", text, flags=re.M)
    return [[cell.strip().strip('"') for cell in row.split(",")] for row in rows]


def names(file, macro, column):
    """Code to name."""
    return {int(row[0], 0): row[column] for row in table(file, macro)}


STATES = names("states", "GBP_STATE", 2)
STREAMS = names("streams", "GBP_STREAM", 2)
OPCODES = names("opcodes", "GBP_OPCODE", 1)
SIGNALS = names("signals", "GSP_SIGNAL", 2)
KINDS = names("events", "GBP_EVENT", 2)


def halves(value):
    """A 64-bit value as two words, low then high."""
    return value & 0xFFFFFFFF, value >> 32 & 0xFFFFFFFF


def event(words, memory):
    """One record as the loaded ABI's JSON object."""
    kind, _, offset, length, *f = words
    data = memory[offset : offset + length]
    base = base64.b64encode(data).decode()
    name = KINDS[kind]
    body = {
        "state_changed": lambda: {"from": STATES[f[0]], "to": STATES[f[1]]},
        "payload_received": lambda: {
            "stream_type": STREAMS[f[0]],
            "stream_type_code": f[0],
            "stream_id": f[1],
            "sequence_no": f[2],
            "flags": f[3],
            "codec": f[4],
            "plaintext_b64": base,
        },
        "control": lambda: {
            "from": f[0],
            "opcode": OPCODES[f[1]],
            "opcode_code": f[1],
            "transition_id": f[2],
            "request_id": f[3],
            "args_b64": base,
        },
        "error": lambda: {
            "code": f[0],
            "code_hex": f"0x{f[0]:04X}",
            "class": f[1],
            "retryable": bool(f[2]),
            "fatal": bool(f[3]),
            "reason": data.decode(),
        },
        "epoch_advanced": lambda: {"epoch": f[1] << 32 | f[0], "transition_id": f[2]},
        "coordinator_claim": lambda: {"claimant": f[0]},
    }.get(name, dict)
    return {"kind": name, **body()}
