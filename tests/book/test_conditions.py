"""Each condition of each chapter forced both ways, each list empty and of one, in both languages.

What a build of other data would say is thus rendered at each run of the tests: no branch waits for
its result with a mistake in it.
"""

import copy
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2 import meta, nodes

from polymnist_lib.book import cells, dialect, executed, facts, parity, rendering, texts
from polymnist_lib.book.project import Project
from polymnist_lib.book.reader import EXECUTIONS
from polymnist_lib.book.rendering import Renderer
from polymnist_lib.i18n import LANGUAGES
from polymnist_lib.report.project import filters, project

from .conftest import PAGES, ROOT

CHAPTERS = [*(ROOT / "book" / f"{name}.md" for name in PAGES), ROOT / "book" / rendering.SENTENCES]

# Nothing that somebody wrote has these: they are what a careless branch leaves.
CARELESS = re.compile(
    r"\w \.(?!\w|\.)|\w ,|\(\s*\)|\bNone\b(?! of)|\bUndefined\b|\{%|%\}|\{\{|\}\}"
)


class Anything(int):
    """A fact that answers whatever a template asks: a number, a list of one, a mapping."""

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> "Anything":
        return self

    def __iter__(self) -> Iterator["Anything"]:
        return iter([self])

    def __len__(self) -> int:
        return 1


SOMETHING = Anything(1)


def renderer(lang: str) -> Renderer:
    """Make what renders a language's pages, whose words and macros take any fact."""
    path = ROOT / "book" / rendering.SENTENCES
    verbs = filters(lang)
    for name in ("term", "terms"):
        verbs[name] = partial(_word, verbs[name])
    known = project(Project(ROOT)).known
    made = Renderer(lang, verbs, cells.read_source("sentences", path), known=known)
    assert made.problems == []
    return made


def _word(write: Callable[..., str], value: Any, *given: Any, **options: Any) -> str:
    """Write a term, or any word for any fact."""
    some = isinstance(value, Anything) or (isinstance(value, list) and SOMETHING in value)
    return "word" if some else write(value, *given, **options)


def questions(tree: nodes.Template) -> list[nodes.Node]:
    """List what a template asks: conditions and loops."""
    return list(tree.find_all((nodes.If, nodes.CondExpr, nodes.For)))


def forced(tree: nodes.Template, place: int, answer: bool) -> nodes.Template:
    """Answer one question of a template, and those above it so that it is asked."""
    tree = copy.deepcopy(tree)
    asked = questions(tree)[place]
    for each in questions(tree):
        inside = _branch_with(each, asked)
        if each is asked:
            _answer(each, answer)
        elif inside is not None:
            _answer(each, inside)
    return tree


def _branch_with(question: nodes.Node, asked: nodes.Node) -> bool | None:
    """Tell which answer to a question leads to another; None if neither does."""
    if isinstance(question, nodes.CondExpr):
        parts = ([question.expr1], [question.expr2] if question.expr2 else [])
    elif isinstance(question, nodes.For):
        parts = (question.body, question.else_)
    else:
        parts = (question.body, [*question.elif_, *question.else_])
    for answer, part in zip((True, False), parts, strict=True):
        if any(asked is each or asked in list(each.find_all(type(asked))) for each in part):
            return answer
    return None


def _is_asked_for(tree: nodes.Template, place: int) -> bool:
    """Tell whether a loop goes over what a condition around it has found not to be empty."""
    loop = questions(tree)[place]
    return isinstance(loop, nodes.For) and any(
        isinstance(each, nodes.If) and each.test == loop.iter and _branch_with(each, loop)
        for each in questions(tree)
    )


def _answer(question: nodes.Node, answer: bool) -> None:
    """Replace a condition by its answer, what a loop goes over by one item or none."""
    if isinstance(question, nodes.For):
        one = nodes.Getattr(nodes.Name("something", "load"), "x", "load")
        question.iter = nodes.List([one] if answer else [], lineno=question.lineno)
        question.test = None
    else:
        question.test = nodes.Const(answer, lineno=question.lineno)


def rendered(made: Renderer, tree: nodes.Template, facts: dict[str, Any]) -> str | None:
    """Render a forced template; None where it has nothing to say, and says so."""
    environment = made.environment
    names = meta.find_undeclared_variables(copy.deepcopy(tree)) - set(environment.globals)
    tree.set_environment(environment)
    code = environment.compile(tree, name="forced", filename="forced")
    template = jinja2.Template.from_code(environment, code, environment.globals)
    given = {**dict.fromkeys(names, SOMETHING), **facts, "something": SOMETHING}
    try:
        if tree.find(nodes.Macro):
            macros = [
                macro
                for name, macro in vars(template.make_module(given)).items()
                if not name.startswith("_") and hasattr(macro, "arguments")
            ]
            return "\n\n".join(macro(*[SOMETHING] * len(macro.arguments)) for macro in macros)
        return template.render(given)
    except dialect.Unsaid:
        return None


def filled(value: Any) -> Any:
    """Put something into what is empty, so that branches which speak of it can be rendered."""
    if isinstance(value, dict):
        return {key: filled(each) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each) for each in value] or [SOMETHING]
    return SOMETHING if value is None else value


def problems_of(path: Path, facts: dict[str, dict[str, Any]]) -> list[str]:
    """Force each question of a chapter both ways in both languages; list what is wrong then."""
    made = {lang: renderer(lang) for lang in LANGUAGES}
    source = cells.read_source(path.stem, path)
    found = [list(texts.templates_of(source, lang)) for lang in LANGUAGES]
    problems = []
    for both in zip(*found, strict=True):
        trees = [
            made[lang].environment.parse(each.text)
            for lang, each in zip(LANGUAGES, both, strict=True)
        ]
        place = f"{path.name}:{both[0].line + 1}"
        if len(questions(trees[0])) != len(questions(trees[1])):
            problems.append(f"{place}: other questions in English")
            continue
        for number in range(len(questions(trees[0]))):
            for answer in (True, False):
                if not answer and _is_asked_for(trees[0], number):
                    continue
                said = [
                    rendered(made[lang], forced(tree, number, answer), facts[lang])
                    for lang, tree in zip(LANGUAGES, trees, strict=True)
                ]
                where = f"{place}, question {number + 1} answered {answer}"
                if None in said:
                    if said != [None, None]:
                        problems.append(f"{where}: said in one language only")
                    continue
                marks = [parity.marks(text or "") for text in said]
                if marks[0] != marks[1]:
                    problems.append(f"{where}: {marks}")
                problems += [f"{where}: {each!r}" for text in said for each in careless(text or "")]
    return problems


def careless(text: str) -> list[str]:
    """List what no author would leave in a text."""
    return [found[0] for found in CARELESS.finditer(text)]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_condition_reads_both_ways(path: Path) -> None:
    """Every branch is rendered in both languages, with the same marks and nothing careless."""
    assert problems_of(path, {lang: {} for lang in LANGUAGES}) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_condition_reads_both_ways_with_the_facts_of_the_book(path: Path, site: Path) -> None:
    """Also over what the chapters give: no branch names a part that is not there."""
    del site  # it has executed them
    facts_of = {}
    for lang in LANGUAGES:
        kept = executed.chosen(ROOT, "embedded")[lang]
        facts_of[lang] = {EXECUTIONS: executed.durations(ROOT, "embedded")}
        if path.stem in kept:
            key = kept[path.stem]["key"]
            file = executed.place(ROOT, "embedded", lang, path.stem, key)
            facts_of[lang] |= filled(facts.given(executed.load(file)))
    assert problems_of(path, facts_of) == []


def test_a_careless_branch_is_found() -> None:
    """The tests above see a loose full stop, a filter that is missing, and a bare number."""
    made = renderer("en")
    parse = made.environment.parse
    tree = parse("{% if a %}Good{% endif %} .")
    assert careless(rendered(made, forced(tree, 0, True), {}) or "") == ["d ."]
    tree = parse("{{ 'x' if a else b | nothing }}")
    with pytest.raises(jinja2.TemplateRuntimeError, match="nothing"):
        rendered(made, forced(tree, 0, False), {})
    tree = parse("{% if a %}{{ b }}{% endif %}")
    with pytest.raises(TypeError, match=r"0\.5 has to be written"):
        rendered(made, forced(tree, 0, True), {"b": 0.5})
