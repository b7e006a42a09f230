"""Bad input into our library through the loaded ABI, from Python: an error each, never a crash.

The reference is left out on purpose: some of this ends its process.
"""

import ctypes
import json
import threading

import pytest

import abi
import cbor
import places

GONE = (0, -1, 0x7FFFFFFF, -(1 << 31))
# Symbols that take a pointer and a length, with good arguments around them; h is a good handle.
WITH_BYTES = {
    "gbp_mls_create": lambda h, p, n: (p, n),
    "gbp_mls_invite": lambda h, p, n: (h["mls"], p, n),
    "gbp_mls_invite_full": lambda h, p, n: (h["mls"], p, n),
    "gbp_mls_process_message": lambda h, p, n: (h["mls"], p, n),
    "gbp_mls_accept_welcome": lambda h, p, n: (h["mls"], p, n),
    "gbp_mls_restore_state": lambda h, p, n: (p, n),
    "gbp_node_send_control": lambda h, p, n: (h["node"], h["mls"], 0, 9, 0, 1, p, n),
    "gtp_client_send": lambda h, p, n: (h["gtp"], h["node"], h["mls"], 0, 1, p, n, 0),
    "gap_client_send": lambda h, p, n: (h["gap"], h["node"], h["mls"], 0, 7, 0, p, n, 0),
    "gsp_client_send_with_args": lambda h, p, n: (
        *(h["gsp"], h["node"], h["mls"], 0, 200, 0, 1, p, n, 0),
    ),
    "gbp_sframe_session_create": lambda h, p, n: (h["mls"], 0, p, n),
    "gbp_sframe_encryptor_create": lambda h, p, n: (h["mls"], h["session"], 1, 0, p, n),
    "gbp_frame_encode_v": lambda h, p, n: (1, bytes(16), 1, 0, 2, 1, 7, 1, p, n),
}
# Symbols whose first argument is a handle, with the rest of their arguments.
WITH_HANDLE = {
    "gbp_mls_export_key_package": (),
    "gbp_mls_export_state": (),
    "gbp_mls_invite": (b"x", 1),
    "gbp_mls_invite_full": (b"x", 1),
    "gbp_mls_remove": (1,),
    "gbp_mls_process_message": (b"x", 1),
    "gbp_mls_finalize_commit": (),
    "gbp_mls_clear_pending_commit": (),
    "gbp_mls_accept_welcome": (b"x", 1),
    "gbp_node_bootstrap_creator": (1,),
    "gbp_node_bootstrap_joiner": (1, 0),
    "gbp_node_set_epoch": (1,),
    "gbp_node_apply_transition": (1,),
    "gbp_node_send_control": (1, 0, 9, 0, 1, b"", 0),
    "gtp_client_send": (1, 1, 0, 1, b"x", 1, 0),
    "gap_client_send": (1, 1, 0, 7, 0, b"x", 1, 0),
    "gsp_client_send": (1, 1, 0, 100, 0, 1, 0),
    "gbp_sframe_session_create": (0, b"", 0),
    "gbp_sframe_encrypt": (b"x", 1, b"", 0),
    "gbp_sframe_decrypt": (b"x", 1, b"", 0, ctypes.byref(ctypes.c_uint32())),
}


@pytest.fixture(scope="module")
def lib():
    return abi.Library(str(places.our_library()))


@pytest.fixture
def handles(lib):
    """One good object of each kind."""
    made = {"mls": lib.gbp_mls_create(b"a", 1), "node": lib.gbp_node_create(1, bytes(16))}
    lib.gbp_node_bootstrap_creator(made["node"], 0)
    lib.gbp_node_drain_events(made["node"])
    for kind in ("gtp", "gap", "gsp"):
        made[kind] = getattr(lib, f"{kind}_client_create")()
    made["session"] = lib.gbp_sframe_session_create(made["mls"], 0, b"l", 1)
    made["encryptor"] = lib.gbp_sframe_encryptor_create(made["mls"], made["session"], 0, 0, b"l", 1)
    assert all(handle > 0 for handle in made.values())
    return made


@pytest.mark.parametrize("name", WITH_BYTES)
def test_null_with_a_length_is_a_failure_with_a_text(lib, handles, name):
    outcome = getattr(lib, name)(*WITH_BYTES[name](handles, None, 5))
    assert not outcome
    assert lib.gbp_last_error()


def test_null_with_a_length_in_frames_payloads_and_sframe(lib, handles):
    assert json.loads(lib.gbp_node_on_wire(handles["node"], handles["mls"], None, 5)) == []
    assert lib.gbp_last_error()
    for kind in ("gtp", "gap", "gsp"):
        text = getattr(lib, f"{kind}_client_accept")(handles[kind], 1, None, 5, 0)
        assert json.loads(text)["status"] == "error"
    assert lib.gbp_sframe_encrypt(handles["encryptor"], None, 5, b"", 0) == b""
    assert lib.gbp_last_error()
    assert lib.gbp_sframe_encrypt(handles["encryptor"], b"x", 1, None, 5) == b""
    assert lib.gbp_last_error()
    leaf = ctypes.byref(ctypes.c_uint32())
    assert lib.gbp_sframe_decrypt(handles["session"], None, 5, b"", 0, leaf) == b""
    assert lib.gbp_last_error()


def test_null_without_a_length_is_an_empty_input(lib, handles):
    assert lib.gbp_mls_create(None, 0) > 0
    wire = lib.gbp_node_send_control(handles["node"], handles["mls"], 0, 9, 0, 1, None, 0)
    assert wire and not lib.gbp_last_error()
    assert lib.gtp_client_send(handles["gtp"], handles["node"], handles["mls"], 0, 1, None, 0, 0)
    assert lib.gbp_sframe_encrypt(handles["encryptor"], None, 0, None, 0)
    assert lib.gbp_frame_encode_v(1, bytes(16), 1, 0, 2, 1, 7, 1, None, 0)


def test_null_out_and_null_group_ids(lib, handles):
    assert not lib.gbp_mls_group_id(handles["mls"], None)
    assert lib.gbp_last_error()
    assert lib.gbp_node_create(1, None) == 0
    assert lib.gbp_last_error()
    assert lib.gbp_frame_encode_v(1, None, 1, 0, 2, 1, 7, 1, b"", 0) == b""
    assert lib.gbp_last_error()
    sealed = lib.gbp_sframe_encrypt(handles["encryptor"], b"x", 1, b"", 0)
    assert lib.gbp_sframe_decrypt(handles["session"], sealed, len(sealed), b"", 0, None) == b""
    assert lib.gbp_last_error()


@pytest.mark.parametrize("handle", GONE)
@pytest.mark.parametrize("name", WITH_HANDLE)
def test_a_handle_that_never_was(lib, name, handle):
    assert not getattr(lib, name)(handle, *WITH_HANDLE[name])


@pytest.mark.parametrize("handle", GONE)
def test_getters_and_destroyers_of_a_handle_that_never_was(lib, handle):
    assert lib.gbp_mls_epoch(handle) == 0
    assert lib.group_id(handle) is None
    assert lib.gbp_node_state(handle) == 0xFFFFFFFF
    assert lib.gbp_node_epoch(handle) == 0
    assert lib.gbp_node_last_transition_id(handle) == 0
    assert lib.gbp_node_drain_events(handle) == "[]"
    assert lib.gbp_node_on_wire(handle, handle, b"", 0) == "[]"
    for kind in ("gtp", "gap", "gsp"):
        bad = getattr(lib, f"{kind}_client_accept")(handle, 1, b"", 0, 0)
        assert json.loads(bad) == {"status": "error", "reason": "bad client"}
        getattr(lib, f"{kind}_client_reset")(handle)
        getattr(lib, f"{kind}_client_destroy")(handle)
    for name in ("mls_destroy", "node_destroy", "sframe_session_free", "sframe_encryptor_free"):
        getattr(lib, f"gbp_{name}")(handle)


def test_destroyed_twice_and_used_after(lib, handles):
    for kind, name in (("mls", "gbp_mls_destroy"), ("node", "gbp_node_destroy")):
        getattr(lib, name)(handles[kind])
        getattr(lib, name)(handles[kind])
    assert lib.gbp_mls_export_key_package(handles["mls"]) == b""
    assert lib.gbp_last_error() == "invalid MLS handle"
    assert not lib.gbp_node_set_epoch(handles["node"], 3)
    # The SFrame objects have their keys: they outlive the context, as in the reference.
    sealed = lib.gbp_sframe_encrypt(handles["encryptor"], b"x", 1, b"", 0)
    assert lib.sframe_decrypt(handles["session"], sealed) == (b"x", 0)


def test_handles_are_not_used_again(lib):
    first = lib.gtp_client_create()
    lib.gtp_client_destroy(first)
    assert lib.gtp_client_create() > first


def test_many_threads_on_the_same_objects(lib, handles):
    """No frame number twice, no frame lost, whatever the threads do to the objects between."""
    wires, rounds = [], 300

    def work(number):
        for turn in range(rounds):
            text = f"{number}.{turn}".encode()
            out = lib.gtp_client_send(
                *(handles["gtp"], handles["node"], handles["mls"], 0, turn, text, len(text), 0)
            )
            wires.append(out[4:])
            lib.gbp_node_on_wire(handles["node"], handles["mls"], out[4:], len(out) - 4)
            lib.gbp_node_state(handles["node"])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [cbor.decode(wire)[0]["seq"] for wire in wires]
    assert sorted(numbers) == list(range(1, 6 * rounds + 1))


def test_an_object_destroyed_while_it_is_used(lib):
    for _ in range(50):
        mls, node = lib.gbp_mls_create(b"a", 1), lib.gbp_node_create(1, bytes(16))
        lib.gbp_node_bootstrap_creator(node, 0)
        stop = threading.Event()

        def send():
            while not stop.is_set():
                lib.gbp_node_send_control(node, mls, 0, 9, 0, 1, b"args", 4)

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        lib.gbp_node_destroy(node)
        lib.gbp_mls_destroy(mls)
        stop.set()
        for thread in threads:
            thread.join()
        assert lib.gbp_node_send_control(node, mls, 0, 9, 0, 1, b"", 0) == b""
