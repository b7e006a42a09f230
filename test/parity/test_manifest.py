"""The manifest that the TypeScript tests read is what the installed reference gives."""

import subprocess

import pytest

import places


@pytest.mark.parametrize("script", ["manifest.py", "manifest_types.py"])
def test_manifest_is_the_installed_packages(script):
    file = places.ROOT / "test" / "parity" / script
    done = subprocess.run(
        [str(places.reference_python()), str(file), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
