#!/usr/bin/env python3
"""One member of a mixed group, on the gbp_stack package that Python finds.

Reads one JSON request a line from standard input and answers each with one line, {"ok": …} or
{"error": "…"}; ends with its input. member.ts is the same program for Bun and Deno; program.ts
lists the requests. Bytes are hex, 64-bit numbers decimal texts, results as run_python.py writes
them.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import gbp_stack as gbp  # noqa: E402
from gbp_stack.gbp_node import ControlOpcode  # noqa: E402  (the package names it from 1.9 on)
from run_python import canonical  # noqa: E402


class Member:
    """The objects of one member. Its methods are the requests, their parameters the fields."""

    def begin(self, member, identity):
        self.id = member
        self.mls = gbp.MlsContext.create(identity)
        self.clients = {
            gbp.StreamType.TEXT: gbp.GtpClient.create(),
            gbp.StreamType.AUDIO: gbp.GapClient.create(),
            gbp.StreamType.SIGNAL: gbp.GspClient.create(),
        }
        self.voice_epoch = None
        return {"key_package": self.mls.export_key_package(), "version": gbp.version()}

    def found(self):
        self.node = gbp.GroupNode.create(self.id, self.mls.group_id)
        self.node.bootstrap_as_creator(self.mls.epoch)
        return self._standing()

    def join(self, welcome, next_transition):
        self.mls.accept_welcome(bytes.fromhex(welcome))
        self.node = gbp.GroupNode.create(self.id, self.mls.group_id)
        self.node.bootstrap_as_joiner(self.mls.epoch, next_transition)
        return self._standing()

    def pretend(self, epoch):
        """A new node that takes the group to be in `epoch`, whatever the MLS context says."""
        self.node = gbp.GroupNode.create(self.id, self.node.group_id)
        self.node.bootstrap_as_joiner(int(epoch))
        return self._standing()

    def invite(self, key_package):
        commit, welcome = self.mls.invite_full(bytes.fromhex(key_package))
        return {"commit": commit, "welcome": welcome}

    def remove(self, leaf):
        return {"commit": self.mls.remove_member(leaf)}

    def process(self, message):
        return {"message": self.mls.process_message(bytes.fromhex(message))}

    def merge(self, transition):
        """Enters the next epoch; a committer, whom no EXECUTE tells, names the transition."""
        self.mls.finalize_commit()
        if transition is not None:
            self.node.apply_transition(transition)
        return self._standing()

    def control(self, opcode, transition, request, args):
        return self.node.send_control(
            self.mls, 0, ControlOpcode(opcode), transition, request, bytes.fromhex(args)
        )

    def text(self, message, text, codec):
        client = self.clients[gbp.StreamType.TEXT]
        return client.send(self.node, self.mls, 0, int(message), text, gbp.PayloadCodec(codec))

    def audio(self, source, timestamp, opus, codec):
        client = self.clients[gbp.StreamType.AUDIO]
        return client.send(
            self.node,
            self.mls,
            0,
            source,
            int(timestamp),
            bytes.fromhex(opus),
            gbp.PayloadCodec(codec),
        )

    def signal(self, signal, role, request, args, codec):
        client = self.clients[gbp.StreamType.SIGNAL]
        return client.send(
            self.node,
            self.mls,
            0,
            gbp.SignalType(signal),
            role,
            request,
            bytes.fromhex(args),
            gbp.PayloadCodec(codec),
        )

    def protect(self, leaf, suite, frame):
        """`frame` as a payload of SFrame."""
        return {"payload": self._voice(suite, leaf)[1].encrypt(bytes.fromhex(frame))}

    def open(self, payload, suite):
        return self._voice(suite)[0].decrypt(bytes.fromhex(payload))

    def receive(self, wire):
        """What the node says, each payload with what its client makes of it."""
        events = []
        for event in self.node.on_wire(self.mls, bytes.fromhex(wire)):
            report = canonical(event)
            if event.kind == "payload_received":
                client = self.clients[event.stream_type]
                accepted = client.accept(event.plaintext, self.mls.epoch, event.codec)
                report["accepted"] = canonical(accepted)
            events.append(report)
        return {"events": events}

    def _voice(self, suite, leaf=None):
        """Session and encryptors of the present epoch; both last as long as the epoch."""
        if self.voice_epoch != self.mls.epoch:
            self.voice_epoch, self.sessions, self.encryptors = self.mls.epoch, {}, {}
        if suite not in self.sessions:
            self.sessions[suite] = gbp.SFrameSession.create(self.mls, suite=suite)
        if leaf is not None and suite not in self.encryptors:
            self.encryptors[suite] = self.sessions[suite].create_encryptor(
                self.mls, leaf, suite=suite
            )
        return self.sessions[suite], self.encryptors.get(suite)

    def _standing(self):
        """Where the member is now, and what its node has to say about the way there."""
        return {
            "epoch": str(self.node.epoch),
            "mls_epoch": str(self.mls.epoch),
            "group": self.mls.group_id,
            "transition": self.node.last_transition_id,
            "events": self.node.drain_events(),
        }


def as_json(value):
    """Answers are made of dicts and lists here; what is in them is the package's."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    return [as_json(part) for part in value] if isinstance(value, list) else canonical(value)


def answer(member, line):
    """One request's answer; every failure is one too."""
    try:
        request = json.loads(line)
        result = getattr(member, request.pop("do"))(**request)
    except Exception as error:  # the driver decides which failures are expected
        return {"error": str(error)}
    return {"ok": as_json(result)}


def main():
    """Answers until the driver is gone."""
    member = Member()
    for line in sys.stdin:
        print(json.dumps(answer(member, line)), flush=True)


if __name__ == "__main__":
    main()
