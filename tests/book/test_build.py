"""Small books through `jupyter-book build`: what is executed, what is published, what is told."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from bs4 import BeautifulSoup
from filelock import FileLock

from polymnist_lib.book import build, extension
from polymnist_lib.book.facts import FACTS
from polymnist_lib.book.project import Project
from polymnist_lib.book.rendering import SENTENCES

from .browsing import PATIENCE
from .conftest import FRONT, PARAMETERS, ROOT, Book, code, environment, prose

FIGURE = """---
mystnb:
  figure:
    name: fig-wave
  es:
    figure:
      caption: Una onda de {glue:text}`best`.
    image:
      alt: 'Sube a {best}, casi {{ share | percent(0) }}'
  en:
    figure:
      caption: A wave of {glue:text}`best`.
    image:
      alt: 'It rises to {best}, nearly {{ share | percent(0) }}'
---
"""

TABLE = """---
mystnb:
  table:
    name: tbl-one
  es:
    table:
      caption: Una tabla.
  en:
    table:
      caption: A table.
---
"""

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

SETUP = """import base64, pathlib, sys

from IPython.display import HTML, Image, display
from myst_nb import glue

from polymnist_lib.book import facts
from polymnist_lib.book.outputs import packed

display(facts.packed({"share": 0.923, "many": True}), raw=True)
print("/home" + "/somebody/secret", file=sys.stderr)
pathlib.Path("../ran.txt").open("a").write(lang + " ")
display(packed({"made/one.js": f"made = '{lang}';"}), raw=True)
glue("best", {"es": "92,3 %", "en": "92.3%"}[lang], display=False)"""

CHAPTER = (
    FRONT
    + prose("(top)=\n# Datos", "(top)=\n# Data")
    + PARAMETERS
    + code(SETUP, ":tags: [hide-input]\n\n")
    + prose(
        "Llega a {glue:text}`best`, {numref}`fig-wave`, {numref}`tbl-one`, {cite:t}`two`.",
        "It reaches {glue:text}`best`, {numref}`fig-wave`, {numref}`tbl-one`, {cite:t}`two`.",
    )
    + prose(
        "{% if many %}\nSon muchas: {{ share | percent }}.\n{% else %}\nSon pocas.\n{% endif %}\n"
        "{{ closing(share) }}",
        "{% if many %}\nThey are many: {{ share | percent }}.\n{% else %}\nThey are few.\n"
        "{% endif %}\n{{ closing(share) }}",
    )
    + code(f'Image(data=base64.b64decode("{PNG}"), format="png")', FIGURE)
    + code('HTML("<table><tr><td>1</td></tr></table>")', TABLE)
)

MACROS = prose(
    "{% macro closing(x) %}Y eso es todo: {{ x | number }}.{% endmacro %}",
    "{% macro closing(x) %}And that is all: {{ x | number }}.{% endmacro %}",
)

REFERENCES = (
    prose("# Referencias", "# References") + '+++ {"lang": "both"}\n\n```{bibliography}\n```\n'
)


def article(page: str) -> str:
    """Return the words of a page's article."""
    found = BeautifulSoup(page, "html.parser").find("article")
    assert found is not None
    return re.sub(r"\s+", " ", found.get_text(" "))


def runs(book: Book) -> list[str]:
    """List the languages in which the chapter has run, in order."""
    return (book.root / "ran.txt").read_text().split()


@pytest.fixture(scope="module")
def built(new_book: Callable[..., Book]) -> Book:
    """A book with a chapter of everything, built with warnings as errors."""
    book = new_book(data=CHAPTER, references=REFERENCES)
    (book.folder / SENTENCES).write_text(MACROS, encoding="utf-8")
    done = book.build("-W")
    assert done.returncode == 0, done.stdout
    (book.root / "log.txt").write_text(done.stdout)
    return book


EXPECTED = {
    "es": [
        "Llega a 92,3 % ,",
        "Son muchas: 92,3 %. Y eso es todo: 0,92.",
        "Figura 1",
        "Tabla 1",
        "Una onda de 92,3 %",
        "Uno y Dos [ 2020 ]",
    ],
    "en": [
        "It reaches 92.3% ,",
        "They are many: 92.3%. And that is all: 0.92.",
        "Figure 1",
        "Table 1",
        "A wave of 92.3%",
        "Uno and Dos [ 2020 ]",
    ],
}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_each_edition_speaks_its_language(built: Book, lang: str) -> None:
    """Prose, glued numbers, numbering, captions, citations, alternative text, ``<html lang>``."""
    page = built.page("data", lang)
    other = "en" if lang == "es" else "es"
    for words in EXPECTED[lang]:
        assert words in article(page)
    for words in EXPECTED[other]:
        assert words not in article(page)
    assert f'<html lang="{lang}"' in page
    alt = {"es": "Sube a 92,3\u00a0%, casi 92\u00a0%", "en": "It rises to 92.3%, nearly 92%"}[lang]
    assert [image["alt"] for image in BeautifulSoup(page, "html.parser").find_all("img")] == [alt]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_switch_is_a_link_to_a_page_that_exists(built: Book, lang: str) -> None:
    """Each page links to its twin, with the language of the twin on the link."""
    for name in ("index", "data", "references"):
        link = BeautifulSoup(built.page(name, lang), "html.parser").select_one("a.language-switch")
        assert link is not None
        assert link["lang"] == link["hreflang"] == ("en" if lang == "es" else "es")
        assert (built.published(f"{name}.html", lang).parent / str(link["href"])).exists()


def test_progress_names_chapter_and_language(built: Book) -> None:
    """Without a terminal there is a line for each start and each end."""
    log = (built.root / "log.txt").read_text()
    for lang in ("es", "en"):
        assert f"executing data [{lang}]" in log
        assert re.search(rf"executed data \[{lang}\] after \d+ s", log)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_nothing_of_the_machine_is_published(built: Book, lang: str) -> None:
    """No standard error and no local path, in pages, downloads and the search index."""
    folder = built.published("index.html", lang).parent
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".ipynb", ".js", ".json", ".md"):
            text = path.read_text(encoding="utf-8")
            assert str(built.root) not in text, path
            assert "/home/somebody" not in text, path
    assert not list(folder.rglob("jupyter_execute"))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_notebook_can_be_downloaded_in_the_language(built: Book, lang: str) -> None:
    """The page links to a notebook with the language's cells, its parameter and no times."""
    assert "_sources/data.ipynb" in built.page("data", lang)
    text = built.published("_sources/data.ipynb", lang).read_text(encoding="utf-8")
    notebook = json.loads(text)
    (parameters,) = (each for each in notebook["cells"] if "tags" in each["metadata"])
    assert f'lang = "{lang}"' in "".join(parameters["source"])
    assert ("# Datos" in text) == (lang == "es")
    written = {"es": "Son muchas: 92,3\u00a0%.", "en": "They are many: 92.3%."}[lang]
    (said,) = (each for each in notebook["cells"] if written in "".join(each["source"]))
    assert "{%" not in text
    assert said["cell_type"] == "markdown"
    assert FACTS not in text
    assert "iopub" not in text
    assert "papermill" not in notebook["metadata"]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_files_of_a_chapter_are_published_beside_its_page(built: Book, lang: str) -> None:
    """Each edition has those of its own execution; neither page nor download repeats them."""
    made = f"made = '{lang}';"
    assert built.published("data/made/one.js", lang).read_text(encoding="utf-8") == made
    assert made not in built.page("data", lang)
    assert made not in built.published("_sources/data.ipynb", lang).read_text(encoding="utf-8")


def test_a_prose_edit_executes_nothing_and_reads_one_page(built: Book) -> None:
    """Sentences behind conditions, captions, alternative texts and formats are the page's."""
    before = runs(built)
    edits = {
        "# Datos": "# Los datos",
        "Una onda": "Una sola onda",
        "Son muchas: {{ share | percent }}": "Son muchísimas: {{ share | percent(2) }}",
        "Sube a {best}, casi": "Sube hasta {best}, o casi",
    }
    text = CHAPTER
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new)
    built.write(data=text)
    done = built.build("-W")
    assert done.returncode == 0, done.stdout
    assert "executing nothing" in done.stdout
    assert done.stdout.count("0 added, 1 changed, 0 removed") == 2
    assert runs(built) == before
    words = article(built.page("data"))
    assert "Una sola onda" in words
    assert "Son muchísimas: 92,30 %." in words
    assert "Sube hasta 92,3\u00a0%, o casi 92\u00a0%" in built.page("data")


def test_an_edit_of_a_macro_executes_nothing_and_reaches_the_pages(built: Book) -> None:
    """Sentences that chapters share are no chapter's code."""
    before = runs(built)
    shared = MACROS.replace("Y eso es todo", "Y nada más").replace(
        "| number }}.{% e", "| points }}.{% e"
    )
    (built.folder / SENTENCES).write_text(shared, encoding="utf-8")
    done = built.build("-W")
    assert done.returncode == 0, done.stdout
    assert runs(built) == before
    assert "Y nada más: +92,3." in article(built.page("data"))


def test_an_edit_that_is_taken_back_executes_nothing(built: Book) -> None:
    """Page, figures and files are those of before; what the edit published is gone again."""
    place = built.published("data/made/one.js")
    before = article(built.page("data")), place.read_text()
    text = (built.folder / "data.md").read_text(encoding="utf-8")
    built.write(data=text.replace('"92,3 %"', '"94,0 %"').replace("made/one.js", "made/two.js"))
    assert built.build("-W").returncode == 0
    assert "94,0 %" in article(built.page("data"))
    assert not place.exists()
    ran = runs(built)
    built.write(data=text)
    done = built.build("-W")
    assert "executing nothing" in done.stdout
    assert runs(built) == ran
    assert (article(built.page("data")), place.read_text()) == before
    assert not built.published("data/made/two.js").exists()


def test_a_chapter_saved_while_it_runs_never_shows_its_code_with_other_results(
    new_book: Callable[..., Book],
) -> None:
    """It is told, and the next build executes it."""
    cell = 'import pathlib\n\nfile = pathlib.Path("data.md")\n'
    cell += 'file.write_text(file.read_text().replace("11 + " + "11", "33 + 33"))'
    book = new_book(
        data=FRONT + prose("# Uno", "# One") + PARAMETERS + code(cell) + code("11 + 11")
    )
    alone = {"POLYMNIST_JOBS": "1"}  # or one language reads what the other has half written
    done = book.build(**alone)
    assert done.returncode == 0, done.stdout
    assert "this chapter's code was edited during the build: build again" in done.stdout
    assert "33 + 33" in article(book.page("data"))
    assert "22" not in article(book.page("data"))
    done = book.build("-W", **alone)
    assert done.returncode == 0, done.stdout
    assert "executed data [es]" in done.stdout
    assert "66" in article(book.page("data"))


def test_data_that_change_while_a_chapter_runs_are_read_again(
    new_book: Callable[..., Book],
) -> None:
    """What ran on others is not kept: published results are circumstances of this project."""
    cell = "from pathlib import Path\n\nplace = Path('../results')\nplace.mkdir(exist_ok=True)\n"
    cell += "(place / 'new.csv').write_text('1')"
    book = new_book(data=FRONT + prose("# Uno", "# One") + PARAMETERS + code(cell))
    done = book.build("-W", POLYMNIST_JOBS="1")
    assert done.returncode == 0, done.stdout
    assert "code or data changed while chapters ran" in done.stdout
    assert len(list(book.root.glob("executed/embedded/*/data/*.ipynb"))) == 2


def test_an_edit_of_what_the_build_works_with_ends_it(new_book: Callable[..., Book]) -> None:
    """It has read the hook, and would keep what ran under keys made of the old one."""
    cell = "from pathlib import Path\n\nwith Path('../light.py').open('a') as file:\n"
    cell += "    file.write('\\n')"
    book = new_book(data=FRONT + prose("# Uno", "# One") + PARAMETERS + code(cell))
    done = book.build()
    assert done.returncode == 1
    assert (
        "light.py: edited during the build, which had read it before. Build again." in done.stdout
    )
    assert not list(book.root.glob("executed/embedded/*/*/*.ipynb"))


def test_a_code_edit_executes_and_a_deleted_chapter_disappears(built: Book) -> None:
    """Both languages run again; page, notebook and source of the deleted chapter are gone."""
    before = runs(built)
    (built.folder / "references.md").unlink()
    built.write(data=CHAPTER.replace('"92,3 %"', '"95,0 %"').replace(", {cite:t}`two`", ""))
    done = built.build("-W")
    assert done.returncode == 0, done.stdout
    assert sorted(runs(built)[len(before) :]) == ["en", "es"]
    assert "95,0 %" in article(built.page("data"))
    for lang in ("es", "en"):
        assert not built.published("references.html", lang).exists()
        assert not built.published("_sources/references.md", lang).exists()


def test_cleaning_loses_no_execution(built: Book) -> None:
    """After `jupyter-book clean` the pages are made again from the executions that are kept."""
    before = runs(built)
    command = [*built.command()[:-2], "clean", str(built.folder)]
    subprocess.run(command, env=environment(), check=True, capture_output=True)
    assert not built.published("index.html").exists()
    done = built.build("-W", "--all", "-q")
    assert done.returncode == 0, done.stdout
    assert runs(built) == before
    assert built.published("data.html", "en").exists()
    assert built.published("data/made/one.js", "en").exists()
    assert "execut" not in done.stdout  # -q is quiet


def test_a_failing_cell_stops_the_build(new_book: Callable[..., Book]) -> None:
    """Exit status 1; chapter, language, cell, line and traceback are told; the notebook is kept."""
    book = new_book(data=FRONT + prose("# Uno", "# One") + PARAMETERS + code("x = 1\nx / 0"))
    done = book.build()
    assert done.returncode == 1
    line = (book.folder / "data.md").read_text().splitlines().index("x / 0") + 1
    for words in ("Chapter 'data' failed", "code cell 2", f"data.md:{line}", "ZeroDivisionError"):
        assert words in done.stdout
    assert "SphinxWarning" not in done.stdout
    assert "sphinx/events.py" not in done.stdout
    assert list(book.root.glob("executed/embedded/*/data.failed.ipynb"))
    assert not book.published("index.html").exists()


UNREADABLE = {  # told before anything is executed
    "filter": (
        prose("uno {{ 1 | nada }}", "one {{ 1 | nada }}"),
        [r":3: \[es\] there is no filter 'nada'", r":7: \[en\] there is no filter 'nada'"],
    ),
    "syntax": (prose("uno {% if %}", "one"), [r":3: \[es\] Expected an expression"]),
    "branch": (
        prose("uno {% if 1 > 0 %}x{% endif %}", "one"),
        [r":3: \[es\] 'if 1 > 0', which the English text on line 7 has not"],
    ),
}
UNKNOWN = {  # told when the pages are read
    "fact": (
        prose("uno\n\n{{ nada }}", "one\n\n{{ nada }}"),
        [r":5: \[es\] nothing gives 'nada'\. Facts: executions, models\."],
    ),
    "english": (
        prose("uno {{ models | length | number(1) }}", "one {{ models | length | number('x') }}"),
        [r":7: \[en\] ValueError"],
    ),
}


@pytest.mark.parametrize("mistakes", [UNREADABLE, UNKNOWN], ids=["unreadable", "unknown"])
def test_mistakes_in_templates_stop_the_build(
    new_book: Callable[..., Book], mistakes: dict[str, tuple[str, list[str]]]
) -> None:
    """All are told, each with file, line and language, and without a traceback."""
    done = new_book(**{name: text for name, (text, _) in mistakes.items()}).build()
    assert done.returncode == 1
    for name, (_, messages) in mistakes.items():
        for each in messages:
            assert re.search(rf"{name}\.md{each}", done.stdout), done.stdout
    assert "Traceback" not in done.stdout


def test_macros_saved_during_a_build_are_on_its_successors_pages(
    new_book: Callable[..., Book],
) -> None:
    """The pages of a build have those that it began with, and are stale for the next one."""
    save = (
        "from pathlib import Path\n\n"
        "file = Path('_sentences.md')\n"
        "file.write_text(file.read_text('utf-8').replace('todo', 'algo'), 'utf-8')"
    )
    said = prose("# Uno\n\n{{ closing(1) }}", "# One\n\n{{ closing(1) }}")
    book = new_book(data=FRONT + said + PARAMETERS + code(save))
    (book.folder / SENTENCES).write_text(MACROS, encoding="utf-8")
    for words in ("Y eso es todo: 1,00.", "Y eso es algo: 1,00."):
        done = book.build("-W")
        assert done.returncode == 0, done.stdout
        assert words in article(book.page("data"))


def test_a_warning_names_its_line_behind_conditions(new_book: Callable[..., Book]) -> None:
    """However many lines of the template are not on the page."""
    lines = "{{% if 1 > 2 %}}\nx\n\nx\n{{% endif %}}\n\n{}\n{{numref}}`nowhere`"
    book = new_book(data=prose(lines.format("# Uno\n\nDos"), lines.format("# One\n\nTwo")))
    text = (book.folder / "data.md").read_text(encoding="utf-8").splitlines()
    there = [str(place) for place, line in enumerate(text, start=1) if "nowhere" in line]
    told = re.findall(r"data\.md:(\d+): WARNING: .*nowhere", book.build().stdout)
    assert told == there


def test_languages_that_differ_stop_the_build(new_book: Callable[..., Book]) -> None:
    """Nothing is executed or rendered before both languages say the same."""
    book = new_book(data=prose("# Uno\n\n## Dos", "# One"))
    done = book.build()
    assert done.returncode == 1
    assert re.search(r"data\.md:\d+: .*heading of level 2", done.stdout)


def test_an_edit_of_the_books_own_code_writes_the_pages_anew(new_book: Callable[..., Book]) -> None:
    """Texts of the library are on them; docstrings are not."""
    book = Book(new_book(data=prose("# Uno", "# One")).root)  # in a process that imports
    library = book.root / "polymnist_lib"  # the one that is imported where a build starts
    shutil.copytree(ROOT / library.name, library, ignore=shutil.ignore_patterns("__pycache__"))
    head = library / "book" / "head.py"
    assert book.build("-W").returncode == 0
    assert "es_ES" in book.page("index")
    for old, new, changed in (
        ("es_ES", "es_AR", 1),
        ('"""Return where a page is', '"""Tell where a page is', 0),
    ):
        text = head.read_text(encoding="utf-8")
        assert old in text
        head.write_text(text.replace(old, new), encoding="utf-8")
        done = book.build("-W")
        assert done.returncode == 0, done.stdout
        assert done.stdout.count("'book_machinery'") == 2 * changed, done.stdout
        assert "es_AR" in book.page("index")


STAGE = FRONT.replace("---\n\n", "book:\n  stage: two\n---\n\n") + prose("# Uno", "# One")
MISTAKES = {
    "front": ("---\na: [\n---\n", {}, r"data\.md: .*"),
    "break": ("+++ {lang: \n\n# Uno\n", {}, r"data\.md: .*"),
    "encoding": ("# \udcf1", {}, r"data\.md: this is not UTF-8 text"),
    "stage": (STAGE + PARAMETERS, {}, r"data\.md: book: stage is a whole number"),
    "jobs": (prose("# Uno", "# One"), {"POLYMNIST_JOBS": "0"}, "POLYMNIST_JOBS is"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_slip_is_told_in_a_sentence(new_book: Callable[..., Book], mistake: str) -> None:
    """With the file where it is, and without Sphinx's traceback."""
    text, changes, words = MISTAKES[mistake]
    book = new_book(data="")
    (book.folder / "data.md").write_text(text, encoding="utf-8", errors="surrogateescape")
    done = book.build(**changes)
    assert done.returncode == 1
    assert re.search(rf"^(\S*/)?{words}", done.stdout, re.MULTILINE), done.stdout
    assert "Traceback" not in done.stdout
    assert "sphinx/" not in done.stdout


def test_a_warning_fails_again_the_next_time(new_book: Callable[..., Book]) -> None:
    """Sphinx alone would not repeat it, and the second build would pass."""
    book = new_book(data=prose("# Uno\n\n{ref}`nowhere`", "# One\n\n{ref}`nowhere`"))
    for _ in range(2):
        done = book.build("-W", "--keep-going")
        assert done.returncode == 1, done.stdout
        assert "undefined label: 'nowhere'" in done.stdout


def test_a_failure_in_english_fails_the_build(new_book: Callable[..., Book]) -> None:
    """The English edition's warning is an error too, and no older English edition is left."""
    book = new_book(data=prose("# Uno", "# One"))
    assert book.build("-W", "-q").returncode == 0
    book.write(data=prose("# Uno\n\n{term}`sol`\n\n```{glossary}\nsol\n  x\n```",
                          "# One\n\n{term}`sun`\n\n```{glossary}\nmoon\n  x\n```"))  # fmt: skip
    done = book.build("-W", "-q")
    assert done.returncode == 1
    assert "The English edition was not built" in done.stdout
    assert not book.published("index.html", "en").exists()


SLEEPER = code("import time\nfrom pathlib import Path\nPath('begun').touch()\ntime.sleep(600)")
PIPED = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def kernels(book: Book) -> list[int]:
    """List the processes that work in a book's folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == book.folder:
                found.append(int(process.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_build_ends_at_once_and_leaves_nothing_half(
    new_book: Callable[..., Book], running: Callable[..., Any], signum: signal.Signals
) -> None:
    """The build and its kernels end within seconds, no notebook is kept, and the lock is free."""
    book = Book(new_book(data=FRONT + prose("# Uno", "# One") + PARAMETERS + SLEEPER).root)
    alone = environment(POLYMNIST_JOBS="1")
    with running(book.command(), cwd=book.root, env=alone, **PIPED) as build:
        while not (book.folder / "begun").exists():
            assert build.poll() is None, build.stdout.read()
            time.sleep(0.1)
        build.send_signal(signum)
        said, _ = build.communicate(timeout=PATIENCE)
        assert build.returncode != 0
        if signum != signal.SIGKILL:
            assert build.returncode == 128 + signum
        if signum == signal.SIGINT:
            assert said.count("Interrupted. What was executed to its end is kept.") == 1
        assert "Kernel died" not in said
        assert "Traceback" not in said
        end = time.monotonic() + PATIENCE
        while kernels(book):
            assert time.monotonic() < end
            time.sleep(0.2)
    assert not list(book.root.glob("executed/embedded/**/*.ipynb"))
    FileLock(book.root / "executed" / ".lock").acquire(timeout=0).lock.release()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_the_english_edition_ends_with_the_build(
    new_book: Callable[..., Book], running: Callable[..., Any], signum: signal.Signals
) -> None:
    """Whoever asks the build alone to end, while Sphinx is at work on both."""
    book = Book(new_book(data=prose("# Uno", "# One")).root)
    folder = book.folder / "_build" / "en"

    def english() -> list[str]:
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (process / "cmdline").read_text(errors="replace")
                found += [words] if str(folder) in words else []
        return found

    # Under nohup, which tests may run under, a signal is ignored and so it stays in the build.
    heeded = partial(signal.signal, signum, signal.SIG_DFL)
    streams = {**PIPED, "preexec_fn": heeded}
    with running(book.command(), cwd=book.root, env=environment(), **streams) as build:
        while not (folder / "_build").exists():
            assert build.poll() is None, build.stdout.read()
            time.sleep(0.02)
        assert english()
        build.send_signal(signum)
        said, _ = build.communicate(timeout=PATIENCE)
        assert build.returncode == 128 + signum, said
        assert not english()


# A build that has begun an English edition, which would go on, and then ends in some way.
ENDING = """
import os, signal, sys, time
from pathlib import Path
from types import SimpleNamespace
from polymnist_lib.book import build, editions
from polymnist_lib.book.project import Project
going_on = "import time; time.sleep(600)"
editions.JUPYTER_BOOK = (sys.executable, "-c", going_on)
root = Path.cwd()
app = SimpleNamespace(
    srcdir=root,
    outdir=root / "_build" / "html",
    builder=SimpleNamespace(name="html"),
    config=SimpleNamespace(book_english=False),
)
build.begin(app, Project(root))
flags = {{"path_source": root, "config": None}}
english = build.current().english = editions.Edition(app, flags, {{}})
Path("english.txt").write_text(str(english._process.pid))
{end}
"""


@pytest.mark.parametrize("end", ["raise RuntimeError", "raise KeyboardInterrupt", "sys.exit(3)"])
def test_whatever_ends_the_build_ends_the_english_edition(
    tmp_path: Path, running: Callable[..., Any], end: str
) -> None:
    """Also where no hook of ours is at work, as while Sphinx reads pages."""
    (tmp_path / "_config.yml").write_text("title: Uno\n")
    line = [sys.executable, "-c", ENDING.format(end=end)]
    with running(line, cwd=tmp_path, env=environment()) as build:
        assert build.wait(PATIENCE)
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "english.txt").read_text()), 0)
    FileLock(tmp_path / "executed" / ".lock").acquire(timeout=0).lock.release()


# A project in which Ctrl-C comes while the build begins, while it looks at chapters, at its end.
CTRL_C = """
from dataclasses import replace
from polymnist_lib.book import executed


def interrupted(*_, **__):
    raise KeyboardInterrupt


def project(plain):
    {when}
"""


@pytest.mark.parametrize("fault", ["file", "read-only", "lock"])
def test_a_checkout_that_takes_no_executions_is_told(
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a line that names the place, with status 1; extensions that raise end in a traceback."""
    monkeypatch.setattr(build, "_build", None)
    place = tmp_path / build.executed.FOLDER
    if fault == "file":
        place.touch()
    elif fault == "lock":
        place = place / ".lock"
        place.mkdir(parents=True)
    else:
        refused = PermissionError(errno.EACCES, "Permission denied", str(place))
        monkeypatch.setattr(build.Path, "mkdir", MagicMock(side_effect=refused))
    app = MagicMock(srcdir=tmp_path, config=MagicMock(book_english=False))
    with pytest.raises(SystemExit) as end:
        build.begin(app, Project(tmp_path))
    assert end.value.code == 1
    (told,) = capsys.readouterr().err.strip().splitlines()
    assert told.startswith(f"{place}: ")
    assert "copy it to where you may write" in told


@pytest.mark.parametrize(
    "when",
    [
        "interrupted()",
        "return replace(plain, circumstances=interrupted)",
        "executed.sweep = interrupted; return plain",
    ],
    ids=["begin", "chapters", "end"],
)
def test_ctrl_c_is_told_in_one_line(new_book: Callable[..., Book], when: str) -> None:
    """Whatever the build is at, its lock is let go, and the status is that of an interruption."""
    book = new_book(data=prose("# Uno", "# One"))
    (book.root / "light.py").write_text(CTRL_C.format(when=when), encoding="utf-8")
    done = book.build()
    assert done.returncode == 130
    assert done.stdout.endswith("\n\nInterrupted. What was executed to its end is kept.\n\n")
    assert done.stdout.count("Interrupted") == 1
    assert "Traceback" not in done.stdout
    FileLock(book.root / "executed" / ".lock").acquire(timeout=0).lock.release()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_book_as_people_have_it_is_the_same_book(
    new_book: Callable[..., Book], mark: str
) -> None:
    """Saved by editors of Windows, paired by jupytext, with other things beside the chapters."""
    book = new_book(data=CHAPTER, references=REFERENCES)
    (book.folder / SENTENCES).write_text(MACROS, encoding="utf-8")
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stdout
    pages = [(name, lang) for name in ("data", "references") for lang in ("es", "en")]
    before = [article(book.page(*each)) for each in pages]
    for file in [*book.folder.glob("*.md"), *book.folder.glob("*.yml"), *book.folder.glob("*.bib")]:
        text = file.read_text(encoding="utf-8").replace(
            "jupytext:\n", "jupytext:\n  formats: ipynb,md:myst\n"
        )
        file.write_bytes((mark + text.replace("\n", "\r\n")).encode())
    for name in ("data.ipynb", "data.rst", "data.py", ".venv/it/README.md", ".trash/data.md"):
        (book.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (book.folder / name).write_text("# Otra cosa", encoding="utf-8")
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stdout
    assert "executing nothing" in done.stdout
    assert [article(book.page(*each)) for each in pages] == before
    assert "formats" not in book.published("_sources/data.ipynb").read_text(encoding="utf-8")


def test_a_second_build_waits_for_the_first(
    new_book: Callable[..., Book], running: Callable[..., Any]
) -> None:
    """It says so, and goes on when the first is done."""
    book = new_book(data=prose("# Uno", "# One"))
    (book.root / "executed").mkdir()
    lock = FileLock(book.root / "executed" / ".lock")
    with running(book.command(), cwd=book.root, env=environment(), **PIPED) as build:
        with lock:
            for line in build.stdout:
                if "waiting: another build" in line:
                    break
            time.sleep(0.5)
            assert build.poll() is None
        said, _ = build.communicate(timeout=PATIENCE)
    assert build.returncode == 0, said
    assert book.published("index.html", "en").exists()


@pytest.mark.parametrize(
    ("named", "place"), [("~/tides", "{home}/tides"), ("tides", "{here}/tides"), ("", "")]
)
def test_places_of_the_environment_are_written_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, place: str
) -> None:
    """Kernels work in another folder, and no shell may have seen a tilde."""

    class BegunError(Exception):
        pass

    def begin(*_: object) -> None:
        raise BegunError

    own = Project(tmp_path, paths=("TIDES_DATA",))
    monkeypatch.setattr(extension, "find_project", lambda *_, **__: own)
    monkeypatch.setattr(extension.build, "begin", begin)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TIDES_DATA", named)
    app = MagicMock(srcdir=tmp_path)
    app.config = MagicMock(book_project="", book_package="polymnist_lib")
    with pytest.raises(BegunError):
        extension.start(app, app.config)
    assert os.environ["TIDES_DATA"] == place.format(home=tmp_path / "home", here=tmp_path)


def test_a_home_that_nobody_knows_ends_the_build(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a sentence, before anything is executed."""
    own = Project(tmp_path, paths=("TIDES_DATA",))
    monkeypatch.setattr(extension, "find_project", lambda *_, **__: own)
    monkeypatch.setenv("TIDES_DATA", "~no-such-user/tides")
    app = MagicMock(srcdir=tmp_path)
    with pytest.raises(SystemExit):
        extension.start(app, app.config)
    assert "TIDES_DATA is ~no-such-user/tides, and the system knows no" in capsys.readouterr().err
