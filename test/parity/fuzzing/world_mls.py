"""Operations on MLS contexts that have a group of their own on each side.

The bytes differ there, so only success, failures, epochs and kinds are compared.
"""

from fuzzing.material import changed
from fuzzing.pair import Difference, Pair, split


class MlsOperations(Pair):
    """Contexts by slot, and the messages they gave by the operation's number."""

    def mls_create(self, number, slot, identity):
        name = identity.encode()
        self._new(
            number,
            ["mls_create", identity],
            "mls",
            slot,
            lambda s: s.lib.gbp_mls_create(name, len(name)),
        )
        self.allowed.new_context(slot)

    def mls_destroy(self, number, slot):
        self._gone("mls", slot, "gbp_mls_destroy")

    def mls_status(self, number, slot):
        self._same(
            number,
            ["mls_status"],
            *self._both(
                lambda s: (
                    s.lib.gbp_mls_epoch(s.handle("mls", slot)),
                    s.lib.group_id(s.handle("mls", slot)) is None,
                )
            ),
        )

    def _blob(self, number, operation, call):
        """An MLS message of each side: bytes differ, success and failure do not."""

        def outcome(side):
            side.bytes[number] = call(side)
            return bool(side.bytes[number]), side.failed()

        self._same(number, operation, *self._both(outcome))

    def mls_key_package(self, number, slot):
        self._blob(
            number,
            ["mls_key_package"],
            lambda s: s.lib.gbp_mls_export_key_package(s.handle("mls", slot)),
        )

    def mls_invite(self, number, slot, package, changes, full):
        if package not in self.reference.bytes:
            return

        def call(side):
            data = changed_ends(side.bytes[package], changes)
            invite = side.lib.gbp_mls_invite_full if full else side.lib.gbp_mls_invite
            return invite(side.handle("mls", slot), data, len(data))

        outs = self._both(lambda side: (call(side), side.failed()))
        if bool(outs[0][0]) == bool(outs[1][0]) and outs[0][1] == outs[1][1]:
            self.reference.bytes[number], self.ours.bytes[number] = outs[0][0], outs[1][0]
            return
        if not self.allowed.parse(changes, outs[0][1], outs[1][1]):
            raise Difference(number, ["mls_invite", full, changes], *outs)
        self._replace(number, slot)

    def _replace(self, number, slot):
        """New contexts in a slot whose old ones have parted."""
        self.mls_destroy(number, slot)
        self.mls_create(number, slot, "again")

    def mls_remove(self, number, slot, leaf):
        self._blob(
            number,
            ["mls_remove", leaf],
            lambda s: s.lib.gbp_mls_remove(s.handle("mls", slot), leaf),
        )

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
            errors = outs[0][1], outs[1][1]
            parsed = self.allowed.parse(operation[-1], *errors)
            if not (parsed or self.allowed.message(slot, *errors)):
                raise Difference(number, operation, *outs)
            self._replace(number, slot)
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
        self._value(
            number,
            ["mls_finalize"],
            lambda s: bool(s.lib.gbp_mls_finalize_commit(s.handle("mls", slot))),
        )

    def mls_clear(self, number, slot):
        self._value(
            number,
            ["mls_clear"],
            lambda s: bool(s.lib.gbp_mls_clear_pending_commit(s.handle("mls", slot))),
        )


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
