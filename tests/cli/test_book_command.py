"""`polymnist book`: the data is chosen, the rest is Jupyter Book's."""

import subprocess
from types import SimpleNamespace

import pytest

from polymnist_lib import cli, paths


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """A checkout to work in, and what would have been run there, with its environment."""
    (tmp_path / "polymnist_lib").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "_toc.yml").touch()
    monkeypatch.chdir(tmp_path / "book")
    found = []

    def run(line, *, env, check):
        found.append((line, env))
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr(subprocess, "run", run)
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


def test_away_from_a_checkout_there_is_no_book(tmp_path, monkeypatch, capsys):
    """The message says where the command works."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "polymnist_lib" / "paths.py"))
    assert cli.main(["book"]) == 1
    assert "checkout" in capsys.readouterr().err
