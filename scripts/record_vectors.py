#!/usr/bin/env python3
"""Records what the reference library does into test/vectors/*.json.

    scripts/record_vectors.py --reference PLACE_OF_1.5 --newer PLACE_OF_1.9 [--out FOLDER]

A place is a libgbp_stack.so, or a folder with one somewhere below (an environment that has the
package installed). The newer package only makes the group, because it can export its state and so
the keys; everything recorded is what 1.5 does. See test/parity/README.md for the form.
"""

import argparse
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "test" / "parity"))

import abi  # noqa: E402
import cbor  # noqa: E402
import keys  # noqa: E402
from recording import accept_cases, receive_cases, sframe_cases  # noqa: E402
from recording.fixture import Fixture, find_library  # noqa: E402
from recording.player import play_sframe, play_story  # noqa: E402
from recording.sequences import sequences  # noqa: E402
from texts import cut_reasons  # noqa: E402

LIMIT = 300_000
U64 = (1 << 64) - 1


def plain(value):
    """JSON form: bytes as hex, everything else as it is."""
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def write(folder, name, cases, **head):
    """One vector file: a head, then one case a line."""
    lines = [json.dumps(plain(case), ensure_ascii=False, separators=(",", ":")) for case in cases]
    top = {"file": name, "reference": "1.5.0", **plain(head)}
    text = json.dumps(top, indent=1)[:-2] + ',\n "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    if len(text.encode()) > LIMIT:
        raise SystemExit(f"{name} would have {len(text.encode())} bytes")
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"{name}: {len(cases)} cases, {len(text.encode())} bytes")


def frame_encode(lib):
    """`gbp_frame_encode_v` over the edges of every field."""
    base = {
        "version": 1,
        "group_id": bytes(range(16)),
        "epoch": 1,
        "transition_id": 0,
        "stream_type": 2,
        "stream_id": 201,
        "flags": 7,
        "sequence_no": 1,
        "payload": b"payload",
    }
    tops = {
        "version": 8,
        "epoch": 64,
        "transition_id": 32,
        "stream_id": 32,
        "flags": 16,
        "sequence_no": 32,
    }
    inputs = [
        ("plain", base),
        (
            "zeros",
            {k: bytes(16) if k == "group_id" else b"" if k == "payload" else 0 for k in base},
        ),
    ]
    for key, bits in tops.items():
        edges = {0, 23, 24, 255, 256, 65535, 65536, (1 << 32) - 1, 1 << 32, (1 << bits) - 1}
        inputs += [(f"{key} {v}", {**base, key: v}) for v in sorted(edges) if v < 1 << bits]
    inputs += [
        (f"stream_type {v}", {**base, "stream_type": v})
        for v in (0, 1, 3, 4, 255, 256, 258, 0xFFFFFFFF)
    ]
    inputs += [
        (f"payload of {n}", {**base, "payload": bytes(i & 255 for i in range(n))})
        for n in (0, 1, 23, 24, 255, 256, 300)
    ]
    for name, f in inputs:
        wire = lib.gbp_frame_encode_v(
            f["version"],
            f["group_id"],
            f["epoch"],
            f["transition_id"],
            f["stream_type"],
            f["stream_id"],
            f["flags"],
            f["sequence_no"],
            f["payload"],
            len(f["payload"]),
        )
        yield {"name": name, "in": {**f, "epoch": str(f["epoch"])}, "out": {"wire": wire}}


def error_lookup(lib):
    """All codes there are, and neighbours that are none."""
    known = []
    for code in range(1 << 16):
        data = lib.gbp_error_lookup(code)
        if data:
            known.append(code)
            yield {"name": f"0x{code:04X}", "in": {"code": code}, "out": {"cbor": data}}
    for code in sorted({n for c in known for n in (c - 1, c + 1)} - set(known) | {0, 0xFFFF}):
        lib.gbp_error_lookup(code)
        yield {
            "name": f"0x{code:04X}",
            "in": {"code": code},
            "out": {"error": lib.gbp_last_error()},
        }


def payload_encode(fx):
    """The plaintext a client seals, in every codec, over the edges of what a caller gives."""
    texts = ("", "a", "hello", "é€😀", "x" * 23, "x" * 24, "x" * 255, "x" * 256)
    gtp = [{"client": "gtp", "message_id": i, "text": t} for t in texts for i in (1,)]
    gtp += [{"client": "gtp", "message_id": i, "text": "id"} for i in (0, 127, 128, 1 << 32, U64)]
    gap = [
        {"client": "gap", "source": s, "timestamp": t, "opus": o}
        for s, t, o in (
            (0, 0, b""),
            (7, 960, b"\xfc\xff"),
            (0xFFFFFFFF, U64, b"o" * 160),
            (128, 1 << 32, b"\0"),
        )
    ]
    gsp = [
        {"client": "gsp", "signal": s, "role": r, "request": q, "args": a}
        for s, r, q, a in (
            (100, 0, 0, b""),
            (101, 1, 2, b""),
            (102, 0xFFFFFFFF, 0xFFFFFFFF, b"\xa2\0\1\1\2"),
            (200, 0, 1, b"\xa1\0\3"),
            (201, 0, 1, b""),
            (300, 0, 1, b"\xa1\0\1"),
            (301, 0, 1, b"\xff"),
            (400, 0, 1, b"a" * 300),
        )
    ]
    for member in (0, 1, 0xFFFFFFFF):
        for codec in (0, 1, 2):
            for call in gtp + gap + gsp if member == 1 else gtp[:1] + gap[:1] + gsp[:1]:
                step = play_story(
                    fx,
                    {
                        "name": "",
                        "node": {"member": member, "role": "creator"},
                        "steps": [{"send": {**call, "codec": codec}}],
                    },
                )["steps"][0]
                frame, _ = cbor.decode(step["out"]["wire"])
                sealed = keys.open_payload(fx.keys[frame["st"]], frame["seq"], frame["pl"])
                name = " ".join(str(v)[:12] for v in call.values())
                yield {
                    "name": f"member {member}, codec {codec}: {name}",
                    "in": {"member": member, "epoch": str(fx.epoch), **step["send"]},
                    "out": {
                        "plaintext": sealed,
                        **{k: frame.get(k, 0) for k in ("st", "sid", "fl", "pf")},
                    },
                }


def accept(lib, client, codec):
    """Results of one payload each on a client made for it."""
    number = accept_cases.CODECS.index(codec)
    call = getattr(lib, f"{client}_client_accept")
    cases = list(accept_cases.payloads(client, codec))
    if (client, codec) == ("gsp", "cbor"):
        cases += list(accept_cases.signal_args())
    for name, payload in cases:
        handle = getattr(lib, f"{client}_client_create")()
        text = call(handle, 1, payload, len(payload), number)
        getattr(lib, f"{client}_client_destroy")(handle)
        result = {k: v for k, v in cut_reasons(json.loads(text)).items() if v is not None}
        if "message_id" in result:
            result["message_id"] = str(result["message_id"])
        yield {"name": name, "in": {"plaintext": payload}, "out": result}


def json_texts(lib):
    """The whole JSON text of accepts, for what a writer must escape."""
    for name, body in {**accept_cases._bodies("gtp"), "every ASCII": bytes(range(128))}.items():
        payload = accept_cases.encode("gtp", "cbor", body=body, len=len(body), mid=U64)
        handle = lib.gtp_client_create()
        text = lib.gtp_client_accept(handle, 1, payload, len(payload), 0)
        yield {"name": name, "in": {"plaintext": payload}, "out": {"json": text}}


def record(reference, newer, folder):
    """All files."""
    lib = abi.Library(reference)
    version = lib.gbp_version()
    if " 1.5." not in version:
        raise SystemExit(f"the reference is 1.5, this is {version}")
    fx = Fixture(lib, abi.Library(newer))
    write(folder, "frame_encode", list(frame_encode(lib)))
    write(folder, "error_lookup", list(error_lookup(lib)))
    write(folder, "payload_encode", list(payload_encode(fx)))
    for client in accept_cases.PAYLOADS:
        for codec in accept_cases.CODECS:
            write(
                folder,
                f"accept_{client}_{codec}",
                list(accept(lib, client, codec)),
                client=client,
                codec=accept_cases.CODECS.index(codec),
                epoch="1",
            )
    write(folder, "accept_sequences", list(sequences(lib)))
    write(folder, "json_texts", list(json_texts(lib)))
    for name in ("decoding", "cutting", "pipeline", "states", "control", "sending"):
        stories = [play_story(fx, story) for story in getattr(receive_cases, name)(fx)]
        write(folder, f"node_{name}", stories, group=fx.describe())
    for name, group in (
        ("sframe", fx),
        ("sframe_late_epoch", Fixture(lib, abi.Library(newer), 258)),
    ):
        stories = [play_sframe(group, story) for story in sframe_cases.stories(group.epoch)]
        secrets = {
            label: keys.mls_export(
                keys.exporter_secret(group.state),
                label.encode(),
                group.epoch.to_bytes(8, "big"),
                32,
            )
            for label in ("gbp/sframe v1", "other", "")
        }
        write(folder, name, stories, group=group.describe(), base_keys=secrets)


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reference", required=True, help="where gbp-stack 1.5.0 is")
    parser.add_argument("--newer", required=True, help="where gbp-stack 1.9 is")
    parser.add_argument(
        "--out", default=str(ROOT / "test" / "vectors"), help="folder to write into"
    )
    options = parser.parse_args()
    folder = pathlib.Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    record(find_library(options.reference), find_library(options.newer), folder)


if __name__ == "__main__":
    main()
