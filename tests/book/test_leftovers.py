"""What is left among the published pages of what is no longer made."""

from pathlib import Path

from polymnist_lib.book import leftovers


def test_files_that_a_chapter_no_longer_makes_go(tmp_path: Path) -> None:
    """Those that it makes stay, and those that somebody wrote for its page."""
    folder, written = tmp_path / "page", tmp_path / "_extra"
    for place in (folder / "old" / "3.png", folder / "new" / "3.png", folder / "page.js"):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    written.mkdir()
    (written / "page.js").touch()
    leftovers.sweep_files(folder, ["new/3.png"], written)
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert left == {"new/3.png", "page.js"}


def test_a_page_without_files_has_nothing_to_sweep(tmp_path: Path) -> None:
    """Most chapters have no folder."""
    leftovers.sweep_files(tmp_path / "page", [], tmp_path / "_extra")
