"""The flat ABI behind the face of the loaded one (abi.py), so that the same tests run on both.

Event records become the loaded ABI's JSON, accept results its objects, statuses its zeros and empty
buffers. Only what parity tests need is here; bindings/ has the real reader of this ABI.
"""

import ctypes
import json
from ctypes import c_int32, c_uint32

from flat_clients import FlatClients
from flat_tables import (
    BAD_HANDLE,
    CAP,
    EVENT_WORDS,
    EVENTS,
    HANDLE_TEXTS,
    MORE,
    REASON,
    event,
    halves,
)


class FlatLibrary(FlatClients):
    """One library through its gbpf_ functions, with the methods of `abi.Library`."""

    def __init__(self, path):
        self.path = path
        self._dll = ctypes.CDLL(path)
        self._error = ""
        self._out = ctypes.create_string_buffer(CAP)
        self._events = (c_uint32 * (EVENTS * EVENT_WORDS))()
        self._words = (c_uint32 * 8)()
        self._two = (c_uint32 * 4)()
        for kind in ("gtp", "gap", "gsp"):
            for verb in ("create", "destroy", "reset"):
                call = self._plain if verb == "create" else self._releasing
                setattr(self, f"{kind}_client_{verb}", call(f"gbpf_{kind}_{verb}"))
        for name in ("mls_destroy", "node_destroy"):
            setattr(self, f"gbp_{name}", self._releasing(f"gbpf_{name}"))
        self.gbp_sframe_session_free = self._releasing("gbpf_sframe_session_destroy")
        self.gbp_sframe_encryptor_free = self._releasing("gbpf_sframe_encryptor_destroy")

    # -- calls ---------------------------------------------------------------------------------
    def _call(self, name, *arguments):
        """The result of a call; its failure's text is kept as the loaded ABI would."""
        count = getattr(self._dll, name)(
            *(
                (
                    value
                    if isinstance(value, (bytes, ctypes.Array))
                    else c_int32(value) if -1 << 31 <= value < 1 << 31 else c_uint32(value)
                )
                for value in arguments
            )
        )
        self._error = ""
        if count < 0:
            length = self._dll.gbpf_last_error(self._out, 512)
            self._error = self._out.raw[:length].decode("utf-8")
            if count == BAD_HANDLE:
                self._error = self._handle_text(name)
        return count

    @staticmethod
    def _handle_text(name):
        """The loaded ABI's words for a bad handle; ours tell which one it was."""
        if name.startswith("gbpf_mls_"):
            return "invalid MLS handle"
        if name.startswith("gbpf_node_"):
            return "bad node/mls handle"
        return HANDLE_TEXTS.get(name, "bad handle")

    def _plain(self, name):
        return lambda *arguments: max(self._call(name, *arguments), 0)

    def _releasing(self, name):
        """A call that gives nothing and leaves the last error alone."""
        return lambda handle: self._quiet(name, handle) and None

    def _done(self, name, *arguments):
        return self._call(name, *arguments) >= 0

    def _bytes(self, name, *arguments, room=0):
        """Bytes of a call that ends with `out, cap`; parked ones are fetched."""
        if room > len(self._out):
            self._out = ctypes.create_string_buffer(room)
        cap = len(self._out)
        count = self._call(name, *arguments, self._out, cap)
        if count > cap:
            parked = ctypes.create_string_buffer(count)
            self._call("gbpf_take_result", parked, count)
            return parked.raw
        return ctypes.string_at(self._out, count) if count > 0 else b""

    def gbp_last_error(self):
        """The text of the last failure, cleared by a success."""
        return self._error

    def gbp_version(self):
        """The version text."""
        return self._bytes("gbpf_version").decode()

    # -- plain functions -------------------------------------------------------------------------
    def gbp_error_lookup(self, code):
        """The error object, or nothing and the loaded ABI's text."""
        data = self._bytes("gbpf_error_lookup", code)
        self._error = "" if data else f"unknown error code 0x{code:04X}"
        return data

    def gbp_frame_encode_v(
        self, version, gid, epoch, tid, stream, sid, flags, seq, payload, length
    ):
        """A frame; the flat ABI leaves cutting the stream class to 8 bits to its caller."""
        return self._bytes(
            "gbpf_frame_encode",
            version,
            gid,
            *halves(epoch),
            tid,
            stream & 0xFF,
            sid,
            flags,
            seq,
            payload,
            length,
            room=length + 256,
        )

    # -- MLS ---------------------------------------------------------------------------------------
    def gbp_mls_create(self, identity, length):
        """A context's handle."""
        return max(self._call("gbpf_mls_create", identity, length), 0)

    def _info(self, mls):
        out = ctypes.create_string_buffer(24)
        return out.raw if self._call("gbpf_mls_info", mls, out) >= 0 else None

    def gbp_mls_epoch(self, mls):
        """The epoch, 0 for a bad handle; leaves the last error alone."""
        kept, info = self._error, self._info(mls)
        self._error = kept
        return int.from_bytes(info[:8], "little") if info else 0

    def group_id(self, mls):
        """The group id, or None for a bad handle."""
        info = self._info(mls)
        return info[8:] if info else None

    def gbp_mls_export_key_package(self, mls):
        return self._bytes("gbpf_mls_export_key_package", mls)

    def gbp_mls_invite(self, mls, package, length):
        return self._bytes("gbpf_mls_invite", mls, package, length)

    def gbp_mls_invite_full(self, mls, package, length):
        return self._bytes("gbpf_mls_invite_many", mls, package, length, (c_uint32 * 1)(length), 1)

    def gbp_mls_remove(self, mls, leaf):
        return self._bytes("gbpf_mls_remove", mls, leaf)

    def gbp_mls_process_message(self, mls, message, length):
        return max(self._call("gbpf_mls_process_message", mls, message, length), 0)

    def gbp_mls_finalize_commit(self, mls):
        return self._done("gbpf_mls_finalize_commit", mls)

    def gbp_mls_clear_pending_commit(self, mls):
        return self._done("gbpf_mls_clear_pending_commit", mls)

    def gbp_mls_accept_welcome(self, mls, welcome, length):
        return self._done("gbpf_mls_accept_welcome", mls, welcome, length)

    def gbp_mls_export_state(self, mls):
        return self._bytes("gbpf_mls_export_state", mls)

    def gbp_mls_restore_state(self, blob, length):
        return max(self._call("gbpf_mls_restore_state", blob, length), 0)

    # -- nodes -------------------------------------------------------------------------------------
    def gbp_node_create(self, member, gid):
        return max(self._call("gbpf_node_create", member, gid), 0)

    def _quiet(self, name, *arguments):
        """A call that leaves the last error alone, as getters and bootstrap do."""
        kept = self._error
        done = self._done(name, *arguments)
        self._error = kept
        return done

    def gbp_node_bootstrap_creator(self, node, epoch):
        return self._quiet("gbpf_node_bootstrap_creator", node, *halves(epoch))

    def gbp_node_bootstrap_joiner(self, node, epoch, tid):
        return self._quiet("gbpf_node_bootstrap_joiner", node, *halves(epoch), tid)

    def gbp_node_set_epoch(self, node, epoch):
        return self._quiet("gbpf_node_set_epoch", node, *halves(epoch))

    def gbp_node_apply_transition(self, node, tid):
        return self._quiet("gbpf_node_apply_transition", node, tid)

    def _node_info(self, node):
        words = self._two
        return list(words) if self._quiet("gbpf_node_info", node, words) else [0xFFFFFFFF, 0, 0, 0]

    def gbp_node_state(self, node):
        return self._node_info(node)[0]

    def gbp_node_last_transition_id(self, node):
        return self._node_info(node)[1]

    def gbp_node_epoch(self, node):
        _, _, low, high = self._node_info(node)
        return high << 32 | low

    def gbp_node_send_control(self, node, mls, target, opcode, tid, request, args, length):
        wire = self._bytes(
            "gbpf_node_send_control",
            node,
            mls,
            opcode,
            tid,
            request,
            args,
            length,
            room=length + 512,
        )
        return target.to_bytes(4, "little") + wire if wire else b""

    def gbp_node_on_wire(self, node, mls, wire, length):
        return self._read(length, "gbpf_node_on_wire", node, mls, wire, length)

    def gbp_node_drain_events(self, node):
        kept = self._error
        room = self._call("gbpf_node_events_bytes", node)
        text = self._read(max(room, 0), "gbpf_node_drain_events", node)
        self._error = kept
        return text

    def _read(self, room, name, *arguments):
        if room + 4 * REASON > len(self._out):
            self._out = ctypes.create_string_buffer(2 * room + 4 * REASON)
        count = self._call(name, *arguments, self._events, EVENTS, self._out, len(self._out))
        if count < 0:
            return "[]"
        assert count < MORE, "more events than this reader has room for"
        memory = self._out.raw
        events = [
            event(self._events[n * EVENT_WORDS : (n + 1) * EVENT_WORDS], memory)
            for n in range(count)
        ]
        return json.dumps(events, separators=(",", ":"), ensure_ascii=False)

    # -- SFrame ------------------------------------------------------------------------------------
    def gbp_sframe_session_create(self, mls, suite, label, length):
        return max(self._call("gbpf_sframe_session_create", mls, suite, 0, label, length), 0)

    def gbp_sframe_encryptor_create(self, mls, session, leaf, suite, label, length):
        return max(
            self._call("gbpf_sframe_encryptor_create", mls, session, leaf, suite, label, length), 0
        )

    def gbp_sframe_encrypt(self, encryptor, plain, length, aad, aad_length):
        return self._bytes(
            "gbpf_sframe_encrypt", encryptor, plain, length, aad, aad_length, room=length + 64
        )

    def sframe_decrypt(self, session, payload, aad=b""):
        """Plaintext and sender leaf of one SFrame payload."""
        room, leaf = ctypes.create_string_buffer(len(payload) + 1), (c_uint32 * 1)()
        count = self._call(
            "gbpf_sframe_decrypt",
            session,
            payload,
            len(payload),
            aad,
            len(aad),
            room,
            len(room),
            leaf,
        )
        return (room.raw[:count], leaf[0]) if count >= 0 else (b"", 0)
