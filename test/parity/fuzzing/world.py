"""The whole of what the fuzzer plays: a pair of libraries in one group, and all operations on it.

Both are members of one MLS group that a third library made, so that their frames can be compared to
the byte and forged frames can be sealed; contexts beside it have a group of their own on each side.
"""

import keys
from fuzzing.allowed import Allowed
from fuzzing.draws import SHARED
from fuzzing.pair import split
from fuzzing.world_mls import MlsOperations
from fuzzing.world_nodes import NodeOperations
from fuzzing.world_objects import ObjectOperations


class World(NodeOperations, ObjectOperations, MlsOperations):
    """The pair, their shared group, and what both have been told so far."""

    def __init__(self, reference, ours, newer):
        super().__init__(reference, ours)
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

    def _epoch(self, epoch):
        return self.epoch if epoch == "group" else epoch

    # -- plain functions -----------------------------------------------------------------------
    def frame_encode(self, number, version, epoch, tid, stream, sid, flags, seq, payload):
        data = bytes.fromhex(payload)
        self._value(
            number,
            ["frame_encode", version, epoch, tid, stream, sid, flags, seq],
            lambda s: s.lib.gbp_frame_encode_v(
                version, self.group_id, epoch, tid, stream, sid, flags, seq, data, len(data)
            ),
        )

    def lookup(self, number, code):
        def call(side):
            data = side.lib.gbp_error_lookup(code)
            return data, "" if data else side.failed()

        self._same(number, ["lookup", code], *self._both(call))
