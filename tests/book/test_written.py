"""What people write is read, or told in a line: chapters, settings, the table of contents."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from polymnist_lib.book import written

from .conftest import ROOT

TEXT = "title: Año\nparts:\n- caption: Día\n"
BROKEN = {
    "flow": (TEXT + "x: [\n", "YAML: line 5, column 1: while parsing a flow node, expected the"),
    "tab": (TEXT + "\tx: 1\n", "YAML: line 4, column 1: while scanning for the next token, found"),
    "colon": ("title: PolyMNIST: b\n", "YAML: line 1, column 17: mapping values are not allowed"),
    "alias": (TEXT + "x: *y\n", "YAML: line 4, column 4: found undefined alias"),
    "tag": (TEXT + "x: !!python/name:os.x y\n", "YAML: line 4, column 4: could not determine"),
    "control": ("title: \x07\n", "YAML: unacceptable character #x0007"),
    "two": (f"{TEXT}---\n{TEXT}", "YAML: line 4, column 1: expected a single document in the"),
    "empty": ("# nothing yet\n", "this is empty. Expected names with values"),
    "list": ("- a\n", "this is a list. Expected names with values"),
    "word": ("eda", "this is a single value. Expected names with values"),
}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_is_the_same_whatever_saved_it(tmp_path: Path, mark: str, end: str) -> None:
    """Without a mark, and with lines that end alike."""
    file = tmp_path / "a.yml"
    file.write_bytes((mark + TEXT.replace("\n", end)).encode())
    assert written.text_of(file) == TEXT


@pytest.mark.parametrize(
    ("encoding", "line"),
    [("cp1252", 3), ("latin-1", 3), ("cp850", 3), ("utf-16", 1), ("utf-16-le", 1), ("utf-32", 1)],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_in_another_encoding_is_told(
    tmp_path: Path, encoding: str, line: int, end: str
) -> None:
    """With the line, also where each byte by itself is a letter of UTF-8."""
    file = tmp_path / "a.yml"
    file.write_bytes(f"a: 1{end}b: 2{end}c: ¿{end}".encode(encoding))
    with pytest.raises(ValueError, match=f"this is not UTF-8 text: .* in line {line}, at byte"):
        written.text_of(file)


@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml"])
@pytest.mark.parametrize("fault", BROKEN)
def test_settings_that_cannot_be_read_are_told(tmp_path: Path, name: str, fault: str) -> None:
    """In one line, with the file."""
    text, told = BROKEN[fault]
    for each in ("_toc.yml", "_config.yml"):
        (tmp_path / each).write_text(text if each == name else TEXT, encoding="utf-8")
    with pytest.raises(ValueError, match="Expected|Correct") as error:
        written.check(tmp_path)
    (said,) = str(error.value).split("\n")
    assert said.startswith(f"{tmp_path / name}: ")
    assert told in said


def test_both_files_are_told_at_once(tmp_path: Path) -> None:
    """Whoever has saved one in another encoding has maybe saved both so."""
    for each in ("_toc.yml", "_config.yml"):
        (tmp_path / each).write_bytes(TEXT.encode("utf-16"))
    with pytest.raises(ValueError, match=r"(?s)_toc\.yml: this is .*\n.*_config\.yml: this is "):
        written.check(tmp_path)


def test_settings_as_people_have_them_are_well(tmp_path: Path) -> None:
    """Those of this book, and none at all, which Jupyter Book tells."""
    written.check(ROOT / "book")
    written.check(tmp_path)


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_book_tells_it_before_it_builds(tmp_path: Path) -> None:
    """Where Jupyter Book itself would show a stack, and not say of which file."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for place, script in {
        "tools/environment.sh": "",
        ".venv/bin/python": f'exec "{sys.executable}" "$@"',
        ".venv/bin/jupyter-book": "echo built",
    }.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / place).chmod(0o755)
    (tmp_path / "book").mkdir()
    for encoding, status in (("cp1252", 2), ("utf-8", 0)):
        (tmp_path / "book" / "_config.yml").write_bytes(TEXT.encode(encoding))
        done = subprocess.run(
            ["make", "book"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
        assert ("built" in done.stdout) is (status == 0)
        told = "book/_config.yml: this is not UTF-8 text: invalid continuation byte in line 1"
        assert (told in done.stderr) is (status != 0)
        assert "Traceback" not in done.stderr
