"""Prose as templates: what is rendered, from which lines, and what is told of a mistake."""

import re
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from polymnist_lib.book import blocks, cells, rendering
from polymnist_lib.book.rendering import Renderer
from polymnist_lib.i18n.filters import filters

from .conftest import prose

PATH = Path("chapter.md")

MACROS = prose(
    "{% macro twice(x) %}\ndos veces {{ x | integer }}\n{% endmacro %}",
    "{% macro twice(x) %}\ntwice {{ x | integer }}\n{% endmacro %}",
)


def renderer(tmp_path: Path, macros: str = MACROS, lang: str = "en") -> Renderer:
    """Make what renders a language's pages, with a file of macros."""
    path = tmp_path / rendering.SENTENCES
    path.write_text(macros, encoding="utf-8")
    return Renderer(lang, filters(lang), cells.read_source("shared", path))


def notebook(*texts: str, start: int = 0) -> NotebookNode:
    """Make an edition of cells of prose, one behind the other in the file."""
    made = [new_markdown_cell(text, id=f"c-{k}") for k, text in enumerate(texts)]
    starts = [start]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text.splitlines()) + 2)
    return new_notebook(cells=made, metadata={"source_map": starts})


def written(tmp_path: Path, text: str, **facts: object) -> str:
    """Render one cell without a problem."""
    page = notebook(text)
    assert renderer(tmp_path).render(page, facts, PATH) == []
    return "\n\n".join(cell.source for cell in page.cells)


@pytest.mark.parametrize(("lang", "text"), [("es", "El 92,3\u00a0%"), ("en", "El 92.3%")])
def test_facts_are_written_in_the_language_of_the_page(
    tmp_path: Path, lang: str, text: str
) -> None:
    """By the filters, which know it."""
    page = notebook("El {{ run.accuracy | percent }}")
    assert renderer(tmp_path, lang=lang).render(page, {"run": {"accuracy": 0.923}}, PATH) == []
    assert page.cells[0].source == text


def test_lines_of_conditions_leave_nothing(tmp_path: Path) -> None:
    """A sentence behind a condition goes on with the paragraph before it."""
    text = "Before.\n{% if n > 1 %}\nMany.\n{% else %}\nOne.\n{% endif %}\nAfter."
    assert written(tmp_path, text, n=2) == "Before.\nMany.\nAfter."
    assert written(tmp_path, text, n=1) == "Before.\nOne.\nAfter."


def test_a_sentence_that_ends_with_a_condition_ends_its_paragraph(tmp_path: Path) -> None:
    """What follows is another paragraph, or another item of the list."""
    text = "One.{% if known %} Two.{% endif %}\n\nThree.\n\n- a{% if known %}b{% endif %}\n- c"
    assert written(tmp_path, text, known=True) == "One. Two.\n\nThree.\n\n- ab\n- c"
    text = "{% if known %}One.{% else %}Two.{% endif %}\n\nThree."
    assert written(tmp_path, text, known=True) == "One.\n\nThree."


def test_a_fact_goes_before_a_method_of_mappings(tmp_path: Path) -> None:
    """`x.items` is what the fact holds under that name."""
    assert written(tmp_path, "{{ x.items }} {{ x.keys }}", x={"items": 3, "keys": "k"}) == "3 k"


def test_macros_of_the_shared_file_are_everywhere(tmp_path: Path) -> None:
    """They are called with facts, and their ends leave no line."""
    assert written(tmp_path, "It is {{ twice(n) }}, so.", n=4) == "It is twice 4, so."


def test_numbers_keep_what_belongs_to_them_on_their_line(tmp_path: Path) -> None:
    """Percent signs, sides and groups of digits are held by no-break spaces."""
    text = written(tmp_path, "El 95 % de 60 000 imágenes de 28 × 28.")
    assert text == "El 95\u00a0% de 60\u202f000 imágenes de 28\u00a0×\u00a028."


def test_captions_and_alternative_texts_are_templates_too(tmp_path: Path) -> None:
    """In whatever mapping of page options they are."""
    options = {
        "figure": {"name": "fig-a", "caption": "Of 5 %: {{ n }}"},
        "image": {"alt": "{{ n }}"},
    }
    page = new_notebook(
        cells=[new_code_cell("f()", metadata={"mystnb": options})], metadata={"source_map": [9]}
    )
    assert renderer(tmp_path).render(page, {"n": 7}, PATH) == []
    assert page.cells[0].metadata["mystnb"] == {
        "figure": {"name": "fig-a", "caption": "Of 5\u00a0%: 7"},
        "image": {"alt": "7"},
    }


LINES = """\
Title

{% if n > 5 %}
Left out,
with a second line.

{% endif %}
Second paragraph {{ n }}
goes on.

:::{note}
Inside

the fence.
:::

- a list

  goes on

- and on

{% for x in xs %}
Item {{ x }}.

{% endfor %}
Last.
"""


def test_each_block_knows_the_line_it_begins_at(tmp_path: Path) -> None:
    """Whatever conditions left out and loops repeated before it; fences and lists stay whole."""
    page = notebook(LINES, start=10)
    assert renderer(tmp_path).render(page, {"n": 1, "xs": [1, 2]}, PATH) == []
    lines = LINES.splitlines()
    begins = [
        (cell.source.splitlines()[0], lines[start - 10])
        for cell, start in zip(page.cells, page.metadata["source_map"], strict=True)
    ]
    assert begins == [
        ("Title", "Title"),
        ("Second paragraph 1", "Second paragraph {{ n }}"),
        (":::{note}", ":::{note}"),
        ("- a list", "- a list"),
        ("Item 1.", "Item {{ x }}."),
        ("Item 2.", "Item {{ x }}."),
        ("Last.", "Last."),
    ]
    assert page.cells[2].source == ":::{note}\nInside\n\nthe fence.\n:::"
    assert page.cells[3].source == "- a list\n\n  goes on\n\n- and on"


def test_blocks_come_together_again_for_a_notebook(tmp_path: Path) -> None:
    """A published notebook has the cells that its author wrote."""
    page = notebook("# One\n\nTwo.", "Three.\n\nFour.")
    page.cells.insert(1, new_code_cell("x", id="code"))
    page.metadata["source_map"].insert(1, 4)
    renderer(tmp_path).render(page, {}, PATH)
    assert len(page.cells) == 5
    together = list(blocks.joined(page))
    assert [(cell.id, cell.source) for _, cell in together] == [
        ("c-0", "# One\n\nTwo."),
        ("code", "x"),
        ("c-1", "Three.\n\nFour."),
    ]
    assert [position for position, _ in together] == [1, 2, 4]


MISTAKES = {
    "an unknown fact": (
        "one\n\n{{ nowhere }}",
        22,
        "nothing gives 'nowhere'. Facts: a, long, rows, run. Macros: twice.",
    ),
    "behind a condition": ("one\n{% if a < 0 %}{{ nowhere }}{% endif %}", 21, "gives 'nowhere'"),
    "in a condition": ("one\n{% if nowhere %}x{% endif %}", 21, "nothing gives 'nowhere'."),
    "an unknown part": ("{{ run.acuracy }}", 20, "no 'acuracy' in a fact that has accuracy"),
    "an unknown part behind a condition": (
        "one\n{% if a < 0 %}\n{{ run.accuracy | percent }}{{ run.typo | percent }}{% endif %}",
        22,
        "there is no 'typo' in a fact that has accuracy",
    ),
    "an unknown part of a list's items": (
        "{% for each in rows %}{{ each.nam }}{% endfor %}",
        20,
        "there is no 'nam' in a fact that has name",
    ),
    "a part of a number": ("{{ a.b | percent }}", 20, "no 'b' in a fact that has no parts"),
    "a long number": ("{{ long }}", 20, "1234567 has to be written by a filter"),
    "a macro that is not called": ("{{ twice }}", 20, "has to be written by a filter"),
    "an unwritten number": ("a\nb {{ a }}", 21, "0.5 has to be written by a filter"),
    "a filter's own error": ("{{ run | percent }}", 20, "TypeError"),
    "nothing to say": ("{{ unsaid('the size', a) }}", 20, "nothing is said of the size 0.5"),
    "a macro without its argument": ("{{ twice() }}", 10, "'x'"),
}


@pytest.mark.parametrize(("text", "line", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_file_line_language_and_what_is_known(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    """The text stays as it was written, and the other cells are rendered."""
    page = notebook(text, "{{ run.accuracy | percent }}", start=19)
    facts = {"a": 0.5, "run": {"accuracy": 0.25}, "rows": [{"name": "x"}], "long": 1234567}
    (problem,) = renderer(tmp_path).render(page, facts, PATH)
    file = rendering.SENTENCES if line == 10 else "chapter.md"
    assert re.search(rf"{file}:{line}: \[en\] .*{re.escape(message)}", str(problem)), str(problem)
    assert page.cells[-1].source == "25.0%"


@pytest.mark.parametrize(
    "folder", ["O'Neill", 'la "nueva"', 'it\'s "so" ', "a\\", "{{ a }}", "{% if", "'''"]
)
def test_a_checkout_lies_wherever_it_lies(tmp_path: Path, folder: str) -> None:
    """Under any name: templates and macros are compiled, and a mistake names its file and line."""
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / "chapter.md"
    macro = "{% macro maybe(x) %}\n{{ 'yes' if x }}{{ x | percent }}\n{% endmacro %}"
    renders = renderer(tmp_path / folder, prose(macro, macro))
    assert renders.problems == []
    page = notebook("{{ 'a' if x }}", "{{ maybe(x) }}", start=19)
    assert renders.render(page, {"x": 0.5}, path) == []
    assert [cell.source for cell in page.cells] == ["a", "yes50.0%"]
    page = notebook("b\n{{ 'a' if x }}{{ x | percent }}", "{{ maybe(x) }}", start=19)
    first, second = map(str, renders.render(page, {"x": {}}, path))
    assert first.startswith(f"{path}:21: [en] TypeError: ")
    assert second.startswith(f"{path.with_name(rendering.SENTENCES)}:10: [en] TypeError: ")
    assert second.endswith(f" (called at {path}:24)")


SYNTAX = {
    "an unclosed condition": ("one\n\n{% if a %}x", 5, "Unexpected end of template"),
    "an unknown filter": (
        "{{ a | procent }}",
        3,
        "there is no filter 'procent'. Filters: abs, between,",
    ),
    "an unknown filter behind a condition": (
        "{% if a %}{{ a | procent }}{% endif %}",
        3,
        "there is no filter 'procent'.",
    ),
    "an unknown test": ("{% if a is nonsense %}x{% endif %}", 3, "there is no test 'nonsense'."),
    "another file": ("{% include 'x' %}", 3, "a page takes nothing from other files"),
    "no expression": ("one {{ }}", 3, "Expected an expression"),
}


@pytest.mark.parametrize(("text", "line", "message"), SYNTAX.values(), ids=SYNTAX)
def test_what_is_no_template_is_told_before_anything_executes(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    """With the line in the chapter's file."""
    path = tmp_path / "chapter.md"
    path.write_text(f'+++ {{"lang": "en"}}\n\n{text}\n', encoding="utf-8")
    (problem,) = renderer(tmp_path).check(cells.read_source("chapter", path))
    assert str(problem).startswith(f"{path}:{line}: [en] ")
    assert message in str(problem)


def test_a_mistake_among_the_macros_is_told_with_its_line(tmp_path: Path) -> None:
    """As a chapter's is."""
    macros = prose(
        "{% macro a() %}x{% endmacro %}", "{% macro a() %}\n{{ 1 | nothing }}{% endmacro %}"
    )
    (problem,) = renderer(tmp_path, macros).problems
    assert f"{rendering.SENTENCES}:8: [en] there is no filter 'nothing'" in str(problem)


def test_a_fact_cannot_hide_a_macro(tmp_path: Path) -> None:
    """Nor what the project has every template know."""
    page = notebook("{{ twice(1) }}")
    (problem,) = renderer(tmp_path).render(page, {"twice": 2}, PATH)
    assert "the fact 'twice' hides what all templates know so" in str(problem)


def test_a_mistake_in_a_caption_names_its_option(tmp_path: Path) -> None:
    """Its line is that of the cell."""
    options = {"image": {"alt": "{{ nowhere }}"}}
    page = new_notebook(
        cells=[new_code_cell("f()", metadata={"mystnb": options})], metadata={"source_map": [9]}
    )
    (problem,) = renderer(tmp_path).render(page, {}, PATH)
    assert str(problem).startswith("chapter.md:10: [en] image: alt: nothing gives 'nowhere'.")


CAPTURED = {
    "a macro of the cell": (
        "{% macro w() %}word{% endmacro %}{{ w() | length }} {{ w() }}",
        "4 word",
    ),
    "a text that is set": ("{% set s %}one{% endset %}{% if s == 'one' %}yes{% endif %}", "yes"),
}


@pytest.mark.parametrize(("text", "expected"), CAPTURED.values(), ids=CAPTURED)
def test_what_a_template_keeps_for_itself_has_no_marks(
    tmp_path: Path, text: str, expected: str
) -> None:
    """Line numbers are for what is on the page."""
    assert written(tmp_path, text) == expected


WHOLE = {
    "a list behind its introduction": "Intro:\n- a\n\n- b",
    "mathematics with a label": "$$\na\n\nb\n$$ (eq-a)",
    "a line that begins with code": "```x``` is code\n\nNext.",
}


def test_lists_and_mathematics_stay_whole(tmp_path: Path) -> None:
    """And what is no fence opens none."""
    counts = {}
    for name, text in WHOLE.items():
        page = notebook(text)
        renderer(tmp_path).render(page, {}, PATH)
        counts[name] = len(page.cells)
    assert list(counts.values()) == [1, 1, 2], counts


@pytest.mark.parametrize("end", [".", ")"])
def test_a_number_that_opens_a_line_is_no_item_of_a_list(tmp_path: Path, end: str) -> None:
    """Markdown would begin a list with it; what an author writes as a list is one."""
    text = written(tmp_path, f"It is read as\n{{{{ n }}}}{end} Next.", n=1)
    assert text == f"It is read as\n1\\{end} Next."
    listed = written(tmp_path, f"1{end} one\n2{end} two {{{{ n }}}}", n=1)
    assert listed == f"1{end} one\n2{end} two 1"
