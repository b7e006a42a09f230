"""Stream keys outside the library: the MLS exporter on an exported state, and ChaCha20-Poly1305.

Recorded vectors and the fuzzer need frames that no client would send (a control message with an
unknown opcode, a payload of garbage under a good tag). They take the exporter secret out of a
state blob of gbp-stack 1.9 (docs/behaviour.md, "MLS context") and seal such frames themselves.
Plain Python on purpose: nothing has to be installed beside the reference.
"""

import hashlib
import hmac
import json
import struct

STREAM_LABELS = (b"gbp/control", b"gbp/audio", b"gbp/text", b"gbp/signal")
TAG_BYTES = 16


def _part(blob, offset):
    (length,) = struct.unpack_from("<I", blob, offset)
    start = offset + 4
    return blob[start : start + length], start + length


def storage_map(blob):
    """The storage entries of a state blob as a dict of bytes."""
    storage, _ = _part(blob, 0)
    (count,) = struct.unpack_from("<I", storage, 0)
    entries, offset = {}, 4
    for _ in range(count):
        key, offset = _part(storage, offset)
        entries[key], offset = _part(storage, offset)
    return entries


def exporter_secret(blob):
    """The exporter secret of the epoch a state blob was exported in."""
    for key, value in storage_map(blob).items():
        if key.startswith(b"EpochSecrets"):
            secret = json.loads(value)["exporter_secret"]["secret"]["value"]
            return bytes(secret["vec"] if isinstance(secret, dict) else secret)
    raise ValueError("the state blob holds no epoch secrets")


def _expand_with_label(secret, label, context, length):
    full = b"MLS 1.0 " + label
    info = struct.pack(">H", length) + bytes([len(full)]) + full + bytes([len(context)]) + context
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.new(secret, block + info + bytes([counter]), hashlib.sha256).digest()
        out, counter = out + block, counter + 1
    return out[:length]


def mls_export(secret, label, context, length):
    """MLS-Exporter of RFC 9420, section 8.5, for ciphersuite 1 (SHA-256)."""
    derived = _expand_with_label(secret, label, b"", 32)
    return _expand_with_label(derived, b"exported", hashlib.sha256(context).digest(), length)


def stream_keys(blob):
    """The four stream keys, by stream class, of the epoch a state blob was exported in."""
    secret = exporter_secret(blob)
    return [mls_export(secret, label, b"", 32) for label in STREAM_LABELS]


def _chacha_block(key_words, counter, nonce_words):
    state = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *key_words, counter, *nonce_words)
    x = list(state)
    rounds = (
        (0, 4, 8, 12),
        (1, 5, 9, 13),
        (2, 6, 10, 14),
        (3, 7, 11, 15),
        (0, 5, 10, 15),
        (1, 6, 11, 12),
        (2, 7, 8, 13),
        (3, 4, 9, 14),
    )
    for _ in range(10):
        for a, b, c, d in rounds:
            for first, second, third, shift in (
                (a, b, d, 16),
                (c, d, b, 12),
                (a, b, d, 8),
                (c, d, b, 7),
            ):
                x[first] = (x[first] + x[second]) & 0xFFFFFFFF
                mixed = x[third] ^ x[first]
                x[third] = ((mixed << shift) | (mixed >> (32 - shift))) & 0xFFFFFFFF
    return struct.pack("<16I", *((v + s) & 0xFFFFFFFF for v, s in zip(x, state)))


def _keystream_xor(key, nonce, data):
    key_words, nonce_words = struct.unpack("<8I", key), struct.unpack("<3I", nonce)
    out = bytearray()
    for start in range(0, len(data), 64):
        block = _chacha_block(key_words, 1 + start // 64, nonce_words)
        out += bytes(p ^ k for p, k in zip(data[start : start + 64], block))
    return bytes(out)


def _tag(key, nonce, ciphertext):
    one_time = _chacha_block(struct.unpack("<8I", key), 0, struct.unpack("<3I", nonce))
    r = int.from_bytes(one_time[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    s = int.from_bytes(one_time[16:32], "little")
    padded = ciphertext + bytes(-len(ciphertext) % 16) + struct.pack("<QQ", 0, len(ciphertext))
    accumulator = 0
    for start in range(0, len(padded), 16):
        block = int.from_bytes(padded[start : start + 16], "little") + (1 << 128)
        accumulator = (accumulator + block) * r % ((1 << 130) - 5)
    return ((accumulator + s) & ((1 << 128) - 1)).to_bytes(16, "little")


def _nonce(sequence_no):
    return struct.pack(">I", sequence_no) + bytes(8)


def seal(key, sequence_no, plaintext):
    """Ciphertext and tag of one frame payload, as wire version 1 protects it."""
    ciphertext = _keystream_xor(key, _nonce(sequence_no), plaintext)
    return ciphertext + _tag(key, _nonce(sequence_no), ciphertext)


def open_payload(key, sequence_no, payload):
    """The plaintext of one frame payload; ValueError when the tag does not fit."""
    ciphertext, tag = payload[:-TAG_BYTES], payload[-TAG_BYTES:]
    if len(payload) < TAG_BYTES or _tag(key, _nonce(sequence_no), ciphertext) != tag:
        raise ValueError("the tag does not fit")
    return _keystream_xor(key, _nonce(sequence_no), ciphertext)
