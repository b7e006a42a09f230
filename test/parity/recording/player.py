"""Plays recorded-story descriptions on a library and writes down what came out."""

import json

import cbor
import keys
from texts import cut, cut_reasons

CONTROL = ("target", "opcode", "transition_id", "request_id")


def send_control(lib, node, mls, call):
    """`gbp_node_send_control` with the fields of a dict."""
    args = call["args"]
    return lib.gbp_node_send_control(node, mls, *(call[k] for k in CONTROL), args, len(args))


def send_client(lib, node, mls, call):
    """One frame of a client made for it."""
    client, codec = call["client"], call["codec"]
    handle = getattr(lib, f"{client}_client_create")()
    if client == "gtp":
        text = call["text"].encode()
        out = lib.gtp_client_send(
            handle, node, mls, 0, int(call["message_id"]), text, len(text), codec
        )
    elif client == "gap":
        out = lib.gap_client_send(
            handle,
            node,
            mls,
            0,
            call["source"],
            int(call["timestamp"]),
            call["opus"],
            len(call["opus"]),
            codec,
        )
    else:
        out = lib.gsp_client_send_with_args(
            handle,
            node,
            mls,
            0,
            call["signal"],
            call["role"],
            call["request"],
            call["args"],
            len(call["args"]),
            codec,
        )
    getattr(lib, f"{client}_client_destroy")(handle)
    return out


def _sent(lib, out):
    return {"wire": out[4:]} if out else {"error": cut(lib.gbp_last_error())}


def _act(fx, lib, node, step):
    """Runs one step; its outcome."""
    if "wire" in step:
        return {"events": cut_reasons(fx.on_wire(node, step["wire"]))}
    if "control" in step:
        outcome = _sent(lib, send_control(lib, node, fx.mls, step["control"]))
    elif "send" in step:
        outcome = _sent(lib, send_client(lib, node, fx.mls, step["send"]))
    else:
        if "apply_transition" in step:
            lib.gbp_node_apply_transition(node, step["apply_transition"])
        elif "set_epoch" in step:
            lib.gbp_node_set_epoch(node, int(step["set_epoch"]))
        elif step["bootstrap"]["role"] == "creator":
            lib.gbp_node_bootstrap_creator(node, int(step["bootstrap"]["epoch"]))
        else:
            boot = step["bootstrap"]
            lib.gbp_node_bootstrap_joiner(node, int(boot["epoch"]), boot["tid"])
        outcome = {}
    outcome["events"] = cut_reasons(json.loads(lib.gbp_node_drain_events(node)))
    return outcome


def _wide_as_text(step):
    """64-bit numbers of a step as decimal strings."""
    step = dict(step)
    if "set_epoch" in step:
        step["set_epoch"] = str(step["set_epoch"])
    if "bootstrap" in step:
        step["bootstrap"] = {**step["bootstrap"], "epoch": str(step["bootstrap"]["epoch"])}
    if "send" in step:
        wide = {k: str(v) for k, v in step["send"].items() if k in ("message_id", "timestamp")}
        step["send"] = {**step["send"], **wide}
    return step


def _epochs_as_text(events):
    return [{**e, "epoch": str(e["epoch"])} if "epoch" in e else e for e in events]


def _ours(fx, step, outcome):
    """The outcome on our library where it differs on purpose."""
    ours = step["ours"]
    if "events" in ours:
        return {"events": cut_reasons(ours["events"])}
    frame, _ = cbor.decode(outcome["wire"])
    key = fx.keys[frame["st"]]
    plain = keys.open_payload(key, frame["seq"], frame["pl"])
    frame.update(seq=ours["seq"], pl=keys.seal(key, ours["seq"], plain))
    return {"wire": cbor.encode(frame), "events": outcome["events"]}


def play_story(fx, story):
    """A node's story with the outcome of every step."""
    node_spec = dict(story["node"])
    node = fx.node(node_spec["member"], node_spec["role"], tid=node_spec.get("tid", 0))
    steps = []
    for step in story["steps"]:
        outcome = _act(fx, fx.lib, node, step)
        written = _wide_as_text({k: v for k, v in step.items() if k != "ours"})
        if "ours" in step:
            written["ours"] = _ours(fx, step, outcome)
            written["ours"]["events"] = _epochs_as_text(written["ours"]["events"])
        outcome["events"] = _epochs_as_text(outcome["events"])
        written["out"] = {**outcome, **fx.status(node)}
        steps.append(written)
    fx.lib.gbp_node_destroy(node)
    return {"name": story["name"], "node": node_spec, "steps": steps}


def play_sframe(fx, story):
    """An SFrame story with the outcome of every step; numbers become the frames they stand for."""
    lib, label = fx.lib, story["label"].encode()
    session = lib.gbp_sframe_session_create(fx.mls, story["suite"], label, len(label))
    frames, steps, encryptor = [], [], None
    for step in story["steps"]:
        step = dict(step)
        if step["op"] == "encryptor":
            step["suite"] = story["suite"] if step["suite"] is None else step["suite"]
            step["label"] = story["label"] if step["label"] is None else step["label"]
            own = step["label"].encode()
            encryptor = lib.gbp_sframe_encryptor_create(
                fx.mls, session, step["leaf"], step["suite"], own, len(own)
            )
        elif step["op"] == "encrypt":
            for _ in range(step["times"]):
                sealed = lib.gbp_sframe_encrypt(
                    encryptor,
                    step["plaintext"],
                    len(step["plaintext"]),
                    step["aad"],
                    len(step["aad"]),
                )
            frames.append(sealed)
            step["out"] = {"payload": sealed}
        else:
            step["out"] = _decrypt(lib, session, step, frames)
        steps.append(step)
    lib.gbp_sframe_session_free(session)
    return {"name": story["name"], "suite": story["suite"], "label": story["label"], "steps": steps}


def _decrypt(lib, session, step, frames):
    payload = bytearray(
        frames[step["payload"]] if isinstance(step["payload"], int) else step["payload"]
    )
    flip = step.pop("flip")
    if flip is not None and flip < len(payload):
        payload[flip] ^= 1
    step["payload"] = bytes(payload)
    plain, leaf = lib.sframe_decrypt(session, step["payload"], step["aad"])
    error = cut(lib.gbp_last_error())
    return {"error": error} if error else {"plaintext": plain, "leaf": leaf}
