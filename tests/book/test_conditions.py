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

from polymnist_lib.book import cells, parity, rendering
from polymnist_lib.book.rendering import Renderer
from polymnist_lib.i18n import LANGUAGES
from polymnist_lib.report.project import filters

from .conftest import PAGES, ROOT

CHAPTERS = [*(ROOT / "book" / f"{name}.md" for name in PAGES), ROOT / "book" / rendering.SHARED]

# Nothing that somebody wrote has these: they are what a careless branch leaves.
CARELESS = re.compile(
    r"\w \.(?!\w|\.)|\w ,|\(\s*\)|\bNone\b(?! of)|\bUndefined\b|\{%|%\}|\{\{|\}\}"
)


class Anything(float):
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


SOMETHING = Anything(0.25)


def environment(lang: str) -> jinja2.Environment:
    """Make the environment of a language's pages, whose words and macros take any fact."""
    path = ROOT / "book" / rendering.SHARED
    verbs = filters(lang)
    for name in ("names", "phrase", "term", "terms"):
        verbs[name] = partial(_word, verbs[name])
    renderer = Renderer(lang, verbs, cells.read_source("shared", path))
    assert renderer.problems == []
    made = renderer._environment
    made.finalize = str
    return made


def _word(write: Callable[..., str], value: Any, **options: Any) -> str:
    """Write a term, or any word for any fact."""
    return "word" if isinstance(value, Anything) else write(value, **options)


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


def rendered(made: jinja2.Environment, tree: nodes.Template) -> str | None:
    """Render a forced template; None where it has nothing to say, and says so."""
    names = meta.find_undeclared_variables(copy.deepcopy(tree)) - set(made.globals)
    for node in tree.find_all(nodes.Name):
        node.set_environment(made)
    tree.set_environment(made)
    code = made.compile(tree, name="forced", filename="forced")
    template = jinja2.Template.from_code(made, code, made.globals)
    facts: dict[str, Any] = dict.fromkeys(names, SOMETHING) | {"something": SOMETHING}
    try:
        if tree.find(nodes.Macro):
            said = []
            for name, macro in vars(template.make_module(facts)).items():
                if not name.startswith("_"):
                    said.append(macro(*[SOMETHING] * len(macro.arguments)))
            text = "\n\n".join(said)
        else:
            text = template.render(facts)
    except rendering.Unsaid:
        return None
    return re.sub("\x02[0-9]+\x03", "", text)


def pairs(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield the templates of a chapter in both languages, with the line of the Spanish one."""
    source = cells.read_source(path.stem, path)
    found = [list(rendering._templates(source, lang)) for lang in LANGUAGES]
    for (spanish, line), (english, _) in zip(*found, strict=True):
        yield line + 1, spanish, english


def careless(text: str) -> list[str]:
    """List what no author would leave in a text."""
    return [found[0] for found in CARELESS.finditer(text)]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_condition_reads_both_ways(path: Path) -> None:
    """Every branch is rendered in both languages, with the same marks and nothing careless."""
    made: dict[str, Callable[..., jinja2.Environment]] = {
        lang: environment(lang) for lang in LANGUAGES
    }
    problems = []
    for line, *texts in pairs(path):
        trees = [made[lang].parse(text) for lang, text in zip(LANGUAGES, texts, strict=True)]
        asked = len(questions(trees[0]))
        assert asked == len(questions(trees[1])), f"{path}:{line}: other questions in English"
        for place in range(asked):
            for answer in (True, False):
                if not answer and _is_asked_for(trees[0], place):
                    continue
                said = [
                    rendered(made[lang], forced(tree, place, answer))
                    for lang, tree in zip(LANGUAGES, trees, strict=True)
                ]
                where = f"{path.name}:{line}, question {place + 1} answered {answer}"
                if None in said:
                    if said != [None, None]:
                        problems.append(f"{where}: said in one language only")
                    continue
                if parity.marks(said[0]) != parity.marks(said[1]):
                    problems.append(f"{where}: {parity.marks(said[0])} {parity.marks(said[1])}")
                problems += [f"{where}: {each!r}" for text in said for each in careless(text)]
    assert problems == []


def test_a_careless_branch_is_found() -> None:
    """The test above sees a fact that is missing behind a condition, and a loose full stop."""
    made = environment("en")
    tree = made.parse("{% if a %}Good{% endif %} .")
    assert careless(rendered(made, forced(tree, 0, True)) or "") == ["d ."]
    tree = made.parse("{{ 'x' if a else b | nothing }}")
    with pytest.raises(jinja2.TemplateRuntimeError, match="nothing"):
        rendered(made, forced(tree, 0, False))
