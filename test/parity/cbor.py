"""Just enough CBOR to build and take apart frames: integers, bytes, text, lists, maps, simple.

`encode` writes shortest definite-length items in the order given. `Raw` puts bytes in as they are,
which is how hostile items get into an otherwise good map.
"""


class Raw(bytes):
    """Already encoded CBOR."""


def head(major, value, width=None):
    """The initial bytes of an item; `width` (0, 1, 2, 4, 8) forces a longer form than needed."""
    if width is None:
        width = next(
            w
            for w, top in ((0, 24), (1, 1 << 8), (2, 1 << 16), (4, 1 << 32), (8, 1 << 64))
            if value < top
        )
    if width == 0:
        return bytes([major << 5 | value])
    return bytes([major << 5 | 23 + width.bit_length()]) + value.to_bytes(width, "big")


def encode(item):
    """Deterministic CBOR of a Python value."""
    if isinstance(item, Raw):
        return bytes(item)
    if item is None or isinstance(item, bool):
        return {None: b"\xf6", False: b"\xf4", True: b"\xf5"}[item]
    if isinstance(item, int):
        return head(0, item) if item >= 0 else head(1, -1 - item)
    if isinstance(item, (bytes, bytearray)):
        return head(2, len(item)) + bytes(item)
    if isinstance(item, str):
        data = item.encode()
        return head(3, len(data)) + data
    if isinstance(item, (list, tuple)):
        return head(4, len(item)) + b"".join(map(encode, item))
    pairs = item.items()
    return head(5, len(pairs)) + b"".join(encode(k) + encode(v) for k, v in pairs)


def decode(data, offset=0):
    """One definite-length item and the offset behind it."""
    major, low = data[offset] >> 5, data[offset] & 31
    offset += 1
    value = low
    if 24 <= low <= 27:
        width = 1 << (low - 24)
        value = int.from_bytes(data[offset : offset + width], "big")
        offset += width
    if major == 0:
        return value, offset
    if major == 1:
        return -1 - value, offset
    if major in (2, 3):
        body = bytes(data[offset : offset + value])
        if len(body) != value:
            raise ValueError("truncated string")
        return (body if major == 2 else body.decode()), offset + value
    if major == 4:
        items = []
        for _ in range(value):
            item, offset = decode(data, offset)
            items.append(item)
        return items, offset
    if major == 5:
        pairs = {}
        for _ in range(value):
            key, offset = decode(data, offset)
            pairs[key], offset = decode(data, offset)
        return pairs, offset
    if major == 7 and low in (20, 21, 22):
        return {20: False, 21: True, 22: None}[low], offset
    raise ValueError(f"unsupported item 0x{data[offset - 1]:02x}")
