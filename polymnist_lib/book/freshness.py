"""Which chapters are stale: what each execution depends on, and which kept ones still hold.

Pages depend on more than executions: on the code that writes them, which Sphinx knows nothing of.
"""

import ast
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from polymnist_lib import i18n, provenance
from polymnist_lib.book import cells, executed
from polymnist_lib.book.cells import Source


@dataclass(frozen=True)
class Surroundings:
    """What every chapter of a build depends on, besides its own code.

    Attributes
    ----------
    root : Path
        The project's folder.
    profile : str
        The profile, a parameter of every chapter.
    facts : mapping
        Whatever else decides the results: versions, data, reference results.
    """

    root: Path
    profile: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """An execution to do: a chapter in one language.

    Attributes
    ----------
    source : Source
        The chapter.
    lang : str
        The language.
    stage : int
        When it may run: after everything of a lower stage.
    key : str
        The freeze key, which the execution will carry.
    place : Path
        Where the executed notebook is kept.
    """

    source: Source
    lang: str
    stage: int
    key: str
    place: Path

    def __str__(self) -> str:
        return f"{self.source.name} [{self.lang}]"


def surroundings(root: Path) -> Surroundings:
    """Describe what the environment asks for: profile, source of data, versions.

    Parameters
    ----------
    root : Path
        The project's folder.

    Raises
    ------
    ValueError
        If ``POLYMNIST_PROFILE`` or ``POLYMNIST_SOURCE`` names nothing known.
    FileNotFoundError
        If the folder of the data is not there.
    """
    from polymnist_lib import profiles, sources

    profile = profiles.get(os.environ.get("POLYMNIST_PROFILE") or "embedded")
    data = os.environ.get("POLYMNIST_SOURCE") or profile.source
    facts = {
        "versions": provenance.versions(),
        "backend": os.environ.get("KERAS_BACKEND", ""),
        "data": [data, sources.identity(data, folder=os.environ.get("POLYMNIST_DATA") or None)],
        "skip_bad": bool(os.environ.get("POLYMNIST_SKIP_BAD")),
        "results": _contents(sorted((root / "results").rglob("*"))),
    }
    return Surroundings(root, profile.name, facts)


def freeze_keys(chapters: Iterable[Source], around: Surroundings) -> dict[tuple[str, str], str]:
    """Compute what each execution depends on.

    Parameters
    ----------
    chapters : iterable of Source
        The chapters of the build; those without code are left out.
    around : Surroundings
        What they all depend on.

    Returns
    -------
    dict of (name, lang) to str
        A key that changes with the chapter's code, the parameters, what its imports execute, the
        versions, the data, the declared inputs, and the keys of lower stages. Prose, captions and
        the library's docstrings do not count.

    Raises
    ------
    ValueError
        If a chapter's settings are not what they have to be.
    """
    keys: dict[tuple[str, str], str] = {}
    ordered = sorted((each for each in chapters if each.code), key=stage)
    for source in ordered:
        common = {
            "library": _library(source),
            "around": around.facts,
            "inputs": _contents(inputs(source)),
        }
        earlier = [each.name for each in ordered if stage(each) < stage(source)]
        for lang in i18n.LANGUAGES:
            facts = {
                **common,
                "code": cells.execution_facts(cells.edition(source.notebook, lang, name="")),
                "parameters": [lang, around.profile],
                "earlier": [keys[name, lang] for name in earlier],
            }
            text = json.dumps(facts, sort_keys=True, default=str)
            keys[source.name, lang] = hashlib.sha256(text.encode()).hexdigest()[:24]
    return keys


def stage(source: Source) -> int:
    """Return when a chapter runs: 1 (the default) before 2, and so on."""
    number: int = source.settings["stage"]
    return number


def inputs(source: Source) -> list[Path]:
    """List the files that a chapter declares to read, ``polymnist: {inputs: [globs]}``."""
    folder = source.path.parent
    return sorted({path for pattern in source.settings["inputs"] for path in folder.glob(pattern)})


def stale(
    chapters: Sequence[Source], around: Surroundings, keys: Mapping[tuple[str, str], str]
) -> list[Job]:
    """List the executions that are missing or of another key, in the order to run them.

    Within a stage one language comes after the other, so that the second finds every trained model
    in the store.
    """
    languages = {lang: position for position, lang in enumerate(i18n.LANGUAGES)}
    jobs = [
        Job(
            source,
            lang,
            stage(source),
            keys[source.name, lang],
            executed.place(around.root, around.profile, lang, source.name),
        )
        for source in chapters
        for lang in i18n.LANGUAGES
        if (source.name, lang) in keys
    ]
    return sorted(
        (each for each in jobs if executed.record(each.place).get("key") != each.key),
        key=lambda each: (each.stage, languages[each.lang]),
    )


def machinery() -> str:
    """Hash what writes pages around what was executed: the book's own modules, and their words."""
    folders = [Path(__file__).parent, Path(i18n.__file__).parent]
    return provenance.syntax_hash(
        f"{provenance.PACKAGE}.{folder.name}.{file.stem}"
        for folder in folders
        for file in folder.glob("*.py")
    )


def _library(source: Source) -> str:
    """Hash what a chapter's imports can execute of the library."""
    imported: set[str] = set()
    for cell in source.code:
        try:
            tree = ast.parse(TransformerManager().transform_cell(cell.source))
        except SyntaxError:  # its execution will say so, better than we could
            continue
        imported.update(provenance.imported_modules(tree))
    return provenance.syntax_hash(provenance.module_closure(imported))


def _contents(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Hash files by their contents; folders are passed over."""
    return [
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in paths
        if path.is_file()
    ]
