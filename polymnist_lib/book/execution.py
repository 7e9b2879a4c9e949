"""Executing one chapter in one language through papermill, in a kernel that can be stopped."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, ClassVar

import papermill
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from polymnist_lib.book import cells, executed, facts

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TQDM_DISABLE": "1", "GRPC_VERBOSITY": "ERROR"}


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
            f"{path}:{line}\n\n{details}\n\nThe notebook as far as it came: {kept}"
        )


class Stopped(Exception):
    """An execution was stopped from outside; there is nothing to report about the chapter."""


class Kernel(AsyncKernelManager):
    """A kernel of the Python that runs the build, known here so that it can be stopped at once.

    Jupyter finds kernels by name, and a ``python3`` that the user once registered for another
    environment would win.
    """

    alive: ClassVar[set["Kernel"]] = set()
    errors: ClassVar[IO[bytes] | int] = subprocess.DEVNULL
    stopping: ClassVar[threading.Event] = threading.Event()
    threads: ClassVar[int] = 1  # of each kernel's TensorFlow: more than its cores costs a third

    @property
    def kernel_spec(self) -> KernelSpec:
        """The interpreter at work."""
        return KernelSpec(**get_kernel_dict(extra_arguments=["--log-level=50"]))

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if self.stopping.is_set():
            raise Stopped
        # MPLBACKEND would keep figures from the notebook; a kernel chooses its own.
        env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
        threads = {"TF_NUM_INTRAOP_THREADS": str(self.threads)}
        options["env"] = {**_QUIET, **threads, **env, facts.BUILDING: "1"}
        options["stderr"] = self.errors
        return await super()._async_pre_start_kernel(**options)

    async def _async_post_start_kernel(self, **options: Any) -> None:
        self.alive.add(self)
        await super()._async_post_start_kernel(**options)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        self.alive.discard(self)
        await super()._async_cleanup_resources(restart)

    @classmethod
    def stop_all(cls) -> None:
        """Kill every kernel and what it started; those about to start will not."""
        cls.stopping.set()
        for kernel in list(cls.alive):
            process = getattr(kernel.provisioner, "pid", None)
            if process is not None:
                with suppress(ProcessLookupError, PermissionError):
                    if sys.platform == "win32":
                        os.kill(process, signal.SIGTERM)
                    else:
                        os.killpg(process, signal.SIGKILL)


def execute(
    source: cells.Source,
    lang: str,
    *,
    parameters: Mapping[str, str],
    to: Path,
    key: str,
    stage: int,
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
        Where the executed notebook is kept. Where a cell fails, nothing changes there, and the
        notebook as far as it came is kept beside it as ``.failed.ipynb``.
    key : str
        What it was made of, recorded with the notebook to tell later whether it is stale.
    stage : int
        When it ran, recorded too.
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
    failed = to.with_suffix(".failed.ipynb")
    begin = time.monotonic()
    with tempfile.TemporaryFile() as errors:
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
                kernel_manager_class=type("OurKernel", (Kernel,), {"errors": errors}),
                resources={"metadata": {"path": str(source.path.parent)}},
                on_cell_start=watch.cell_started,
            )
        except Exception as error:
            if Kernel.stopping.is_set():
                raise Stopped from None
            offset, details = _explain(error, errors)
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
    noise = executed.standard_error(ran)
    seconds = round(time.monotonic() - begin, 1)
    file = Path(os.path.relpath(source.path, to.parent)).as_posix()
    about = {"chapter": source.name, "file": file, **given, "seconds": seconds}
    executed.save(to, ran, **about, key=key, stage=stage)
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


def _explain(error: Exception, errors: IO[bytes]) -> tuple[int, str]:
    """Return the line of a cell that an error comes from, counted from 0, and what is known of it.

    What a kernel writes past its notebook is all that one leaves that dies.
    """
    if isinstance(error, PapermillExecutionError):
        details = _COLOURS.sub("", "\n".join(error.traceback)) or f"{error.ename}: {error.evalue}"
        lines = re.findall(rf"Cell In\[{error.exec_count}\], line (\d+)", details)
        return int(lines[-1]) - 1 if lines else 0, details
    errors.seek(0)
    rest = "\n".join(errors.read().decode(errors="replace").splitlines()[-20:])
    if isinstance(error, DeadKernelError):
        return 0, f"The kernel died: out of memory, or killed from outside.\n{rest}".strip()
    return 0, f"{type(error).__name__}: {error}\n{rest}".strip()
