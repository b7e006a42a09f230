"""What every draw of a random operation needs: slots, earlier operations, numbers."""

import random

from fuzzing.material import Material

NODES, CONTEXTS, CLIENT_SLOTS, SESSIONS, ENCRYPTORS = 3, 3, 2, 3, 4
SHARED = "shared"  # the context that stands in the group both libraries share
LABELS = ("gbp/sframe v1", "gbp/sframe v1", "gbp/sframe v1", "", "other")


class Draws:
    """One seed's source of choices."""

    def __init__(self, seed, flat=False):
        self.rng = random.Random(seed)
        self.flat = flat
        self.material = Material(self.rng)
        self.sent = []  # numbers of operations that send a frame
        self.sealed = []  # numbers of operations that seal an SFrame payload
        self.blobs = []  # numbers of operations that give MLS bytes
        self.next_leaf = self.rng.choice((0, 250, 65_400))

    def node(self):
        """A node's slot; now and then one that was never used."""
        return self.rng.randrange(NODES) if self.sound(0.99) else 99

    def sound(self, chance):
        """Whether to name a slot that is in use."""
        return self.rng.random() < chance or self.flat

    def context(self):
        """The shared context mostly, else one of its own group."""
        return SHARED if self.rng.random() < 0.95 else self.own_context()

    def own_context(self):
        """A context that stands alone on each side."""
        return self.rng.randrange(CONTEXTS)

    def client_slot(self):
        """A client's slot."""
        return self.rng.randrange(CLIENT_SLOTS) if self.sound(0.99) else 99

    def epoch(self):
        """An epoch: "group" for the shared context's, else a number."""
        return "group" if self.rng.random() < 0.9 else self.material.wide()

    def earlier(self, numbers):
        """The number of an earlier operation, mostly a late one; -1 when there is none."""
        if not numbers:
            return -1
        return numbers[-1 - min(int(self.rng.expovariate(0.2)), len(numbers) - 1)]
