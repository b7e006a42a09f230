"""scripts/python-swap: a copy that runs on our library, and one clear line when there is none."""

import subprocess
import sys
import venv

import places

SWAP = places.ROOT / "scripts" / "python-swap"


def swap(*arguments, python=None):
    """Runs the command on the reference's package."""
    python = str(python or places.reference_python())
    return subprocess.run(
        [sys.executable, str(SWAP), "--python", python, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def version(folder):
    """What a program sees that uses the copy."""
    program = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    program += "import gbp_stack; print(gbp_stack.version())"
    done = subprocess.run(
        [str(places.reference_python()), "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_copy_runs_on_our_library_and_the_package_is_untouched(tmp_path):
    before = places.library_of(places.reference_python()).read_bytes()
    for _ in range(2):
        done = swap("--library", places.our_library(), tmp_path)
        assert done.returncode == 0, done.stderr
        assert " 1.5.0 " not in version(tmp_path)
    assert places.library_of(places.reference_python()).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["gbp_stack"]


def refused(done, *words):
    """One line that says why, and a failure."""
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_missing_library(tmp_path):
    refused(swap("--library", tmp_path / "none.so", tmp_path / "to"), "none.so", "scripts/build")
    assert not (tmp_path / "to").exists()


def test_interpreter_without_the_package(tmp_path):
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    bare = tmp_path / "bare" / "bin" / "python"
    refused(swap("--library", places.our_library(), tmp_path / "to", python=bare), "no gbp_stack")


def test_interpreter_that_is_not_there(tmp_path):
    refused(swap(tmp_path / "to", python=tmp_path / "none"), "none")


def test_folders_that_are_not_to_be_overwritten(tmp_path):
    installed = places.package_of(places.reference_python())
    refused(swap("--library", places.our_library(), installed), "installed package itself")
    (tmp_path / "gbp_stack").mkdir()
    refused(swap("--library", places.our_library(), tmp_path), "no copy of the package")


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    refused(swap("--library", places.our_library(), tmp_path / "file"), "cannot make the copy")
