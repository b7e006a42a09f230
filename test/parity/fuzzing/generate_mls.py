"""Random operations on SFrame objects and on MLS contexts."""

from fuzzing.draws import CONTEXTS, ENCRYPTORS, LABELS, SESSIONS, SHARED, Draws


class MlsDraws(Draws):
    """Draws of arguments; the method's name is the operation's."""

    # -- SFrame --------------------------------------------------------------------------------
    def session_create(self, _):
        suite = self.rng.choice((0, 1)) if self.rng.random() < 0.95 else self.material.small() & 255
        return [
            self.rng.randrange(SESSIONS),
            SHARED if self.sound(0.99) else 99,
            suite,
            self.rng.choice(LABELS),
        ]

    def encryptor_create(self, _):
        # Every leaf once: encryptors made anew for a leaf count on, ours and theirs differently.
        self.next_leaf += self.rng.choice((1, 1, 1, 7, 300))
        suite = self.rng.choice((0, 1)) if self.rng.random() < 0.95 else 7
        return [
            self.rng.randrange(ENCRYPTORS),
            SHARED,
            self.rng.randrange(SESSIONS),
            self.next_leaf % 70000,
            suite,
            self.rng.choice(LABELS),
        ]

    def encrypt(self, number):
        self.sealed.append(number)
        return [
            self.rng.randrange(ENCRYPTORS),
            self.material.text().hex(),
            self.rng.choice((b"", b"", b"aad")).hex(),
        ]

    def decrypt(self, _):
        return [
            self.rng.randrange(SESSIONS),
            self.earlier(self.sealed),
            self.material.changes(1) if self.rng.random() < 0.1 else [],
            self.rng.choice((b"", b"", b"", b"aad")).hex(),
        ]

    def sframe_free(self, _):
        return [self.rng.choice(("session", "encryptor")), self.rng.randrange(3)]

    # -- MLS -----------------------------------------------------------------------------------
    def mls_create(self, _):
        return [self.own_context(), self.rng.choice(("", "a", "é"))]

    def mls_key_package(self, number):
        self.blobs.append(number)
        return [self.own_context()]

    def mls_invite(self, number):
        self.blobs.append(number)
        return [
            self.own_context(),
            self.earlier(self.blobs),
            self.material.changes(1) if self.rng.random() < 0.2 else [],
            self.rng.random() < 0.5,
        ]

    def mls_remove(self, number):
        self.blobs.append(number)
        return [
            self.own_context(),
            self.rng.randrange(3) if self.rng.random() < 0.8 else self.material.small(),
        ]

    def mls_process(self, _):
        return [
            self.own_context(),
            self.earlier(self.blobs),
            self.rng.choice(("commit", "welcome", "any")),
            self.material.changes(1) if self.rng.random() < 0.2 else [],
        ]

    mls_welcome = mls_process

    def mls_finalize(self, _):
        return [self.own_context()]

    mls_clear = mls_destroy = mls_status = mls_finalize

    def mls_story(self, out):
        """A group that grows and shrinks, with steps left out, repeated and changed at random."""

        def step(name, *arguments):
            if self.rng.random() < 0.06 or self.flat and name == "mls_remove":
                return -1
            for _ in range(2 if self.rng.random() < 0.08 else 1):
                out.append([name, *arguments])
            return len(out) - 1

        def changes():
            return self.material.changes(1) if self.rng.random() < 0.06 else []

        first, second, third = self.rng.sample(range(CONTEXTS), 3)
        for slot in (first, second, third):
            step("mls_create", slot, "s")
        package = step("mls_key_package", second)
        invite = step("mls_invite", first, package, changes(), self.rng.random() < 0.5)
        step("mls_finalize", first)
        step("mls_welcome", second, invite, self.rng.choice(("welcome", "any")), changes())
        step("mls_welcome", second, invite, self.rng.choice(("welcome", "any")), changes())
        package = step("mls_key_package", third)
        grown = step("mls_invite", first, package, changes(), True)
        step("mls_process", second, grown, "commit", changes())
        if self.rng.random() < 0.4:
            step("mls_clear", first)
            other = step("mls_remove", first, 1)
            step("mls_process", second, other, "any", changes())
        step(self.rng.choice(("mls_finalize", "mls_finalize", "mls_clear")), second)
        step(self.rng.choice(("mls_finalize", "mls_finalize", "mls_clear")), first)
        step("mls_welcome", third, grown, "welcome", changes())
        for slot in (first, second, third):
            step("mls_status", slot)
        gone = step("mls_remove", self.rng.choice((first, third)), self.rng.randrange(4))
        step("mls_process", second, gone, "any", changes())
        step("mls_finalize", second)
        step("mls_status", second)
