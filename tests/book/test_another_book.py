"""Another book, about the tides: two chapters, two languages, a module and a ``_config.yml``."""

import copy
import re
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from nbclient import NotebookClient

from polymnist_lib.book.rendering import SENTENCES

from .conftest import FRONT, ROOT, Book, code, environment, prose

REPOSITORY = "https://github.com/somebody/tides"

CONFIG = {
    "title": "Las mareas",
    "repository": {"url": REPOSITORY},
    "sphinx": {
        "extra_extensions": ["polymnist_lib.book.extension"],
        "config": {"language": "es", "book_package": "tides"},
    },
    "english": {"title": "The tides"},
}

MODULE = '''"""The tides."""

def height(hour):
    """Return the height of the water in metres."""
    return 2.0 - hour / 10

def table(hour):
    """Return a page's table of one height."""
    from IPython.display import HTML

    return HTML(f"<table><tr><td>{height(hour)}</td></tr></table>")
'''

PARAMETER = code('lang = "es"', ":tags: [parameters]\n\n")
RAN = 'from pathlib import Path\n\nPath("../{}.txt").open("a").write(lang + " ")'
TABLE = """---
mystnb:
  table:
    name: tab-low
  es:
    table:
      caption: La bajamar.
  en:
    table:
      caption: Low water.
---
"""
LOW = (
    FRONT
    + prose("# La bajamar\n\nVéase la {numref}`tab-low`.", "# Low water\n\nSee {numref}`tab-low`.")
    + PARAMETER
    + code(RAN.format("low"))
    + code(
        "import tides\n\nfrom polymnist_lib.book import facts\n\nfacts.give(low=tides.height(6))",
        ":tags: [remove-cell]\n\n",
    )
    + prose(
        "{% if low < 1 %}\n{{ dry(low) }}\n{% else %}\nHay {{ low | number(1) }} metros.\n"
        "{% endif %}",
        "{% if low < 1 %}\n{{ dry(low) }}\n{% else %}\nThere are {{ low | number(1) }} metres.\n"
        "{% endif %}",
    )
    + code("tides.table(6)", TABLE)
)
MACROS = prose(
    "{% macro dry(x) %}Quedan {{ x | number(1) }} metros.{% endmacro %}",
    "{% macro dry(x) %}{{ x | number(1) }} metres are left.{% endmacro %}",
)
MOON = FRONT + prose("# La luna", "# The moon") + PARAMETER + code(RAN.format("moon")) + code("28")

WORDS = {
    "es": ("Las mareas", "La bajamar", "Véase la Tabla 1.", "Hay 1,4 metros.", "La luna"),
    "en": ("The tides", "Low water", "See Table 1.", "There are 1.4 metres.", "The moon"),
}
both_languages = pytest.mark.parametrize("lang", ["es", "en"])


# As a console command does, it does not import from the folder where it is started.
PROGRAM = "import sys; del sys.path[0]; from jupyter_book.cli.main import main; main()"


def build(book: Book) -> str:
    """Build the book; return the log."""
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stdout
    return done.stdout


def ran(book: Book) -> dict[str, int]:
    """Count the executions of each chapter."""
    return {name: len((book.root / f"{name}.txt").read_text().split()) for name in ("low", "moon")}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, forked_builds: tuple[str, ...]) -> Book:
    """The book, built with nothing of this project but its installation; later, by forks."""
    made = Book(tmp_path_factory.mktemp("project"), (sys.executable, "-c", PROGRAM))
    made.folder.mkdir()
    (made.root / "tides.py").write_text(MODULE, encoding="utf-8")
    (made.folder / "_config.yml").write_text(yaml.safe_dump(CONFIG), encoding="utf-8")
    (made.folder / SENTENCES).write_text(MACROS, encoding="utf-8")
    made.write(index=prose("# Las mareas", "# The tides"), low=LOW, moon=MOON)
    build(made)
    return Book(made.root, forked_builds)


@both_languages
def test_its_pages_are_in_both_languages(book: Book, lang: str) -> None:
    """With their titles, numbers and switch; the other language is nowhere but in the switch."""
    title, low, sentence, height, moon = WORDS[lang]
    page = BeautifulSoup(book.page("low", lang), "html.parser")
    assert page.html["lang"] == lang
    assert page.title.get_text().split(" — ") == [low, title]
    assert sentence in page.article.get_text()
    assert height in page.article.get_text()
    assert "1.4" in page.article.table.get_text()
    twin = page.select_one("a.language-switch")["href"]
    assert (book.published("low.html", lang).parent / twin).is_file()
    assert moon in book.page("moon", lang)
    assert book.published("404.html").is_file()


@both_languages
def test_its_tables_lead_to_its_functions(book: Book, lang: str) -> None:
    """In its own repository, where its module defines them."""
    (line,) = BeautifulSoup(book.page("low", lang), "html.parser").select(".origin")
    (link,) = line.select("span a")
    assert link.get_text() == "tides.table"
    assert link["href"] == f"{REPOSITORY}/blob/HEAD/tides.py#L7-L11"


def test_what_is_published_is_not_about_digits(book: Book) -> None:
    """Nor names this project, but where a cell imports the machinery that facts are given to."""
    site = book.published("index.html").parent
    for path in [*site.rglob("*.html"), *site.rglob("*.ipynb")]:
        text = path.read_text(encoding="utf-8").lower()
        assert "polymnist" not in text.replace("from polymnist_lib.book import facts", ""), path
        assert "readme.png" not in text, path
    kept = [path.parent.name for path in book.root.glob("executed/*/*/*.ipynb")]
    assert sorted(kept) == ["low", "low", "moon", "moon"]


@both_languages
def test_its_notebooks_bring_its_project(book: Book, lang: str, tmp_path: Path) -> None:
    """The first cell clones its repository where its module is missing, and finds it anywhere."""
    notebook = nbformat.read(book.published("_sources/low.ipynb", lang), as_version=4)
    setup = notebook.cells[0].source
    assert 'if find_spec("tides") is None:' in setup
    assert f"!git clone -q {REPOSITORY} tides-book && git -C tides-book checkout" in setup
    # As if it had been cloned: a reader's folder, with neither installation nor network.
    clone = tmp_path / "tides-book"
    (clone / "book").mkdir(parents=True)
    for name in ("tides.py", "book/index.md"):
        (clone / name).write_bytes((book.root / name).read_bytes())
    notebook.cells[0].source = setup.replace("!git", "#").replace("    # ", "    pass  # ")
    client = NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env={**environment(), "PYTHONPATH": ""})
    assert "1.4" in notebook.cells[-1].outputs[0].data["text/html"]
    assert (clone / "low.txt").is_file()


def test_an_edit_of_its_module_executes_only_the_chapter_that_reaches_it(book: Book) -> None:
    """In both languages; an edit of its docstring, or of what nobody calls, executes nothing."""
    assert "executing nothing" in build(book)
    before = ran(book)
    module = book.root / "tides.py"
    other = MODULE.replace("The tides.", "The sea.") + "\ndef spring():\n    return 29.5 / 2\n"
    module.write_text(other, encoding="utf-8")
    assert "executing nothing" in build(book)
    module.write_text(MODULE.replace("2.0", "3.0"), encoding="utf-8")
    log = build(book)
    assert ran(book) == {"low": before["low"] + 2, "moon": before["moon"]}
    assert "executed low [es]" in log
    assert "2.4" in book.page("low", "en")
    module.write_text(MODULE.replace("2.0", "1.5"), encoding="utf-8")
    build(book)
    assert "0.9 metres are left." in book.page("low", "en")


def test_what_is_edited_while_it_runs_is_executed_again(book: Book) -> None:
    """Nobody can tell which code such an execution ran: it is not kept, whatever ends the build."""
    cell = """import tides

marker = Path("../edited.txt")
if not marker.exists() or marker.read_text() == "always":
    with Path(tides.__file__).open("a") as module:  # whole at any moment: both languages run
        module.write("\\n")
    marker.touch()
tides.height(1)"""
    book.write(moon=MOON + code(cell))
    kept = len(list(book.root.glob("executed/*/moon/*.ipynb")))
    before = ran(book)["moon"]
    log = build(book)
    assert log.count("code or data changed while chapters ran") == 1
    assert ran(book)["moon"] >= before + 3
    assert len(list(book.root.glob("executed/*/moon/*.ipynb"))) == kept + 2

    (book.root / "edited.txt").write_text("always")
    book.write(moon=MOON + code(cell + "\n1"))
    done = book.build()
    assert done.returncode == 1
    assert "Code or data changed each time while chapter 'moon' ran" in done.stdout
    assert len(list(book.root.glob("executed/*/moon/*.ipynb"))) == kept + 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("book_package", "tide", "book_package is 'tide'"),
        ("book_project", "tides", "book_project is 'tides', which has no function project"),
        ("book_project", "tides.hooks", "book_project is 'tides.hooks': No module named"),
    ],
)
def test_a_setting_that_names_nothing_is_told(
    tmp_path: Path, forked_builds: tuple[str, ...], setting: str, value: str, words: str
) -> None:
    """In a sentence, before anything is executed."""
    book = Book(tmp_path, forked_builds)
    book.folder.mkdir()
    (book.root / "tides.py").write_text(MODULE, encoding="utf-8")
    settings = copy.deepcopy(CONFIG)
    settings["sphinx"]["config"][setting] = value
    (book.folder / "_config.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    book.write(index=prose("# A", "# A"), moon=MOON)
    done = book.build()
    assert done.returncode == 1
    assert words in done.stdout
    assert "Traceback" not in done.stdout


def test_the_machinery_names_this_project_only_where_it_imports() -> None:
    """It needs nothing of it but paths, lists, ends of processes, revisions, syntax, languages."""
    own = re.compile(
        r"polymnist_lib[./](book|endings\b|paths\b|unwinding\b|i18n\.(filters|languages|writing)\b)"
        r"|from polymnist_lib\.i18n import filters, languages, writing$"
        r"|from polymnist_lib import (endings|endings, paths|paths, syntax|provenance|syntax)$"
        r"|from polymnist_lib import (examples|unwinding)$",
        re.MULTILINE,
    )
    for file in (ROOT / "polymnist_lib" / "book").rglob("*.*"):
        if file.suffix in (".py", ".html"):
            text = own.sub("", file.read_text(encoding="utf-8"))
            assert "polymnist" not in text.lower(), file
