"""Which chapters are stale: what each execution depends on, and which of them are kept.

Pages depend on more than executions: on the code that writes them, which Sphinx knows nothing of.
"""

import ast
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from polymnist_lib import paths, syntax
from polymnist_lib.book import cells, executed
from polymnist_lib.book.cells import Source
from polymnist_lib.book.project import Project
from polymnist_lib.book.reach import Reach
from polymnist_lib.i18n import filters, languages, writing


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
    code : str
        A hash of the chapter's own code.
    place : Path
        Where the executed notebook is kept.
    """

    source: Source
    lang: str
    stage: int
    key: str
    code: str
    place: Path

    def __str__(self) -> str:
        return f"{self.source.name} [{self.lang}]"


class Edited(RuntimeError):
    """Code or data changed while a chapter ran: nobody can tell which it was that ran."""

    def __init__(self, chapter: str, lang: str) -> None:
        super().__init__(
            f"Code or data changed each time while chapter {chapter!r} ran in language {lang!r}. "
            "Finish your edits, then build again."
        )


def freeze_keys(
    chapters: Iterable[Source],
    project: Project,
    reach: Reach,
    circumstances: Mapping[str, Any],
) -> dict[tuple[str, str], str]:
    """Compute what each execution depends on.

    Parameters
    ----------
    chapters : iterable of Source
        The chapters of the build; those without code are left out.
    project : Project
        What they all depend on.
    reach : Reach
        The project's package, as it is now, without the project's settings.
    circumstances : mapping
        Those of the project.

    Returns
    -------
    dict of (name, lang) to str
        A key that changes with the chapter's code, the parameters, what its cells can execute of
        the project's package, the project's facts and the declared inputs. Prose, captions, the
        package's docstrings and other chapters do not count.

    Raises
    ------
    ValueError
        If a chapter's settings are not what they have to be.
    """
    keys: dict[tuple[str, str], str] = {}
    for source in (each for each in chapters if each.code):
        code = code_of(source, project)
        reach.note(inputs(source))
        common = {
            "library": reach.key(reach.of(code)),
            "read": project.read(code),
            "around": circumstances,
            "inputs": contents(inputs(source), source.path.parent),
        }
        for lang in languages.LANGUAGES:
            facts = {
                **common,
                "code": _own_code(source, lang),
                "parameters": [lang, dict(project.parameters)],
            }
            keys[source.name, lang] = _hashed(facts)
    return keys


def code_of(source: Source, project: Project) -> list[ast.Module]:
    """Parse what runs for a chapter: what its kernel imports beforehand, and its cells."""
    found = [ast.parse(f"import {name}") for name in project.imported]
    for cell in source.code:
        with suppress(SyntaxError):  # its execution will say so, better than we could
            found.append(ast.parse(TransformerManager().transform_cell(cell.source)))
    return found


def stage(source: Source) -> int:
    """Return when a chapter runs: 1 (the default) before 2, and so on.

    It is about time alone: what a later chapter reads of what an earlier one leaves must have a key
    of its own, as trained models have, or be declared as an input.
    """
    number: int = source.settings["stage"]
    return number


def inputs(source: Source) -> list[Path]:
    """List the files that a chapter declares to read, ``book: {inputs: [globs]}``."""
    folder = source.path.parent
    found: set[Path] = set()
    for each in source.settings["inputs"]:  # a name may hold what a pattern means otherwise
        named = folder / each
        found.update([named] if named.exists() else folder.glob(each))
    return sorted(found)


def stale(
    chapters: Sequence[Source], project: Project, keys: Mapping[tuple[str, str], str]
) -> list[Job]:
    """List the executions that are not kept, in the order to run them.

    Within a stage one language comes after the other, so that the second finds what the first has
    kept, such as trained models; and what took longest the last time comes first.
    """
    order = {lang: position for position, lang in enumerate(languages.LANGUAGES)}
    known = executed.chosen(project.root, project.variant)

    def long(job: Job) -> float:
        return float(known.get(job.lang, {}).get(job.source.name, {}).get("seconds", 0))

    jobs = [
        Job(
            source,
            lang,
            stage(source),
            keys[source.name, lang],
            _hashed(_own_code(source, lang)),
            executed.place(
                project.root, project.variant, lang, source.name, keys[source.name, lang]
            ),
        )
        for source in chapters
        for lang in languages.LANGUAGES
        if (source.name, lang) in keys
    ]
    return sorted(
        (each for each in jobs if not executed.is_whole(each.place)),
        key=lambda each: (each.stage, order[each.lang], -long(each)),
    )


def left(jobs: Sequence[Job], project: Project) -> list[Job]:
    """List the executions that can wait for the next build, so that what is looked at comes first.

    That are all but those of the chapters that the setting ``FIRST`` names, separated by commas, as
    far as an older execution of the same code is there to be shown meanwhile.
    """
    first = {each.strip() for each in project.setting("FIRST").split(",")} - {""}
    known = executed.chosen(project.root, project.variant)

    def shown(job: Job) -> bool:
        about = known.get(job.lang, {}).get(job.source.name, {})
        return about.get("code") == job.code and executed.is_whole(
            job.place.with_stem(about["key"])
        )

    return [each for each in jobs if first and each.source.name not in first and shown(each)]


def machinery(hook: str, package: str) -> str:
    """Hash what writes pages around what was executed.

    Parameters
    ----------
    hook : str
        The module that hands over the project, with its filters; empty if there is none.
    package : str
        The project's package, of which the hook may import.
    """
    ours = [f"{__package__}.{file.stem}" for file in Path(__file__).parent.glob("*.py")]
    numbers = [each.__name__ for each in (filters, languages, writing)]
    handed: set[str] = set()
    if hook:
        tree = ast.parse(syntax.source_file(hook).read_bytes())
        handed = {hook, *syntax.imported_modules(tree, package, inside=hook)}
    return syntax.hashed([*ours, *numbers, *syntax.module_closure(handed)])


def _own_code(source: Source, lang: str) -> list[tuple[str, list[str]]]:
    """Return what decides how a chapter's cells execute in a language."""
    return cells.execution_facts(cells.edition(source.notebook, lang, name=""))


def _hashed(facts: Any) -> str:
    """Hash what JSON can hold."""
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def contents(files: Iterable[Path], folder: Path) -> list[tuple[str, str]]:
    """Hash files by their places from a folder and their contents; folders are passed over."""
    return [
        (os.path.relpath(path, folder), hashlib.sha256(paths.content(path)).hexdigest())
        for path in files
        if path.is_file()
    ]
