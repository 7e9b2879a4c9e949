"""Where the project is published: its code at the revision of the build, and its notebooks.

All of it follows from one setting, ``repository: url`` in ``_config.yml``. Without it pages have no
links to the code and no buttons that open a notebook elsewhere.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from sphinx.application import Sphinx

from polymnist_lib import provenance
from polymnist_lib.book import build

BRANCH = "gh-pages"
"""The branch that the built site is pushed to, notebooks included."""

PULLED = "site"
"""The folder that Binder pulls that branch into, inside a checkout of the project."""


@dataclass(frozen=True)
class Repository:
    """A repository on a host that shows files as GitHub does.

    Attributes
    ----------
    url : str
        Its address, without a slash at the end.
    revision : str
        What the book was built from: a git revision or a version's tag.
    """

    url: str
    revision: str

    @property
    def is_on_github(self) -> bool:
        """Tell whether Colab and Binder can find it under its owner's name."""
        return urlsplit(self.url).hostname == "github.com"

    def source(self, file: str, first: int, last: int) -> str:
        """Return the address of some lines of a file."""
        return f"{self.url}/blob/{self.revision}/{quote(file)}#L{first}-L{last}"

    def colab(self, notebook: str) -> str:
        """Return the address that opens a published notebook in Colab."""
        path = f"{self._name}/blob/{BRANCH}/{notebook}"
        return f"https://colab.research.google.com/github/{quote(path)}"

    def binder(self, notebook: str) -> str:
        """Return the address that opens a published notebook in Binder.

        Binder checks the project out at the revision, for its packages and its data, and
        nbgitpuller brings the notebook into it (see ``.binder/``).
        """
        pull = {
            "repo": self.url,
            "branch": BRANCH,
            "depth": 1,
            "targetpath": PULLED,
            "urlpath": f"lab/tree/{PULLED}/{notebook}",
        }
        query = urlencode({"urlpath": f"git-pull?{urlencode(pull)}"})
        return f"https://mybinder.org/v2/gh/{quote(self._name)}/{self.revision}?{query}"

    @property
    def _name(self) -> str:
        """The owner's name and the repository's."""
        return urlsplit(self.url).path.strip("/")


def repository_of(app: Sphinx) -> Repository | None:
    """Return the book's repository, or None if its address is not set."""
    url: str = app.config.book_repository
    if not url:
        return None
    project = build.current().project
    return Repository(url, _revision(project.root) or project.tag)


@cache
def _revision(folder: Path) -> str:
    """Return the revision of a checkout, and nothing outside of one.

    The mark of files that differ is left out: no host has them.
    """
    return (provenance.revision(folder) or "").removesuffix("+")
