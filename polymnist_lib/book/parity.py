"""Whether a chapter says the same in both languages: same headings, labels, figures, numbers.

What is compared are the marks that a language does not change, and what templates ask and show.
Words are the author's business.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import jinja2
from nbformat import NotebookNode

from polymnist_lib.book import branches
from polymnist_lib.book.cells import SHARED, Problem, Source
from polymnist_lib.i18n.languages import LANGUAGES

_FENCE = re.compile(
    r"^\s*(?P<fence>`{3,}|~{3,}|:{3,})\s*(\{(?P<directive>[\w:-]+)\})?(?P<rest>.*)$"
)
_HEADING = re.compile(r"^(#{1,6})\s+\S")
_LABEL = re.compile(r"^\(([^()]+)\)=\s*$")
_OPTION = re.compile(r"^\s*:(doc|filter|label|name|style):\s*(\S.*)$")
_ROLE = re.compile(r"\{([a-z][\w:-]*)\}`([^`]+)`")
_TARGET = re.compile(r"<([^<>]+)>\s*$")
_LINK = re.compile(r"\]\((#[^)\s]+)\)")
_PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_WORD = re.compile(r"[^\W\d_]{2}")

_LITERAL = {"code block", "code", "code-block", "math", "mermaid", "raw"}
"""Fences whose contents are not MyST."""

_WITH_TARGET = {"code block", "code-block", "figure", "glue", "glue:figure", "image", "include"}
"""Directives whose argument does not depend on the language."""

_WORDED_ROLES = {"abbr", "code", "command", "file", "index", "kbd", "math", "sub", "sup", "term"}
"""Roles whose contents are words: only how many there are is compared."""


def check(source: Source) -> list[Problem]:
    """Compare the languages of a chapter.

    Parameters
    ----------
    source : Source
        The chapter.

    Returns
    -------
    list of Problem
        Empty when each cell has its partner: cells of prose between two code cells come in pairs,
        Spanish first, with equal marks; cells of no language have no words; and each captioned
        figure or table has its texts in both languages.
    """
    return [Problem(source.path, line, message) for line, message in _problems(source)]


def marks(text: str) -> list[str]:
    """List the marks of a cell of prose that do not depend on the language.

    Parameters
    ----------
    text : str
        MyST Markdown.

    Returns
    -------
    list of str
        Headings by level, labels, directives, roles with their targets, links to anchors; those
        within a paragraph in alphabetical order, for languages order a sentence differently.
    """
    ordered: list[str] = []
    loose: list[str] = []
    open_fences: list[tuple[str, bool]] = []
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence and open_fences and _closes(fence, open_fences[-1][0]):
            open_fences.pop()
        elif open_fences and open_fences[-1][1]:
            continue
        elif fence:
            name = fence["directive"] or "code block"
            ordered.append(f"{name} {_argument(name, fence['rest'])}".rstrip())
            open_fences.append((fence["fence"], name in _LITERAL))
        elif heading := _HEADING.match(line):
            ordered.append(f"heading of level {len(heading[1])}")
        elif label := _LABEL.match(line):
            ordered.append(f"label {label[1]}")
        elif option := _OPTION.match(line):
            ordered.append(f"option {option[1]} {option[2].strip()}")
        loose += [_role(name, content) for name, content in _ROLE.findall(line)]
        loose += [f"link {target}" for target in _LINK.findall(line)]
    return ordered + sorted(loose)


def _problems(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the line and the message of each difference."""
    waiting: tuple[int, NotebookNode] | None = None  # a Spanish cell without its partner so far
    cells = zip(source.notebook.metadata["source_map"], source.notebook.cells, strict=True)
    for start, cell in cells:
        line = start + 1
        lang = cell.metadata.get("lang", "")
        if cell.cell_type == "code":
            if waiting:
                yield waiting[0], "this Spanish cell has no English partner before the code cell"
                waiting = None
            yield from _figure_problems(cell, line)
        elif lang not in (*LANGUAGES, SHARED):
            yield (
                line,
                (
                    f"prose of language {lang!r}; begin it with one of "
                    + ", ".join(f'+++ {{"lang": "{each}"}}' for each in (*LANGUAGES, SHARED))
                    if lang
                    else "prose without a language: it would show in both; put "
                    '+++ {"lang": "es"} or +++ {"lang": "en"} before it'
                ),
            )
        elif lang == SHARED:
            if _has_words(cell.source):
                yield line, "words in a cell of both languages: put them into one of each language"
        elif lang == LANGUAGES[0]:
            if waiting:
                yield waiting[0], "this Spanish cell has no English partner"
            waiting = (line, cell)
        elif waiting is None:
            yield line, "this English cell has no Spanish cell before it"
        else:
            places = (waiting[0], line)
            yield from _branch_problems(waiting[1].source, cell.source, places)
            yield from ((line, message) for message in _differences(waiting[1], cell))
            waiting = None
    if waiting:
        yield waiting[0], "this Spanish cell has no English partner"


def _differences(spanish: NotebookNode, english: NotebookNode) -> Iterator[str]:
    """Yield what one cell has and its partner has not."""
    left, right = marks(spanish.source), marks(english.source)
    if left == right:
        return
    missing, added = Counter(left) - Counter(right), Counter(right) - Counter(left)
    for mark in missing.elements():
        yield f"the Spanish cell before has {mark}, this English one has not"
    for mark in added.elements():
        yield f"this English cell has {mark}, the Spanish one before has not"
    if not missing and not added:
        yield f"the same in another order: Spanish {left}, English {right}"


def _branch_problems(
    spanish: str, english: str, places: tuple[int, int]
) -> Iterator[tuple[int, str]]:
    """Yield what one text's template asks or shows and the other's does not, with its line.

    The places are the lines of the file on which the texts begin.
    """
    try:
        left, right = branches.marks(spanish), branches.marks(english)
    except jinja2.TemplateSyntaxError:
        return  # what renders it says where and what
    here = {mark: places[0] + line - 1 for mark, line in left.items() if mark not in right}
    there = {mark: places[1] + line - 1 for mark, line in right.items() if mark not in left}
    for mark, line in here.items():
        near = get_close_matches(mark, there, n=1)
        if near:
            other = there.pop(near[0])
            yield line, f"[es] {mark!r}, where line {other} has {near[0]!r} in English"
        else:
            yield line, f"[es] {mark!r}, which the English text on line {places[1]} has not"
    for mark, line in there.items():
        yield line, f"[en] {mark!r}, which the Spanish text on line {places[0]} has not"


def _figure_problems(cell: NotebookNode, line: int) -> Iterator[tuple[int, str]]:
    """Yield what the page options of a code cell, on a line, lack in a language."""
    options = cell.metadata.get("mystnb") or {}
    plain = list(_plain_parts("mystnb", options))
    if plain:
        yield from ((line, f"{name} holds options, each in a line of its own") for name in plain)
        return
    for kind in ("figure", "table"):
        common = options.get(kind) or {}
        texts = {lang: options.get(lang) or {} for lang in LANGUAGES}
        if not common and not any(kind in each for each in texts.values()):
            continue
        if not common.get("name"):
            yield line, f"no name for this {kind}: mystnb: {kind}: name"
        for lang, text in texts.items():
            if not (text.get(kind) or {}).get("caption"):
                yield (
                    line,
                    f"no caption in {lang!r} for this {kind}: mystnb: {lang}: {kind}: caption",
                )
            if kind == "figure" and not (text.get("image") or {}).get("alt"):
                yield line, f"no alt text in {lang!r} for this figure: mystnb: {lang}: image: alt"
        for part, name in ((kind, "caption"), ("image", "alt")):
            spanish, english = (
                str((each.get(part) or {}).get(name) or "") for each in texts.values()
            )
            yield from _branch_problems(spanish, english, (line, line))
        found = [set(_PLACEHOLDER.findall(str(text))) for text in texts.values()]
        if found[0] != found[1]:
            yield line, f"the texts of this {kind} show other values: {sorted(found[0] ^ found[1])}"


def _plain_parts(name: str, options: Any) -> Iterator[str]:
    """Yield the names of page options that are to hold others, and are a mere value."""
    if not isinstance(options, Mapping):
        yield name
        return
    for part in ("figure", "table", "image", *LANGUAGES):
        if options.get(part):
            yield from _plain_parts(f"{name}: {part}", options[part])


def _has_words(text: str) -> bool:
    """Tell whether a cell has words outside its directives."""
    opening = ""
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if opening:
            opening = "" if fence and _closes(fence, opening) else opening
        elif fence:
            opening = fence["fence"]
        elif _WORD.search(line) and not _LABEL.match(line):
            return True
    return False


def _closes(fence: re.Match[str], opening: str) -> bool:
    """Tell whether a fence closes another."""
    same = fence["fence"][0] == opening[0] and len(fence["fence"]) >= len(opening)
    return same and not fence["directive"] and not fence["rest"].strip()


def _argument(directive: str, rest: str) -> str:
    """Return a directive's argument where it is a target, not a title in words."""
    return rest.strip() if directive in _WITH_TARGET else ""


def _role(name: str, content: str) -> str:
    """Return a role with its target; the words shown for it are left out."""
    if name in _WORDED_ROLES:
        return f"{{{name}}}"
    target = _TARGET.search(content)
    return f"{{{name}}}`{target[1] if target else content}`"
