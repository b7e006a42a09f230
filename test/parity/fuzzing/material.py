"""Random bytes with a purpose: payloads, control messages, arguments, and small changes to them.

Everything comes from one `random.Random`, so a seed gives the same bytes again.
"""

import cbor
from cbor import Raw
from recording import accept_cases, hostile

CLIENTS = ("gtp", "gap", "gsp")
EDGES = (
    0,
    1,
    2,
    3,
    23,
    24,
    127,
    128,
    255,
    256,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
WIDE_EDGES = (*EDGES, 1 << 32, (1 << 53) + 1, (1 << 63), (1 << 64) - 2, (1 << 64) - 1)
CONTROL = {"op": 5, "rid": 9, "sid": 2, "tid": 1, "alen": 0, "args": b""}
CONTROL_ARGS = (
    b"",
    b"\xa1\x00\xf5",
    b"\x00\xf5",
    b"x\x00\xf5y",
    b"\xa1\x00\xf4",
    b"commit",
    bytes(70),
)


class Material:
    """A source of test bytes."""

    def __init__(self, rng):
        self.rng = rng
        self._cases = {
            (client, codec): [payload for _, payload in accept_cases.payloads(client, codec)]
            for client in CLIENTS
            for codec in accept_cases.CODECS
        }
        self._signals = [payload for _, payload in accept_cases.signal_args()]
        self._values = [*hostile.UNKNOWN_VALUES.values(), *hostile.INTEGER_FORMS.values()]
        self._keys = list(hostile.UNKNOWN_KEYS.values())

    def small(self):
        """A number that is mostly small, sometimes an edge."""
        return self.rng.randrange(6) if self.rng.random() < 0.8 else self.rng.choice(EDGES)

    def wide(self):
        """The same for 64 bits."""
        return self.rng.randrange(6) if self.rng.random() < 0.7 else self.rng.choice(WIDE_EDGES)

    def changes(self, most=3):
        """A few changes to bytes, to be applied by `changed`: [kind, place, value]."""
        if self.rng.random() < 0.5:
            return []
        return [
            [
                self.rng.choice(("xor", "set", "cut", "insert", "drop", "double")),
                self.rng.randrange(1 << 16),
                self.rng.randrange(256),
            ]
            for _ in range(self.rng.randint(1, most))
        ]

    def payload(self, client):
        """A payload for `accept` with the codec it is meant for."""
        roll = self.rng.random()
        codec = self.rng.randrange(3)
        name = accept_cases.CODECS[codec]
        if roll < 0.35:
            return codec, self._good(client, name)
        if roll < 0.45 and client == "gsp":
            return 0, changed(self.rng.choice(self._signals), self.changes(1))
        if roll < 0.6:
            return 0, self._odd_map(accept_cases.fields(client))
        data = changed(self.rng.choice(self._cases[client, name]), self.changes())
        return (codec if self.rng.random() < 0.9 else self.rng.choice((0, 1, 2, 3, 255))), data

    def _good(self, client, codec):
        over = {
            "gtp": lambda: {"mid": self.small(), "sid": self.rng.randrange(3)},
            "gap": lambda: {
                "seq": self.rng.choice((*range(8), 0x7FFF, 0x8000, 0xFFFF)),
                "msid": self.rng.randrange(2),
                "kp": self.rng.randrange(1, 5),
            },
            "gsp": lambda: {
                "rid": self.rng.randrange(12),
                "t": self.rng.choice(accept_cases.SIGNALS),
                "sid": self.rng.randrange(4),
            },
        }[client]()
        return accept_cases.encode(client, codec, **over)

    def _odd_map(self, fields):
        """A CBOR map with some values, keys and forms replaced."""
        items = list(fields.items())
        self.rng.shuffle(items)
        out, count = b"", 0
        for key, value in items:
            roll = self.rng.random()
            if roll < 0.05:
                continue
            name = cbor.encode(key.encode() if roll < 0.1 else key)
            if roll > 0.93:
                value = Raw(self.rng.choice(self._values))
            if roll > 0.97:
                name = b"\xc1" * self.rng.choice((1, 3, 300)) + name
            out, count = out + name + cbor.encode(value), count + 1
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            out += self.rng.choice(self._keys) if self.rng.random() < 0.3 else b"\x61z"
            out += self.nested() if self.rng.random() < 0.5 else self.rng.choice(self._values)
            count += 1
        head = b"\xbf" if self.rng.random() < 0.1 else cbor.head(5, count)
        return head + out + (b"\xff" if head == b"\xbf" else b"")

    def nested(self):
        """A random nested item, mostly well formed."""
        out, open_items = b"", 1
        while open_items > 0 and len(out) < 200:
            kind = self.rng.randrange(10)
            open_items -= 1
            if kind < 4:
                out += cbor.encode(self.wide())
            elif kind == 4:
                out += cbor.head(2, 2) + b"ab"
            elif kind == 5:
                out += self.rng.choice(self._values)
            elif kind == 6:
                out, open_items = out + b"\xc1", open_items + 1
            else:
                length = self.rng.randrange(3)
                out += cbor.head(4 if kind < 9 else 5, length)
                open_items += length if kind < 9 else 2 * length
        return out

    def control(self):
        """The plaintext of a control frame."""
        args = self.rng.choice(CONTROL_ARGS)
        fields = {
            **CONTROL,
            "op": self.rng.choice((*range(1, 11), 1, 2, 3, 4, 8, 0, 11, 99)),
            "rid": self.small(),
            "sid": self.rng.randrange(4),
            "tid": self.rng.randrange(5),
            "alen": len(args),
            "args": args,
        }
        roll = self.rng.random()
        if roll < 0.75:
            return cbor.encode(fields)
        return self._odd_map(fields) if roll < 0.9 else changed(cbor.encode(fields), self.changes())

    def args(self):
        """Arguments of a signal or control message to send."""
        roll = self.rng.random()
        if roll < 0.5:
            return self.rng.choice(list(accept_cases.ARGS.values()))
        return self.rng.choice(CONTROL_ARGS) if roll < 0.8 else self.nested()

    def text(self):
        """Bytes of a text to send, mostly UTF-8."""
        return self.rng.choice(
            (
                b"",
                b"hello",
                "é€😀".encode(),
                b"x" * 300,
                b'"\\\n\x00\x1f',
                b"\xff",
                b"a\xc3",
                b"\xed\xa0\x80",
                "\u2028".encode(),
            )
        )


def changed(data, changes):
    """`data` after a list of changes; places wrap around."""
    out = bytearray(data)
    for kind, place, value in changes:
        at = place % (len(out) + 1)
        if kind == "insert":
            out.insert(at, value)
        elif kind == "cut":
            del out[at:]
        elif at < len(out):
            if kind == "xor":
                out[at] ^= 1 << (value & 7)
            elif kind == "set":
                out[at] = value
            elif kind == "drop":
                del out[at]
            else:
                out[at:at] = out[at : at + 1 + value % 40]
    return bytes(out)
