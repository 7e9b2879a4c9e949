"""Publishing: what the branch of the site holds after each step, on a remote of its own."""

import importlib.util
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "pages.py"


def run_git(*words: str, at: Path) -> str:
    """Run git in a folder, as somebody."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    line = ["git", *identity, *words]
    return subprocess.run(line, cwd=at, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a remote with one branch; the tests work in it."""
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    remote, path = tmp_path / "remote.git", tmp_path / "checkout"
    run_git("init", "--quiet", "--bare", "--initial-branch=main", str(remote), at=tmp_path)
    run_git("clone", "--quiet", remote.as_uri(), str(path), at=tmp_path)
    (path / ".gitignore").write_text("*.png\n_images\n")
    run_git("checkout", "--quiet", "-b", "main", at=path)
    run_git("add", ".gitignore", at=path)
    run_git("commit", "--quiet", "-m", "Start", at=path)
    run_git("push", "--quiet", "origin", "main", at=path)
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def pages() -> ModuleType:
    """The script."""
    spec = importlib.util.spec_from_file_location("pages", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def new_site(tmp_path: Path) -> Callable[..., str]:
    """A function that builds a site of an index with some words, and of other files."""

    def build(words: str, *others: str) -> str:
        folder = tmp_path / f"site-{words}"
        for name in ("index.html", *others):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(words)
        return str(folder)

    return build


def served(checkout: Path) -> dict[str, str]:
    """Return the files of the branch on the remote, with their contents."""
    remote = checkout.with_name("remote.git")
    names = run_git("ls-tree", "-r", "--name-only", "gh-pages", at=remote).splitlines()
    return {name: run_git("show", f"gh-pages:{name}", at=remote) for name in names}


def test_the_site_is_published_whole(pages: ModuleType, new_site: Callable, checkout: Path) -> None:
    """Files that the checkout ignores too; nothing of an older site stays, and nothing is built."""
    pages.main(["publish", new_site("old", "gone.html")])
    pages.main(["publish", new_site("new", "_images/a.png", "en/index.html")])
    names = ("_images/a.png", "en/index.html", "index.html")
    assert served(checkout) == {".nojekyll": "", **dict.fromkeys(names, "new")}


def test_previews_come_and_go_beside_the_site(
    pages: ModuleType, new_site: Callable, checkout: Path
) -> None:
    """A preview replaces its own; the site's next version keeps the others and the domain."""
    pages.main(["publish", new_site("main", "CNAME")])
    pages.main(["preview", "7", new_site("seven", "draft.html")])
    pages.main(["preview", "7", new_site("again")])
    pages.main(["preview", "12", new_site("twelve")])
    pages.main(["publish", new_site("next")])
    rest = {".nojekyll": "", "CNAME": "main", "index.html": "next"}
    preview = {"preview/pr-12/index.html": "twelve"}
    assert served(checkout) == {**rest, **preview, "preview/pr-7/index.html": "again"}
    pages.main(["withdraw", "7"])
    assert served(checkout) == {**rest, **preview}
    pages.main(["withdraw", "12"])
    assert served(checkout) == rest


def test_a_preview_may_come_before_the_site(
    pages: ModuleType, new_site: Callable, checkout: Path
) -> None:
    """And one that never was can be withdrawn, which makes no branch."""
    pages.main(["withdraw", "3"])
    assert run_git("branch", "--list", "gh-pages", at=checkout.with_name("remote.git")) == ""
    pages.main(["preview", "3", new_site("three")])
    pages.main(["withdraw", "4"])
    assert served(checkout) == {".nojekyll": "", "preview/pr-3/index.html": "three"}


def test_two_that_publish_at_once_both_succeed(
    pages: ModuleType,
    new_site: Callable,
    checkout: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The one that comes later does its part again on what the other left."""
    pages.main(["publish", new_site("main")])
    other = tmp_path / "other"
    run_git("clone", "--quiet", checkout.with_name("remote.git").as_uri(), str(other), at=tmp_path)
    waiting, git = ["2"], pages.git

    def overtaken(*words: str, **options: str) -> str:
        if words[0] == "push" and waiting:
            number = waiting.pop()
            monkeypatch.chdir(other)
            pages.main(["preview", number, new_site("two")])
            monkeypatch.chdir(checkout)
        return git(*words, **options)

    monkeypatch.setattr(pages, "git", overtaken)
    pages.main(["preview", "1", new_site("one")])
    assert "once more" in capsys.readouterr().out
    assert served(checkout) == {
        ".nojekyll": "",
        "index.html": "main",
        "preview/pr-1/index.html": "one",
        "preview/pr-2/index.html": "two",
    }


def test_a_push_refused_for_good_fails(
    pages: ModuleType, new_site: Callable, checkout: Path
) -> None:
    """It is not tried for ever."""
    hook = checkout.with_name("remote.git") / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(subprocess.CalledProcessError):
        pages.main(["publish", new_site("main")])


def test_the_branch_has_no_past(pages: ModuleType, new_site: Callable, checkout: Path) -> None:
    """One commit, a new one only for what is new; the checkout stays as it was."""
    before = run_git("status", "--porcelain=v2", "--branch", at=checkout)
    remote = checkout.with_name("remote.git")
    pages.main(["publish", new_site("one")])
    pages.main(["publish", new_site("two")])
    published = run_git("rev-parse", "gh-pages", at=remote)
    pages.main(["publish", new_site("two")])
    assert run_git("rev-parse", "gh-pages", at=remote) == published
    assert run_git("rev-list", "--count", "gh-pages", at=remote) == "1"
    assert run_git("status", "--porcelain=v2", "--branch", at=checkout) == before


def test_a_folder_without_a_site_is_not_published(pages: ModuleType, tmp_path: Path) -> None:
    """The message names what is missing."""
    with pytest.raises(SystemExit, match=r"No site to publish: .*index\.html"):
        pages.main(["publish", str(tmp_path)])
