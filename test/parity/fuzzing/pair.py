"""Two libraries side by side: their objects by slot, and how outcomes are compared."""

from texts import cut

NO_HANDLE = 0x7FFFFFF0


class Difference(Exception):
    """The two libraries part where they should not."""

    def __init__(self, number, operation, reference, ours):
        super().__init__(f"operation {number}: {operation}")
        self.report = {
            "at": number,
            "operation": operation,
            "reference": shown(reference),
            "ours": shown(ours),
        }


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


class Pair:
    """The reference and ours, and what every operation on both needs."""

    def __init__(self, reference, ours):
        self.sides = (Side(reference), Side(ours))
        self.reference, self.ours = self.sides

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


def split(both):
    """Commit and Welcome of an invite_full."""
    length = int.from_bytes(both[:4], "little")
    return both[4 : 4 + length], both[4 + length :]
