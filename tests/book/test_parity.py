"""The two languages of a chapter, compared."""

from pathlib import Path

import pytest

from polymnist_lib.book import cells, parity

from .conftest import FRONT, PARAMETERS, code, prose

SAME = [
    ("# Uno", "# One"),
    ("(here)=\n## Dos", "(here)=\n## Two"),
    ("Véase {numref}`fig-a` y {ref}`así <sec-b>`.", "{ref}`So <sec-b>`, see {numref}`fig-a`."),
    ("{term}`sobreajuste`", "{term}`overfitting`"),
    ("Llega a {glue:text}`best`.", "It reaches {glue:text}`best`."),
    ("```{note} Ojo\n{cite:p}`two`\n```", "```{note} Mind\n{cite:p}`two`\n```"),
    ("```python\n# no es un título\n```", "```python\n# not a heading\n```"),
    (":::{tip}\n### Tres\n:::", ":::{tip}\n### Three\n:::"),
    (
        "[aquí](#here) y [allí](https://es.wikipedia.org)",
        "[here](#here) and [there](https://en.org)",
    ),
]

DIFFERENT = [
    ("# Uno", "## One", "heading of level 1"),
    ("# Uno\n\n## Dos", "# One", "heading of level 2"),
    ("(a)=\n# Uno", "(b)=\n# One", "label a"),
    ("{glue:text}`best`", "{glue:text}`worst`", "{glue:text}`best`"),
    ("{cite:p}`two`", "words", "{cite:p}`two`"),
    ("{numref}`fig-a`", "{numref}`fig-b`", "{numref}`fig-a`"),
    ("{term}`a` {term}`b`", "{term}`a`", "{term}"),
    ("```{note}\nx\n```", "```{warning}\nx\n```", "note"),
    ("```{figure} a.png\n:name: f\nx\n```", "```{figure} b.png\n:name: f\nx\n```", "figure a.png"),
    ("```{figure} a.png\n:name: f\nx\n```", "```{figure} a.png\n:name: g\nx\n```", "option name f"),
    ("## A\n\n```{tip}\nx\n```", "```{tip}\nx\n```\n\n## A", "another order"),
]


def check(tmp_path: Path, text: str) -> list[cells.Problem]:
    """Check a chapter with this text."""
    path = tmp_path / "eda.md"
    path.write_text(FRONT + text, encoding="utf-8")
    return parity.check(cells.read_source("eda", path))


@pytest.mark.parametrize(("spanish", "english"), SAME)
def test_equal_marks_are_no_problem(tmp_path: Path, spanish: str, english: str) -> None:
    """Languages may order a sentence and word a link differently."""
    assert check(tmp_path, prose(spanish, english)) == []


@pytest.mark.parametrize(("spanish", "english", "mark"), DIFFERENT)
def test_a_difference_is_named(tmp_path: Path, spanish: str, english: str, mark: str) -> None:
    """What one language has and the other has not is in the message."""
    problems = check(tmp_path, prose(spanish, english))
    assert mark in str(problems[0])


ORPHANS = [
    ('+++ {"lang": "es"}\n\nUno.\n', "no English partner"),
    ('+++ {"lang": "en"}\n\nOne.\n', "no Spanish cell before it"),
    (prose("Uno.", "One.") + '+++ {"lang": "en"}\n\nTwo.\n', "no Spanish cell before it"),
    (
        '+++ {"lang": "es"}\n\nUno.\n\n' + code("1") + '+++ {"lang": "en"}\n\nOne.\n',
        "before the code",
    ),
    (code("1") + "Suelta.\n", "prose without a language"),
    ('+++ {"lang": "fr"}\n\nUn.\n', "language 'fr'"),
]


@pytest.mark.parametrize(("text", "message"), ORPHANS)
def test_a_cell_without_its_partner_is_named(tmp_path: Path, text: str, message: str) -> None:
    """Cells of prose come in pairs within the stretch between two code cells."""
    assert message in str(check(tmp_path, text)[0])


def test_the_line_of_loose_prose_is_given(tmp_path: Path) -> None:
    """Prose behind a code cell without a cell break of its own is found by file and line."""
    text = prose("Uno.", "One.") + code("1") + "Suelta.\n"
    problem = check(tmp_path, text)[0]
    lines = (FRONT + text).splitlines()
    near = lines[problem.line - 1 : problem.line + 2]
    assert problem.path.name == "eda.md"
    assert any("Suelta." in line for line in near)


def test_a_cell_of_both_languages_stands_alone(tmp_path: Path) -> None:
    """What has no words, such as a bibliography, serves both."""
    text = prose("# Uno", "# One") + '+++ {"lang": "both"}\n\n```{bibliography}\n```\n'
    assert check(tmp_path, text) == []


@pytest.mark.parametrize("words", ["Prosa.", "# Título", "```{bibliography}\n```\nY prosa."])
def test_words_in_a_cell_of_both_languages_are_told(tmp_path: Path, words: str) -> None:
    """They would show in the edition of the other language too."""
    text = prose("# Uno", "# One") + f'+++ {{"lang": "both"}}\n\n{words}\n'
    (problem,) = check(tmp_path, text)
    assert "words in a cell of both languages" in problem.message


FIGURE = """---
mystnb:
  figure:
    name: fig-a
  es:
    figure:
      caption: Una
    image:
      alt: '{x}'
  en:
    figure:
      caption: One
    image:
      alt: '{x}'
---
"""


def test_a_figure_with_everything_is_no_problem(tmp_path: Path) -> None:
    """Name, captions and alternative texts in both languages."""
    assert check(tmp_path, PARAMETERS + code("draw()", FIGURE)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("      caption: One\n", "      align: left\n", "no caption in 'en'"),
        ("    image:\n      alt: '{x}'\n  en", "  en", "no alt text in 'es'"),
        ("    name: fig-a\n", "    align: left\n", "no name"),
        ("alt: '{x}'\n  en", "alt: '{y}'\n  en", "other values: ['x', 'y']"),
    ],
)
def test_a_figure_that_lacks_something_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """A figure has a name, a caption and an alternative text in each language."""
    problems = check(tmp_path, PARAMETERS + code("draw()", FIGURE.replace(old, new, 1)))
    assert message in "\n".join(map(str, problems))


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ("mystnb: fig-a", "mystnb"),
        ("mystnb:\n  figure: fig-a", "mystnb: figure"),
        ("mystnb:\n  es: Una", "mystnb: es"),
        ("mystnb:\n  figure:\n    name: a\n  en:\n    image: One", "mystnb: en: image"),
    ],
)
def test_a_value_in_the_place_of_options_is_named(tmp_path: Path, options: str, name: str) -> None:
    """A slip of the indentation, most often."""
    text = PARAMETERS + code("draw()", f"---\n{options}\n---\n")
    assert f"{name} holds options" in str(check(tmp_path, text)[0])
