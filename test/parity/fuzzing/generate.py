"""Random operations: lists of [name, arguments…] that name everything by slots and descriptions.

An operation never holds bytes that depend on a group's keys, so a list can be run again on a new
group, and a shorter list is still a meaningful one. `World` (world.py) runs them.
"""

from fuzzing.draws import CLIENT_SLOTS, CONTEXTS, NODES, SESSIONS, SHARED
from fuzzing.generate_mls import MlsDraws


class Generator(MlsDraws):
    """Draws operations from one seed."""

    def __init__(self, seed, flat=False):
        super().__init__(seed, flat)
        self.weights = {
            "node_create": 3,
            "node_bootstrap": 4,
            "node_set_epoch": 3,
            "node_apply": 2,
            "node_destroy": 1,
            "node_status": 3,
            "node_drain": 2,
            "control_send": 6,
            "on_wire_made": 30,
            "on_wire_sent": 14,
            "on_wire_raw": 3,
            "client_create": 2,
            "client_destroy": 1,
            "client_reset": 2,
            "gtp_send": 7,
            "gap_send": 7,
            "gsp_send": 7,
            "accept": 40,
            "frame_encode": 2,
            "lookup": 1,
            "session_create": 2,
            "encryptor_create": 3,
            "encrypt": 8,
            "decrypt": 12,
            "sframe_free": 1,
            "mls_create": 1,
            "mls_key_package": 1,
            "mls_invite": 1,
            "mls_remove": 1,
            "mls_process": 2,
            "mls_welcome": 1,
            "mls_finalize": 2,
            "mls_clear": 1,
            "mls_destroy": 0.3,
            "mls_status": 2,
            "group_step": 0.1,
            "mls_story": 0.5,
        }

    def operations(self, count):
        """`count` operations with a quick start in front."""
        if self.flat:
            # The flat ABI has other words for bad handles and looks at them in another order.
            # It also removes any leaf, where the loaded one keeps the reference's odd bound.
            for name in (
                "node_destroy",
                "client_destroy",
                "sframe_free",
                "mls_destroy",
                "mls_remove",
            ):
                del self.weights[name]
        names, weights = list(self.weights), list(self.weights.values())
        out = [["node_create", slot, slot % 3 + 1, "group"] for slot in range(NODES)]
        out += [["node_bootstrap", slot, "creator", "group", 0] for slot in range(NODES)]
        out += [
            ["client_create", kind, slot]
            for kind in ("gtp", "gap", "gsp")
            for slot in range(CLIENT_SLOTS)
        ]
        out += [["mls_create", slot, "solo"] for slot in range(CONTEXTS)]
        out += [["session_create", slot, SHARED, 0, "gbp/sframe v1"] for slot in range(SESSIONS)]
        while len(out) < count:
            name = self.rng.choices(names, weights)[0]
            if name == "mls_story":
                self.mls_story(out)
            else:
                out.append([name, *getattr(self, name)(len(out))])
        return out

    # -- nodes ---------------------------------------------------------------------------------
    def node_create(self, _):
        return [
            self.rng.randrange(NODES),
            self.rng.choice((1, 2, 3, self.material.small())),
            "group" if self.rng.random() < 0.97 else "zero",
        ]

    def node_bootstrap(self, _):
        return [
            self.node(),
            self.rng.choice(("creator", "joiner")),
            self.epoch(),
            self.rng.choice((0, 0, 1, 2, self.material.small())),
        ]

    def node_set_epoch(self, _):
        return [self.node(), self.epoch()]

    def node_apply(self, _):
        return [self.node(), self.material.small()]

    def node_destroy(self, _):
        return [self.node()]

    node_status = node_drain = node_destroy

    def control_send(self, number):
        self.sent.append(number)
        return [
            self.node(),
            self.context(),
            self.material.small(),
            self.rng.choice((*range(1, 11), self.material.small() & 0xFFFF)),
            self.rng.randrange(4),
            self.material.small(),
            self.material.args().hex(),
        ]

    def on_wire_made(self, _):
        """A frame sealed by the fuzzer: anything may be wrong with it."""
        rng, material = self.rng, self.material
        stream = rng.choice((0, 0, 0, 1, 2, 3))
        plain = material.control() if stream == 0 else material.text()
        over = {}
        # Wrong payloads go on streams of their own: the reference shuts their numbers out.
        if rng.random() < 0.15:
            over["pl"], over["sid"] = "forged", rng.randrange(1 << 32)
        for key, choices in {
            "v": (0, 2, 255),
            "gid": ("zero", "longer", "shorter"),
            "ep": ("next", 0, "last"),
            "tid": range(4),
            "st": (4, 255),
            "fl": (0, 0x10, 0x17, 0x1B, 0xFFFF),
            "pf": (0, 1, 2, 3, 255),
            "psz": (0, 1, 0xFFFFFFFF),
            "sid": range(3),
        }.items():
            if key not in over and rng.random() < (
                0.02 if key in ("v", "gid", "ep", "st", "psz") else 0.15
            ):
                over[key] = rng.choice(choices)
        frame = {
            "st": stream,
            "seq": rng.randrange(1, 5) if rng.random() < 0.5 else rng.randrange(1, 200),
            "plain": plain.hex(),
            "over": over,
        }
        if rng.random() < 0.05:
            frame["form"] = rng.choice(("indefinite", "reverse", "tagged", "longer", "extra"))
        changes = material.changes(2) if rng.random() < 0.1 else []
        return [self.node(), self.context(), frame, changes]

    def on_wire_sent(self, _):
        return [
            self.node(),
            self.context(),
            self.earlier(self.sent),
            self.material.changes(1) if self.rng.random() < 0.05 else [],
        ]

    def on_wire_raw(self, _):
        return [
            self.node(),
            self.context(),
            (
                self.material.nested()
                if self.rng.random() < 0.5
                else self.material.payload("gtp")[1]
            ).hex(),
        ]

    # -- clients -------------------------------------------------------------------------------
    def client_create(self, _):
        return [self.rng.choice(("gtp", "gap", "gsp")), self.rng.randrange(CLIENT_SLOTS)]

    def client_destroy(self, _):
        return [self.rng.choice(("gtp", "gap", "gsp")), self.client_slot()]

    client_reset = client_destroy

    def codec(self):
        """A codec, mostly one there is."""
        return self.rng.choice((0, 1, 2)) if self.rng.random() < 0.95 else self.rng.choice((3, 255))

    def gtp_send(self, number):
        self.sent.append(number)
        return [
            self.client_slot(),
            self.node(),
            self.context(),
            self.material.small(),
            self.material.wide(),
            self.material.text().hex(),
            self.codec(),
        ]

    def gap_send(self, number):
        self.sent.append(number)
        return [
            self.client_slot(),
            self.node(),
            self.context(),
            self.material.small(),
            self.rng.randrange(3),
            self.material.wide(),
            self.material.text().hex(),
            self.codec(),
        ]

    def gsp_send(self, number):
        self.sent.append(number)
        signal = self.rng.choice((100, 101, 102, 200, 201, 300, 301, 400, self.material.small()))
        return [
            self.client_slot(),
            self.node(),
            self.context(),
            self.material.small(),
            signal,
            self.material.small(),
            self.material.small(),
            self.material.args().hex(),
            self.codec(),
            self.rng.random() < 0.2,
        ]

    def accept(self, _):
        client = self.rng.choice(("gtp", "gap", "gsp"))
        codec, payload = self.material.payload(client)
        epoch = (
            self.rng.randrange(1, 5)
            if self.rng.random() < 0.2
            else 1 if self.rng.random() < 0.97 else self.material.wide()
        )
        return [client, self.client_slot(), epoch, payload.hex(), codec]

    # -- plain functions -----------------------------------------------------------------------
    def frame_encode(self, _):
        m = self.material
        return [
            m.small() & 255,
            m.wide(),
            m.small(),
            m.small(),
            m.small(),
            m.small() & 0xFFFF,
            m.small(),
            m.text().hex(),
        ]

    def lookup(self, _):
        return [
            (
                self.material.small() & 0xFFFF
                if self.rng.random() < 0.3
                else self.rng.choice((0, 0x1000, 0x2000, 0x3000)) + self.rng.randrange(24)
            )
        ]

    def group_step(self, _):
        return []
