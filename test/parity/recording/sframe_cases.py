"""SFrame stories: frames of an encryptor, and what a session makes of frames in some order.

A story has a suite, a label and steps. Every story has leaves of its own, because on our library
all encryptors of one leaf share a counter. A step is `encryptor` (a new one, for a leaf),
`encrypt`, or `decrypt`; decrypt takes a number (that frame of the story, counted from 0, possibly
changed) or bytes. `ours` gives the outcome where it is better here on purpose.
"""

LABEL = "gbp/sframe v1"
REPLAY_OURS = {"error": "AEAD decryption failed"}


def story(name, *steps, suite=0, label=LABEL):
    """One story."""
    return {"name": name, "suite": suite, "label": label, "steps": list(steps)}


def encryptor(leaf, suite=None, label=None):
    """A new encryptor for a leaf, in the story's suite and label unless told."""
    return {"op": "encryptor", "leaf": leaf, "suite": suite, "label": label}


def encrypt(plain, aad=b"", times=1):
    """`times` frames of the newest encryptor; the last one is recorded."""
    return {"op": "encrypt", "plaintext": plain, "aad": aad, "times": times}


def decrypt(payload, aad=b"", flip=None, ours=None):
    """One frame into the session; `flip` changes the byte at that place."""
    step = {"op": "decrypt", "payload": payload, "aad": aad, "flip": flip}
    return {**step, "ours": ours} if ours else step


def stories(epoch):
    """Every story, for a group at `epoch`."""
    for suite in (0, 1):
        for leaf in (0, 1, 255, 256, 65535) if suite == 0 else (2, 3, 257, 258, 65534):
            yield story(
                f"suite {suite}, leaf {leaf}",
                encryptor(leaf),
                encrypt(b""),
                encrypt(b"x"),
                encrypt(b"a frame of audio", b"header"),
                decrypt(1),
                decrypt(2, b"header"),
                decrypt(1),
                decrypt(2),
                suite=suite,
            )
        yield story(
            f"suite {suite}, counters of two bytes",
            encryptor(10 + suite),
            encrypt(b"first"),
            encrypt(b"p", times=254),
            encrypt(b"q"),
            encrypt(b"r"),
            decrypt(3),
            decrypt(2),
            decrypt(1),
            decrypt(0),
            suite=suite,
        )
    yield story("another label", encryptor(101), encrypt(b"x"), decrypt(0), label="other")
    yield story("empty label", encryptor(102), encrypt(b"x"), decrypt(0), label="")
    yield story(
        "encryptor of another label", encryptor(103, label="other"), encrypt(b"x"), decrypt(0)
    )
    yield story("encryptor of another suite", encryptor(104, suite=1), encrypt(b"x"), decrypt(0))
    yield story("a leaf beyond 16 bits", encryptor(65837), encrypt(b"x"), decrypt(0))
    yield story(
        "window",
        encryptor(105),
        *(encrypt(b"w") for _ in range(4)),
        encrypt(b"w", times=1021),
        encrypt(b"w"),
        encrypt(b"w"),
        decrypt(4),
        decrypt(0),
        decrypt(0),
        decrypt(1),
        decrypt(5),
        decrypt(2),
        decrypt(3),
        decrypt(6),
        decrypt(3),
        decrypt(6),
    )
    yield story(
        "window of each sender",
        encryptor(106),
        encrypt(b"a"),
        encryptor(107),
        encrypt(b"b"),
        decrypt(0),
        decrypt(1),
        decrypt(0),
        decrypt(1),
    )
    # Ours: the window moves only behind a good tag.
    yield story(
        "a forged frame does not shut out the real one",
        encryptor(108),
        encrypt(b"x"),
        decrypt(0, flip=-1),
        decrypt(0, ours={"plaintext": b"x", "leaf": 108}),
        decrypt(0),
    )
    yield story(
        "wrong extra data, then the right",
        encryptor(109),
        encrypt(b"x", b"aad"),
        decrypt(0),
        decrypt(0, b"aad", ours={"plaintext": b"x", "leaf": 109}),
    )
    for at in range(0, 24):
        yield story(
            f"byte {at} flipped",
            encryptor(200 + at),
            encrypt(b"x", b"aad"),
            decrypt(0, b"aad", flip=at),
        )
    kid = (epoch << 16 | 1).to_bytes(4, "big").lstrip(b"\0")
    wide, short = kid.rjust(8, b"\0"), bytes([(len(kid) - 1) << 4])
    for name, payload in {
        "empty": b"",
        "one byte": b"\x00",
        "two bytes": b"\x00\x00",
        "top bit": b"\x80" + bytes(20),
        "widest header cut": b"\x77" + bytes(15),
        "widest header": b"\x77" + b"\x01" * 16 + bytes(20),
        "header only": short + kid + b"\x00",
        "header and 15 bytes": short + kid + b"\x00" + bytes(15),
        "header and a zero tag": short + kid + b"\x00" + bytes(16),
        "wide key id": b"\x70" + wide + b"\x00" + bytes(16),
        "wide counter": bytes([short[0] | 1]) + kid + b"\x00\x05" + bytes(16),
        "largest counter": bytes([short[0] | 7]) + kid + b"\xff" * 8 + bytes(16),
        "epoch 0": b"\x00\x01\x00" + bytes(16),
        "another epoch": b"\x30\x7f\x00\x00\x01\x00" + bytes(16),
    }.items():
        yield story(f"header: {name}", decrypt(payload))
