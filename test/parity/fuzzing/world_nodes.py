"""Operations on nodes: making them, sending, receiving frames that anything may be wrong with."""

import json

import cbor
import keys
from fuzzing.allowed import frame_fields
from fuzzing.draws import SHARED
from fuzzing.material import changed
from fuzzing.pair import Difference, Pair, Side
from texts import cut_reasons


class NodeOperations(Pair):
    """Everything that a node does; the group's keys are `World`'s."""

    def node_create(self, number, slot, member, group):
        gid = self.group_id if group == "group" else bytes(16)
        self._new(
            number,
            ["node_create", member, group],
            "node",
            slot,
            lambda s: s.lib.gbp_node_create(member, gid),
        )
        self.allowed.new_node(slot)

    def node_destroy(self, number, slot):
        self._gone("node", slot, "gbp_node_destroy")
        self.allowed.new_node(slot)

    def node_bootstrap(self, number, slot, role, epoch, tid):
        epoch = self._epoch(epoch)
        self._same(
            number,
            ["node_bootstrap", role, epoch, tid],
            *self._both(
                lambda s: (
                    s.lib.gbp_node_bootstrap_creator(s.handle("node", slot), epoch)
                    if role == "creator"
                    else s.lib.gbp_node_bootstrap_joiner(s.handle("node", slot), epoch, tid)
                )
            ),
        )

    def node_set_epoch(self, number, slot, epoch):
        epoch = self._epoch(epoch)
        self._same(
            number,
            ["node_set_epoch", epoch],
            *self._both(lambda s: s.lib.gbp_node_set_epoch(s.handle("node", slot), epoch)),
        )

    def node_apply(self, number, slot, tid):
        self._same(
            number,
            ["node_apply", tid],
            *self._both(lambda s: s.lib.gbp_node_apply_transition(s.handle("node", slot), tid)),
        )

    def node_status(self, number, slot):
        def status(side):
            node, lib = side.handle("node", slot), side.lib
            return (
                lib.gbp_node_state(node),
                lib.gbp_node_epoch(node),
                lib.gbp_node_last_transition_id(node),
            )

        self._same(number, ["node_status"], *self._both(status))

    def node_drain(self, number, slot):
        self._same(
            number,
            ["node_drain"],
            *self._both(lambda s: s.lib.gbp_node_drain_events(s.handle("node", slot))),
        )

    # -- sending -------------------------------------------------------------------------------
    def _send(self, number, operation, node, context, call):
        outs = self._both(call)
        errors = self._both(Side.failed)
        for side, out in zip(self.sides, outs):
            side.bytes[number] = out[4:]
        self._same(
            number,
            operation,
            (bool(outs[0]), outs[0][:4], errors[0]),
            (bool(outs[1]), outs[1][:4], errors[1]),
        )
        if not outs[0]:
            self.allowed.note_unsent(self.ours.handle("node", node), errors[0])
            return
        place = (
            context,
            self.reference.handle("mls", context),
            self.reference.lib.gbp_mls_epoch(self.reference.handle("mls", context)),
        )
        shared, handle = context == SHARED, self.ours.handle("node", node)
        if outs[0] != outs[1] and not self.allowed.send(
            place, handle, outs[0][4:], outs[1][4:], self.keys[self.epoch] if shared else None
        ):
            raise Difference(number, operation, *outs)
        self.allowed.note_sent(place, handle, frame_fields(outs[1][4:]))
        if shared:
            self.ours.bytes[number] = self.reference.bytes[number]

    def control_send(self, number, node, context, target, opcode, tid, request, args):
        data = bytes.fromhex(args)
        self._send(
            number,
            ["control_send", opcode, tid, request, args],
            node,
            context,
            lambda s: s.lib.gbp_node_send_control(
                s.handle("node", node),
                s.handle("mls", context),
                target,
                opcode,
                tid,
                request,
                data,
                len(data),
            ),
        )

    def gtp_send(self, number, slot, node, context, target, message, text, codec):
        data = bytes.fromhex(text)
        self._send(
            number,
            ["gtp_send", message, text, codec],
            node,
            context,
            lambda s: s.lib.gtp_client_send(
                s.handle("gtp", slot),
                s.handle("node", node),
                s.handle("mls", context),
                target,
                message,
                data,
                len(data),
                codec,
            ),
        )

    def gap_send(self, number, slot, node, context, target, source, timestamp, opus, codec):
        data = bytes.fromhex(opus)
        self._send(
            number,
            ["gap_send", source, timestamp, opus, codec],
            node,
            context,
            lambda s: s.lib.gap_client_send(
                s.handle("gap", slot),
                s.handle("node", node),
                s.handle("mls", context),
                target,
                source,
                timestamp,
                data,
                len(data),
                codec,
            ),
        )

    def gsp_send(
        self, number, slot, node, context, target, signal, role, request, args, codec, plain
    ):
        data = bytes.fromhex(args)

        def call(s):
            front = (
                s.handle("gsp", slot),
                s.handle("node", node),
                s.handle("mls", context),
                target,
                signal,
                role,
                request,
            )
            if plain:
                return s.lib.gsp_client_send(*front, codec)
            return s.lib.gsp_client_send_with_args(*front, data, len(data), codec)

        self._send(
            number, ["gsp_send", signal, role, request, args, codec, plain], node, context, call
        )

    # -- receiving -----------------------------------------------------------------------------
    def _receive(self, number, operation, node, context, wires):
        outs = [
            s.lib.gbp_node_on_wire(
                s.handle("node", node), s.handle("mls", context), wire, len(wire)
            )
            for s, wire in zip(self.sides, wires)
        ]
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
            return  # each side's own group, and ours went on where the reference began anew
        wires = [changed(side.bytes[sent], changes) for side in self.sides]
        self._receive(number, ["on_wire_sent", changes], node, context, wires)

    def on_wire_raw(self, number, node, context, data):
        self._receive(number, ["on_wire_raw"], node, context, [bytes.fromhex(data)] * 2)

    def on_wire_made(self, number, node, context, frame, changes):
        handle = self.reference.handle("node", node)
        wire = changed(
            self._make(
                frame,
                self.reference.lib.gbp_node_epoch(handle),
                self.reference.lib.gbp_node_last_transition_id(handle),
            ),
            changes,
        )
        self._receive(number, ["on_wire_made", frame, changes], node, context, [wire] * 2)

    def _make(self, frame, epoch, last_tid):
        """The bytes of a frame from its description."""
        over, plain, seq, stream = (
            dict(frame["over"]),
            bytes.fromhex(frame["plain"]),
            frame["seq"],
            frame["st"],
        )
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
            over["ep"] = {"next": (epoch + 1) & (1 << 64) - 1, 0: 0, "last": (1 << 64) - 1}[
                over["ep"]
            ]
        fields = {
            "v": 1,
            "gid": self.group_id,
            "ep": epoch,
            "tid": last_tid,
            "st": stream,
            "sid": 200 + stream,
            "fl": 7,
            "seq": seq,
            "psz": len(payload),
            "pl": payload,
            **over,
        }
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
