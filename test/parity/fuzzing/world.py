"""Two libraries side by side: runs operations on both and compares what comes out.

Both are members of one MLS group that a third library made, so that their frames can be compared to
the byte and forged frames can be sealed; contexts beside it have a group of their own on each side.
"""

import json

import cbor
import keys
from fuzzing.allowed import Allowed, frame_fields
from fuzzing.generate import SHARED
from fuzzing.material import changed
from texts import cut, cut_reasons

NO_HANDLE = 0x7FFFFFF0
CLIENT_KINDS = ("gtp", "gap", "gsp")


class Difference(Exception):
    """The two libraries part where they should not."""

    def __init__(self, number, operation, reference, ours):
        super().__init__(f"operation {number}: {operation}")
        self.report = {"at": number, "operation": operation, "reference": shown(reference), "ours": shown(ours)}


def shown(value):
    """A value for people and JSON."""
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    return [shown(part) for part in value] if isinstance(value, (list, tuple)) else value


class Side:
    """One library with its objects by slot."""

    def __init__(self, lib):
        self.lib = lib
        self.handles = {}
        self.bytes = {}

    def handle(self, kind, slot):
        """The handle in a slot, or one that never was."""
        return self.handles.get((kind, slot), NO_HANDLE)

    def failed(self):
        """The comparable text of the last failure."""
        return cut(self.lib.gbp_last_error())


class World:
    """The pair, their shared group, and what both have been told so far."""

    def __init__(self, reference, ours, newer):
        self.sides = (Side(reference), Side(ours))
        self.reference, self.ours = self.sides
        self.newer = newer
        self.allowed = Allowed()
        self.guest = None
        self.keys, self._sealed = {}, {}
        self._found_group()

    # -- the shared group ----------------------------------------------------------------------
    def _found_group(self):
        self.creator = self.newer.gbp_mls_create(b"creator", 7)
        for index, side in enumerate(self.sides):
            name = b"ab"[index : index + 1]
            context = side.lib.gbp_mls_create(name, 1)
            package = side.lib.gbp_mls_export_key_package(context)
            both = self.newer.gbp_mls_invite_full(self.creator, package, len(package))
            commit, welcome = split(both)
            self.newer.gbp_mls_finalize_commit(self.creator)
            assert side.lib.gbp_mls_accept_welcome(context, welcome, len(welcome)), side.failed()
            if index:
                self._follow(self.reference, commit)
            side.handles["mls", SHARED] = context
        self._learn_keys()
        self.group_id = self.reference.lib.group_id(self.reference.handle("mls", SHARED))

    def _follow(self, side, commit):
        context = side.handle("mls", SHARED)
        kind = side.lib.gbp_mls_process_message(context, commit, len(commit))
        return kind, bool(side.lib.gbp_mls_finalize_commit(context)), side.failed()

    def _learn_keys(self):
        self.epoch = self.newer.gbp_mls_epoch(self.creator)
        self.keys[self.epoch] = keys.stream_keys(self.newer.gbp_mls_export_state(self.creator))

    def group_step(self, number):
        """The creator invites a guest or removes the guest; both sides follow."""
        if self.guest:
            commit = self.newer.gbp_mls_remove(self.creator, 3)
            self.guest = None
        else:
            self.guest = self.newer.gbp_mls_create(b"guest", 5)
            package = self.newer.gbp_mls_export_key_package(self.guest)
            commit, _ = split(self.newer.gbp_mls_invite_full(self.creator, package, len(package)))
        self.newer.gbp_mls_finalize_commit(self.creator)
        outcomes = [self._follow(side, commit) for side in self.sides]
        self._same(number, ["group_step"], *outcomes)
        self._learn_keys()

    # -- running -------------------------------------------------------------------------------
    def run(self, operations):
        """All operations; Difference when the sides part."""
        for number, operation in enumerate(operations):
            name, *arguments = operation
            getattr(self, name)(number, *arguments)

    def _same(self, number, operation, reference, ours):
        if reference != ours:
            raise Difference(number, operation, reference, ours)

    def _both(self, call):
        return [call(side) for side in self.sides]

    def _value(self, number, operation, call):
        """A result and the text of a failure, which must be equal."""
        outcomes = self._both(lambda side: (call(side), side.failed()))
        self._same(number, operation, *outcomes)

    def _new(self, number, operation, kind, slot, call):
        """A new object in a slot, or the same refusal on both sides."""
        outcomes = []
        for side in self.sides:
            handle = call(side)
            outcomes.append((handle > 0, side.failed() if handle <= 0 else ""))
            if handle > 0:
                side.handles[kind, slot] = handle
        self._same(number, operation, *outcomes)
        return outcomes[0][0]

    def _gone(self, kind, slot, name):
        for side in self.sides:
            getattr(side.lib, name)(side.handle(kind, slot))
            side.handles.pop((kind, slot), None)

    def _epoch(self, epoch):
        return self.epoch if epoch == "group" else epoch

    # -- nodes ---------------------------------------------------------------------------------
    def node_create(self, number, slot, member, group):
        gid = self.group_id if group == "group" else bytes(16)
        self._new(number, ["node_create", member, group], "node", slot, lambda s: s.lib.gbp_node_create(member, gid))
        self.allowed.new_node(slot)

    def node_destroy(self, number, slot):
        self._gone("node", slot, "gbp_node_destroy")
        self.allowed.new_node(slot)

    def node_bootstrap(self, number, slot, role, epoch, tid):
        epoch = self._epoch(epoch)
        self._same(number, ["node_bootstrap", role, epoch, tid], *self._both(
            lambda s: s.lib.gbp_node_bootstrap_creator(s.handle("node", slot), epoch) if role == "creator"
            else s.lib.gbp_node_bootstrap_joiner(s.handle("node", slot), epoch, tid)))

    def node_set_epoch(self, number, slot, epoch):
        epoch = self._epoch(epoch)
        self._same(number, ["node_set_epoch", epoch], *self._both(lambda s: s.lib.gbp_node_set_epoch(s.handle("node", slot), epoch)))

    def node_apply(self, number, slot, tid):
        self._same(number, ["node_apply", tid], *self._both(lambda s: s.lib.gbp_node_apply_transition(s.handle("node", slot), tid)))

    def node_status(self, number, slot):
        def status(side):
            node, lib = side.handle("node", slot), side.lib
            return lib.gbp_node_state(node), lib.gbp_node_epoch(node), lib.gbp_node_last_transition_id(node)

        self._same(number, ["node_status"], *self._both(status))

    def node_drain(self, number, slot):
        self._same(number, ["node_drain"], *self._both(lambda s: s.lib.gbp_node_drain_events(s.handle("node", slot))))

    # -- sending -------------------------------------------------------------------------------
    def _send(self, number, operation, node, context, call):
        outs = self._both(call)
        errors = self._both(Side.failed)
        for side, out in zip(self.sides, outs):
            side.bytes[number] = out[4:]
        self._same(number, operation, (bool(outs[0]), outs[0][:4], errors[0]), (bool(outs[1]), outs[1][:4], errors[1]))
        if not outs[0]:
            return
        place = (context, self.reference.handle("mls", context), self.reference.lib.gbp_mls_epoch(self.reference.handle("mls", context)))
        shared, handle = context == SHARED, self.ours.handle("node", node)
        if outs[0] != outs[1] and not self.allowed.send(place, handle, outs[0][4:], outs[1][4:], self.keys[self.epoch] if shared else None):
            raise Difference(number, operation, *outs)
        self.allowed.note_sent(place, handle, frame_fields(outs[1][4:]))
        if shared:
            self.ours.bytes[number] = self.reference.bytes[number]

    def control_send(self, number, node, context, target, opcode, tid, request, args):
        data = bytes.fromhex(args)
        self._send(number, ["control_send", opcode, tid, request, args], node, context, lambda s: s.lib.gbp_node_send_control(
            s.handle("node", node), s.handle("mls", context), target, opcode, tid, request, data, len(data)))

    def gtp_send(self, number, slot, node, context, target, message, text, codec):
        data = bytes.fromhex(text)
        self._send(number, ["gtp_send", message, text, codec], node, context, lambda s: s.lib.gtp_client_send(
            s.handle("gtp", slot), s.handle("node", node), s.handle("mls", context), target, message, data, len(data), codec))

    def gap_send(self, number, slot, node, context, target, source, timestamp, opus, codec):
        data = bytes.fromhex(opus)
        self._send(number, ["gap_send", source, timestamp, opus, codec], node, context, lambda s: s.lib.gap_client_send(
            s.handle("gap", slot), s.handle("node", node), s.handle("mls", context), target, source, timestamp, data, len(data), codec))

    def gsp_send(self, number, slot, node, context, target, signal, role, request, args, codec, plain):
        data = bytes.fromhex(args)

        def call(s):
            front = (s.handle("gsp", slot), s.handle("node", node), s.handle("mls", context), target, signal, role, request)
            if plain:
                return s.lib.gsp_client_send(*front, codec)
            return s.lib.gsp_client_send_with_args(*front, data, len(data), codec)

        self._send(number, ["gsp_send", signal, role, request, args, codec, plain], node, context, call)

    # -- receiving -----------------------------------------------------------------------------
    def _receive(self, number, operation, node, context, wires):
        outs = [s.lib.gbp_node_on_wire(s.handle("node", node), s.handle("mls", context), wire, len(wire))
                for s, wire in zip(self.sides, wires)]
        if outs[0] == outs[1] and '"code":6' not in outs[0]:
            return
        events = [cut_reasons(json.loads(out)) for out in outs]
        if events[0] != events[1]:
            if not self.allowed.receive(node, wires[0], events[0]):
                raise Difference(number, [*operation, wires[0].hex()], *events)
            self.node_destroy(number, node)
            self.node_create(number, node, 1, "group")
            self.node_bootstrap(number, node, "creator", "group", 0)
            return
        self.allowed.note_received(node, wires[0], events[0])

    def on_wire_sent(self, number, node, context, sent, changes):
        if sent not in self.reference.bytes:
            return
        fields = [frame_fields(side.bytes[sent]) for side in self.sides]
        if fields[0] and fields[1] and fields[0]["seq"] != fields[1]["seq"]:
            return  # a frame of each side's own group, after ours went on where the reference began anew
        wires = [changed(side.bytes[sent], changes) for side in self.sides]
        self._receive(number, ["on_wire_sent", changes], node, context, wires)

    def on_wire_raw(self, number, node, context, data):
        self._receive(number, ["on_wire_raw"], node, context, [bytes.fromhex(data)] * 2)

    def on_wire_made(self, number, node, context, frame, changes):
        handle = self.reference.handle("node", node)
        wire = changed(self._make(frame, self.reference.lib.gbp_node_epoch(handle), self.reference.lib.gbp_node_last_transition_id(handle)), changes)
        self._receive(number, ["on_wire_made", frame, changes], node, context, [wire] * 2)

    def _make(self, frame, epoch, last_tid):
        """The bytes of a frame from its description."""
        over, plain, seq, stream = dict(frame["over"]), bytes.fromhex(frame["plain"]), frame["seq"], frame["st"]
        place = (self.epoch, stream, seq, plain)
        if place not in self._sealed:
            self._sealed[place] = keys.seal(self.keys[self.epoch][stream], seq, plain)
        payload = self._sealed[place]
        if over.get("pl") == "forged":
            payload = over["pl"] = payload[:-1] + bytes([payload[-1] ^ 1])
        gids = {"zero": bytes(16), "longer": self.group_id + b"x", "shorter": self.group_id[:15]}
        if "gid" in over:
            over["gid"] = gids[over["gid"]]
        if "ep" in over:
            over["ep"] = {"next": (epoch + 1) & (1 << 64) - 1, 0: 0, "last": (1 << 64) - 1}[over["ep"]]
        fields = {"v": 1, "gid": self.group_id, "ep": epoch, "tid": last_tid, "st": stream, "sid": 200 + stream, "fl": 7,
                  "seq": seq, "psz": len(payload), "pl": payload, **over}
        return self._formed(fields, frame.get("form"))

    @staticmethod
    def _formed(fields, form):
        body = b"".join(cbor.encode(k) + cbor.encode(v) for k, v in fields.items())
        if form == "indefinite":
            return b"\xbf" + body + b"\xff"
        if form == "reverse":
            return cbor.encode(dict(reversed(fields.items())))
        if form == "tagged":
            return b"\xd9\xd9\xf7" + cbor.encode(fields)
        if form == "longer":
            return cbor.encode(fields) + b"\x00\xff"
        if form == "extra":
            return cbor.head(5, len(fields) + 1) + b"\x63new\x82\x01\xc1\x80" + body
        return cbor.head(5, len(fields)) + body

    # -- clients -------------------------------------------------------------------------------
    def client_create(self, number, kind, slot):
        self._new(number, ["client_create", kind], kind, slot, lambda s: getattr(s.lib, f"{kind}_client_create")())

    def client_destroy(self, number, kind, slot):
        self._gone(kind, slot, f"{kind}_client_destroy")

    def client_reset(self, number, kind, slot):
        self._both(lambda s: getattr(s.lib, f"{kind}_client_reset")(s.handle(kind, slot)))

    def accept(self, number, kind, slot, epoch, payload, codec):
        data = bytes.fromhex(payload)
        outs = self._both(lambda s: getattr(s.lib, f"{kind}_client_accept")(s.handle(kind, slot), epoch, data, len(data), codec))
        if outs[0] != outs[1]:
            results = [cut_reasons(json.loads(out)) for out in outs]
            self._same(number, ["accept", kind, epoch, payload, codec], *results)

    # -- plain functions -----------------------------------------------------------------------
    def frame_encode(self, number, version, epoch, tid, stream, sid, flags, seq, payload):
        data = bytes.fromhex(payload)
        self._value(number, ["frame_encode", version, epoch, tid, stream, sid, flags, seq], lambda s: s.lib.gbp_frame_encode_v(
            version, self.group_id, epoch, tid, stream, sid, flags, seq, data, len(data)))

    def lookup(self, number, code):
        def call(side):
            data = side.lib.gbp_error_lookup(code)
            return data, "" if data else side.failed()

        self._same(number, ["lookup", code], *self._both(call))

    # -- SFrame --------------------------------------------------------------------------------
    def session_create(self, number, slot, context, suite, label):
        data = label.encode()
        made = self._new(number, ["session_create", suite, label], "session", slot,
                         lambda s: s.lib.gbp_sframe_session_create(s.handle("mls", context), suite, data, len(data)))
        if made:
            self.allowed.new_session(slot)

    def encryptor_create(self, number, slot, context, session, leaf, suite, label):
        data = label.encode()
        self._new(number, ["encryptor_create", leaf, suite, label], "encryptor", slot, lambda s: s.lib.gbp_sframe_encryptor_create(
            s.handle("mls", context), s.handle("session", session), leaf, suite, data, len(data)))

    def encrypt(self, number, slot, plain, aad):
        data, extra = bytes.fromhex(plain), bytes.fromhex(aad)
        outs = self._both(lambda s: s.lib.gbp_sframe_encrypt(s.handle("encryptor", slot), data, len(data), extra, len(extra)))
        self._same(number, ["encrypt", plain, aad], *zip(outs, self._both(Side.failed)))
        self.reference.bytes[number] = outs[0]

    def decrypt(self, number, slot, sealed, changes, aad):
        if sealed not in self.reference.bytes:
            return
        payload, extra = changed(self.reference.bytes[sealed], changes), bytes.fromhex(aad)
        outs = self._both(lambda s: (*s.lib.sframe_decrypt(s.handle("session", slot), payload, extra), s.failed()))
        if outs[0] != outs[1]:
            if not self.allowed.decrypt(slot, outs[0][2]):
                raise Difference(number, ["decrypt", payload.hex(), aad], *outs)
            self.sframe_free(number, "session", slot)
            self.session_create(number, slot, SHARED, 0, "gbp/sframe v1")
            return
        self.allowed.note_decrypted(slot, outs[0][2])

    def sframe_free(self, number, kind, slot):
        self._gone(kind, slot, f"gbp_sframe_{kind}_free")
        if kind == "session":
            self.allowed.new_session(slot)

    # -- MLS, each side in a group of its own ---------------------------------------------------
    def mls_create(self, number, slot, identity):
        name = identity.encode()
        self._new(number, ["mls_create", identity], "mls", slot, lambda s: s.lib.gbp_mls_create(name, len(name)))
        self.allowed.new_context(slot)

    def mls_destroy(self, number, slot):
        self._gone("mls", slot, "gbp_mls_destroy")

    def mls_status(self, number, slot):
        self._same(number, ["mls_status"], *self._both(lambda s: (s.lib.gbp_mls_epoch(s.handle("mls", slot)), s.lib.group_id(s.handle("mls", slot)) is None)))

    def _blob(self, number, operation, call):
        """An MLS message of each side: bytes differ, success and failure do not."""
        def outcome(side):
            side.bytes[number] = call(side)
            return bool(side.bytes[number]), side.failed()

        self._same(number, operation, *self._both(outcome))

    def mls_key_package(self, number, slot):
        self._blob(number, ["mls_key_package"], lambda s: s.lib.gbp_mls_export_key_package(s.handle("mls", slot)))

    def mls_invite(self, number, slot, package, changes, full):
        if package not in self.reference.bytes:
            return

        def call(side):
            data = changed_ends(side.bytes[package], changes)
            invite = side.lib.gbp_mls_invite_full if full else side.lib.gbp_mls_invite
            return invite(side.handle("mls", slot), data, len(data))

        self._blob(number, ["mls_invite", changes, full], call)

    def mls_remove(self, number, slot, leaf):
        self._blob(number, ["mls_remove", leaf], lambda s: s.lib.gbp_mls_remove(s.handle("mls", slot), leaf))

    def _message(self, side, source, part, changes):
        data = side.bytes[source]
        both = split(data) if part != "any" else None
        return changed_ends(both[part == "welcome"] if both else data, changes)

    def _message_in(self, number, operation, slot, source, call):
        """A Commit or Welcome into a context; each side gets its own."""
        if source not in self.reference.bytes:
            return
        outs = self._both(lambda side: (call(side), side.failed()))
        if outs[0] != outs[1]:
            if not self.allowed.message(slot, outs[0][1], outs[1][1]):
                raise Difference(number, operation, *outs)
            self.mls_destroy(number, slot)
            self.mls_create(number, slot, "again")
            return
        self.allowed.note_message(slot, outs[0][1])

    def mls_process(self, number, slot, source, part, changes):
        def call(side):
            data = self._message(side, source, part, changes)
            return side.lib.gbp_mls_process_message(side.handle("mls", slot), data, len(data))

        self._message_in(number, ["mls_process", part, changes], slot, source, call)

    def mls_welcome(self, number, slot, source, part, changes):
        def call(side):
            data = self._message(side, source, part, changes)
            return bool(side.lib.gbp_mls_accept_welcome(side.handle("mls", slot), data, len(data)))

        self._message_in(number, ["mls_welcome", part, changes], slot, source, call)

    def mls_finalize(self, number, slot):
        self._value(number, ["mls_finalize"], lambda s: bool(s.lib.gbp_mls_finalize_commit(s.handle("mls", slot))))

    def mls_clear(self, number, slot):
        self._value(number, ["mls_clear"], lambda s: bool(s.lib.gbp_mls_clear_pending_commit(s.handle("mls", slot))))


def changed_ends(data, changes):
    """Flipped bits near the ends of an MLS message, or its beginning alone.

    Each side has bytes of its own: in between, lengths may differ, and a byte that is set could be
    there already on one side.
    """
    ends = []
    for kind, place, value in changes:
        at = place % 40 if place % 2 else max(len(data) - 1 - place % 40, 0)
        ends.append(["cut" if kind == "cut" else "xor", at, value])
    return changed(data, ends)


def split(both):
    """Commit and Welcome of an invite_full."""
    length = int.from_bytes(both[:4], "little")
    return both[4 : 4 + length], both[4 + length :]
