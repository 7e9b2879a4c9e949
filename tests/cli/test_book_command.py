"""`polymnist book`: the data is chosen, the rest is Jupyter Book's."""

import os
import signal
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from polymnist_lib import cli, paths, unwinding
from polymnist_lib.book import command

# A build that tells when it begins and how it ends, which takes it a while.
BUILD = """
import time
from pathlib import Path
from polymnist_lib import unwinding
unwinding.on_request()
try:
    Path("begun").touch()
    time.sleep(60)
except BaseException as end:
    time.sleep(0.2)
    Path("ended").write_text(repr(end))
    raise
"""
OUTER = f"""
import signal, sys
from polymnist_lib import cli
from polymnist_lib.book import command
command.JUPYTER_BOOK = (sys.executable, "-c", {BUILD!r})
command.PATIENCE_SECONDS = 5
sys.exit(cli.main(["book"]))
"""


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """A checkout to work in, and what would have been run there, with its environment."""
    (tmp_path / "polymnist_lib").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "_toc.yml").write_text("root: index\n")
    monkeypatch.chdir(tmp_path / "book")
    found = []

    def start(line, *, env):
        found.append((line, env))
        return nullcontext(SimpleNamespace(wait=lambda: 3))

    # The command's alone: what it imports for the first time may start processes of its own.
    monkeypatch.setattr(command, "subprocess", SimpleNamespace(Popen=start))
    monkeypatch.setattr(unwinding, "on_request", lambda: None)  # of the process of the tests
    return found


def test_choices_go_to_the_environment(calls, tmp_path):
    """Words are handed on, the exit status comes back, and a folder is given whole."""
    (tmp_path / "book" / "digits").mkdir()
    words = ["--profile", "full", "--source", "mnist", "--data", "digits", "--skip-bad"]
    assert cli.main(["book", *words, "--", "-W", "--all"]) == 3
    line, environment = calls[0]
    assert line[-4:] == ["build", str(tmp_path / "book"), "-W", "--all"]
    assert environment["POLYMNIST_PROFILE"] == "full"
    assert environment["POLYMNIST_SOURCE"] == "mnist"
    assert environment["POLYMNIST_SKIP_BAD"] == "1"
    assert environment["POLYMNIST_DATA"] == str(tmp_path / "book" / "digits")


def test_what_is_not_chosen_stays(calls, monkeypatch):
    """The environment's own choice holds."""
    monkeypatch.setenv("POLYMNIST_PROFILE", "full")
    cli.main(["book"])
    assert calls[0][1]["POLYMNIST_PROFILE"] == "full"
    assert {"POLYMNIST_SOURCE", "POLYMNIST_SKIP_BAD"}.isdisjoint(calls[0][1])


@pytest.mark.parametrize("kind", ["read-only", "built before, read-only", "a file", "a dead link"])
def test_a_book_that_cannot_be_written_is_told(calls, tmp_path, capsys, monkeypatch, kind):
    """With the folder and what to do, in place of Sphinx's own errors; nothing is started."""
    place = book = tmp_path / "book"
    if kind != "read-only":
        place = book / "_build"
    if kind == "a file":
        place.touch()
    elif kind == "a dead link":
        place.symlink_to("nowhere")
    else:
        place.mkdir(exist_ok=True)
        # Who runs the tests may be allowed everything.
        monkeypatch.setattr(command.os, "access", lambda path, mode: Path(path) != place)
    assert cli.main(["book"]) == 1
    told = f"polymnist: {place} is no folder that can be written to, where the book is to be built"
    assert capsys.readouterr().err.startswith(told)
    assert calls == []


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (["--profile", "huge"], "Valid profiles: embedded, full."),
        (["--source", "svhn"], "kaggle"),
        (["--data", "nowhere"], "nowhere"),
    ],
)
def test_a_wrong_choice_runs_nothing(calls, capsys, choice, words):
    """The valid names, or the folder, are in the message."""
    assert cli.main(["book", *choice]) == 1
    assert words in capsys.readouterr().err
    assert calls == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp1252", "mac-roman", "cp850"])
@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml"])
def test_settings_in_another_encoding_are_told(calls, tmp_path, capsys, name, encoding):
    """With the file and what to do; nothing is built."""
    file = tmp_path / "book" / name
    file.write_bytes("title: Año\n".encode(encoding))
    assert cli.main(["book"]) == 1
    assert capsys.readouterr().err.startswith(f"polymnist: {file}: this is not UTF-8 text: ")
    assert calls == []
    file.write_text("\ufefftitle: Año\r\n", encoding="utf-8")
    assert cli.main(["book"]) == 3


@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml"])
@pytest.mark.parametrize("text", ["title: A: B\n", "x: [\n", "\tx: 1\n", "- a\n", ""])
def test_settings_that_are_no_yaml_are_told(calls, tmp_path, capsys, name, text):
    """Jupyter Book would show a stack without the file."""
    (tmp_path / "book" / name).write_text(text)
    assert cli.main(["book"]) == 1
    (said,) = capsys.readouterr().err.strip().split("\n")
    assert said.startswith(f"polymnist: {tmp_path / 'book' / name}: this is ")
    assert calls == []


def test_away_from_a_checkout_there_is_no_book(tmp_path, monkeypatch, capsys):
    """The message says where the command works."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "polymnist_lib" / "paths.py"))
    assert cli.main(["book"]) == 1
    assert "checkout" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "whole_group", "status", "heard"),
    [
        ("SIGTERM", False, 143, "SystemExit(143)"),
        ("SIGHUP", False, 129, "SystemExit(143)"),
        ("SIGTERM", True, 143, "SystemExit(143)"),
        ("SIGINT", True, 130, "KeyboardInterrupt()"),
        ("SIGINT", False, 130, "SystemExit(143)"),  # as from an editor: no terminal tells the build
    ],
)
def test_who_ends_the_command_ends_the_build(running, tmp_path, name, whole_group, status, heard):
    """It is waited for while it cleans up, also where it hears of it twice."""
    (tmp_path / "polymnist_lib").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "_toc.yml").write_text("root: index\n")
    environment = {**os.environ, "PYTHONPATH": str(Path(command.__file__).parents[2])}
    with running([sys.executable, "-c", OUTER], cwd=tmp_path, env=environment) as process:
        while not (tmp_path / "begun").exists():
            assert process.poll() is None
            time.sleep(0.02)
        send = os.killpg if whole_group else os.kill
        send(process.pid, getattr(signal, name))
        assert process.wait(60) == status
    assert (tmp_path / "ended").read_text() == heard
