"""Stories of one receiving node: what comes in, step by step, and what the node makes of it.

A story is a dict: `name`, `node` (how it is made), `steps`. A step is a dict with one of the keys
`wire` (bytes received), `apply_transition`, `set_epoch`, `bootstrap`, `control` (sent, a dict) or
`send` (a client's frame, a dict). `ours` marks a step whose outcome is better here on purpose: the
events, or the sequence number of the frame sent, that take the place of the reference's.
"""

import cbor
from cbor import Raw
from recording import hostile

ACTIVE = {"member": 1, "role": "creator"}
CLAIM = b"\xa1\x00\xf5"


def story(name, *steps, node=ACTIVE):
    """One story; a bare bytes step is a frame received."""
    steps = [{"wire": step} if isinstance(step, bytes) else step for step in steps]
    return {"name": name, "node": node, "steps": steps}


def decoding(fx):
    """Step 1 for every form of a frame, one node each."""
    good = fx.fields(plain=b"x")
    for name, wire in hostile.cbor_maps(good, "pl"):
        yield story(name, wire)
    for value in (0, 1, 2, 3, 255, 256):
        yield story(f"pf = {value}", cbor.encode({**good, "pf": value}))
    for name, raw in hostile.INTEGER_FORMS.items():
        for key in ("ep", "seq", "pf"):
            yield story(f"{key} as {name}", cbor.encode({**good, key: Raw(raw)}))
    gid = fx.group_id
    for name, value in {
        "empty": b"",
        "15 bytes": gid[:15],
        "17 bytes": gid + b"x",
        "zeros": bytes(16),
        "first bit": bytes([gid[0] ^ 128]) + gid[1:],
        "last bit": gid[:15] + bytes([gid[15] ^ 1]),
    }.items():
        yield story(f"gid: {name}", fx.frame(gid=value))
    yield story("gid as an array", cbor.encode({**good, "gid": list(gid)}))
    for key, limit in (("v", 8), ("st", 8), ("fl", 16), ("tid", 32), ("sid", 32), ("psz", 32)):
        for value in ((1 << limit) - 1, 1 << limit):
            yield story(f"{key} = {value}", fx.frame(**{"plain": b"x", key: value}))


def cutting(fx):
    """Every prefix of a frame, and every byte of it flipped."""
    for name, wire in hostile.cuts_and_flips(fx.frame(plain=b"hello"), (0x01,)):
        yield story(name, wire)


def pipeline(fx):
    """Steps 2 to 10: each failure alone, in pairs that show the order, and what it leaves."""
    good = fx.frame(plain=b"after", seq=9)
    broken = {
        "v": {"v": 2},
        "gid": {"gid": b"q" * 16},
        "ep": {"ep": fx.epoch + 1},
        "psz": {"psz": 1},
        "st": {"st": 4},
        "tid": {"fl": 0x17, "tid": 5},
        "seq": {"seq": 0},
        "pl": {"pl": bytes(17), "psz": 17},
    }
    names = list(broken)
    for name in names:
        yield story(f"{name} wrong, then a good frame", fx.frame(**broken[name]), good)
    for first, second in zip(names, names[1:]):
        yield story(f"{first} and {second} wrong", fx.frame(**{**broken[second], **broken[first]}))
    key = fx.keys[2]
    yield story("unknown stream class and psz wrong", fx.frame(st=4, psz=1, key=key))
    # Ours: the highest number seen moves only behind a good tag.
    probe, forged = fx.node(), fx.frame(pl=bytes(17), psz=17)
    real, refused = fx.on_wire(probe, fx.frame()), fx.on_wire(fx.node(), forged)
    yield story(
        "a forged frame does not shut out the real one",
        forged,
        {"wire": fx.frame(), "ours": {"events": real}},
    )
    yield story("a forged frame twice", forged, {"wire": forged, "ours": {"events": refused}})
    yield story(
        "sequence numbers", *(fx.frame(seq=n) for n in (2, 1, 2, 3, 0xFFFFFFFF, 0xFFFFFFFF, 4))
    )
    yield story(
        "one window for each class and stream id",
        fx.frame(seq=5),
        fx.frame(seq=5, sid=301),
        fx.frame(seq=5, st=1),
        fx.frame(seq=5, st=3),
        fx.frame(seq=5, sid=0),
        fx.frame(seq=5),
    )
    yield story(
        "payloads of 0, 15 and 16 bytes",
        fx.frame(pl=b"", psz=0, seq=1),
        fx.frame(pl=bytes(15), psz=15, seq=2),
        fx.frame(plain=b"", seq=3),
    )
    yield story(
        "flags pass through",
        *(fx.frame(fl=f, seq=n) for n, f in enumerate((0, 1, 0x0F, 0x17, 0xFFEF, 0xFFFF), 1)),
    )
    yield story("the key of another class", fx.frame(key=fx.keys[1]), fx.frame(seq=2))
    for codec in (0, 1, 2, 3, 255):
        yield story(
            f"codec {codec}",
            *(fx.frame(st=st, pf=codec, plain=bytes(range(codec % 7))) for st in (1, 2, 3)),
        )
    for size in (1, 2, 3, 63, 64, 65, 1000):
        yield story(f"{size} bytes", fx.frame(plain=bytes(i & 255 for i in range(size))))


def states(fx):
    """What each state makes of frames, mismatches and calls."""
    other, good = fx.frame(ep=fx.epoch + 4), fx.frame()
    digest = fx.control(6, tid=0)
    fatal = fx.frame(v=2)
    idle = {"member": 1, "role": None}
    yield story("idle: a frame of epoch 0", fx.frame(ep=0), node=idle)
    yield story("idle: another epoch", good, good, node=idle)
    yield story("idle: apply_transition", {"apply_transition": 3}, fx.frame(tid=3), node=idle)
    yield story(
        "resyncing: more mismatches, then a digest", other, other, good, digest, fx.frame(seq=2)
    )
    yield story(
        "failed: everything once more", fatal, fatal, fx.frame(gid=b"q" * 16), other, good, digest
    )
    yield story("resyncing, then failed", other, fatal, other)
    yield story("digest while active", digest)
    yield story("bootstrap twice", {"bootstrap": {"role": "creator", "epoch": fx.epoch}}, good)
    yield story(
        "bootstrap in failed",
        fatal,
        {"bootstrap": {"role": "joiner", "epoch": fx.epoch, "tid": 4}},
        good,
    )
    yield story(
        "creator after idle", {"bootstrap": {"role": "creator", "epoch": fx.epoch}}, good, node=idle
    )
    yield story(
        "joiner after idle",
        {"bootstrap": {"role": "joiner", "epoch": fx.epoch, "tid": 7}},
        fx.control(2, tid=7),
        fx.control(1, tid=8, seq=2),
        node=idle,
    )
    yield story(
        "set_epoch leaves windows and transitions",
        fx.frame(seq=3),
        {"set_epoch": fx.epoch + 1},
        fx.frame(seq=3, ep=fx.epoch + 1),
        {"set_epoch": fx.epoch},
        fx.frame(seq=4),
    )
    yield story(
        "apply_transition clears windows",
        fx.frame(seq=3),
        {"apply_transition": 6},
        {"set_epoch": fx.epoch},
        fx.frame(seq=3),
        fx.frame(seq=3),
        {"apply_transition": 6},
    )
    yield story("apply_transition wraps", {"set_epoch": (1 << 64) - 1}, {"apply_transition": 1})
    yield story(
        "critical frames after a transition",
        {"apply_transition": 6},
        {"set_epoch": fx.epoch},
        fx.frame(fl=0x17, tid=6),
        fx.frame(fl=0x17, tid=0, seq=2),
        fx.frame(fl=0x07, tid=0, seq=3),
    )


def control(fx):
    """The control plane: every opcode in each transition state, hostile messages, claims."""
    pending = {"member": 1, "role": "joiner", "tid": 5}
    for op in (*range(12), 0x00FF, 0xFFFF):
        yield story(f"opcode {op}, nothing pending", fx.control(op))
        yield story(f"opcode {op}, tid 5 pending", fx.control(op, tid=5), node=pending)
        yield story(f"opcode {op}, tid 6 while 5 pending", fx.control(op, tid=6), node=pending)
        yield story(f"opcode {op}, tid 0", fx.control(op, tid=0))
    c = [None] + [lambda op, n=n, **k: fx.control(op, seq=n, **k) for n in range(1, 13)]
    yield story(
        "a whole transition",
        c[1](1, tid=1, args=b"commit"),
        c[2](2, tid=1, sid=3),
        c[3](3, tid=1),
        fx.control(2, tid=1, seq=1, ep=fx.epoch + 1),
    )
    yield story(
        "abort",
        c[1](1, tid=1),
        c[2](4, tid=1),
        c[3](2, tid=1),
        c[4](1, tid=2),
        c[5](3, tid=1),
        c[6](3, tid=2),
    )
    yield story(
        "prepare from several members",
        c[1](1, tid=1, sid=5),
        c[2](1, tid=1, sid=7),
        c[3](1, tid=1, sid=3),
        c[4](1, tid=2, sid=3),
        c[5](2, tid=2),
        c[6](4, tid=2),
        c[7](2, tid=1),
    )
    yield story(
        "after a transition",
        c[1](1, tid=4),
        c[2](3, tid=4),
        *(
            fx.control(op, tid=t, seq=n, ep=fx.epoch + 1)
            for n, (op, t) in enumerate(((3, 4), (1, 4), (1, 3), (1, 5), (3, 5)), 1)
        ),
    )
    yield story("largest transition id", c[1](1, tid=0xFFFFFFFF), c[2](3, tid=0xFFFFFFFF))
    yield story(
        "senders 0, self and largest", c[1](5, sid=0), c[2](5, sid=1), c[3](5, sid=0xFFFFFFFF)
    )
    yield story(
        "critical flag and another tid",
        fx.frame(plain=b"", st=0, fl=0x1B, tid=9),
        fx.control(5, seq=2, flags=0x1B),
    )
    for name, args in {
        "claim": CLAIM,
        "two bytes": b"\x00\xf5",
        "inside": b"xx\x00\xf5yy",
        "false": b"\xa1\x00\xf4",
        "reversed": b"\xf5\x00",
        "cut": b"\xa1\x00",
        "none": b"",
        "at the end": b"q\x00\xf5",
    }.items():
        yield story(f"capabilities with {name}", fx.control(8, args=args))
    yield story("a claim under another opcode", fx.control(9, args=CLAIM))
    for args in (b"\x00", b"\xff" * 70, bytes(range(256))):
        yield story(f"{len(args)} bytes of args", fx.control(7, args=args, rid=0xFFFFFFFF))
    good = {"op": 5, "rid": 9, "sid": 2, "tid": 1, "alen": 3, "args": b"abc"}
    for name, plain in hostile.cbor_maps(good, "args"):
        yield story(f"message: {name}", fx.frame(plain=plain, st=0, sid=200, fl=0x0B))
    for alen in (2, 4):
        yield story(f"alen {alen}", fx.control(5, args=b"abc", alen=alen))
    yield story("unknown opcode and alen wrong", fx.control(99, alen=1))
    for key, top in (
        ("op", 1 << 16),
        ("rid", 1 << 32),
        ("sid", 1 << 32),
        ("tid", 1 << 32),
        ("alen", 1 << 32),
    ):
        for value in (top - 1, top):
            plain = cbor.encode({**good, key: value})
            yield story(f"{key} = {value}", fx.frame(plain=plain, st=0, sid=200, fl=0x0B))


def sending(fx):
    """Frames a node and its clients send, to the last byte, and sends that are refused."""
    ops = [
        {
            "control": {
                "opcode": op,
                "transition_id": op,
                "request_id": op * 7,
                "args": b"a" * (op % 3),
                "target": op,
            }
        }
        for op in range(1, 11)
    ]
    yield story("every opcode", *ops)
    yield story(
        "bad opcodes",
        *(
            {
                "control": {
                    "opcode": op,
                    "transition_id": 1,
                    "request_id": 1,
                    "args": b"",
                    "target": 0,
                }
            }
            for op in (0, 11, 0xFFFF)
        ),
    )
    sends = [
        {"send": {"client": "gtp", "message_id": 1 << 63, "text": "hé", "codec": codec}}
        for codec in (0, 1, 2, 3, 255)
    ]
    sends += [
        {
            "send": {
                "client": "gap",
                "source": 7,
                "timestamp": 1 << 40,
                "opus": b"\x01\x02",
                "codec": codec,
            }
        }
        for codec in (0, 1, 2)
    ]
    sends += [
        {
            "send": {
                "client": "gsp",
                "signal": signal,
                "role": 3,
                "request": n,
                "args": args,
                "codec": codec,
            }
        }
        for n, (signal, args, codec) in enumerate(
            ((100, b"", 0), (100, b"", 2), (200, b"\xa1\x00\x05", 1), (400, b"\xff", 0))
        )
    ]
    yield story("every client", *sends)
    for member in (0, 1, 999_999, 42_949_672, 42_949_673, 0xFFFFFFFF):
        yield story(
            f"member {member}",
            sends[0],
            ops[4],
            sends[5],
            sends[8],
            node={"member": member, "role": "creator"},
        )
    yield story(
        "idle", ops[0], ops[4], sends[0], sends[5], sends[8], node={"member": 1, "role": None}
    )
    yield story(
        "a refused PREPARE is pending all the same",
        ops[0],
        fx.control(2, tid=1, ep=0),
        node={"member": 1, "role": None},
    )
    yield story(
        "sent PREPARE, then the answers",
        ops[0],
        fx.control(1, tid=2),
        fx.control(2, tid=1, seq=2),
        ops[2],
        fx.control(2, tid=1, seq=3),
    )
    none = {"control": {**ops[0]["control"], "transition_id": 0}}
    yield story(
        "a sent PREPARE of id 0 means nothing pending",
        none,
        fx.control(2, tid=0),
        fx.control(1, tid=3, seq=2),
        none,
        fx.control(2, tid=3, seq=3),
        fx.control(1, tid=4, seq=4),
    )
    yield story(
        "sent ABORT clears",
        ops[0],
        {"control": {**ops[3]["control"], "transition_id": 1}},
        fx.control(2, tid=1),
        fx.control(1, tid=3, seq=2),
    )
    yield story("resyncing still sends", fx.frame(ep=fx.epoch + 1), sends[0], ops[4])
    yield story("failed refuses", fx.frame(v=2), sends[0], ops[4])
    # Ours: numbers go on under the same MLS epoch, whatever the node's epoch does.
    yield story(
        "numbers start again with the node's epoch",
        sends[0],
        sends[0],
        ops[4],
        {"apply_transition": 5},
        {**sends[0], "ours": {"seq": 3}},
        {**ops[4], "ours": {"seq": 2}},
    )
    yield story("set_epoch keeps the numbers", sends[0], {"set_epoch": 7}, sends[0], sends[5])
