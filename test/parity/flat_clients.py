"""The flat ABI's clients behind the face of the loaded ones."""

import ctypes
import json

from flat_tables import REASON, SIGNALS, halves


class FlatClients:
    """Sends and accepts; the calls themselves are `FlatLibrary`'s."""

    # -- clients -----------------------------------------------------------------------------------
    @staticmethod
    def _with_target(target, wire):
        return target.to_bytes(4, "little") + wire if wire else b""

    def gtp_client_send(self, client, node, mls, target, message, text, length, codec):
        return self._with_target(
            target,
            self._bytes(
                "gbpf_gtp_send",
                client,
                node,
                mls,
                *halves(message),
                0,
                text,
                length,
                codec,
                room=length + 512,
            ),
        )

    def gap_client_send(self, client, node, mls, target, source, timestamp, opus, length, codec):
        return self._with_target(
            target,
            self._bytes(
                "gbpf_gap_send",
                client,
                node,
                mls,
                source,
                *halves(timestamp),
                opus,
                length,
                codec,
                room=length + 512,
            ),
        )

    def gsp_client_send(self, client, node, mls, target, signal, role, request, codec):
        return self.gsp_client_send_with_args(
            client, node, mls, target, signal, role, request, b"", 0, codec
        )

    def gsp_client_send_with_args(
        self, client, node, mls, target, signal, role, request, args, length, codec
    ):
        return self._with_target(
            target,
            self._bytes(
                "gbpf_gsp_send",
                client,
                node,
                mls,
                signal,
                role,
                request,
                args,
                length,
                codec,
                room=length + 512,
            ),
        )

    def _accept(self, kind, client, epoch, plaintext, length, codec):
        """Status and result words of an accept; the status is None for a bad client."""
        room = ctypes.create_string_buffer(length + REASON)
        status = self._call(
            f"gbpf_{kind}_accept",
            client,
            *halves(epoch),
            plaintext,
            length,
            codec,
            self._words,
            room,
            len(room),
        )
        self._error = ""
        words = list(self._words)
        reason = room.raw[: words[7]].decode() if status == 2 else None
        return None if status < 0 else status, words, reason, room.raw

    @staticmethod
    def _json(status, good, keys, reason):
        """The loaded ABI's object: every key, null where there is none."""
        if status is None:
            return '{"status":"error","reason":"bad client"}'
        empty = dict.fromkeys(keys)
        return json.dumps(
            {**empty, **good, "reason": reason}, separators=(",", ":"), ensure_ascii=False
        )

    def gtp_client_accept(self, client, epoch, plaintext, length, codec):
        status, w, reason, room = self._accept("gtp", client, epoch, plaintext, length, codec)
        good = {"status": "error"}
        if status in (0, 1):
            body = (room if w[6] & 4 else plaintext)[w[4] : w[4] + w[5]]
            good = {
                "status": ("new", "duplicate")[status],
                "sender": w[0],
                "message_id": w[2] << 32 | w[1],
                "text": body.decode() if w[6] & 1 else "<binary>",
            }
        return self._json(status, good, ("status", "sender", "message_id", "text"), reason)

    def gap_client_accept(self, client, epoch, plaintext, length, codec):
        status, w, reason, _ = self._accept("gap", client, epoch, plaintext, length, codec)
        good = {"status": "error"}
        if status in (0, 1):
            good = {"status": ("new", "late")[status], "source": w[0], "seq": w[1], "bytes": w[5]}
        return self._json(status, good, ("status", "source", "seq", "bytes"), reason)

    def gsp_client_accept(self, client, epoch, plaintext, length, codec):
        status, w, reason, _ = self._accept("gsp", client, epoch, plaintext, length, codec)
        good = {"status": "error"}
        if status == 0:
            good = {
                "status": "new",
                "signal": SIGNALS[w[0]],
                "signal_code": w[0],
                "sender": w[1],
                "role_claim": w[2],
                "request_id": w[3],
            }
        if status == 1:
            good = {"status": "duplicate", "request_id": w[3]}
        keys = ("status", "signal", "signal_code", "sender", "role_claim", "request_id")
        return self._json(status, good, keys, reason)
