"""A group whose stream keys are known: made by gbp-stack 1.9, joined by the reference 1.5.

Only 1.9 exports its state, and only 1.5 is the reference; they share groups and read each other's
frames, so the keys out of the one's state seal and open the frames of the other.
"""

import json
import pathlib

import cbor
import keys

FRAME_KEYS = ("v", "gid", "ep", "tid", "st", "sid", "fl", "seq", "psz", "pl", "pf")


def find_library(place):
    """The shared object at `place`: itself, or the only one below a folder."""
    path = pathlib.Path(place)
    if path.is_file():
        return str(path)
    found = sorted(path.rglob("libgbp_stack.so"))
    if not found:
        raise SystemExit(f"no libgbp_stack.so below {place}")
    return str(found[0])


class Fixture:
    """One reference member of a group at `epoch`, its keys, and the means to forge frames."""

    def __init__(self, reference, newer, epoch=1):
        self.lib = reference
        creator = newer.gbp_mls_create(b"creator", 7)
        self.mls = reference.gbp_mls_create(b"member", 6)
        package = reference.gbp_mls_export_key_package(self.mls)
        welcome = newer.gbp_mls_invite(creator, package, len(package))
        if not reference.gbp_mls_accept_welcome(self.mls, welcome, len(welcome)):
            raise SystemExit("the reference could not join: " + reference.gbp_last_error())
        while newer.gbp_mls_epoch(creator) < epoch:
            self._advance(newer, creator)
        self.epoch = reference.gbp_mls_epoch(self.mls)
        self.group_id = reference.group_id(self.mls)
        self.state = newer.gbp_mls_export_state(creator)
        self.keys = keys.stream_keys(self.state)

    def _advance(self, newer, creator):
        """One more epoch: a guest comes, or the guest goes."""
        guest_present = newer.gbp_mls_epoch(creator) % 2 == 0
        if guest_present:
            commit = newer.gbp_mls_remove(creator, 2)
        else:
            guest = newer.gbp_mls_create(b"guest", 5)
            package = newer.gbp_mls_export_key_package(guest)
            both = newer.gbp_mls_invite_full(creator, package, len(package))
            commit = both[4 : 4 + int.from_bytes(both[:4], "little")]
        newer.gbp_mls_finalize_commit(creator)
        assert self.lib.gbp_mls_process_message(self.mls, commit, len(commit)) == 1
        assert self.lib.gbp_mls_finalize_commit(self.mls)

    def describe(self):
        """What a reader needs to stand in the same place."""
        return {
            "state": self.state.hex(),
            "group_id": self.group_id.hex(),
            "epoch": str(self.epoch),
            "stream_keys": [key.hex() for key in self.keys],
        }

    def node(self, member=1, role="creator", epoch=None, tid=0):
        """A node on this group with its bootstrap events drained."""
        handle = self.lib.gbp_node_create(member, self.group_id)
        epoch = self.epoch if epoch is None else epoch
        if role == "creator":
            self.lib.gbp_node_bootstrap_creator(handle, epoch)
        elif role == "joiner":
            self.lib.gbp_node_bootstrap_joiner(handle, epoch, tid)
        self.lib.gbp_node_drain_events(handle)
        return handle

    def fields(self, plain=b"x", st=2, seq=1, key=None, **over):
        """The fields of a good frame, those of `over` in place of the true ones."""
        payload = keys.seal(self.keys[st & 3] if key is None else key, seq, plain)
        good = {
            "v": 1,
            "gid": self.group_id,
            "ep": self.epoch,
            "tid": 0,
            "st": st,
            "sid": 201,
            "fl": 7,
            "seq": seq,
            "psz": len(payload),
            "pl": payload,
        }
        good.update(over)
        return good

    def frame(self, order=FRAME_KEYS, **over):
        """The bytes of a frame; `order` names the keys to write."""
        good = self.fields(**over)
        return cbor.encode({key: good[key] for key in order if key in good})

    def control(self, op, tid=1, sid=2, rid=9, args=b"", seq=1, flags=0x0B, alen=None, **over):
        """A control frame from member `sid`."""
        plain = cbor.encode(
            {
                "op": op,
                "rid": rid,
                "sid": sid,
                "tid": tid,
                "alen": len(args) if alen is None else alen,
                "args": args,
            }
        )
        return self.frame(plain=plain, st=0, sid=200, seq=seq, fl=flags, **over)

    def on_wire(self, node, wire):
        """The events of one frame."""
        return json.loads(self.lib.gbp_node_on_wire(node, self.mls, wire, len(wire)))

    def status(self, node):
        """State, epoch and last transition id of a node."""
        return {
            "state": self.lib.gbp_node_state(node),
            "epoch": str(self.lib.gbp_node_epoch(node)),
            "last_transition_id": self.lib.gbp_node_last_transition_id(node),
        }
