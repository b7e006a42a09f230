"""Payloads for the three clients' `accept`: as the reference sends them, and hostile ones."""

import cbor
from recording import flat, hostile

CODECS = ("cbor", "protobuf", "flatbuffers")

# Field tables of docs/wire.md in wire order: (CBOR key, size in FlatBuffers, value); 0 is bytes.
GTP = (
    ("mid", 8, 1),
    ("sid", 4, 2),
    ("ts", 8, 0),
    ("rid", 4, 0),
    ("fl", 4, 1),
    ("ct", 4, 0),
    ("len", 4, 5),
    ("body", 0, b"hello"),
)
GAP = (("msid", 4, 7), ("seq", 4, 1), ("ts", 8, 960), ("kp", 4, 1), ("opus", 0, b"opus!"))
GSP = (
    ("t", 4, 200),
    ("rid", 4, 1),
    ("sid", 4, 2),
    ("rc", 4, 3),
    ("alen", 4, 3),
    ("args", 0, b"\xa1\x00\x07"),
)
PAYLOADS = {"gtp": GTP, "gap": GAP, "gsp": GSP}
# GTP: u8 fields whose width matters in Protobuf; the others: every integer field.
OTHER_INTEGERS = {"gtp": (2, 5, 6, 7), "gap": (2, 3, 4), "gsp": (2, 4, 5)}


def fields(client, **over):
    """A client's payload as a dict in wire order."""
    return {key: over.get(key, value) for key, _, value in PAYLOADS[client]}


def encode(client, codec, **over):
    """A payload in one codec, written here and not by any library."""
    values = fields(client, **over)
    if codec == "cbor":
        return cbor.encode(values)
    if codec == "protobuf":
        out = b""
        for number, value in enumerate(values.values(), 1):
            if isinstance(value, bytes) and value:
                out += hostile.varint(number << 3 | 2) + hostile.varint(len(value)) + value
            elif not isinstance(value, bytes) and value:
                out += hostile.varint(number << 3) + hostile.varint(value)
        return out
    return flat.table(_flat_fields(client, values))


def _flat_fields(client, values):
    return [(number, size, values[key]) for number, (key, size, _) in enumerate(PAYLOADS[client])]


def payloads(client, codec):
    """(name, payload) of every case for one client and codec."""
    table = PAYLOADS[client]
    bytes_key = table[-1][0]
    good = encode(client, codec)
    yield from _values(client, codec, table)
    if codec == "cbor":
        yield from hostile.cbor_maps(fields(client), bytes_key)
    elif codec == "protobuf":
        yield from hostile.protobuf_messages(good, 1, len(table), OTHER_INTEGERS[client])
    else:
        yield from flat.layouts(_flat_fields(client, fields(client)))
        yield from flat.corruptions(good)
    yield from hostile.cuts_and_flips(good, (0x01, 0x80) if codec != "flatbuffers" else (0x02,))


def _values(client, codec, table):
    """Extreme values of every field, and what a length that lies leads to."""
    for key, size, _ in table:
        if size:
            for value in (0, 1, (1 << (8 * size)) - 1):
                yield f"{key} = {value}", encode(client, codec, **{key: value})
    lengths = {"gtp": "len", "gsp": "alen"}
    if client in lengths:
        for value in (0, 4, 6):
            yield f"{lengths[client]} lies: {value}", encode(
                client, codec, **{lengths[client]: value}
            )
    bytes_key = table[-1][0]
    for name, body in _bodies(client).items():
        over = {bytes_key: body}
        if client in lengths:
            over[lengths[client]] = len(body)
        yield f"{bytes_key}: {name}", encode(client, codec, **over)


def _bodies(client):
    if client == "gtp":
        return {
            "empty": b"",
            "invalid UTF-8": b"\xff\xfe",
            "surrogate": b"\xed\xa0\x80",
            "cut character": b"a\xc3",
            "overlong": b"\xc0\x80",
            "beyond Unicode": b"\xf4\x90\x80\x80",
            "all ASCII controls": bytes(range(32)) + b"\x7f",
            "quotes": b'"\\/',
            "wide": "é€😀\u2028\ufeff".encode(),
            "300 bytes": b"a" * 300,
        }
    return {"empty": b"", "one byte": b"\x00", "300 bytes": b"o" * 300}


# Arguments of signals that need some: name, bytes.
ARGS = {
    "none": b"",
    "{}": b"\xa0",
    "{0: 1}": b"\xa1\x00\x01",
    "{0: 1, 1: 2}": b"\xa2\x00\x01\x01\x02",
    "{1: 2}": b"\xa1\x01\x02",
    "{1: 2, 0: 1}": b"\xa2\x01\x02\x00\x01",
    "{0: text}": b"\xa1\x00\x61a",
    "{0: null}": b"\xa1\x00\xf6",
    "{0: true}": b"\xa1\x00\xf5",
    "{0: 1.0}": b"\xa1\x00\xf9\x3c\x00",
    "{0: -1}": b"\xa1\x00\x20",
    "{0: 2^64-1}": b"\xa1\x00\x1b" + b"\xff" * 8,
    "{0: bignum}": b"\xa1\x00\xc2\x41\x01",
    "{0: indefinite bignum}": b"\xa1\x00\xc2\x5f\x41\x01\xff",
    "{0: bignum of 9}": b"\xa1\x00\xc2\x49\x01" + bytes(8),
    "{0: padded bignum}": b"\xa1\x00\xc2\x4a" + bytes(9) + b"\x01",
    "{0: bignum padded to 16}": b"\xa1\x00\xc2\x50" + bytes(15) + b"\x01",
    "{0: bignum padded to 17}": b"\xa1\x00\xc2\x51" + bytes(16) + b"\x01",
    "{0: empty bignum}": b"\xa1\x00\xc2\x40",
    "{0: negative bignum}": b"\xa1\x00\xc3\x40",
    "{0: tagged}": b"\xa1\x00\xc1\x01",
    "{0: tagged bignum}": b"\xa1\x00\xc1\xc2\x41\x01",
    "{0: tag 2 on an integer}": b"\xa1\x00\xc2\x01",
    "{0: 1, 0: 2}": b"\xa2\x00\x01\x00\x02",
    "{0: text, 0: 2}": b"\xa2\x00\x61a\x00\x02",
    "{0: 2, 0: text}": b"\xa2\x00\x02\x00\x61a",
    "{0: 1, 1: text}": b"\xa2\x00\x01\x01\x61a",
    "{text: 1}": b"\xa1\x610\x01",
    "{0: 1, text: 1}": b"\xa2\x00\x01\x61x\x01",
    "{0: 1, -1: 1}": b"\xa2\x00\x01\x20\x01",
    "{0: 1, float: 1}": b"\xa2\x00\x01\xf9\x00\x00\x01",
    "{0: 1, array: 1}": b"\xa2\x00\x01\x80\x01",
    "{tagged 0: 1}": b"\xa1\xc1\x00\x01",
    "{bignum 0: 1}": b"\xa1\xc2\x41\x00\x01",
    "{0: 1, bignum of 9: 1}": b"\xa2\x00\x01\xc2\x49\x01" + bytes(8) + b"\x01",
    "{0: 1, 2^64-1: 1}": b"\xa2\x00\x01\x1b" + b"\xff" * 8 + b"\x01",
    "wide key 0": b"\xa1\x18\x00\x01",
    "tagged map": b"\xc1\xa1\x00\x01",
    "array": b"\x81\x00",
    "integer": b"\x01",
    "null": b"\xf6",
    "truncated": b"\xa1\x00",
    "indefinite": b"\xbf\x00\x01\xff",
    "indefinite without end": b"\xbf\x00\x01",
    "bytes behind": b"\xa1\x00\x01\xff",
    "other value: invalid UTF-8": b"\xa2\x00\x01\x01\x61\xff",
    "other value: simple 32": b"\xa2\x00\x01\x01\xf8\x20",
    "other value: simple 0": b"\xa2\x00\x01\x01\xe0",
    "other value: bytes": b"\xa2\x00\x01\x01\x41\x01",
    "other value: NaN": b"\xa2\x00\x01\x01\xf9\x7e\x00",
    "other value: undefined": b"\xa2\x00\x01\x01\xf7",
    "other value: split character": b"\xa2\x00\x01\x01\x7f\x61\xc3\x61\xa9\xff",
    "other value: chunks": b"\xa2\x00\x01\x01\x5f\x41a\x41b\xff",
    "other value: text chunk in bytes": b"\xa2\x00\x01\x01\x5f\x61a\xff",
    "other value: tag 2 on text": b"\xa2\x00\x01\x01\xc2\x61a",
    "other value: break": b"\xa2\x00\x01\x01\xff",
    "255 arrays": b"\xa2\x00\x01\x01" + b"\x81" * 255 + b"\x00",
    "256 arrays": b"\xa2\x00\x01\x01" + b"\x81" * 256 + b"\x00",
    "255 tags": b"\xa2\x00\x01\x01" + b"\xc1" * 255 + b"\x00",
    "256 tags": b"\xa2\x00\x01\x01" + b"\xc1" * 256 + b"\x00",
    "huge array": b"\xa2\x00\x01\x01\x9b" + b"\xff" * 8,
    "huge map": b"\xbb" + b"\xff" * 8,
    "huge bytes": b"\xa1\x00\x5b\x7f" + b"\xff" * 7,
    "break": b"\xff",
    "reserved": b"\x1c",
}
SIGNALS = (100, 101, 102, 200, 201, 300, 301, 400)
UNKNOWN_SIGNALS = (0, 99, 103, 202, 302, 401, 65636, 0xFFFFFFFF)


def signal_args():
    """(name, payload): every argument form for each kind of schema, every signal at least once."""
    for name, args in ARGS.items():
        for signal in (102, 200):
            yield f"{signal} args {name}", encode(
                "gsp", "cbor", t=signal, args=args, alen=len(args)
            )
    for signal in SIGNALS:
        for name in ("none", "{}", "{0: 1}", "{0: 1, 1: 2}", "integer"):
            args = ARGS[name]
            yield f"{signal} with {name}", encode(
                "gsp", "cbor", t=signal, args=args, alen=len(args)
            )
    for signal in UNKNOWN_SIGNALS:
        yield f"unknown {signal}", encode("gsp", "cbor", t=signal)
