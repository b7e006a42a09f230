"""Every scenario on every runner: each transcript is what the scenario says, and all are equal.

Runners: the Python package on its own library, the same package on ours, Bun, Deno.
"""

import functools
import json
import os
import subprocess

import pytest

import compare
import places

FILES = sorted(places.SCENARIOS.glob("*.json"))
RUNNERS = ("reference", "swapped", "bun", "deno")


@functools.cache
def swapped_package():
    """A copy of the reference package on our library, made anew for each session."""
    folder = places.ROOT / "build" / "parity" / "python"
    swap = places.ROOT / "scripts" / "python-swap"
    subprocess.run(
        [
            str(swap),
            "--python",
            str(places.reference_python()),
            "--library",
            str(places.our_library()),
            str(folder),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder


def command(runner):
    """The command line of a runner, up to the scenarios."""
    here = places.ROOT / "test" / "parity"
    library = str(places.our_library())
    if runner in ("bun", "deno"):
        program = places.runtime(runner)
        assert program, f"{runner} is missing; scripts/setup installs it"
        script = str(here / "run_ts.ts")
        if runner == "bun":
            return [program, script]
        # Read access to the scenarios is the runner's own need; the bindings need the library only.
        variable = ["--allow-env=GBP_STACK_LIBRARY"] if "GBP_STACK_LIBRARY" in os.environ else []
        return [
            program,
            "run",
            "--no-prompt",
            f"--allow-read={here}",
            f"--allow-ffi={library}",
            *variable,
            script,
        ]
    python = [str(places.reference_python()), str(here / "run_python.py")]
    return python if runner == "reference" else [*python, "--package", str(swapped_package())]


@functools.cache
def transcripts(runner):
    """All scenarios on one runner, in one process: normalised lines by scenario."""
    done = subprocess.run(
        [*command(runner), *map(str, FILES)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=places.ROOT,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, f"{runner} ended with {done.returncode}:\n{done.stderr[-4000:]}"
    by_name = {file.stem: [] for file in FILES}
    for text in filter(None, done.stdout.split("\n")):
        line = json.loads(text)
        by_name[line["scenario"]].append(line)
    return {name: compare.normalise(lines) for name, lines in by_name.items()}


def steps_of(file):
    """A scenario's steps with those of its preludes in front."""
    story = json.loads(file.read_text(encoding="utf-8"))
    preludes = [places.SCENARIOS / "preludes" / f"{name}.json" for name in story.get("begin", [])]
    parts = [json.loads(p.read_text(encoding="utf-8"))["steps"] for p in preludes]
    return [step for part in parts for step in part] + story["steps"]


def test_there_are_scenarios_and_each_expects_something():
    assert len(FILES) >= 40
    for file in FILES:
        own = [s for s in json.loads(file.read_text(encoding="utf-8"))["steps"]]
        assert any("expect" in step or "fails" in step for step in own), file.name


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario_is_what_it_says(file, runner):
    lines = transcripts(runner)[file.stem]
    faults = compare.check(steps_of(file), lines, ours=runner != "reference")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("runner", RUNNERS[1:])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript_equals_the_references(file, runner):
    parted = compare.differences(
        steps_of(file), transcripts("reference")[file.stem], transcripts(runner)[file.stem]
    )
    assert not parted, "\n".join(parted)
