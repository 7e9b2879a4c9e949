"""Folders that are removed only when nobody holds them."""

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from polymnist_lib.sources import held

HOLD = """
import sys
from pathlib import Path
from polymnist_lib.sources import held
assert held.hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""

OWN = """
import sys
from pathlib import Path
from polymnist_lib.sources import held
with held.own_folder(".to.", Path(sys.argv[1]).parent) as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    """Make a folder with a file in it."""
    folder = tmp_path / "held" / "folder"
    folder.mkdir(parents=True)
    (folder / "file").touch()
    return folder


def names(folder):
    """Name what is beside a folder."""
    return [each.name for each in folder.parent.iterdir()]


def test_a_folder_that_nobody_holds_is_removed(folder):
    """With all that is in it; and to remove it once more does nothing."""
    held.remove(folder)
    assert names(folder) == []
    held.remove(folder)


@pytest.mark.parametrize("script", [HOLD, OWN])
def test_what_another_process_holds_stays(script, folder, running):
    """Until the process ends, be it killed."""
    command = [sys.executable, "-c", script, str(folder)]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline().strip()
        theirs = folder if said == "held" else folder.parent / said.rpartition("/")[2]
        held.remove(theirs)
        assert theirs.is_dir()
        process.kill()
        process.wait()
        held.remove(theirs)
    assert not theirs.exists()


def test_a_folder_that_is_gone_is_not_held(folder):
    """Who wants to read it learns that it was removed."""
    held.remove(folder)
    assert not held.hold(folder)


def test_a_folder_made_anew_meanwhile_stays(folder, monkeypatch):
    """Whoever wanted to remove the earlier one of the name has nothing to do any more."""
    lock = held.fcntl.flock

    def made_anew(handle, how):
        folder.rename(folder.with_name("earlier"))
        folder.mkdir()
        (folder / "file").touch()
        lock(handle, how)

    monkeypatch.setattr(held.fcntl, "flock", made_anew)
    held.remove(folder)
    assert (folder / "file").is_file()


def test_a_folder_made_anew_is_held_anew(folder):
    """The earlier one of the name is let go."""
    assert held.hold(folder)
    folder.rename(folder.with_name("earlier"))
    folder.mkdir()
    assert held.hold(folder)
    held.remove(folder.with_name("earlier"))
    held.remove(folder)
    assert names(folder) == ["folder"]


def test_a_folder_that_is_removed_before_it_is_held_is_made_again(tmp_path, monkeypatch):
    """By who takes it for one that a killed process left; no handle of it stays open."""
    made = []
    make, lock = tempfile.mkdtemp, held.fcntl.flock

    def removed_at_once(**given):
        made.append(make(**given))
        if len(made) == 1:
            held.remove(Path(made[0]))
        return made[-1]

    def removed_meanwhile(handle, how):
        if len(made) == 2 and how == held.fcntl.LOCK_EX:
            Path(made[1]).rmdir()
        lock(handle, how)

    handles = []
    open_ = os.open

    def opened(*given, **options):
        handles.append(open_(*given, **options))
        return handles[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", removed_at_once)
    monkeypatch.setattr(held.fcntl, "flock", removed_meanwhile)
    monkeypatch.setattr(os, "open", opened)
    with held.own_folder(".to.", tmp_path) as folder:
        assert [str(folder)] == made[2:]
        assert folder.is_dir()
    for handle in set(handles):
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(handle)


def test_where_folders_cannot_be_opened_none_is_held(tmp_path, monkeypatch):
    """On Windows: the module is there without `fcntl`, and what it is asked for still works."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("held_elsewhere", held.__file__)
    elsewhere = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(elsewhere)
    with elsewhere.own_folder(".scratch-", tmp_path) as folder:
        (folder / "file").write_text("x")
    assert elsewhere.hold(folder)
    elsewhere.remove(folder)
    assert (folder / "file").read_text() == "x"
    assert not elsewhere.hold(tmp_path / "none")
