"""FlatBuffers by hand: a root table laid out as the caller wants it, and hostile changes to one.

Fields are (id, size, value): size 1, 4 or 8 for an integer in place, 0 for a byte vector.
"""

import struct

INTEGER = {1: "<B", 2: "<H", 4: "<I", 8: "<Q"}


def table(fields, *, order=None, vtable_last=False, slots=None, pad=b"", table_gap=0):
    """A buffer whose root table holds `fields`; `order` gives their order inside the table."""
    count = max((f[0] for f in fields), default=-1) + 1 if slots is None else slots
    positions, body, vectors = {}, bytearray(4 + table_gap), []
    for index in order if order is not None else range(len(fields)):
        number, size, value = fields[index]
        width = size or 4
        body += bytes(-len(body) % width)
        positions[number] = len(body)
        if size:
            body += struct.pack(INTEGER[size], value)
        else:
            vectors.append((len(body), value))
            body += bytes(4)
    vtable = struct.pack("<HH", 4 + 2 * count, len(body))
    vtable += b"".join(struct.pack("<H", positions.get(i, 0)) for i in range(count))
    head = 4 + len(pad)
    if vtable_last:
        table_at = head + -head % 8
        vtable_at = table_at + len(body) + len(body) % 2
        out = bytearray(bytes(4) + pad).ljust(table_at, b"\0") + body
        out = out.ljust(vtable_at, b"\0") + vtable
    else:
        vtable_at = head + -(head + len(vtable)) % 8
        table_at = vtable_at + len(vtable)
        out = bytearray(bytes(4) + pad).ljust(vtable_at, b"\0") + vtable + body
    struct.pack_into("<I", out, 0, table_at)
    struct.pack_into("<i", out, table_at, table_at - vtable_at)
    for at, value in vectors:
        out += bytes(-len(out) % 4)
        struct.pack_into("<I", out, table_at + at, len(out) - table_at - at)
        out += struct.pack("<I", len(value)) + value
    return bytes(out)


def layouts(fields):
    """Good tables in other layouts, and tables whose fields are left out or too narrow."""
    count = len(fields)
    yield "own layout", table(fields)
    yield "fields in reverse", table(fields, order=range(count - 1, -1, -1))
    yield "vtable behind the table", table(fields, vtable_last=True)
    yield "longer vtable", table(fields, slots=max(f[0] for f in fields) + 4)
    yield "file identifier", table(fields, pad=b"TEST")
    yield "gap in the table", table(fields, table_gap=4)
    yield "a byte before everything", table(fields, pad=b"\0" * 3)
    for left_out in fields:
        rest = [f for f in fields if f is not left_out]
        yield f"field {left_out[0]} left out", table(rest, slots=max(f[0] for f in fields) + 1)
    yield "shorter vtable", table(fields[:-1])
    yield "no fields", table([])
    yield "unknown field", table([*fields, (fields[-1][0] + 3, 4, 7)])


def corruptions(good):
    """Each 16- and 32-bit position set to values that lead elsewhere."""
    for at in range(0, len(good) - 3, 4):
        for value in (
            0,
            1,
            0x7FFFFFFF,
            0x80000000,
            0xFFFFFFFF,
            len(good),
            len(good) - at,
            len(good) - at - 4,
            0xFFFFFFFC,
        ):
            yield f"u32 at {at} = {value & 0xFFFFFFFF:#x}", _put(good, "<I", at, value & 0xFFFFFFFF)
    for at in range(0, len(good) - 1, 2):
        for value in (0, 1, 2, 3, 4, 0xFFFF, len(good) & 0xFFFF):
            yield f"u16 at {at} = {value:#x}", _put(good, "<H", at, value)
    yield "bytes behind", good + b"\0\1\2"
    yield "empty input", b""


def _put(good, form, at, value):
    changed = bytearray(good)
    struct.pack_into(form, changed, at, value)
    return bytes(changed)
