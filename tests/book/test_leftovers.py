"""What is left among the published pages of what is no longer made."""

from pathlib import Path
from types import SimpleNamespace

from polymnist_lib.book import leftovers


def left(folder: Path) -> list[str]:
    """List what a folder holds, folders too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def fill(folder: Path, *names: str) -> None:
    """Make files."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def sweep(tmp_path: Path, *chapters: str) -> list[str]:
    """Sweep a site of these chapters, and list what is left of it."""
    env = SimpleNamespace(found_docs=set(chapters), images={})
    leftovers.sweep(tmp_path / "html", env, tmp_path / "_extra")  # type: ignore[arg-type]
    return left(tmp_path / "html")


def test_a_deleted_chapter_goes_with_its_files(tmp_path: Path) -> None:
    """Those of chapters that there are stay, and so does what nobody here made."""
    kept = ("index.html", "search.html", "new.html", "new/a.png", "en/gone.html", "other/b.png")
    fill(tmp_path / "html", *kept, "gone.html", "gone/deep/a.png", "gone/b.js")
    folders = ("en", "new", "other")
    assert sweep(tmp_path, "index", "new") == sorted((*folders, *kept))


def test_what_somebody_wrote_for_the_site_stays(tmp_path: Path) -> None:
    """Pages of ``_extra``, also beside a deleted chapter, and pages to download."""
    kept = ("demo/index.html", "gone/by-hand.js", "_downloads/1f/sheet.html")
    fill(tmp_path / "html", *kept, "gone.html", "gone/made.js")
    fill(tmp_path / "_extra", *kept[:2])
    assert sweep(tmp_path) == sorted(("_downloads", "_downloads/1f", "demo", "gone", *kept))


def test_a_chapter_may_be_in_a_folder_of_a_deleted_one(tmp_path: Path) -> None:
    """Its page and its files stay."""
    kept = ("part/one.html", "part/one/a.png")
    fill(tmp_path / "html", *kept, "part.html")
    assert sweep(tmp_path, "part/one") == sorted(("part", "part/one", *kept))


def test_files_that_a_chapter_no_longer_makes_go(tmp_path: Path) -> None:
    """Those that it makes stay, and those that somebody wrote for its page."""
    folder, written = tmp_path / "page", tmp_path / "_extra"
    fill(folder, "old/3.png", "new/3.png", "page.js")
    fill(written, "page.js")
    leftovers.sweep_files(folder, ["new/3.png"], written)
    assert left(folder) == ["new", "new/3.png", "page.js"]


def test_a_page_without_files_has_nothing_to_sweep(tmp_path: Path) -> None:
    """Most chapters have no folder."""
    leftovers.sweep_files(tmp_path / "page", [], tmp_path / "_extra")
