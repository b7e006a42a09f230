"""Operations on clients and SFrame objects."""

import json

from fuzzing.draws import SHARED
from fuzzing.material import changed
from fuzzing.pair import Difference, Pair, Side
from texts import cut_reasons


class ObjectOperations(Pair):
    """Clients, sessions and encryptors of both sides."""

    # -- clients -------------------------------------------------------------------------------
    def client_create(self, number, kind, slot):
        self._new(
            number,
            ["client_create", kind],
            kind,
            slot,
            lambda s: getattr(s.lib, f"{kind}_client_create")(),
        )

    def client_destroy(self, number, kind, slot):
        self._gone(kind, slot, f"{kind}_client_destroy")

    def client_reset(self, number, kind, slot):
        self._both(lambda s: getattr(s.lib, f"{kind}_client_reset")(s.handle(kind, slot)))

    def accept(self, number, kind, slot, epoch, payload, codec):
        data = bytes.fromhex(payload)
        outs = self._both(
            lambda s: getattr(s.lib, f"{kind}_client_accept")(
                s.handle(kind, slot), epoch, data, len(data), codec
            )
        )
        if outs[0] != outs[1]:
            results = [cut_reasons(json.loads(out)) for out in outs]
            self._same(number, ["accept", kind, epoch, payload, codec], *results)

    # -- SFrame --------------------------------------------------------------------------------
    def session_create(self, number, slot, context, suite, label):
        data = label.encode()
        made = self._new(
            number,
            ["session_create", suite, label],
            "session",
            slot,
            lambda s: s.lib.gbp_sframe_session_create(
                s.handle("mls", context), suite, data, len(data)
            ),
        )
        if made:
            self.allowed.new_session(slot)

    def encryptor_create(self, number, slot, context, session, leaf, suite, label):
        data = label.encode()
        self._new(
            number,
            ["encryptor_create", leaf, suite, label],
            "encryptor",
            slot,
            lambda s: s.lib.gbp_sframe_encryptor_create(
                s.handle("mls", context), s.handle("session", session), leaf, suite, data, len(data)
            ),
        )

    def encrypt(self, number, slot, plain, aad):
        data, extra = bytes.fromhex(plain), bytes.fromhex(aad)
        outs = self._both(
            lambda s: s.lib.gbp_sframe_encrypt(
                s.handle("encryptor", slot), data, len(data), extra, len(extra)
            )
        )
        self._same(number, ["encrypt", plain, aad], *zip(outs, self._both(Side.failed)))
        self.reference.bytes[number] = outs[0]

    def decrypt(self, number, slot, sealed, changes, aad):
        if sealed not in self.reference.bytes:
            return
        payload, extra = changed(self.reference.bytes[sealed], changes), bytes.fromhex(aad)
        outs = self._both(
            lambda s: (*s.lib.sframe_decrypt(s.handle("session", slot), payload, extra), s.failed())
        )
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
