"""Files of references that cannot be read end the build with a line."""

from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from polymnist_lib.book import bibliography

GOOD = (
    "@article{one, author={Ada Uno}, title={The {First}}, journal={J}, year={2020}}\n"
    "@article{two, author={Eva Peña}, title={Two}, journal={J}, year={2021}}\n"
)
NO_TEXT = {each: GOOD.encode(each) for each in ("utf-16", "utf-16-le", "latin-1", "cp850")}
NO_BIBTEX = {
    "never closed": (GOOD.rstrip()[:-1], "line 2: premature end of file"),
    "brace of a title": (GOOD.replace("{First}}", "{First}"), "line 2: '}' expected"),
    "brace within quotes": (GOOD.replace("{Two}", '"{Two"'), "line 2: "),
    "comma": (GOOD.replace("}, journal={J}, year={2020}", "} journal={J}"), "line 1: '}' expected"),
    "key": (GOOD.replace("one, ", ""), "line 1: '=' expected"),
    "word": (GOOD.replace("{2020}", "MMXX"), "line 1: MMXX"),
    "page": ("<!DOCTYPE html>\n<p>me@example.org</p>\n", "syntax error in line "),
    "author": (GOOD.replace("Ada Uno", "a, b, c, d"), "Too many commas in 'a, b, c, d'"),
}


def start(folder: Path, *files: str, **settings: str) -> None:
    """Start a build whose references are in some files."""
    (folder / "index.md").touch()
    settings = {"extensions": ["sphinxcontrib.bibtex", bibliography.__name__], **settings}
    built = folder / "_build"
    with docutils_namespace():
        settings["bibtex_bibfiles"] = list(files)
        Sphinx(folder, None, built, built, "dummy", settings, status=None, warning=None)


def told(folder: Path, capsys: pytest.CaptureFixture[str], *files: str) -> list[str]:
    """Return the lines that end the build."""
    with pytest.raises(SystemExit) as ended:
        start(folder, *files)
    assert ended.value.code == 1
    return capsys.readouterr().err.strip().split("\n")


@pytest.mark.parametrize("encoding", NO_TEXT)
def test_references_in_another_encoding_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    """With the file, the line and what it should be."""
    file = tmp_path / "references.bib"
    file.write_bytes(NO_TEXT[encoding])
    (said,) = told(tmp_path, capsys, file.name)
    assert said.startswith(f"{file}: this is not UTF-8 text: ")
    assert f"in line {1 if 'utf' in encoding else 2}, at byte" in said


@pytest.mark.parametrize("fault", NO_BIBTEX)
def test_references_that_are_no_bibtex_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    """With the file and the line."""
    text, problem = NO_BIBTEX[fault]
    file = tmp_path / "references.bib"
    file.write_text(text, encoding="utf-8")
    (said,) = told(tmp_path, capsys, file.name)
    assert said.startswith(f"{file}: this is not BibTeX: ")
    assert problem in said
    assert "Expected entries such as @book{" in said


def test_each_file_has_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that are well are not named."""
    for name, content in (("a", GOOD[:-3].encode()), ("b", GOOD.encode()), ("c", b"\xf1")):
        (tmp_path / f"{name}.bib").write_bytes(content)
    first, second = told(tmp_path, capsys, "a.bib", "b.bib", "c.bib")
    assert first.startswith(f"{tmp_path / 'a.bib'}: ")
    assert second.startswith(f"{tmp_path / 'c.bib'}: ")


@pytest.mark.parametrize("content", [b"", GOOD.encode(), b"\xef\xbb\xbf" + GOOD.encode(), None])
def test_other_references_are_for_sphinx(tmp_path: Path, content: bytes | None) -> None:
    """Also a file that is not there, which it names in a warning."""
    if content is not None:
        (tmp_path / "references.bib").write_bytes(content.replace(b"\n", b"\r\n"))
    start(tmp_path, "references.bib")


def test_an_encoding_that_is_named_is_taken(tmp_path: Path) -> None:
    """As an older bibliography may have it."""
    (tmp_path / "references.bib").write_bytes(GOOD.encode("latin-1"))
    start(tmp_path, "references.bib", bibtex_encoding="latin-1")
