"""The loaded C ABI of gbp-stack, called through ctypes on a shared object that the caller names.

Signatures follow native/include/gbp_stack.h. Two libraries can be open at once in one process,
which is what the differential fuzzer and the vector recorder do. Nothing here interprets results:
a buffer comes back as bytes, a text as str, and every owned object is released at once.
"""

import ctypes
from ctypes import c_bool, c_char_p, c_int32, c_size_t, c_uint8, c_uint16, c_uint32, c_uint64
from ctypes import c_void_p

U8P = c_char_p
OUT16 = ctypes.c_uint8 * 16


class GbpBuffer(ctypes.Structure):
    """`GbpBuffer` by value: pointer, length, capacity."""

    _fields_ = [("ptr", ctypes.POINTER(c_uint8)), ("len", c_size_t), ("cap", c_size_t)]


# One row for each symbol: result type, argument types. BYTES stands for pointer and length.
BYTES = (U8P, c_size_t)
TEXT = c_void_p
I, U8, U16, U32, U64, B = c_int32, c_uint8, c_uint16, c_uint32, c_uint64, c_bool
SYMBOLS = {
    "gbp_version": (TEXT,),
    "gbp_last_error": (TEXT,),
    "gbp_mls_create": (I, *BYTES),
    "gbp_mls_destroy": (None, I),
    "gbp_mls_epoch": (U64, I),
    "gbp_mls_group_id": (B, I, c_void_p),
    "gbp_mls_export_key_package": (GbpBuffer, I),
    "gbp_mls_invite": (GbpBuffer, I, *BYTES),
    "gbp_mls_invite_full": (GbpBuffer, I, *BYTES),
    "gbp_mls_remove": (GbpBuffer, I, U32),
    "gbp_mls_process_message": (U32, I, *BYTES),
    "gbp_mls_finalize_commit": (B, I),
    "gbp_mls_clear_pending_commit": (B, I),
    "gbp_mls_accept_welcome": (B, I, *BYTES),
    "gbp_mls_export_state": (GbpBuffer, I),
    "gbp_mls_restore_state": (I, *BYTES),
    "gbp_node_create": (I, U32, c_void_p),
    "gbp_node_destroy": (None, I),
    "gbp_node_bootstrap_creator": (B, I, U64),
    "gbp_node_bootstrap_joiner": (B, I, U64, U32),
    "gbp_node_state": (U32, I),
    "gbp_node_epoch": (U64, I),
    "gbp_node_last_transition_id": (U32, I),
    "gbp_node_set_epoch": (B, I, U64),
    "gbp_node_apply_transition": (B, I, U32),
    "gbp_node_send_control": (GbpBuffer, I, I, U32, U16, U32, U32, *BYTES),
    "gbp_node_on_wire": (TEXT, I, I, *BYTES),
    "gbp_node_drain_events": (TEXT, I),
    "gtp_client_create": (I,),
    "gtp_client_destroy": (None, I),
    "gtp_client_reset": (None, I),
    "gtp_client_send": (GbpBuffer, I, I, I, U32, U64, *BYTES, U8),
    "gtp_client_accept": (TEXT, I, U64, *BYTES, U8),
    "gap_client_create": (I,),
    "gap_client_destroy": (None, I),
    "gap_client_reset": (None, I),
    "gap_client_send": (GbpBuffer, I, I, I, U32, U32, U64, *BYTES, U8),
    "gap_client_accept": (TEXT, I, U64, *BYTES, U8),
    "gsp_client_create": (I,),
    "gsp_client_destroy": (None, I),
    "gsp_client_reset": (None, I),
    "gsp_client_send": (GbpBuffer, I, I, I, U32, U32, U32, U32, U8),
    "gsp_client_send_with_args": (GbpBuffer, I, I, I, U32, U32, U32, U32, *BYTES, U8),
    "gsp_client_accept": (TEXT, I, U64, *BYTES, U8),
    "gbp_sframe_session_create": (I, I, U8, *BYTES),
    "gbp_sframe_session_free": (None, I),
    "gbp_sframe_encryptor_create": (I, I, I, U32, U8, *BYTES),
    "gbp_sframe_encryptor_free": (None, I),
    "gbp_sframe_encrypt": (GbpBuffer, I, *BYTES, *BYTES),
    "gbp_sframe_decrypt": (GbpBuffer, I, *BYTES, *BYTES, c_void_p),
    "gbp_frame_encode_v": (GbpBuffer, U8, c_void_p, U64, U32, U32, U32, U16, U32, *BYTES),
    "gbp_error_lookup": (GbpBuffer, U16),
}
# Added by the reference's 1.7; a library without them is still usable here.
OPTIONAL = {"gbp_mls_export_state", "gbp_mls_restore_state"}


class Library:
    """One loaded gbp-stack library: every symbol a method that returns plain Python values."""

    def __init__(self, path):
        self.path = path
        self._dll = ctypes.CDLL(path)
        self._buffer_free = self._dll.gbp_buffer_free
        self._buffer_free.argtypes, self._buffer_free.restype = [GbpBuffer], None
        self._string_free = self._dll.gbp_string_free
        self._string_free.argtypes, self._string_free.restype = [c_void_p], None
        for name, (result, *arguments) in SYMBOLS.items():
            if name in OPTIONAL and not hasattr(self._dll, name):
                continue
            setattr(self, name, self._bind(name, result, arguments))

    def _bind(self, name, result, arguments):
        function = getattr(self._dll, name)
        function.restype, function.argtypes = result, arguments
        if result is GbpBuffer:
            return lambda *values: self._take_buffer(function(*values))
        if result is TEXT:
            return lambda *values: self._take_text(function(*values))
        return function

    def _take_buffer(self, buffer):
        data = ctypes.string_at(buffer.ptr, buffer.len) if buffer.len else b""
        self._buffer_free(buffer)
        return data

    def _take_text(self, pointer):
        if not pointer:
            return None
        text = ctypes.string_at(pointer).decode("utf-8")
        self._string_free(pointer)
        return text

    def group_id(self, mls):
        """The 16 bytes of a context's group id, or None for a bad handle."""
        out = OUT16()
        return bytes(out) if self.gbp_mls_group_id(mls, out) else None

    def sframe_decrypt(self, session, payload, aad=b""):
        """Plaintext and sender leaf of one SFrame payload."""
        leaf = c_uint32(0)
        plain = self.gbp_sframe_decrypt(
            session, payload, len(payload), aad, len(aad), ctypes.byref(leaf)
        )
        return plain, leaf.value
