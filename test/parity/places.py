"""Where the libraries, packages and runtimes are that the tests here compare.

Everything has a place in the checkout (made by scripts/setup --dev and scripts/build) and an
environment variable that names another one.
"""

import os
import pathlib
import platform
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "test" / "parity" / "scenarios"
VECTORS = ROOT / "test" / "vectors"
# Node's words for what Python calls the machine and the system.
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
SYSTEMS = {
    "linux": ("linux", "libgbp_stack.so"),
    "darwin": ("darwin", "libgbp_stack.dylib"),
    "windows": ("win32", "gbp_stack.dll"),
}


def _named(variable, default):
    return pathlib.Path(os.environ.get(variable, default))


def our_library():
    """The shared object that the release preset built."""
    system, name = SYSTEMS[platform.system().lower()]
    machine = MACHINES.get(platform.machine().lower(), platform.machine().lower())
    return _named("GBP_STACK_LIBRARY", ROOT / "lib" / f"{system}-{machine}" / name)


def reference_python():
    """An interpreter with gbp-stack 1.5.0: the one that runs the tests, unless named."""
    return _named("GBP_REFERENCE_PYTHON", sys.executable)


def newer_python():
    """An interpreter with gbp-stack 1.9.1."""
    return _named("GBP_NEWER_PYTHON", ROOT / ".deps" / "python-1.9.1" / "bin" / "python")


def package_of(python):
    """The folder that holds `gbp_stack` for an interpreter of a virtual environment."""
    environment = pathlib.Path(python).parent.parent
    found = sorted(environment.glob("[Ll]ib*/**/gbp_stack/__init__.py"))
    if not found:
        raise SystemExit(f"no gbp_stack below {environment}; scripts/setup --dev installs it")
    return found[0].parent.parent


def library_of(python):
    """The shared object inside an interpreter's `gbp_stack`."""
    found = sorted((package_of(python) / "gbp_stack").rglob("*gbp_stack.*"))
    shared = [path for path in found if path.suffix in (".so", ".dylib", ".dll")]
    if not shared:
        raise SystemExit(f"no shared object in {package_of(python) / 'gbp_stack'}")
    return shared[0]


def runtime(name):
    """The `bun` or `deno` of the checkout, else the one on the path; None when there is neither."""
    local = _named(f"GBP_{name.upper()}", ROOT / "node_modules" / ".bin" / name)
    return str(local) if local.exists() else shutil.which(name)
