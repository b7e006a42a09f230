"""A short run of the differential fuzzer on both ABIs, from a seed of the day's own."""

import random

import pytest

import fuzz

OPERATIONS = 30_000


@pytest.mark.parametrize("flat", [False, True], ids=["loaded", "flat"])
def test_no_difference(flat):
    bench = fuzz.Bench(flat=flat)
    seed = random.SystemRandom().randrange(1 << 31)
    assert fuzz.campaign(bench, OPERATIONS, None, seed) is None


def test_a_difference_is_found_and_shrunk(tmp_path, monkeypatch):
    # Against itself the reference has none; with one word of an outcome changed, it must be found.
    bench = fuzz.Bench(ours=fuzz.places.library_of(fuzz.places.reference_python()))
    honest = bench.ours.gsp_client_accept
    monkeypatch.setattr(
        bench.ours,
        "gsp_client_accept",
        lambda *a: honest(*a).replace("MUTE", "mute"),
        raising=False,
    )
    monkeypatch.setattr(fuzz.places, "ROOT", tmp_path)
    file = fuzz.campaign(bench, 20_000, None, 1)
    assert file is not None
    assert len(fuzz.json.loads(file.read_text(encoding="utf-8"))["operations"]) <= 4
