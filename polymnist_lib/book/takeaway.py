"""What a reader takes away: a chapter's notebook, by itself, on this machine, in Colab or Binder.

A published notebook has the edition's language, its outputs, and prose that any notebook shows.
Its first cell enters the book's folder. Where the repository is known, it also brings the project's
package to a place that lacks it, and the page has buttons that open the notebook elsewhere.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from nbformat import NotebookNode, v4
from sphinx.application import Sphinx
from sphinx.locale import get_translation

from polymnist_lib import syntax
from polymnist_lib.book import blocks, build, head, origin
from polymnist_lib.book.chrome import MAIN, WORDS
from polymnist_lib.book.numbering import NumberedTable
from polymnist_lib.book.plain import Prose
from polymnist_lib.book.project import Project
from polymnist_lib.book.repository import Repository, repository_of
from polymnist_lib.paths import atomic_file

FOLDER = "_sources"

_PLUMBING = {"hide-input", "remove-cell", "remove-input"}
"""Tags of cells that the page does not show, or only on demand."""

_BRING = """\
# {remark}
from importlib.util import find_spec

if find_spec("{package}") is None:
    !git clone -q {url} {clone} && git -C {clone} checkout -q {revision}
{install}

"""

# The clone's folder, those around the notebook, and those around the package.
_ENTER = """\
# {remark}
import os
from pathlib import Path
{imported}
here = Path("{clone}").absolute()
for folder in (here, *here.parents{around}):
    if all((folder / file).is_file() for file in {files}):
        os.chdir(folder / "{book}")
        break"""


def add_notebook(
    app: Sphinx,
    pagename: str,
    context: dict[str, Any],
    doctree: nodes.document,
    texts: Mapping[str, str],
) -> None:
    """Publish a chapter's notebook, and have its page offer it.

    Parameters
    ----------
    app : Sphinx
        The build.
    pagename : str
        The chapter's page.
    context : dict
        What its template is given.
    doctree : document
        The page, resolved.
    texts : mapping of str to str
        What the chapter's code gives to its prose.
    """
    made = Path(app.env.mystnb_config.output_folder, f"{pagename}.ipynb")  # type: ignore[attr-defined]
    notebook = nbformat.read(made, as_version=4)
    site = head.site_of(app)
    address = head.addresses(site, app.builder.get_target_uri(pagename))[app.config.language]
    prose = Prose(
        app,
        pagename,
        doctree,
        texts,
        address=address if site else "",
    )
    rewrite(notebook, prose, captioned(doctree))
    setup = setup_cell(
        build.current().project,
        repository_of(app),
        app.config.language,
        book=Path(app.srcdir).resolve().name,
        first=Path(app.env.doc2path(app.config.root_doc)).name,
    )
    notebook.cells.insert(0, setup)
    public = Path(app.outdir, FOLDER, f"{pagename}.ipynb")
    with atomic_file(public) as scratch:
        nbformat.write(notebook, scratch)
    context["ipynb_source"] = f"{pagename}.ipynb"


def add_buttons(
    app: Sphinx,
    _page: str,
    _template: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Give a page with a notebook the buttons that open it in Colab and in Binder."""
    repository = repository_of(app)
    if repository is None or not repository.is_on_github or "ipynb_source" not in context:
        return
    lang = app.config.language
    notebook = f"{'' if lang == MAIN else lang + '/'}{FOLDER}/{context['ipynb_source']}"
    translate = get_translation("booktheme")
    places = {
        "Colab": (repository.colab(notebook), "_static/images/logo_colab.png"),
        "Binder": (repository.binder(notebook), "_static/images/logo_binder.svg"),
    }
    buttons = [
        {
            "type": "link",
            "text": name,
            "tooltip": f"{translate('Launch on')} {name}",
            "icon": icon,
            "url": address,
        }
        for name, (address, icon) in places.items()
    ]
    group = {
        "type": "group",
        "tooltip": str(translate("Launch interactive content")),
        "icon": "fas fa-rocket",
        "buttons": buttons,
        "label": "launch-buttons",
    }
    context["header_buttons"].insert(0, group)


def captioned(doctree: nodes.document) -> dict[int, nodes.figure]:
    """Return the figures and tables that cells made, by the position of the cell."""
    return {
        cell["cell_index"]: figure
        for cell in doctree.findall(nodes.container)
        if "cell_index" in cell
        for figure in cell.findall(nodes.figure)
    }


def rewrite(notebook: NotebookNode, prose: Prose, figures: dict[int, nodes.figure]) -> None:
    """Turn the notebook that a page was made of into one for readers, in place.

    Parameters
    ----------
    notebook : NotebookNode
        The page's cells, with their outputs.
    prose : Prose
        What rewrites its Markdown.
    figures : dict of int to figure
        The captioned figures and tables, by the position of the cell. Their captions become cells,
        above a table and below a figure, as on the page.
    """
    cells: list[NotebookNode] = []
    number = 0
    for position, cell in blocks.joined(notebook):
        if cell.cell_type == "code":
            number += 1
            cells += _with_caption(_code(cell, number), figures.get(position), prose)
        elif text := prose.markdown(cell.source):
            cells.append(v4.new_markdown_cell(text, id=cell.id))
    kept = ("kernelspec", "language_info")
    notebook.metadata = {name: notebook.metadata[name] for name in kept}
    notebook.cells = cells


def setup_cell(
    project: Project, repository: Repository | None, lang: str, *, book: str, first: str
) -> NotebookNode:
    """Write the cell that enters the book's folder, where chapters work.

    Where the package is missing, it first brings it at the revision of the book, if there is a
    repository to bring it from.

    Parameters
    ----------
    project : Project
        What the notebook is to find.
    repository : Repository or None
        Where it is published.
    lang : {"es", "en"}
        The language of the remarks.
    book : str
        The name of the book's folder, in that of the project.
    first : str
        The book's first page, a file of its folder, which the folder is known by.
    """
    words, package = WORDS[lang], project.package
    code = _ENTER.format(
        remark=words["enter"],
        imported=f"\nimport {package}\n" if package else "",
        clone=project.clone,
        around=f", *Path({package}.__file__).parents" if package else "",
        files=json.dumps([f"{book}/{first}", *_own_file(project)]),
        book=book,
    )
    if repository is not None and package:
        bring = _BRING.format(
            remark=words["setup"],
            package=package,
            url=repository.url,
            clone=project.clone,
            revision=repository.revision,
            install=textwrap.indent(project.install, "    "),
        )
        code = bring + code
    return v4.new_code_cell(code, id="setup")


def _own_file(project: Project) -> Sequence[str]:
    """Name a file of the package that only the project has, where the package is a part of it."""
    if not project.package:
        return ()
    # Both by their true places: Python may have found the package by way of a link.
    file, root = syntax.source_file(project.package).resolve(), project.root.resolve()
    return (file.relative_to(root).as_posix(),) if file.is_relative_to(root) else ()


def _code(cell: NotebookNode, number: int) -> NotebookNode:
    """Leave of a code cell what a reader uses; numbers are those of a run from top to bottom."""
    tags = set(cell.metadata.get("tags", []))
    metadata: dict[str, Any] = {}
    if "parameters" in tags:
        metadata["tags"] = ["parameters"]
    elif tags & _PLUMBING and origin.KEY not in cell.metadata:
        metadata["jupyter"] = {"source_hidden": True}
    for each in cell.outputs:
        if "execution_count" in each:
            each.execution_count = number
    return v4.new_code_cell(
        cell.source, id=cell.id, metadata=metadata, outputs=cell.outputs, execution_count=number
    )


def _with_caption(
    cell: NotebookNode, figure: nodes.figure | None, prose: Prose
) -> list[NotebookNode]:
    """Put the caption of a code cell's output beside it."""
    if figure is None:
        return [cell]
    caption = v4.new_markdown_cell(prose.caption(figure), id=f"{cell.id}-caption")
    return [caption, cell] if isinstance(figure, NumberedTable) else [cell, caption]
