"""The recorded vectors, played again.

On our library all of them, through the loaded ABI and through the flat one. On the reference those
that need no keys, and on its newer version those that need a restored group: that is how the
vectors themselves are held to what they claim.
"""

import base64
import functools
import json
import pathlib
import shutil
import tempfile

import pytest

import abi
import flat_abi
import places
from recording.player import send_client, send_control
from recording.sequences import make_numbered
from texts import cut, cut_reasons

ACCEPTS = sorted(path.stem for path in places.VECTORS.glob("accept_*_*.json"))
NODES = sorted(path.stem for path in places.VECTORS.glob("node_*.json"))
SFRAMES = ("sframe", "sframe_late_epoch")
OURS = ("loaded", "flat")


@functools.cache
def vectors(name):
    """One vector file."""
    return json.loads((places.VECTORS / f"{name}.json").read_text(encoding="utf-8"))


@functools.cache
def library(which):
    """One of the libraries, opened once."""
    if which == "loaded":
        return abi.Library(str(places.our_library()))
    if which == "flat":
        # A copy is another library to the loader, with counters of its own (behaviour.md).
        copy = pathlib.Path(tempfile.mkdtemp()) / places.our_library().name
        shutil.copyfile(places.our_library(), copy)
        return flat_abi.FlatLibrary(str(copy))
    python = places.reference_python() if which == "reference" else places.newer_python()
    return abi.Library(str(places.library_of(python)))


def each(name, play):
    """Runs `play` on every case; the names of those whose outcome differs, with both outcomes."""
    cases = vectors(name)["cases"]
    assert cases
    wrong = []
    for case in cases:
        expected, actual = play(case)
        if expected != actual:
            wrong.append(
                f"{case['name']}\n  expected {json.dumps(expected, ensure_ascii=False)[:600]}"
                f"\n  actual   {json.dumps(actual, ensure_ascii=False)[:600]}"
            )
    assert not wrong, f"{len(wrong)} of {len(cases)} differ:\n" + "\n".join(wrong[:20])


def result_of(text):
    """An accept's result in the vectors' form."""
    result = {k: v for k, v in cut_reasons(json.loads(text)).items() if v is not None}
    return {k: str(v) if k == "message_id" else v for k, v in result.items()}


@pytest.mark.parametrize("which", ["reference", "loaded", "flat"])
def test_frame_encode(which):
    def play(case):
        f = case["in"]
        payload = bytes.fromhex(f["payload"])
        wire = library(which).gbp_frame_encode_v(
            f["version"],
            bytes.fromhex(f["group_id"]),
            int(f["epoch"]),
            f["transition_id"],
            f["stream_type"],
            f["stream_id"],
            f["flags"],
            f["sequence_no"],
            payload,
            len(payload),
        )
        return case["out"]["wire"], wire.hex()

    each("frame_encode", play)


@pytest.mark.parametrize("which", ["reference", "loaded", "flat"])
def test_error_lookup(which):
    def play(case):
        data = library(which).gbp_error_lookup(case["in"]["code"])
        return case["out"], (
            {"cbor": data.hex()} if data else {"error": library(which).gbp_last_error()}
        )

    each("error_lookup", play)


@pytest.mark.parametrize("which", ["reference", "loaded", "flat"])
@pytest.mark.parametrize("name", ACCEPTS)
def test_accept(name, which):
    head, lib = vectors(name), library(which)
    client = head["client"]

    def play(case):
        handle = getattr(lib, f"{client}_client_create")()
        payload = bytes.fromhex(case["in"]["plaintext"])
        text = getattr(lib, f"{client}_client_accept")(
            handle, int(head["epoch"]), payload, len(payload), head["codec"]
        )
        getattr(lib, f"{client}_client_destroy")(handle)
        return case["out"], result_of(text)

    each(name, play)


@pytest.mark.parametrize("which", ["reference", "loaded", "flat"])
def test_accept_sequences(which):
    lib = library(which)

    def play(case):
        client = case["client"]
        handle = getattr(lib, f"{client}_client_create")()
        accept = getattr(lib, f"{client}_client_accept")
        fill(case, lambda payload: accept(handle, 1, payload, len(payload), 0))
        expected, actual = [], []
        for step in case["steps"]:
            if step["op"] == "reset":
                getattr(lib, f"{client}_client_reset")(handle)
                continue
            payload = bytes.fromhex(step["plaintext"])
            expected.append(step["out"])
            actual.append(
                result_of(accept(handle, int(step["epoch"]), payload, len(payload), step["codec"]))
            )
        getattr(lib, f"{client}_client_destroy")(handle)
        return expected, actual

    each("accept_sequences", play)


def fill(case, accept):
    """The first `fill` ids of a case, each of them new."""
    for number in range(case.get("fill", 0)):
        assert json.loads(accept(make_numbered(case["client"], number)))["status"] == "new"


@pytest.mark.parametrize("which", ["reference", "loaded"])
def test_json_texts(which):
    lib = library(which)

    def play(case):
        payload = bytes.fromhex(case["in"]["plaintext"])
        handle = lib.gtp_client_create()
        return case["out"]["json"], lib.gtp_client_accept(handle, 1, payload, len(payload), 0)

    each("json_texts", play)


class Member:
    """A member restored from a vector's group, with a node when asked."""

    def __init__(self, lib, group):
        self.lib = lib
        state = bytes.fromhex(group["state"])
        self.mls = lib.gbp_mls_restore_state(state, len(state))
        assert self.mls, lib.gbp_last_error()
        self.group_id, self.epoch = bytes.fromhex(group["group_id"]), int(group["epoch"])

    def node(self, member, role, tid=0):
        """A node with its bootstrap events drained."""
        node = self.lib.gbp_node_create(member, self.group_id)
        if role == "creator":
            self.lib.gbp_node_bootstrap_creator(node, self.epoch)
        elif role == "joiner":
            self.lib.gbp_node_bootstrap_joiner(node, self.epoch, tid)
        self.lib.gbp_node_drain_events(node)
        return node

    def act(self, node, step):
        """One step's outcome in the vectors' form."""
        lib, sent = self.lib, None
        if "wire" in step:
            wire = bytes.fromhex(step["wire"])
            return {"events": self.events(lib.gbp_node_on_wire(node, self.mls, wire, len(wire)))}
        if "control" in step:
            call = {**step["control"], "args": bytes.fromhex(step["control"]["args"])}
            sent = send_control(lib, node, self.mls, call)
        elif "send" in step:
            call = {
                k: bytes.fromhex(v) if k in ("opus", "args") else v for k, v in step["send"].items()
            }
            sent = send_client(lib, node, self.mls, call)
        elif "apply_transition" in step:
            lib.gbp_node_apply_transition(node, step["apply_transition"])
        elif "set_epoch" in step:
            lib.gbp_node_set_epoch(node, int(step["set_epoch"]))
        elif step["bootstrap"]["role"] == "creator":
            lib.gbp_node_bootstrap_creator(node, int(step["bootstrap"]["epoch"]))
        else:
            lib.gbp_node_bootstrap_joiner(
                node, int(step["bootstrap"]["epoch"]), step["bootstrap"]["tid"]
            )
        outcome = {}
        if sent is not None:
            outcome = {"wire": sent[4:].hex()} if sent else {"error": cut(lib.gbp_last_error())}
        return {**outcome, "events": self.events(lib.gbp_node_drain_events(node))}

    @staticmethod
    def events(text):
        """Events with texts cut and epochs as decimal strings."""
        return [
            {**e, "epoch": str(e["epoch"])} if "epoch" in e else e
            for e in cut_reasons(json.loads(text))
        ]

    def status(self, node):
        """State, epoch and last transition id."""
        return {
            "state": self.lib.gbp_node_state(node),
            "epoch": str(self.lib.gbp_node_epoch(node)),
            "last_transition_id": self.lib.gbp_node_last_transition_id(node),
        }


@pytest.mark.parametrize("which", ["newer", "loaded", "flat"])
@pytest.mark.parametrize("name", NODES)
def test_node(name, which):
    lib, group = library(which), vectors(name)["group"]

    def play(case):
        member = Member(lib, group)
        node = member.node(**case["node"])
        expected, actual = [], []
        for step in case["steps"]:
            ours = step.get("ours", {}) if which in OURS else {}
            expected.append({**step["out"], **ours})
            actual.append({**member.act(node, step), **member.status(node)})
        lib.gbp_node_destroy(node)
        lib.gbp_mls_destroy(member.mls)
        return expected, actual

    each(name, play)


@pytest.mark.parametrize("which", OURS)
def test_payload_encode(which):
    # The frames themselves are in node_sending; here only what a receiver gets out of them counts.
    lib, group = library(which), vectors("node_sending")["group"]

    def play(case):
        member = Member(lib, group)
        sender, receiver = member.node(case["in"]["member"], "creator"), member.node(1, "creator")
        call = {k: bytes.fromhex(v) if k in ("opus", "args") else v for k, v in case["in"].items()}
        wire = send_client(lib, sender, member.mls, call)[4:]
        (event,) = json.loads(lib.gbp_node_on_wire(receiver, member.mls, wire, len(wire)))
        out = case["out"]
        lib.gbp_mls_destroy(member.mls)
        return (
            [out["plaintext"], out["st"], out["sid"], out["fl"], out["pf"]],
            [
                base64.b64decode(event["plaintext_b64"]).hex(),
                event["stream_type_code"],
                event["stream_id"],
                event["flags"],
                event["codec"],
            ],
        )

    each("payload_encode", play)


@pytest.mark.parametrize("which", OURS)
@pytest.mark.parametrize("name", SFRAMES)
def test_sframe(name, which):
    lib, group = library(which), vectors(name)["group"]

    def play(case):
        member = Member(lib, group)
        label, encryptor, expected, actual = case["label"].encode(), 0, [], []
        session = lib.gbp_sframe_session_create(member.mls, case["suite"], label, len(label))
        for step in case["steps"]:
            if step["op"] == "encryptor":
                own = step["label"].encode()
                encryptor = lib.gbp_sframe_encryptor_create(
                    member.mls, session, step["leaf"], step["suite"], own, len(own)
                )
                continue
            aad = bytes.fromhex(step["aad"])
            expected.append(step.get("ours", step["out"]))
            if step["op"] == "encrypt":
                plain = bytes.fromhex(step["plaintext"])
                for _ in range(step["times"]):
                    sealed = lib.gbp_sframe_encrypt(encryptor, plain, len(plain), aad, len(aad))
                actual.append({"payload": sealed.hex()})
                continue
            plain, leaf = lib.sframe_decrypt(session, bytes.fromhex(step["payload"]), aad)
            error = cut(lib.gbp_last_error())
            actual.append({"error": error} if error else {"plaintext": plain.hex(), "leaf": leaf})
        lib.gbp_sframe_session_free(session)
        lib.gbp_mls_destroy(member.mls)
        return expected, actual

    each(name, play)
