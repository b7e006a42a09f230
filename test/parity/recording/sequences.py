"""Accepts in a row on one client: duplicates, lateness, windows of older epochs, resets."""

import json

from recording.accept_cases import encode
from texts import cut_reasons


def _gtp(epoch, mid, sid=2, **over):
    return (epoch, encode("gtp", "cbor", mid=mid, sid=sid, **over))


def _gap(epoch, seq, kp=None, msid=7, codec="cbor"):
    return (
        epoch,
        encode("gap", codec, seq=seq, msid=msid, kp=(epoch if kp is None else kp) & 0xFFFFFFFF),
    )


def _gsp(epoch, rid, t=100, sid=2, args=b""):
    return (epoch, encode("gsp", "cbor", rid=rid, t=t, sid=sid, args=args, alen=len(args)))


NUMBERED = {"gtp": _gtp, "gsp": _gsp}


def make_numbered(client, number):
    """The payload that fills a client's memory at one number."""
    return NUMBERED[client](1, number)[1]


def _stories():
    bad, reset = (1, b"\xff"), "reset"
    other_bad = (2, b"\xff")
    yield "gtp", "duplicates of each sender", [
        _gtp(1, 1),
        _gtp(1, 1),
        _gtp(1, 1, 3),
        _gtp(1, 2),
        _gtp(1, 1, 3),
        _gtp(1, 2),
    ]
    yield "gtp", "a new epoch forgets", [_gtp(1, 1), _gtp(2, 1), _gtp(2, 1), _gtp(1, 1), _gtp(1, 1)]
    yield "gtp", "a reset forgets", [_gtp(1, 1), reset, _gtp(1, 1), _gtp(1, 1)]
    yield "gtp", "a bad payload of another epoch forgets", [
        _gtp(1, 1),
        bad,
        _gtp(1, 1),
        other_bad,
        _gtp(1, 1),
    ]
    yield "gtp", "a payload refused is not remembered", [_gtp(1, 1, len=3), _gtp(1, 1), _gtp(1, 1)]
    yield "gtp", "a duplicate with another text", [_gtp(1, 1), _gtp(1, 1, body=b"other")]
    yield "gtp", "epoch 2^64 - 1", [_gtp((1 << 64) - 1, 1), _gtp((1 << 64) - 1, 1), _gtp(0, 1)]
    order = (
        0,
        1,
        1,
        2,
        0x8001,
        0x8002,
        2,
        1,
        0x8001,
        0xFFFF,
        0x8000,
        0x7FFF,
        0,
        70000,
        0xFFFFFFFF,
        0,
        5,
    )
    yield "gap", "order", [_gap(1, n) for n in order]
    for first in (0, 1, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0xFFFFFFFF):
        yield "gap", f"first number {first}", [_gap(1, first), _gap(1, first)]
    yield "gap", "half the circle", [
        _gap(1, 0x8005),
        _gap(1, 6),
        _gap(1, 0x8005),
        _gap(1, 5),
        _gap(1, 4),
    ]
    yield "gap", "sources apart", [_gap(1, 5), _gap(1, 5, msid=8), _gap(1, 5), _gap(1, 6, msid=8)]
    yield "gap", "codecs share a window", [
        _gap(1, 5),
        ("protobuf", *_gap(1, 5, codec="protobuf")),
        ("flatbuffers", *_gap(1, 6, codec="flatbuffers")),
    ]
    yield "gap", "older epochs", [
        _gap(1, 5),
        _gap(1, 6, kp=2),
        _gap(1, 6, kp=0),
        _gap(2, 1),
        _gap(2, 5, kp=1),
        _gap(2, 6, kp=1),
        _gap(2, 6, kp=1),
        _gap(2, 6, kp=1, msid=9),
        _gap(3, 1),
        _gap(3, 7, kp=1),
        _gap(3, 2, kp=2),
        _gap(3, 1, kp=2),
    ]
    yield "gap", "back and forth", [
        _gap(1, 5),
        _gap(2, 5),
        _gap(1, 5),
        _gap(1, 5, kp=2),
        _gap(1, 6, kp=2),
        _gap(2, 5),
        _gap(2, 5, kp=1),
        _gap(2, 6, kp=1),
    ]
    yield "gap", "several stays in an epoch: the oldest window judges", [
        _gap(1, 5),
        other_bad,
        _gap(1, 1),
        _gap(1, 3, msid=8),
        _gap(3, 3, kp=1),
        _gap(3, 2, kp=1, msid=8),
        _gap(3, 6, kp=1),
        _gap(3, 6, kp=1),
        _gap(1, 1),
        _gap(3, 6, kp=1),
    ]
    yield "gap", "a stay without a frame leaves no window", [
        _gap(1, 5),
        other_bad,
        (1, b""),
        _gap(2, 5, kp=1),
        _gap(2, 6, kp=1),
    ]
    yield "gap", "an epoch without a frame", [_gap(1, 1, kp=9), _gap(2, 5), _gap(2, 5, kp=1)]
    yield "gap", "a bad payload ends the epoch", [
        _gap(1, 5),
        other_bad,
        _gap(1, 5),
        _gap(1, 5, kp=2),
    ]
    yield "gap", "a reset forgets the windows", [
        _gap(1, 5),
        _gap(2, 5),
        reset,
        _gap(2, 5),
        _gap(2, 6, kp=1),
    ]
    wide = 1 << 32
    yield "gap", "epochs of 2^32 and more", [
        _gap(wide + 1, 5),
        _gap(wide + 1, 5),
        _gap(wide + 2, 5),
        _gap(wide + 2, 6, kp=1),
        _gap(wide - 1, 6),
    ]
    yield "gap", "twelve epochs kept", [_gap(e, 1) for e in range(1, 13)] + [
        _gap(12, 2, kp=e) for e in range(1, 13)
    ]
    yield "gsp", "duplicates of any sender and signal", [
        _gsp(1, 5),
        _gsp(1, 5, 101, 3),
        _gsp(1, 5),
        _gsp(1, 6),
        _gsp(1, 0),
        _gsp(1, 0),
    ]
    yield "gsp", "checks before the request id", [
        _gsp(1, 5),
        _gsp(1, 5, 999),
        _gsp(1, 5, 200),
        _gsp(1, 6, 200),
        _gsp(1, 6),
    ]
    yield "gsp", "a new epoch forgets", [_gsp(1, 5), _gsp(2, 5), _gsp(2, 5), _gsp(1, 5)]
    yield "gsp", "a reset forgets", [_gsp(1, 5), reset, _gsp(1, 5), _gsp(1, 5)]
    yield "gsp", "a bad payload of another epoch forgets", [_gsp(1, 5), other_bad, _gsp(1, 5)]


def sequences(lib):
    """Every story with the result of every step. The last: 10 000 remembered, oldest out first."""
    for client, name, steps in _stories():
        handle = getattr(lib, f"{client}_client_create")()
        written = [_step(lib, client, handle, step) for step in steps]
        yield {"name": name, "client": client, "steps": written}
    for client, make in NUMBERED.items():
        handle = getattr(lib, f"{client}_client_create")()
        call = getattr(lib, f"{client}_client_accept")
        for number in range(10_000):
            payload = make_numbered(client, number)
            assert json.loads(call(handle, 1, payload, len(payload), 0))["status"] == "new"
        tail = [make(1, n) for n in (0, 9_999, 10_000, 0, 1, 2, 3, 9_999)]
        yield {
            "name": "10 000 remembered",
            "client": client,
            "fill": 10_000,
            "steps": [_step(lib, client, handle, step) for step in tail],
        }


def _step(lib, client, handle, step):
    if step == "reset":
        getattr(lib, f"{client}_client_reset")(handle)
        return {"op": "reset"}
    codec = ("cbor", "protobuf", "flatbuffers").index(step[0]) if len(step) == 3 else 0
    epoch, payload = step[-2:]
    text = getattr(lib, f"{client}_client_accept")(handle, epoch, payload, len(payload), codec)
    result = {k: v for k, v in cut_reasons(json.loads(text)).items() if v is not None}
    if "message_id" in result:
        result["message_id"] = str(result["message_id"])
    return {
        "op": "accept",
        "epoch": str(epoch),
        "codec": codec,
        "plaintext": payload,
        "out": result,
    }
