"""A chapter's cells: what each language keeps, and how outputs come back to them."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from polymnist_lib.book import cells, outputs
from polymnist_lib.book.outputs import GLUE

TEXT = """---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
book:
  stage: 2
  inputs: ["*.png"]
---

+++ {"lang": "es"}

# Uno

+++ {"lang": "en"}

# One

```{code-cell} ipython3
:tags: [parameters]

lang = "es"  # the language
profile = "embedded"
```

```{code-cell} ipython3
---
mystnb:
  figure:
    name: fig-a
    align: left
  es:
    figure:
      caption: Una
    image:
      alt: 'Llega a {best}'
  en:
    figure:
      caption: One
    image:
      alt: 'It reaches {best}'
---
draw()
```

+++ {"lang": "both"}

```{bibliography}
```
"""


@pytest.fixture
def source(tmp_path: Path) -> cells.Source:
    """A chapter with a cell of each kind."""
    path = tmp_path / "eda.md"
    path.write_text(TEXT, encoding="utf-8")
    return cells.read_source("eda", path)


def drawn(*outputs: NotebookNode) -> NotebookNode:
    """Make an executed notebook of the chapter, whose second cell has outputs."""
    return new_notebook(cells=[new_code_cell("p"), new_code_cell("draw()", outputs=list(outputs))])


IMAGE = new_output("display_data", {"image/png": "AAAA", "text/plain": "<Figure>"})
AXES = new_output("execute_result", {"text/plain": "<Axes: >"}, execution_count=2)
FILES = new_output("display_data", outputs.packed({"models/one.js": "ñ", "two.png": b"\x89"}))
BEST = new_output("display_data", {GLUE: "'92,3 %'"}, metadata={"scrapbook": {"name": "best"}})


@pytest.mark.parametrize(("lang", "title"), [("es", "# Uno"), ("en", "# One")])
def test_an_edition_keeps_its_language_and_what_is_shared(
    source: cells.Source, lang: str, title: str
) -> None:
    """One heading is left of two, with both code cells and the cell of both languages."""
    notebook = cells.edition(source.notebook, lang, name="eda")
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds == ["markdown", "code", "code", "markdown"]
    assert notebook.cells[0].source == title


def test_lines_follow_the_cells_that_are_kept(source: cells.Source) -> None:
    """The line of each kept cell points at its text in the file of both languages."""
    notebook = cells.edition(source.notebook, "en", name="eda")
    lines = TEXT.splitlines()
    for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        assert cell.source.splitlines()[0] in lines[start : start + 20]
    draw = notebook.cells[2]
    line = cells.first_code_line(TEXT, draw, notebook.metadata["source_map"][2])
    assert lines[line - 1] == "draw()"


def test_ids_are_the_same_each_time(source: cells.Source) -> None:
    """Two conversions name the cells alike, so downloads and differences stay quiet."""
    first = [cell.id for cell in cells.edition(source.notebook, "es", name="a/b c").cells]
    again = [cell.id for cell in cells.edition(source.notebook, "es", name="a/b c").cells]
    assert first == again == ["a-b-c-000", "a-b-c-001", "a-b-c-002", "a-b-c-003"]


def test_a_languages_options_lie_over_the_common_ones(source: cells.Source) -> None:
    """A figure has its common name and alignment, and the caption of the language alone."""
    options = cells.edition(source.notebook, "en", name="eda").cells[2].metadata["mystnb"]
    assert options["figure"] == {"name": "fig-a", "align": "left", "caption": "One"}
    assert set(options) == {"figure", "image"}


def test_choosing_a_language_leaves_the_source_alone(source: cells.Source) -> None:
    """The notebook of both languages serves the second one after the first."""
    before = nbformat.writes(source.notebook)
    cells.edition(source.notebook, "es", name="eda")
    assert nbformat.writes(source.notebook) == before


def test_parameters_are_written_into_their_cell(source: cells.Source) -> None:
    """The cell says the language and profile that ran, and keeps its comment."""
    notebook = cells.edition(source.notebook, "en", name="eda")
    cells.set_parameters(notebook, lang="en", profile="full")
    assert notebook.cells[1].source == 'lang = "en"  # the language\nprofile = "full"'


def test_the_parameters_cell_is_not_published(source: cells.Source) -> None:
    """A reader of the page does not see the plumbing; the notebook has it."""
    notebook = cells.edition(source.notebook, "es", name="eda")
    assert notebook.cells[1].metadata["tags"] == ["parameters", "remove-cell"]


def test_outputs_come_back_without_the_axes(source: cells.Source) -> None:
    """A figure's cell shows its image once, which its number needs."""
    notebook = cells.edition(source.notebook, "es", name="eda")
    outputs.attach_outputs(notebook, drawn(BEST, IMAGE, AXES))
    kinds = [set(output["data"]) for output in notebook.cells[2].outputs]
    assert kinds == [{GLUE}, {"image/png", "text/plain"}]


def test_files_are_listed_and_not_shown(source: cells.Source) -> None:
    """What a cell gives to its page beside it is no output of the cell there."""
    notebook = cells.edition(source.notebook, "es", name="eda")
    executed = drawn(FILES, AXES)
    outputs.attach_outputs(notebook, executed)
    assert [set(output["data"]) for output in notebook.cells[2].outputs] == [{"text/plain"}]
    assert outputs.files(executed) == {"models/one.js": "ñ".encode(), "two.png": b"\x89"}
    assert outputs.files(drawn(AXES)) == {}


def test_a_plain_result_stays(source: cells.Source) -> None:
    """Where there is no image, a result in plain text is what the cell shows."""
    notebook = cells.edition(source.notebook, "es", name="eda")
    outputs.attach_outputs(notebook, drawn(AXES))
    assert len(notebook.cells[2].outputs) == 1


@pytest.mark.parametrize(("lang", "text"), [("es", "Llega a 92,3 %"), ("en", "It reaches 92,3 %")])
def test_alternative_texts_show_glued_values(source: cells.Source, lang: str, text: str) -> None:
    """A name in braces becomes the text that the same notebook gave to its prose."""
    notebook = cells.edition(source.notebook, lang, name="eda")
    outputs.attach_outputs(notebook, drawn(BEST, IMAGE))
    assert notebook.cells[2].metadata["mystnb"]["image"]["alt"] == text


def test_an_unknown_name_in_an_alternative_text_is_reported(source: cells.Source) -> None:
    """A name that nothing glues comes back with the line of its cell."""
    notebook = cells.edition(source.notebook, "es", name="eda")
    problems = outputs.attach_outputs(notebook, drawn(IMAGE))
    assert problems == [(27, "alternative text: nothing glues 'best'")]


def test_two_images_under_one_caption_are_reported(source: cells.Source) -> None:
    """Only one of them could have the number."""
    notebook = cells.edition(source.notebook, "es", name="eda")
    problems = outputs.attach_outputs(notebook, drawn(BEST, IMAGE, IMAGE))
    assert [message for _, message in problems] == [
        "a figure or table has one output under its caption, this cell has 2"
    ]


def test_only_code_and_execution_tags_decide_an_execution(source: cells.Source) -> None:
    """Captions and tags for the page do not count; the tag of the parameters does."""
    facts = cells.execution_facts(source.notebook)
    assert facts == [
        ('lang = "es"  # the language\nprofile = "embedded"', ["parameters"]),
        ("draw()", []),
    ]


def test_settings_are_in_the_front_matter(source: cells.Source) -> None:
    """Stage and inputs are read from the chapter itself."""
    assert source.settings == {"stage": 2, "inputs": ["*.png"]}


@pytest.mark.parametrize("settings", ["", "\n  inputs: []", "\n  stage: 1"])
def test_settings_may_be_left_out(tmp_path: Path, settings: str) -> None:
    """A chapter runs first and reads nothing that it does not say."""
    path = tmp_path / "eda.md"
    path.write_text(f"---\nbook:{settings}\n---\n", encoding="utf-8")
    assert cells.read_source("eda", path).settings == {"stage": 1, "inputs": []}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (" 2", "book holds stage and inputs, got 2"),
        ("\n  stage: two", "stage is a whole number from 1, got 'two'"),
        ("\n  stage:", "stage is a whole number from 1, got None"),
        ("\n  stage: 0", "stage is a whole number from 1, got 0"),
        ("\n  inputs: my_numbers/*", r"inputs is a list of files, .*got 'my_numbers/\*'"),
        ("\n  inputs: [1]", r"inputs is a list of files, .*got \[1\]"),
        ("\n  inputs: [/numbers/*]", "inputs is a list of files, from the chapter's folder"),
    ],
)
def test_wrong_settings_are_told_with_their_chapter(
    tmp_path: Path, settings: str, words: str
) -> None:
    """Before anything is executed."""
    path = tmp_path / "eda.md"
    path.write_text(f"---\nbook:{settings}\n---\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"eda\.md: (book: )?{words}"):
        _ = cells.read_source("eda", path).settings


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_how_an_editor_saves_a_chapter_makes_no_difference(
    tmp_path: Path, source: cells.Source, mark: str, end: str
) -> None:
    """Neither a byte order mark nor the ends of its lines."""
    path = tmp_path / "saved.md"
    path.write_bytes((mark + TEXT.replace("\n", end)).encode())
    saved = cells.read_source("saved", path)
    assert saved.text == TEXT
    assert saved.settings == source.settings
    assert cells.edition(saved.notebook, "es", name="eda") == cells.edition(
        source.notebook, "es", name="eda"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "cp1252", "utf-32"])
def test_a_chapter_in_another_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    """With what to do about it."""
    path = tmp_path / "saved.md"
    path.write_bytes("¿Qué?".encode(encoding))
    with pytest.raises(ValueError, match="is not UTF-8 text: .* save it with the encoding UTF-8"):
        cells.read_source("saved", path)


NAMED = TEXT[TEXT.index("kernelspec:") : TEXT.index("book:")]


@pytest.mark.parametrize(
    "named",
    [
        "",
        "kernelspec:\n",
        "kernelspec: ~\n",
        "kernelspec: my-name\n",
        "kernelspec: [conda]\n",
        "kernelspec: {}\n",
        "kernelspec: {name: ir, display_name: R, language: R}\nlanguage_info: {name: R}\n",
        "language_info: null\nkernelspec :\n  name: .venv\n",
        "jupytext:\n  formats: md:myst\nkernelspec: {display_name: Thesis, name: thesis}\n",
    ],
)
def test_the_kernel_is_python_whatever_a_chapter_names(
    tmp_path: Path, source: cells.Source, named: str
) -> None:
    """One of its author's machine, another language's, something else or none."""
    path = tmp_path / "named.md"
    path.write_text(TEXT.replace(NAMED, named), encoding="utf-8")
    read = cells.read_source("named", path).notebook
    kernel = read.metadata.kernelspec
    assert (kernel.name, kernel.language, kernel.display_name) == ("python3", "python", "Python 3")
    assert read.metadata.language_info.name == "python"
    assert read.metadata.book == source.notebook.metadata.book
    assert set(read.metadata) <= {*source.notebook.metadata, "jupytext"}
    moved = named.count("\n") - NAMED.count("\n")
    assert read.metadata.source_map == [
        line + moved for line in source.notebook.metadata.source_map
    ]
    assert [each.source for each in read.cells] == [each.source for each in source.notebook.cells]
    nbformat.validate(cells.edition(read, "es", name="named"))


def test_what_a_chapter_says_of_kernels_stays(tmp_path: Path) -> None:
    """Only the front matter's own is left out, not what prose and code have of that name."""
    path = tmp_path / "telling.md"
    for front in ("", "---\nbook: {stage: 2}\n---\n\n"):
        path.write_text(f"{front}---\n\nkernelspec: x\n", encoding="utf-8")
        (cell,) = cells.read_source("telling", path).notebook.cells[-1:]
        assert cell.source.endswith("kernelspec: x")
