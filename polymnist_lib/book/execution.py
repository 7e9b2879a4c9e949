"""Executing one chapter in one language through papermill, in a kernel that can be stopped."""

import logging
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from polymnist_lib.book import cells, executed
from polymnist_lib.book.freshness import Edited
from polymnist_lib.book.kernels import Kernel, Stopped

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

# That a kernel has died is no news where it was stopped from here.
logging.getLogger("papermill").addFilter(lambda record: not Kernel.stopping.is_set())


class ChapterError(RuntimeError):
    """A chapter's cell failed.

    Attributes
    ----------
    chapter, lang : str
        What was running.
    cell : int
        The failing code cell, counted from 1.
    path, line
        Where it is in the chapter's file.
    details : str
        The traceback, or what else is known.
    kept : Path
        The notebook as far as it came.
    """

    def __init__(
        self, chapter: str, lang: str, *, cell: int, path: Path, line: int, details: str, kept: Path
    ) -> None:
        self.chapter, self.lang, self.cell = chapter, lang, cell
        self.path, self.line, self.details, self.kept = path, line, details, kept
        super().__init__(
            f"Chapter {chapter!r} failed in language {lang!r}, code cell {cell}, at "
            f"{path}:{line}\n\n{details}\n\nThe notebook up to the failure: {kept}"
        )


def execute(
    source: cells.Source,
    lang: str,
    *,
    parameters: Mapping[str, str],
    to: Path,
    key: str,
    code: str = "",
    intact: Callable[[], bool] = lambda: True,
    on_cell: Callable[[int, int], None] = lambda position, total: None,
) -> str:
    """Execute a chapter in one language and keep the notebook.

    Parameters
    ----------
    source : Source
        The chapter.
    lang : {"es", "en"}
        The language, given to the notebook as the parameter ``lang``.
    parameters : mapping of str to str
        The project's own, given to the notebook too.
    to : Path
        Where the executed notebook is kept. Where a cell fails, nothing is kept there, and the
        notebook as far as it came is beside its folder, named as the chapter is.
    key : str
        What it was made of, recorded with the notebook.
    code : str, optional
        A hash of the chapter's own code, recorded too.
    intact : callable, optional
        Tells, at the end, whether what the key was made of is still so.
    on_cell : callable, optional
        Called with the number of the code cell that starts and how many there are.

    Returns
    -------
    str
        What the cells wrote to standard error, which no page shows.

    Raises
    ------
    ChapterError
        If a cell fails, or its kernel dies.
    Edited
        If it is not `intact`: nothing is kept.
    Stopped
        If `Kernel.stop_all` was called.
    """
    notebook = cells.edition(source.notebook, lang, name=source.name)
    starts = {
        cell.id: cells.first_code_line(source.text, cell, line)
        for cell, line in zip(notebook.cells, notebook.metadata.pop("source_map"), strict=True)
        if cell.cell_type == "code"
    }
    given = {"lang": lang, **parameters}
    cells.set_parameters(notebook, **given)
    watch = _Watch(list(starts), on_cell)
    failed = to.parent.with_name(f"{to.parent.name}.failed.ipynb")
    begin = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        kernel = type("OurKernel", (Kernel,), {"errors": errors})
        try:
            ran = papermill.execute_notebook(
                notebook,
                None,
                parameters=given,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                start_timeout=180,
                iopub_timeout=60,
                kernel_manager_class=kernel,
                shutdown_kernel="immediate",
                resources={"metadata": {"path": str(source.path.parent)}},
                on_cell_start=watch.cell_started,
            )
        except Exception as error:
            if Kernel.stopping.is_set():
                raise Stopped from None
            offset, details = _explain(error, errors, kernel)
            notebook.cells = [watch.ran.get(each.id, each) for each in notebook.cells]
            executed.save(failed, notebook, failed=True)
            raise ChapterError(
                source.name,
                lang,
                cell=watch.current,
                path=source.path,
                line=list(starts.values())[watch.current - 1] + offset,
                details=details,
                kept=failed,
            ) from error
    if not intact():
        raise Edited(source.name, lang)
    noise = executed.standard_error(ran)
    seconds = round(time.monotonic() - begin, 1)
    executed.save(to, ran, chapter=source.name, **given, seconds=seconds, key=key, code=code)
    failed.unlink(missing_ok=True)
    return noise


class _Watch:
    """Follows a notebook at work, for the progress and for the report of a failure."""

    def __init__(self, ids: list[str], on_cell: Callable[[int, int], None]) -> None:
        self.ids = ids
        self.on_cell = on_cell
        self.ran: dict[str, NotebookNode] = {}
        self.current = 1

    def cell_started(self, cell: NotebookNode, cell_index: int) -> None:
        if cell.get("id") in self.ids:
            self.ran[cell.id] = cell
            self.current = self.ids.index(cell.id) + 1
            self.on_cell(self.current, len(self.ids))


def _explain(error: Exception, errors: IO[bytes], kernel: type[Kernel]) -> tuple[int, str]:
    """Return the line of a cell that an error comes from, counted from 0, and what is known of it.

    How it ended, and what it wrote past its notebook, is all that a kernel leaves that dies.
    """
    if isinstance(error, PapermillExecutionError):
        details = _COLOURS.sub("", "\n".join(error.traceback)) or f"{error.ename}: {error.evalue}"
        lines = re.findall(rf"Cell In\[{error.exec_count}\], line (\d+)", details)
        return int(lines[-1]) - 1 if lines else 0, details
    errors.seek(0)
    rest = "\n".join(errors.read().decode(errors="replace").splitlines()[-20:])
    if isinstance(error, DeadKernelError) or "Kernel died" in str(error):  # before it had begun
        return 0, f"The kernel died: {kernel.ending()}\n{rest}".strip()
    return 0, f"{type(error).__name__}: {error}\n{rest}".strip()
