"""Which chapters are stale: what each execution depends on, and which kept ones still hold.

Pages depend on more than executions: on the code that writes them, which Sphinx knows nothing of.
"""

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from polymnist_lib import syntax
from polymnist_lib.book import cells, executed
from polymnist_lib.book.cells import Source
from polymnist_lib.book.project import Project
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


def freeze_keys(chapters: Iterable[Source], project: Project) -> dict[tuple[str, str], str]:
    """Compute what each execution depends on.

    Parameters
    ----------
    chapters : iterable of Source
        The chapters of the build; those without code are left out.
    project : Project
        What they all depend on.

    Returns
    -------
    dict of (name, lang) to str
        A key that changes with the chapter's code, the parameters, what its imports execute of the
        project's package, the project's facts, the declared inputs, and the keys of lower stages.
        Prose, captions and the package's docstrings do not count.

    Raises
    ------
    ValueError
        If a chapter's settings are not what they have to be, or the project's facts cannot be had.
    """
    keys: dict[tuple[str, str], str] = {}
    decisive = project.circumstances()
    ordered = sorted((each for each in chapters if each.code), key=stage)
    for source in ordered:
        common = {
            "library": _library(source, project.package),
            "around": decisive,
            "inputs": contents(inputs(source)),
        }
        earlier = [each.name for each in ordered if stage(each) < stage(source)]
        for lang in languages.LANGUAGES:
            facts = {
                **common,
                "code": cells.execution_facts(cells.edition(source.notebook, lang, name="")),
                "parameters": [lang, dict(project.parameters)],
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
    """List the files that a chapter declares to read, ``book: {inputs: [globs]}``."""
    folder = source.path.parent
    return sorted({path for pattern in source.settings["inputs"] for path in folder.glob(pattern)})


def stale(
    chapters: Sequence[Source], project: Project, keys: Mapping[tuple[str, str], str]
) -> list[Job]:
    """List the executions that are missing or of another key, in the order to run them.

    Within a stage one language comes after the other, so that the second finds what the first has
    kept, such as trained models.
    """
    order = {lang: position for position, lang in enumerate(languages.LANGUAGES)}
    jobs = [
        Job(
            source,
            lang,
            stage(source),
            keys[source.name, lang],
            executed.place(project.root, project.variant, lang, source.name),
        )
        for source in chapters
        for lang in languages.LANGUAGES
        if (source.name, lang) in keys
    ]
    return sorted(
        (each for each in jobs if executed.record(each.place).get("key") != each.key),
        key=lambda each: (each.stage, order[each.lang]),
    )


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
        tree = ast.parse(syntax.source_file(hook).read_text(encoding="utf-8"))
        handed = {hook, *syntax.imported_modules(tree, package, inside=hook)}
    return syntax.hashed([*ours, *numbers, *syntax.module_closure(handed)])


def _library(source: Source, package: str) -> str:
    """Hash what a chapter's imports can execute of the project's package."""
    imported: set[str] = set()
    for cell in source.code:
        try:
            tree = ast.parse(TransformerManager().transform_cell(cell.source))
        except SyntaxError:  # its execution will say so, better than we could
            continue
        imported.update(syntax.imported_modules(tree, package))
    return syntax.hashed(syntax.module_closure(imported))


def contents(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Hash files by their contents; folders are passed over."""
    return [
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in paths
        if path.is_file()
    ]
