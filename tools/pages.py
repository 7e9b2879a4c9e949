"""Put the built book on the branch that GitHub Pages serves, the previews beside it.

    python tools/pages.py publish book/_build/html
    python tools/pages.py preview 12 book/_build/html
    python tools/pages.py withdraw 12

The branch has one commit and no past: what was built can be built again, and clones stay small.
Its tree is put together from git's objects, so neither the checkout's files nor its branch are
touched. Of two that publish at once the later is refused, and does its part again on what the
other left.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

REMOTE, BRANCH = "origin", "gh-pages"
PREVIEWS = "preview"
KEPT = (PREVIEWS, "CNAME")  # what is not of the site itself; GitHub writes the second
AUTHOR = {"NAME": "github-actions", "EMAIL": "github-actions@users.noreply.github.com"}

Tree = dict[str, str]
"""A folder as git lists it: by name, what a file or a folder is and the object that holds it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Publish the site, or a preview, or take a preview away."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    actions = parser.add_subparsers(dest="action", required=True)
    for action in ("publish", "preview", "withdraw"):
        command = actions.add_parser(action)
        if action != "publish":
            command.add_argument("number", type=int, help="of the pull request")
        if action != "withdraw":
            command.add_argument("site", type=Path, help="the folder of the built pages")
    chosen = parser.parse_args(arguments)
    if chosen.action == "publish":
        site = stored(chosen.site)
        update(lambda old: site | {name: old[name] for name in KEPT if name in old})
    elif chosen.action == "preview":
        site = stored(chosen.site)
        update(lambda old: with_previews(old, {f"pr-{chosen.number}": folder(site)}))
    else:
        update(lambda old: with_previews(old, {}, without=f"pr-{chosen.number}"))
    return 0


def update(change: Callable[[Tree], Tree]) -> None:
    """Replace what the branch has by what `change` makes of it, until nobody is in between."""
    while True:
        before = tip()
        old = listed(before) if before else {}
        new = change(old)
        if new:
            empty = git("hash-object", "-w", "--stdin", given="")
            new[".nojekyll"] = f"100644 blob {empty}"
        if new == old:
            print(f"{BRANCH} is as it should be.")
            return
        tree = folder(new).split()[-1]
        commit = git("commit-tree", tree, "-m", "The book as it was built")
        lease = f"--force-with-lease=refs/heads/{BRANCH}:{before}"
        try:
            git("push", "--quiet", lease, REMOTE, f"{commit}:refs/heads/{BRANCH}")
        except subprocess.CalledProcessError:
            if tip() == before:  # nobody came first: it is refused for another reason, told above
                raise
            print(f"{BRANCH} has moved meanwhile: once more.")
        else:
            print(f"{BRANCH} is now {commit}.")
            return


def with_previews(old: Tree, more: Tree, *, without: str = "") -> Tree:
    """Return the branch's tree with more previews, or without one."""
    previews = listed(old[PREVIEWS].split()[-1]) if PREVIEWS in old else {}
    previews = {name: entry for name, entry in (previews | more).items() if name != without}
    rest = {name: entry for name, entry in old.items() if name != PREVIEWS}
    return rest | ({PREVIEWS: folder(previews)} if previews else {})


def stored(site: Path) -> Tree:
    """Store the files of a folder in git, whatever is ignored elsewhere, and list it."""
    if not (site / "index.html").is_file():
        raise SystemExit(f"No site to publish: there is no {site / 'index.html'}.")
    with tempfile.TemporaryDirectory() as scratch:
        place = {
            "GIT_DIR": git("rev-parse", "--absolute-git-dir"),
            "GIT_INDEX_FILE": str(Path(scratch, "index")),
            "GIT_WORK_TREE": str(site.resolve()),
        }
        git("-c", "core.autocrlf=false", "add", "--all", "--force", ".", at=site, **place)
        return listed(git("write-tree", at=site, **place))


def tip() -> str:
    """Return the commit that the branch has on the remote, fetched, or nothing."""
    if not git("ls-remote", REMOTE, f"refs/heads/{BRANCH}"):
        return ""
    git("fetch", "--quiet", "--depth=1", REMOTE, f"refs/heads/{BRANCH}")
    return git("rev-parse", "FETCH_HEAD")


def listed(tree: str) -> Tree:
    """List a tree that git has."""
    lines = git("ls-tree", "-z", tree).split("\0")
    return {name: entry for entry, _, name in (line.partition("\t") for line in lines) if name}


def folder(entries: Tree) -> str:
    """Have git store a folder, and return the entry that stands for it in another."""
    lines = "".join(f"{entry}\t{name}\0" for name, entry in entries.items())
    return f"040000 tree {git('mktree', '-z', given=lines)}"


def git(*words: str, given: str = "", at: Path | None = None, **environment: str) -> str:
    """Run git and return what it prints; its errors are seen as they come."""
    author = {f"GIT_{who}_{key}": AUTHOR[key] for who in ("AUTHOR", "COMMITTER") for key in AUTHOR}
    done = subprocess.run(
        ["git", *words],
        cwd=at,
        env={**os.environ, **author, **environment},
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
