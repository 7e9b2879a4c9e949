"""What readers take away: notebooks that run anywhere, their buttons, the way to the code."""

import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient
from nbformat import NotebookNode, v4
from packaging.specifiers import SpecifierSet
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from polymnist_lib.book.project import Project
from polymnist_lib.book.repository import BRANCH, Repository
from polymnist_lib.book.search import English, Spanish
from polymnist_lib.book.takeaway import setup_cell

from .browsing import GUIDELINES, NARROW, WIDE, Reader, served
from .conftest import FRONT, PARAMETERS, ROOT, Book, code, environment, prose

SITE = "https://example.org/some/where/"
REPOSITORY = "https://github.com/somebody/something"
both_languages = pytest.mark.parametrize("lang", ["es", "en"])

FIGURE = """---
mystnb:
  figure:
    name: fig-ten
  es:
    figure:
      caption: Diez dígitos, {glue:text}`share`.
    image:
      alt: Diez dígitos
  en:
    figure:
      caption: Ten digits, {glue:text}`share`.
    image:
      alt: Ten digits
tags: [remove-input]
---
"""

TABLE = """---
mystnb:
  table:
    name: tab-one
  es:
    table:
      caption: Un hecho.
  en:
    table:
      caption: A fact.
---
"""

SAID = """
{{glue:text}}`share` **{{glue:text}}`share`** {{numref}}`fig-ten`; {{numref}}`tab-one`,
{{numref}}`tab-typed`; {{cite}}`two`.
{{term}}`{term}s <{term}>`.
[Start](index.md), [there](#sec-far),
[here](#sec-near), [away](https://example.net/a.md). $x_1$

::::{{table}} Typed.
:name: tab-typed
| a | b |
|---|---|
| 1 | {{glue:text}}`share` |
::::

:::{{note}}
Both.
:::

```{{code-block}} python
x = 1
```

```{{math}}
x^2
```

::::{{grid}} 2
:gutter: 3

:::{{grid-item}}
One
:::

:::{{grid-item-card}} Two
:link: data
:link-type: doc
Three
:::
::::

::::{{exercise}} More
:label: ex-more

Change.

:::{{dropdown}} Answer
Less.
:::
::::

{{bdg-secondary-line}}`here` Less.
"""

SETUP = """from myst_nb import glue

from polymnist_lib import i18n, plotting
from polymnist_lib.report import tables
from polymnist_lib.report.chapter import Chapter

chapter = Chapter(lang, profile)
glue("share", i18n.percent(0.923), display=False)"""
DRAWS = "plotting.modalities(chapter.split.test);"
SHOWS = 'tables.facts({"a": "1"}, "x", "y")'

CHAPTER = (
    FRONT.replace("python3", "conda-env-thesis-py")  # of its author's machine alone
    + prose("(sec-near)=\n# Datos", "(sec-near)=\n# Data")
    + PARAMETERS
    + code(SETUP, ":tags: [remove-cell]\n\n")
    + prose(SAID.format(term="sol"), SAID.format(term="sun"))
    + code(DRAWS, FIGURE)
    + code(SHOWS, TABLE)
)
GLOSSARY = prose(
    "(sec-far)=\n# Glosario\n\n```{glossary}\nsol\n  x\n```",
    "(sec-far)=\n# Glossary\n\n```{glossary}\nsun\n  x\n```",
)
REFERENCES = (
    prose("# Referencias", "# References") + '+++ {"lang": "both"}\n\n```{bibliography}\n```\n'
)

LITERAL = """
```python
x = 1
```

$$
x^2
$$

One


**[Two]({site}data.html)**

Three



> **{word} 1 (More)**
>
> Change.
>
> <details><summary>Answer</summary>
>
> Less.
>
> </details>

**here:** Less."""
PROSE = {
    "es": f"""92,3\N{NO-BREAK SPACE}% **92,3\N{NO-BREAK SPACE}%** Figura 1; Tabla 2,
Tabla 1; [[Uno y Dos, 2020]]({SITE}references.html#id2).
[sols]({SITE}glossary.html#term-sol).
[Start]({SITE}index.html), [there]({SITE}glossary.html#sec-far),
here, [away](https://example.net/a.md). $x_1$

**Tabla 1.** Typed.

| a | b |
|---|---|
| 1 | 92,3\N{NO-BREAK SPACE}% |

> **Nota**
>
> Both.
"""
    + LITERAL.format(site=SITE, word="Ejercicio"),
    "en": f"""92.3% **92.3%** Figure 1; Table 2,
Table 1; [[Uno and Dos, 2020]]({SITE}en/references.html#id2).
[suns]({SITE}en/glossary.html#term-sun).
[Start]({SITE}en/index.html), [there]({SITE}en/glossary.html#sec-far),
here, [away](https://example.net/a.md). $x_1$

**Table 1.** Typed.

| a | b |
|---|---|
| 1 | 92.3% |

> **Note**
>
> Both.
"""
    + LITERAL.format(site=f"{SITE}en/", word="Exercise"),
}
WORDS = {
    "es": "Tabla 1; [Uno y Dos, 2020].\nsols.\nStart, there,\nhere, [away](",
    "en": "Table 1; [Uno and Dos, 2020].\nsuns.\nStart, there,\nhere, [away](",
}
CAPTIONS = {
    "es": ("**Figura 1.** Diez dígitos, 92,3\N{NO-BREAK SPACE}%.", "**Tabla 2.** Un hecho."),
    "en": ("**Figure 1.** Ten digits, 92.3%.", "**Table 2.** A fact."),
}
CELL = {"es": "Código: celda", "en": "Code: cell"}


def publish(book: Book, *, site: str = "", repository: str = "") -> Book:
    """Build a book, published somewhere or nowhere."""
    path = book.folder / "_config.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings["html"]["baseurl"] = site
    settings["repository"]["url"] = repository
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stdout
    return book


@pytest.fixture(scope="module")
def book(new_book: Callable[..., Book]) -> Book:
    """A book whose site and repository are known, built."""
    made = new_book(
        data=CHAPTER, plain=FRONT + prose("# A", "# A"), glossary=GLOSSARY, references=REFERENCES
    )
    return publish(made, site=SITE, repository=f"{REPOSITORY}/")


@pytest.fixture(scope="module")
def private(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The same book, published nowhere: of the first build it has the executions alone."""
    root = tmp_path_factory.mktemp("private")
    shutil.copytree(book.root, root, ignore=shutil.ignore_patterns("_build"), dirs_exist_ok=True)
    return publish(replace(book, root=root))


def notebook_of(book: Book, lang: str) -> NotebookNode:
    """Read the chapter's published notebook."""
    return nbformat.read(book.published("_sources/data.ipynb", lang), as_version=4)


def sources(notebook: NotebookNode) -> list[str]:
    """Return the texts of a notebook's cells."""
    return [cell.source for cell in notebook.cells]


def page_of(book: Book, lang: str, name: str = "data") -> BeautifulSoup:
    """Parse a page."""
    return BeautifulSoup(book.page(name, lang), "html.parser")


def launchers(page: BeautifulSoup) -> dict[str, str]:
    """Return the addresses of the buttons that open a notebook elsewhere, by their words."""
    buttons = page.select(".dropdown-launch-buttons a")
    return {each.get_text(strip=True): str(each["href"]) for each in buttons}


@both_languages
def test_references_read_as_on_the_page(book: Book, lang: str) -> None:
    """Numbers, values, citations and terms are words; other pages are links; no MyST is left."""
    assert PROSE[lang] in sources(notebook_of(book, lang))


@both_languages
def test_without_a_site_references_are_words(private: Book, lang: str) -> None:
    """A link to nowhere would be worse."""
    assert WORDS[lang] in "\n".join(sources(notebook_of(private, lang)))


@both_languages
def test_captions_are_beside_their_outputs(book: Book, lang: str) -> None:
    """Below a figure and above a table, with the numbers of the page."""
    figure, table = CAPTIONS[lang]
    assert sources(notebook_of(book, lang))[-4:] == [DRAWS, figure, table, SHOWS]


@both_languages
def test_a_published_notebook_is_valid_and_clean(book: Book, lang: str) -> None:
    """Nothing of MyST or of the book's machinery is in its metadata; its outputs are there."""
    notebook = notebook_of(book, lang)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert {key for cell in notebook.cells for key in cell.metadata} == {"tags", "jupyter"}
    drawn = next(cell for cell in notebook.cells if cell.source == DRAWS)
    assert [set(each.data) for each in drawn.outputs] == [{"image/svg+xml", "text/plain"}]
    counted = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counted == [None, 1, 2, 3, 4]


def test_a_published_notebook_runs_from_top_to_bottom(book: Book, tmp_path: Path) -> None:
    """In an environment with the library; its first cell then fetches nothing."""
    notebook = notebook_of(book, "en")
    client = NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env=environment(POLYMNIST_RUNS=str(tmp_path)))
    drawn, shown = (
        next(cell for cell in notebook.cells if cell.source == source) for source in (DRAWS, SHOWS)
    )
    assert "image/svg+xml" in drawn.outputs[0].data
    assert "text/html" in shown.outputs[0].data
    assert sorted(path.name for path in tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["book", "private"])
def test_a_published_notebook_finds_the_book(
    request: pytest.FixtureRequest, name: str, tmp_path: Path
) -> None:
    """From an empty folder, whether the repository is known or not: results and own drawings."""
    setup = notebook_of(request.getfixturevalue(name), "es").cells[0]
    looks = (
        "from polymnist_lib.study import results\n"
        "(len(results.published().runs) > 1, len(list(Path('my_numbers').glob('*.png'))) > 1)"
    )
    notebook = v4.new_notebook(cells=[setup, v4.new_code_cell(looks)])
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute(
        env=environment()
    )
    assert notebook.cells[1].outputs[0].data["text/plain"] == "(True, True)"


@both_languages
def test_the_first_cell_brings_the_library(book: Book, private: Book, lang: str) -> None:
    """At a revision of the repository, where it is missing; a book without one only looks."""
    cell = notebook_of(book, lang).cells[0]
    python = TransformerManager().transform_cell(cell.source)
    compile(python, "setup", "exec")
    bring, _, enter = cell.source.rpartition("\n\n# ")
    assert 'if find_spec("polymnist_lib") is None:' in bring
    assert re.search(rf"git clone -q {REPOSITORY} polymnist && .* checkout -q v[\d.]+\n", bring)
    assert "Si aquí" in bring if lang == "es" else "If the library" in bring
    assert "carpeta del libro" in enter if lang == "es" else "book's folder" in enter
    assert notebook_of(private, lang).cells[0].source == f"# {enter}"


@pytest.mark.parametrize(("root", "found_in"), [("true", "link"), ("link", "true")])
def test_the_first_cell_knows_a_project_behind_a_link(
    root: str, found_in: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks for a module of the project, by whatever path that and the project were reached."""
    (tmp_path / "true").mkdir()
    (tmp_path / "true" / "tides.py").touch()
    (tmp_path / "link").symlink_to(tmp_path / "true")
    monkeypatch.syspath_prepend(tmp_path / found_in)
    project = Project(tmp_path / root, "tides")
    cell = setup_cell(project, None, "en", book="book", first="index.md")
    assert '["book/index.md", "tides.py"]' in cell.source


@both_languages
def test_buttons_open_the_published_notebook(book: Book, private: Book, lang: str) -> None:
    """In Colab from the branch of the site, in Binder from it too, with the code's own packages."""
    folder = "_sources" if lang == "es" else "en/_sources"
    path = f"{folder}/data.ipynb"
    assert book.published(path).is_file()
    found = launchers(page_of(book, lang))
    assert set(found) == {"Colab", "Binder"}
    name = REPOSITORY.removeprefix("https://github.com/")
    assert found["Colab"] == f"https://colab.research.google.com/github/{name}/blob/gh-pages/{path}"
    binder = urlsplit(found["Binder"])
    assert binder.netloc == "mybinder.org"
    assert re.fullmatch(rf"/v2/gh/{name}/v[\d.]+", binder.path)
    pull = urlsplit(parse_qs(binder.query)["urlpath"][0])
    assert pull.path == "git-pull"
    asked = {key: value for key, (value,) in parse_qs(pull.query).items()}
    assert (asked["repo"], asked["branch"]) == (REPOSITORY, BRANCH)
    assert asked["urlpath"] == f"lab/tree/{asked['targetpath']}/{path}"
    assert launchers(page_of(private, lang)) == {}


@both_languages
def test_a_page_without_code_has_no_notebook(book: Book, lang: str) -> None:
    """Neither to download nor to open elsewhere."""
    page = page_of(book, lang, "plain")
    assert not page.select("a[href$='.ipynb']")
    assert launchers(page) == {}
    assert not book.published("_sources/plain.ipynb", lang).exists()


def test_only_github_has_buttons() -> None:
    """Colab opens notebooks of no other host."""
    assert Repository(REPOSITORY, "1").is_on_github
    assert not Repository("https://git.example.org/github.com/x", "1").is_on_github


def test_binder_has_what_the_buttons_count_on() -> None:
    """The book's own packages, nbgitpuller, and a Python that the library runs on."""
    lines = (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert {"-r ../requirements.txt", "nbgitpuller"} <= set(lines)
    python = (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert python.removeprefix("python-") in SpecifierSet(project["requires-python"])


@both_languages
def test_functions_lead_to_their_lines(book: Book, lang: str) -> None:
    """At the host, at a revision, where the file of the library has the definition."""
    lines = page_of(book, lang).select(".origin")
    assert [each.select_one("summary, a").get_text() for each in lines] == [
        f"{CELL[lang]} 3",
        f"{CELL[lang]} 4",
    ]
    for line, name in zip(lines, ("modalities", "facts"), strict=True):
        link = line.select_one("span a")
        found = re.fullmatch(rf"{REPOSITORY}/blob/v[\d.]+/(.+)#L(\d+)-L(\d+)", str(link["href"]))
        assert found is not None
        definition = (ROOT / found[1]).read_text(encoding="utf-8").splitlines()
        assert definition[int(found[2]) - 1].startswith(f"def {name}(")
        assert definition[int(found[3])].strip() == ""


@both_languages
def test_the_line_leads_to_the_code(book: Book, lang: str) -> None:
    """To the cell where its code shows; where it is hidden, the line opens it."""
    page = page_of(book, lang)
    hidden, shown = page.select(".origin")
    assert hidden.select_one("details pre").get_text().strip() == DRAWS
    target = page.find(id=str(shown.select_one("a")["href"]).removeprefix("#"))
    assert target.select_one(".cell_input").get_text().strip() == SHOWS


@both_languages
def test_without_a_repository_functions_name_their_files(private: Book, lang: str) -> None:
    """No link, but the place in the library."""
    line = page_of(private, lang).select_one(".origin")
    assert line.select("a") == []
    functions = line.find("span", recursive=False)
    assert functions.get_text() == "plotting.modalities (polymnist_lib/plotting/images.py)"


@pytest.mark.parametrize(("lang", "language"), [("es", Spanish), ("en", English)])
def test_the_search_passes_the_code_over(
    book: Book, lang: str, language: Callable[[dict], Spanish | English]
) -> None:
    """Words of prose lead to the page, and words of hidden code to none."""
    text = book.published("searchindex.js", lang).read_text(encoding="utf-8")
    terms = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    stem = language({}).stem
    assert stem("away") in terms
    assert "modalities" in DRAWS
    assert stem("modalities") not in terms


@pytest.fixture
def page(book: Book, browser: Chrome) -> Iterator[Reader]:
    """The chapter in a browser."""
    site = book.published("index.html").parent
    with served(site, site / "404.html") as address:
        reader = Reader(browser, f"{address}data.html")
        reader.prefer(reduced_motion="reduce")
        reader.width(WIDE)
        reader.open()
        yield reader
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [], "media": ""})


def test_code_and_buttons_open_by_keyboard(page: Reader) -> None:
    """They keep nobody out, wide or narrow, and the page stays as wide as its screen."""
    page.find(".origin summary").send_keys(Keys.ENTER)
    page.wait(page.find(".origin pre").is_displayed, True)
    page.find(".dropdown-launch-buttons button").send_keys(Keys.ENTER)
    page.wait(page.find(".dropdown-launch-buttons a").is_displayed, True)
    assert page.violations(GUIDELINES) == []
    page.press(Keys.ESCAPE)
    page.width(NARROW)
    page.settle()
    assert page.violations(GUIDELINES) == []
    assert page.run("return document.documentElement.scrollWidth") <= NARROW


def test_the_line_is_not_printed(page: Reader) -> None:
    """On paper nothing opens."""
    line = page.find(".origin")
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not line.is_displayed()
