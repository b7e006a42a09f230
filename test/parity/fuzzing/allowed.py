"""The differences between the reference and ours that are intended, each with its reason.

`World` asks here when two outcomes differ. Every rule looks at both outcomes and at what happened
before; whatever no rule explains is a fault. The rules are the places that the specification marks
"ours" and that a program can see through the loaded ABI.
"""

import cbor
import keys

REASONS = {
    # behaviour.md, Sending
    "outbound number": "a number is never used twice under one key: ours goes on where the"
    " reference, after a transition or with a new node, starts again",
    "unused number": "a send that fails in MLS, its group left, uses no number up; in the reference"
    " it does",
    # behaviour.md, Receiving a frame
    "forged frame": "the highest number seen moves only behind a good tag, in the reference"
    " before it",
    # wire.md, SFrame
    "forged SFrame": "the replay window moves only behind a good tag, in the reference before it",
    # behaviour.md, MLS context
    "failed message": "a message that fails uses nothing up: a key package or a ratchet key that a"
    " broken copy has cost the reference still serves the true one",
    "lying length": "a changed MLS message in which the length of an inner list lies is refused;"
    " the decoder under the reference reads on",
    "staged commit": "ours looks for a staged commit before it decrypts, so nothing is used up",
}
REPLAY, AUTHENTICATION = 0x0005, 0x0006


def frame_fields(wire):
    """The fields of a frame, or None when it is none."""
    try:
        fields, _ = cbor.decode(wire)
    except (ValueError, IndexError, TypeError):
        return None
    if not isinstance(fields, dict):
        return None
    named = {k.decode("latin-1") if isinstance(k, bytes) else k: v for k, v in fields.items()}
    return named if {"st", "sid", "seq", "pl"} <= named.keys() else None


class Allowed:
    """What is known about earlier operations, and how often each rule was needed."""

    def __init__(self):
        self.counts = dict.fromkeys(REASONS, 0)
        self._highest = {}
        self._failed = set()
        self._shut = set()
        self._windows = set()
        self._spent = set()

    def _use(self, reason):
        self.counts[reason] += 1
        return reason

    # -- outbound numbers ----------------------------------------------------------------------
    def note_sent(self, context, node, fields):
        """Remembers the number of a frame of ours: the context's highest, the node's last."""
        stream = (fields["st"], fields["sid"])
        self._highest[*context, *stream] = max(
            self._highest.get((*context, *stream), 0), fields["seq"]
        )
        self._highest[node, *stream] = fields["seq"]

    def note_unsent(self, node, error):
        """Remembers nodes of ours with a send that failed in MLS."""
        if "mls: openmls: export: " in error:
            self._failed.add(node)

    def send(self, context, node, reference, ours, stream_keys):
        """Two frames of the same send; the keys are None where each side has its own group."""
        one, other = frame_fields(reference), frame_fields(ours)
        if one is None or other is None:
            return None
        rest = [{k: v for k, v in f.items() if k not in ("seq", "pl")} for f in (one, other)]
        used = [
            self._highest.get((*owner, other["st"], other["sid"]), 0)
            for owner in (context, (node,))
        ]
        goes_on = other["seq"] == one["seq"] or one["seq"] < other["seq"] in (
            used[0] + 1,
            used[1] + 1,
        )
        unused = node in self._failed and one["seq"] > other["seq"] in (used[0] + 1, used[1] + 1)
        same_size = len(one["pl"]) == len(other["pl"])
        if rest[0] != rest[1] or not (goes_on or unused) or not same_size:
            return None
        reason = "unused number" if unused else "outbound number"
        if stream_keys is None:
            return "own group" if other["seq"] == one["seq"] else self._use(reason)
        key = stream_keys[one["st"]]
        try:
            plain = [keys.open_payload(key, f["seq"], f["pl"]) for f in (one, other)]
        except ValueError:
            return None
        return self._use(reason) if plain[0] == plain[1] else None

    # -- receiving -----------------------------------------------------------------------------
    def note_received(self, node, wire, events):
        """Remembers streams in which the reference has moved its window for a bad tag."""
        if any(event.get("code") == AUTHENTICATION for event in events):
            fields = frame_fields(wire)
            self._shut.add((node, fields["st"], fields["sid"]) if fields else (node,))

    def new_node(self, node):
        """A slot has another node now."""
        self._shut = {entry for entry in self._shut if entry[0] != node}

    def receive(self, node, wire, reference):
        """The reference refuses a number that only a forged frame has used."""
        # A frame in a form that this file cannot read may belong to any stream of the node.
        fields = frame_fields(wire)
        shut = any(
            entry[0] == node
            and (fields is None or len(entry) == 1 or entry[1:] == (fields["st"], fields["sid"]))
            for entry in self._shut
        )
        refused = bool(reference) and reference[-1].get("code") == REPLAY
        return self._use("forged frame") if shut and refused else None

    # -- SFrame --------------------------------------------------------------------------------
    def note_decrypted(self, session, error):
        """Remembers sessions whose windows the reference has moved for a bad tag."""
        if error == "AEAD decryption failed":
            self._windows.add(session)

    def new_session(self, session):
        """A slot has another session now."""
        self._windows.discard(session)

    def decrypt(self, session, reference_error):
        """The reference refuses a counter that only a forged frame has used."""
        moved = session in self._windows and reference_error.startswith("replay detected: ")
        return self._use("forged SFrame") if moved else None

    # -- MLS -----------------------------------------------------------------------------------
    def new_context(self, slot):
        """A slot has another context now."""
        self._spent.discard(slot)

    def note_message(self, slot, error):
        """Remembers contexts that have failed on a Commit or a Welcome."""
        if error.startswith("openmls: "):
            self._spent.add(slot)

    def parse(self, changes, reference_error, our_error):
        """A changed message that only ours refuses to read."""
        lies = changes and our_error.endswith("parse: …") and "parse: " not in reference_error
        return self._use("lying length") if lies else None

    def message(self, slot, reference_error, our_error):
        """A Commit while another is staged, or a true message behind a broken one."""
        if not reference_error.startswith("openmls: "):
            return None
        if our_error == "transition in progress: pending staged commit exists":
            return self._use("staged commit")
        return self._use("failed message") if slot in self._spent else None
