#!/usr/bin/env python3
"""Differential fuzzer: random operations on the reference and on ours, compared one by one.

    fuzz.py [--operations N] [--seconds S] [--seed SEED] [--ours FILE] [--flat]
    fuzz.py [--flat] --replay FILE

Prints the seed of every episode that finds something, shrinks its operations to a short story, and
writes that as JSON into build/parity/. Intended differences stand in fuzzing/allowed.py. Exit 1 on
the first difference or crash.
"""

import argparse
import json
import os
import random
import re
import sys
import time
import traceback

import abi
import flat_abi
import places
from fuzzing.generate import Generator
from fuzzing.pair import Difference
from fuzzing.world import World

EPISODE = 5000
SHRINK_SECONDS = 120


class Bench:
    """The three libraries, opened once, and attempts in processes of their own."""

    def __init__(self, ours=None, flat=False):
        self.reference = abi.Library(str(places.library_of(places.reference_python())))
        self.newer = abi.Library(str(places.library_of(places.newer_python())))
        self.flat = flat
        ours = str(ours or places.our_library())
        self.ours = flat_abi.FlatLibrary(ours) if flat else abi.Library(ours)

    def attempt(self, operations):
        """Runs operations in a child: ok, difference or crash, with what is known about it."""
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(out)
            status = 1
            try:
                os.write(into, json.dumps(self._outcome(operations)).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(into)
        with os.fdopen(out, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(child, 0)
        if status == 0 and answer:
            return json.loads(answer)
        return {"status": "crash", "exit": status}

    def _outcome(self, operations):
        world = World(self.reference, self.ours, self.newer)
        try:
            world.run(operations)
        except Difference as found:
            return {"status": "difference", **found.report}
        except Exception:  # a fault of the fuzzer, or bytes that it cannot read
            return {"status": "exception", "ours": traceback.format_exc()[-1500:]}
        return {"status": "ok", "allowed": world.allowed.counts}

    def shrink(self, operations, outcome):
        """The operations without those that the same kind of outcome does not need."""

        def still(shorter):
            return essence(self.attempt(shorter)) == essence(outcome)

        kept = operations[: outcome["at"] + 1] if "at" in outcome else operations
        if not still(kept):
            return operations  # it does not happen every time
        size, until = max(len(kept) // 2, 1), time.monotonic() + SHRINK_SECONDS
        while True:
            at, removed = 0, False
            while at < len(kept) and time.monotonic() < until:
                shorter = blank(kept, at, size)
                if shorter != kept and still(shorter):
                    kept, removed = shorter, True
                at += size
            shorter = compact(kept)
            kept = shorter if still(shorter) else kept
            if size == 1 and not removed or time.monotonic() >= until:
                return kept
            size = max(min(size, len(kept)) // 2, 1)


def essence(outcome):
    """What makes two outcomes the same find: everything but numbers, bytes and places."""
    shape = {key: outcome.get(key) for key in ("status", "reference", "ours")}
    return outcome.get("operation", [None])[0], re.sub(
        r"[0-9a-f]{8,}|[0-9]+", "#", json.dumps(shape)
    )


def blank(operations, at, size):
    """Operations with some made void; places stay, because others name them by number."""
    return [["node_status", 0] if at <= n < at + size else op for n, op in enumerate(operations)]


def compact(operations):
    """Operations without the void ones, numbers they refer to moved along."""
    keep = [n for n, op in enumerate(operations) if op != ["node_status", 0]]
    moved = {old: new for new, old in enumerate(keep)}
    places_of_number = {
        "on_wire_sent": 3,
        "decrypt": 2,
        "mls_invite": 2,
        "mls_process": 2,
        "mls_welcome": 2,
    }
    out = []
    for number in keep:
        operation = list(operations[number])
        at = places_of_number.get(operation[0])
        if at is not None:
            operation[at] = moved.get(operation[at], -1)
        out.append(operation)
    return out


def write_story(bench, operations, outcome, seed):
    """A replay file."""
    folder = places.ROOT / "build" / "parity"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"fuzz-{seed}.json"
    lines = ",\n".join("  " + json.dumps(op, ensure_ascii=False) for op in operations)
    again = bench.attempt(operations)
    outcome = again if again["status"] != "ok" else outcome
    found = json.dumps(outcome, ensure_ascii=False)
    file.write_text(
        f'{{"seed": {seed}, "found": {found},\n "operations": [\n{lines}\n ]}}\n',
        encoding="utf-8",
    )
    return file, outcome


def campaign(bench, operations, seconds, seed):
    """Episodes until enough operations or time; the replay file of a difference, or None."""
    done, started, allowed = 0, time.monotonic(), {}
    while done < operations and (seconds is None or time.monotonic() - started < seconds):
        listed = Generator(seed, bench.flat).operations(min(EPISODE, max(operations - done, 100)))
        outcome = bench.attempt(listed)
        if outcome["status"] != "ok":
            print(f"seed {seed}: {outcome['status']}; shrinking", flush=True)
            file, found = write_story(bench, bench.shrink(listed, outcome), outcome, seed)
            print(json.dumps(found, ensure_ascii=False, indent=1)[:4000])
            print(f"{file}: replay it with fuzz.py --replay")
            return file
        for reason, count in outcome["allowed"].items():
            allowed[reason] = allowed.get(reason, 0) + count
        done, seed = done + len(listed), seed + 1
        if (seed % 20) == 0:
            print(f"{done} operations, {time.monotonic() - started:.0f} s", flush=True)
    print(f"{done} operations, no difference; last seed {seed - 1}; intended ones seen: {allowed}")
    return None


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--operations", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, help="stop after this long")
    parser.add_argument("--seed", type=int, help="first seed; random unless given")
    parser.add_argument("--ours", help="the shared object to test")
    parser.add_argument(
        "--flat", action="store_true", help="test the flat ABI instead of the loaded one"
    )
    parser.add_argument("--replay", help="a file that an earlier run wrote")
    options = parser.parse_args()
    bench = Bench(options.ours, options.flat)
    if options.replay:
        with open(options.replay, encoding="utf-8") as file:
            outcome = bench.attempt(json.load(file)["operations"])
        print(json.dumps(outcome, ensure_ascii=False, indent=1))
        sys.exit(outcome["status"] != "ok")
    seed = random.SystemRandom().randrange(1 << 31) if options.seed is None else options.seed
    print(f"first seed {seed}", flush=True)
    sys.exit(campaign(bench, options.operations, options.seconds, seed) is not None)


if __name__ == "__main__":
    main()
