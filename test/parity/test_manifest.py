"""The manifest that manifest_test.ts reads is what the installed reference gives."""

import subprocess

import places


def test_manifest_is_the_installed_packages():
    script = places.ROOT / "test" / "parity" / "manifest.py"
    done = subprocess.run(
        [str(places.reference_python()), str(script), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
