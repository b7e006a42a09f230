"""Hostile variations of a good item: CBOR maps, Protobuf messages, FlatBuffers, any bytes.

Each generator yields (name, bytes) pairs and knows nothing of what a decoder makes of them.
"""

import cbor
from cbor import Raw

# Encodings of one value that are not the plain integer 1.
INTEGER_FORMS = {
    "null": b"\xf6",
    "undefined": b"\xf7",
    "true": b"\xf5",
    "negative": b"\x20",
    "half float 1.0": b"\xf9\x3c\x00",
    "double 1.0": b"\xfb\x3f\xf0" + bytes(6),
    "text": b"\x61a",
    "bytes": b"\x41\x01",
    "array": b"\x81\x01",
    "map": b"\xa0",
    "bignum 1": b"\xc2\x41\x01",
    "bignum 1 with leading zeros": b"\xc2\x4a" + bytes(9) + b"\x01",
    "empty bignum": b"\xc2\x40",
    "indefinite bignum": b"\xc2\x5f\x41\x01\xff",
    "bignum of 9 bytes": b"\xc2\x49\x01" + bytes(8),
    "negative bignum": b"\xc3\x41\x01",
    "bignum of 17 bytes": b"\xc2\x51\x01" + bytes(16),
    "bignum 1 in 17 bytes": b"\xc2\x51" + bytes(16) + b"\x01",
    "tag 1": b"\xc1\x01",
    "two tags": b"\xc1\xc1\x01",
    "257 tags": b"\xc1" * 257 + b"\x01",
    "tag 2 on an integer": b"\xc2\x01",
    "tag 1 on a bignum": b"\xc1\xc2\x41\x01",
    "two bignum tags": b"\xc2\xc2\x41\x01",
    "eight-byte form": b"\x1b" + bytes(7) + b"\x01",
    "two-byte form": b"\x18\x01",
    "2^8": b"\x19\x01\x00",
    "2^16": b"\x1a\x00\x01\x00\x00",
    "2^32": b"\x1b\x00\x00\x00\x01" + bytes(4),
    "2^64-1": b"\x1b" + b"\xff" * 8,
    "reserved 1c": b"\x1c",
    "indefinite integer": b"\x1f",
    "break": b"\xff",
    "simple 16": b"\xf0",
    "simple 32": b"\xf8\x20",
}

UNKNOWN_VALUES = {
    "negative": b"\x20",
    "least negative": b"\x3b" + b"\xff" * 8,
    "NaN": b"\xf9\x7e\x00",
    "undefined": b"\xf7",
    "two-byte false": b"\xf8\x14",
    "simple 16": b"\xf0",
    "simple 32": b"\xf8\x20",
    "simple 255": b"\xf8\xff",
    "invalid UTF-8": b"\x61\xff",
    "indefinite text": b"\x7f\x61a\x61b\xff",
    "character split over chunks": b"\x7f\x61\xc3\x61\xa9\xff",
    "nested indefinite text": b"\x7f\x7f\x61a\xff\xff",
    "bytes in indefinite text": b"\x7f\x41a\xff",
    "long text": b"\x79\x14\x00" + b"a" * 5120,
    "bignum tag on an array": b"\xc2\x80",
    "bignum tag on an integer": b"\xc2\x01",
    "17-byte bignum": b"\xc2\x51" + b"\xff" * 17,
    "16-byte bignum": b"\xc2\x50" + b"\xff" * 16,
    "16-byte negative bignum": b"\xc3\x50" + b"\xff" * 16,
    "small 16-byte negative bignum": b"\xc3\x50\x7f" + b"\xff" * 15,
    "break": b"\xff",
    "break in an array": b"\x81\xff",
    "odd indefinite map": b"\xbf\x00\xff",
    "tag then break": b"\xc1\xff",
    "reserved 1c": b"\x1c",
    "reserved 9c": b"\x9c",
    "reserved dc": b"\xdc",
    "reserved fc": b"\xfc",
    "indefinite tag": b"\xdf\x01",
    "map with a repeated key": b"\xa2\x00\x00\x00\x00",
    "nested bytes chunks": b"\x5f\x5f\x41a\xff\xff",
    "array of a huge count": b"\x9b" + b"\xff" * 8,
    "255 arrays": b"\x81" * 255 + b"\x00",
    "256 arrays": b"\x81" * 256 + b"\x00",
    "255 tags": b"\xc1" * 255 + b"\x00",
    "256 tags": b"\xc1" * 256 + b"\x00",
    "255 maps": b"\xa1\x00" * 255 + b"\x00",
    "256 maps": b"\xa1\x00" * 256 + b"\x00",
}

UNKNOWN_KEYS = {
    "integer": b"\x00",
    "negative": b"\x20",
    "bytes": b"\x41z",
    "bytes that are no UTF-8": b"\x41\xff",
    "text that is no UTF-8": b"\x61\xff",
    "indefinite bytes": b"\x5f\x41z\xff",
    "indefinite text": b"\x7f\x61z\xff",
    "text of 4096": b"\x79\x10\x00" + b"z" * 4096,
    "text of 4097": b"\x79\x10\x01" + b"z" * 4097,
    "bytes of 4097": b"\x59\x10\x01" + b"z" * 4097,
    "null": b"\xf6",
    "float": b"\xf9\x00\x00",
    "array": b"\x80",
    "tagged text": b"\xc1\x61z",
    "257 tags": b"\xc1" * 257 + b"\x61z",
    "empty text": b"\x60",
    "break": b"\xff",
}


def byte_field_forms(value):
    """Encodings of a byte string: good and bad ones."""
    half = len(value) // 2
    first, rest = cbor.encode(value[:half]), cbor.encode(value[half:])
    array = list(value)
    last = cbor.encode(array[-1])
    most = cbor.head(4, len(array)) + cbor.encode(array[:-1])[len(cbor.head(4, len(array) - 1)) :]
    return {
        "array": cbor.encode(array),
        "indefinite array": b"\x9f" + b"".join(map(cbor.encode, array)) + b"\xff",
        "array with 256": cbor.encode(array[:-1] + [256]),
        "array with true": cbor.encode(array[:-1] + [True]),
        "array with a negative": cbor.encode(array[:-1] + [-1]),
        "array with a tagged element": most + b"\xc1" + last,
        "array with a bignum element": most + b"\xc2\x41" + bytes([array[-1]]),
        "bytes in an array": b"\x81" + cbor.encode(value),
        "two chunks": b"\x5f" + first + rest + b"\xff",
        "nested and empty chunks": b"\x5f\x40\x5f" + first + b"\xff" + rest + b"\x40\xff",
        "257 chunk levels": b"\x5f" * 257 + cbor.encode(value) + b"\xff" * 257,
        "a text chunk": b"\x5f" + first + b"\x61a\xff",
        "a tagged chunk": b"\x5f" + first + b"\xc1" + rest + b"\xff",
        "tag 1": b"\xc1" + cbor.encode(value),
        "tag 2": b"\xc2" + cbor.encode(value),
        "text": cbor.encode("a" * len(value)),
        "null": b"\xf6",
        "integer": b"\x01",
        "eight-byte length": cbor.head(2, len(value), 8) + value,
        "length beyond the end": cbor.head(2, len(value) + 1) + value,
        "huge length": b"\x5b\x7f" + b"\xff" * 7,
    }


def cbor_maps(fields, byte_field):
    """Every hostile form of a map with `fields`, a dict in wire order."""
    good = cbor.encode(fields)
    yield "as sent", good
    yield "keys in reverse", cbor.encode(dict(reversed(fields.items())))
    for key in fields:
        yield f"{key} missing", cbor.encode({k: v for k, v in fields.items() if k != key})
        for form in ("null", "text" if key != byte_field else "true", "2^64-1", "negative"):
            yield f"{key} is {form}", cbor.encode({**fields, key: Raw(INTEGER_FORMS[form])})
        yield f"{key} twice", _more(fields, cbor.encode(key) + cbor.encode(fields[key]))
    first = next(iter(fields))
    for name, raw in INTEGER_FORMS.items():
        yield f"{first} as {name}", cbor.encode({**fields, first: Raw(raw)})
    for name, raw in byte_field_forms(fields[byte_field]).items():
        yield f"{byte_field} as {name}", cbor.encode({**fields, byte_field: Raw(raw)})
    for name, raw in UNKNOWN_VALUES.items():
        yield f"unknown value: {name}", _more(fields, b"\x61z" + raw)
    for name, raw in UNKNOWN_KEYS.items():
        yield f"unknown key: {name}", _more(fields, raw + b"\x00")
    yield "known key as bytes, twice", _more(fields, cbor.encode(first.encode()) + b"\x01")
    yield "all keys as bytes", cbor.encode({k.encode(): v for k, v in fields.items()})
    body = good[1:]
    yield "indefinite map", b"\xbf" + body + b"\xff"
    yield "indefinite map without end", b"\xbf" + body
    yield "eight-byte count", cbor.head(5, len(fields), 8) + body
    yield "count one too small", cbor.head(5, len(fields) - 1) + body
    yield "count one too large", cbor.head(5, len(fields) + 1) + body
    yield "huge count", b"\xbb" + b"\xff" * 8 + body
    yield "bytes behind", good + b"\xff\x00"
    yield "tag before", b"\xd9\xd9\xf7" + good
    yield "257 tags before", b"\xc1" * 257 + good
    yield "array of the values", cbor.encode(list(fields.values()))
    yield "empty input", b""
    yield "empty map", b"\xa0"
    yield "null", b"\xf6"


def _more(fields, pair):
    return cbor.head(5, len(fields) + 1) + cbor.encode(fields)[1:] + pair


def cuts_and_flips(good, masks=(0x01, 0x80)):
    """Every prefix, and every byte with each mask."""
    for end in range(len(good)):
        yield f"first {end} bytes", good[:end]
    for at in range(len(good)):
        for mask in masks:
            flipped = bytearray(good)
            flipped[at] ^= mask
            yield f"byte {at} xor {mask:02x}", bytes(flipped)


def varint(value):
    """A Protobuf varint."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def _field(number, wire_type, body):
    return varint(number << 3 | wire_type) + body


def protobuf_messages(good, integer_field, bytes_field, other_integers):
    """Hostile forms of a Protobuf message that end in, or begin with, one changed field."""
    number = integer_field
    yield "as sent", good
    yield "empty", b""
    for n in (number, *other_integers):
        for name, body in {
            "2^32": varint(1 << 32),
            "2^64-1": varint((1 << 64) - 1),
            "256": varint(256),
            "non-shortest": b"\x81\x80\x00",
            "ten bytes, last 1": b"\x81" + b"\x80" * 8 + b"\x01",
            "ten bytes, last 2": b"\x81" + b"\x80" * 8 + b"\x02",
            "eleven bytes": b"\x81" + b"\x80" * 9 + b"\x01",
        }.items():
            yield f"field {n} again as {name}", good + _field(n, 0, body)
    for wire_type, body in (
        (1, bytes(8)),
        (2, b"\x00"),
        (5, bytes(4)),
        (3, b""),
        (4, b""),
        (6, b""),
        (7, b""),
    ):
        yield f"field {number} with wire type {wire_type}", good + _field(number, wire_type, body)
        yield f"unknown field with wire type {wire_type}", good + _field(77, wire_type, body)
    yield "unknown varint", good + _field(77, 0, b"\x05")
    yield "bytes field as varint", good + _field(bytes_field, 0, b"\x01")
    yield "bytes field twice, same", good + _field(bytes_field, 2, b"\x01o")
    yield "bytes field length beyond the end", good + _field(bytes_field, 2, b"\x05o")
    yield "bytes field with a huge length", good + _field(bytes_field, 2, varint(1 << 63))
    yield "unknown bytes beyond the end", good + _field(77, 2, b"\x05o")
    group = _field(77, 3, b"") + _field(5, 0, b"\x01") + _field(77, 4, b"")
    yield "unknown group", good + group
    yield "unknown group with another end", good + _field(77, 3, b"") + _field(78, 4, b"")
    yield "unknown group without end", good + _field(77, 3, b"")
    for depth in (99, 100, 101):
        nest = _field(77, 3, b"") * depth + _field(77, 4, b"") * depth
        yield f"groups nested {depth} deep", good + nest
    yield "field number 0", good + _field(0, 0, b"\x01")
    yield "largest field number", good + _field((1 << 29) - 1, 0, b"\x01")
    yield "field number too large", good + varint(1 << 32 | 0) + b"\x01"
    yield "tag of eleven bytes", good + b"\x88" + b"\x80" * 9 + b"\x01" + b"\x01"
