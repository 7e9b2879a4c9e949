"""The English edition: its configuration, its command, its place."""

from pathlib import Path

import pytest

from polymnist_lib.book import editions

SETTINGS = {
    "title": "Dígitos",
    "html": {"baseurl": "https://example.org/book/", "favicon": "a.png"},
    "sphinx": {"local_extensions": {"mine": "_ext"}, "config": {"language": "es", "numfig": True}},
    "english": {"title": "Digits", "toc": {"Datos": "Data"}, "html": {"favicon": "b.png"}},
}


def test_the_configuration_is_the_books_in_english(tmp_path: Path) -> None:
    """Language, title and address change; the rest stays, and paths do not depend on the place."""
    made = editions.english_config(SETTINGS, tmp_path)
    assert made["title"] == "Digits"
    assert made["html"] == {"baseurl": "https://example.org/book/en/", "favicon": "b.png"}
    assert made["sphinx"]["config"] == {
        "language": "en",
        "numfig": True,
        "book_english": True,
    }
    assert made["sphinx"]["local_extensions"] == {"mine": str(tmp_path / "_ext")}
    assert "english" not in made
    assert SETTINGS["sphinx"]["config"]["language"] == "es"


def test_without_an_address_there_is_none_in_english(tmp_path: Path) -> None:
    """An empty baseurl stays empty."""
    made = editions.english_config({"html": {"baseurl": ""}}, tmp_path)
    assert made["html"]["baseurl"] == ""


def test_captions_of_the_contents_are_translated() -> None:
    """Captions and titles, at any depth; files never, even where a name is the same."""
    toc = {"root": "index", "parts": [{"caption": "Datos", "chapters": [{"file": "Datos"}]}]}
    assert editions.english_toc(toc, {"Datos": "Data"}) == {
        "root": "index",
        "parts": [{"caption": "Data", "chapters": [{"file": "Datos"}]}],
    }


@pytest.mark.parametrize(
    ("flag", "value", "words"),
    [
        ("warningiserror", True, ["-W"]),
        ("nitpick", True, ["-n"]),
        ("keep_going", True, ["--keep-going"]),
        ("freshenv", True, ["--all"]),
        ("quiet", 2, ["-q", "-q"]),
        ("verbose", 1, ["-v"]),
        ("builder", "linkcheck", ["--builder", "linkcheck"]),
        ("custom_builder", "text", ["--custom-builder", "text"]),
    ],
)
def test_flags_are_forwarded(tmp_path: Path, flag: str, value: object, words: list[str]) -> None:
    """What was asked of the Spanish build is asked of the English one, and nothing more."""
    (tmp_path / "_toc.yml").touch()

    def line(**flags: object) -> list[str]:
        return editions.command(
            {"path_source": "book", **flags},
            config=tmp_path / "_config.yml",
            toc=tmp_path / "_toc.yml",
            output=tmp_path,
        )

    plain = line()
    assert "".join(words) in "".join(line(**{flag: value}))
    assert not any(word in plain for word in words if word.startswith("-") and word != "--builder")
    for option in ("--config", "--toc", "--path-output"):
        assert plain[plain.index(option) + 1].startswith(str(tmp_path))


def test_publishing_replaces_what_was_there(tmp_path: Path) -> None:
    """Pages of chapters that are gone do not stay, and no scratch folder does."""
    pages, target = tmp_path / "pages", tmp_path / "html" / "en"
    for folder, name in ((pages, "new.html"), (target, "old.html")):
        folder.mkdir(parents=True)
        (folder / name).write_text("x")
    (pages / ".buildinfo").write_text("x")
    editions.publish(pages, target)
    assert [path.name for path in target.iterdir()] == ["new.html"]
    assert [path.name for path in target.parent.iterdir()] == ["en"]
