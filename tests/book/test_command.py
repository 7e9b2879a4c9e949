"""`polymnist book`: the data is chosen, the rest is Jupyter Book's."""

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from polymnist_lib import paths
from polymnist_lib.book import command


@pytest.fixture
def calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[list[str], dict[str, str]]]:
    """A checkout to work in, and what would have been run there, with its environment."""
    (tmp_path / "polymnist_lib").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "_toc.yml").touch()
    monkeypatch.chdir(tmp_path / "book")
    found: list[tuple[list[str], dict[str, str]]] = []

    def run(line: list[str], *, env: dict[str, str], check: bool) -> Any:
        found.append((line, env))
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr(subprocess, "run", run)
    return found


def test_choices_go_to_the_environment(
    calls: list[tuple[list[str], dict[str, str]]], tmp_path: Path
) -> None:
    """Words are handed on, the exit status comes back, and a folder is given whole."""
    (tmp_path / "book" / "digits").mkdir()
    status = command.build(("-W",), profile="full", source="mnist", data="digits", skip_bad=True)
    assert status == 3
    line, environment = calls[0]
    assert line[-3:] == ["build", str(tmp_path / "book"), "-W"]
    assert environment["POLYMNIST_PROFILE"] == "full"
    assert environment["POLYMNIST_SOURCE"] == "mnist"
    assert environment["POLYMNIST_SKIP_BAD"] == "1"
    assert environment["POLYMNIST_DATA"] == str(tmp_path / "book" / "digits")


def test_what_is_not_chosen_stays(
    calls: list[tuple[list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment's own choice holds."""
    monkeypatch.setenv("POLYMNIST_PROFILE", "full")
    command.build()
    assert calls[0][1]["POLYMNIST_PROFILE"] == "full"
    assert {"POLYMNIST_SOURCE", "POLYMNIST_SKIP_BAD"}.isdisjoint(calls[0][1])


@pytest.mark.parametrize(
    ("choice", "error", "names"),
    [
        ({"profile": "huge"}, ValueError, "embedded"),
        ({"source": "svhn"}, ValueError, "kaggle"),
        ({"data": "nowhere"}, FileNotFoundError, "nowhere"),
    ],
)
def test_a_wrong_choice_runs_nothing(
    calls: list[tuple[list[str], dict[str, str]]],
    choice: dict[str, str],
    error: type[Exception],
    names: str,
) -> None:
    """The valid names, or the folder, are in the message."""
    with pytest.raises(error, match=names):
        command.build(**choice)  # type: ignore[arg-type]
    assert calls == []


def test_away_from_a_checkout_there_is_no_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says where the command works."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "polymnist_lib" / "paths.py"))
    with pytest.raises(FileNotFoundError, match="checkout"):
        command.build()
