"""Folders and atomic writing."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from polymnist_lib import paths


def test_root_is_found_from_a_chapter_folder(tmp_path, monkeypatch):
    """The project's root is found from inside its book, where JupyterLab runs a chapter."""
    (tmp_path / "polymnist_lib").mkdir()
    (tmp_path / "book").mkdir()
    monkeypatch.chdir(tmp_path / "book")
    monkeypatch.delenv("POLYMNIST_RUNS", raising=False)
    assert paths.project_root() == tmp_path
    assert paths.runs_dir() == tmp_path / "runs"


def test_root_is_the_library_s_own_away_from_a_checkout(tmp_path, monkeypatch):
    """Wherever a notebook is opened; a library that was installed without its book stays here."""
    monkeypatch.chdir(tmp_path)
    assert paths.project_root() == Path(__file__).parents[1]
    installed = tmp_path / "packages" / "polymnist_lib" / "paths.py"
    (tmp_path / "packages" / "book").mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(installed))
    assert paths.project_root() == tmp_path


def test_runs_are_not_kept_in_somebody_s_folder(tmp_path, monkeypatch):
    """Away from any checkout they are beside the decoded data, in the user's cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "packages" / "lib" / "paths.py"))
    monkeypatch.delenv("POLYMNIST_RUNS")
    assert paths.runs_dir() == paths.cache_dir() / "runs"
    monkeypatch.delenv("POLYMNIST_CACHE")
    assert paths.runs_dir() == Path(platformdirs.user_cache_dir("polymnist")) / "runs"


def test_environment_names_the_folders(tmp_path, monkeypatch):
    """The environment's variables move the runs and the cache."""
    monkeypatch.setenv("POLYMNIST_RUNS", str(tmp_path / "r"))
    monkeypatch.setenv("POLYMNIST_CACHE", str(tmp_path / "c"))
    assert (paths.runs_dir(), paths.cache_dir()) == (tmp_path / "r", tmp_path / "c")


@pytest.mark.parametrize("variable", ["POLYMNIST_RUNS", "POLYMNIST_CACHE", "POLYMNIST_DATA"])
def test_a_variable_s_tilde_is_the_home_of_the_user(variable, tmp_path, monkeypatch):
    """As it is written in quotes or in a file, where no shell sees it; other names stay."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for named, place in (
        ("~", tmp_path),
        ("~/a/b", tmp_path / "a" / "b"),
        ("a/~", Path("a/~")),
        ("a~", Path("a~")),
    ):
        monkeypatch.setenv(variable, named)
        assert paths.given(variable) == place
    monkeypatch.setenv(variable, "")
    assert paths.given(variable) is None
    monkeypatch.setenv(variable, "~no-such-user/runs")
    with pytest.raises(FileNotFoundError, match=f"{variable} is ~no-such-user/runs, and the"):
        paths.given(variable)


def test_the_folders_have_the_home_of_the_user(tmp_path, monkeypatch):
    """Those of the runs and of the data, and that of the system where it says so."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("POLYMNIST_RUNS", "~/r")
    monkeypatch.setenv("POLYMNIST_CACHE", "~/c")
    assert (paths.runs_dir(), paths.cache_dir()) == (tmp_path / "r", tmp_path / "c")
    monkeypatch.delenv("POLYMNIST_CACHE")
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name: f"~/settings/{name}")
    assert paths.cache_dir() == tmp_path / "settings" / "polymnist"


def test_a_user_without_a_home_is_told_which_variable_helps(monkeypatch):
    """As in a container whose user nobody knows."""

    def unknown(_):
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("POLYMNIST_CACHE")
    monkeypatch.setattr(platformdirs, "user_cache_dir", unknown)
    with pytest.raises(FileNotFoundError, match="no home.*POLYMNIST_CACHE"):
        paths.cache_dir()


@pytest.mark.parametrize("name", ["file", "file/below", "file/below/that"])
def test_a_folder_that_cannot_be_made(name, tmp_path):
    """The message says why, and which variable names another."""
    (tmp_path / "file").touch()
    with pytest.raises(
        OSError, match=rf"Could not make the folder {tmp_path / name}.* in VARIABLE"
    ):
        paths.make(tmp_path / name, "VARIABLE")
    paths.make(tmp_path / "new" / "folder", "VARIABLE")
    paths.make(tmp_path / "new" / "folder", "VARIABLE")
    assert not list((tmp_path / "new" / "folder").iterdir())


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_to(number, tmp_path, monkeypatch):
    """It is there, and takes nothing: that is told before anything is made for it."""

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(paths.tempfile, "TemporaryFile", refuse)
    words = rf"Could not write to the folder {tmp_path} \({os.strerror(number)}\).* in VARIABLE"
    with pytest.raises(OSError, match=words):
        paths.make(tmp_path, "VARIABLE")


def test_a_folder_appears_whole_and_replaces_the_old_one(tmp_path):
    """Nothing is at the target before the block ends, and the old contents are gone after it."""
    target = tmp_path / "run"
    target.mkdir()
    (target / "old").touch()
    with paths.atomic_directory(target) as scratch:
        (scratch / "new").write_text("x")
        assert [file.name for file in target.iterdir()] == ["old"]
    assert [file.name for file in target.iterdir()] == ["new"]
    assert [file.name for file in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("writer", [paths.atomic_directory, paths.atomic_file])
def test_an_error_leaves_nothing_behind(tmp_path, writer):
    """A block that raises leaves neither the target nor its scratch."""
    with pytest.raises(OSError, match="full"), writer(tmp_path / "target.txt"):
        raise OSError("disk full")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_in_one_step(tmp_path):
    """Readers see the old file until the new one is whole, with ordinary permissions."""
    target = tmp_path / "file.txt"
    target.write_text("old")
    with paths.atomic_file(target) as scratch:
        scratch.write_text("new")
        assert target.read_text() == "old"
        assert scratch.suffix == ".txt"
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_kill_leaves_no_target(tmp_path):
    """A process killed inside the block leaves nothing under the target's name."""
    code = (
        "import os, signal, sys; from pathlib import Path; from polymnist_lib import paths\n"
        "with paths.atomic_directory(Path(sys.argv[1])) as scratch:\n"
        "    (scratch / 'half').write_text('x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(paths.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    target = tmp_path / "run"
    done = subprocess.run([sys.executable, "-c", code, str(target)], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not target.exists()
    assert all(left.name.startswith(".") for left in tmp_path.iterdir())


def test_the_old_folder_is_never_half_there(tmp_path, monkeypatch):
    """What is replaced has left its name before the first of its files is deleted."""
    target = tmp_path / "run"
    target.mkdir()
    (target / "old").touch()
    seen = []
    remove = paths.shutil.rmtree

    def watched(folder, **options):
        seen.append((Path(folder) == target, sorted(each.name for each in target.iterdir())))
        remove(folder, **options)

    monkeypatch.setattr(paths.shutil, "rmtree", watched)
    with paths.atomic_directory(target) as scratch:
        (scratch / "new").touch()
    assert seen == [(False, ["new"])]
    assert [file.name for file in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("text", ["", "a\nñ\n\n", "a,b\n1,2", "\n", "one line"])
def test_text_is_the_same_whatever_wrote_it(tmp_path, text):
    """Be it saved as on Windows, with a byte order mark, or with both."""
    file = tmp_path / "text.csv"
    for mark in ("", "\ufeff"):
        for end in ("\n", "\r\n"):
            file.write_bytes((mark + text.replace("\n", end)).encode())
            assert paths.content(file) == text.encode()


@pytest.mark.parametrize("start", [b"\x89PNG", b"PK\x03\x04\xff", b"\xff\xd8"])
def test_what_is_no_text_is_as_it_is(tmp_path, start):
    """Its bytes are not ends of lines."""
    file = tmp_path / "picture.png"
    file.write_bytes(start + b"\r\n\x1a\n")
    assert paths.content(file) == start + b"\r\n\x1a\n"
