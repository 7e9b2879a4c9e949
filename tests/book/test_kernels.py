"""Kernels that are forked: as new ones in all that a chapter can see, and never worse than none."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from polymnist_lib.book import cells, executed, execution, forkserver, kernels
from polymnist_lib.book.kernels import Kernel

from .browsing import PATIENCE
from .conftest import FRONT, PARAMETERS, ROOT, code

pytestmark = pytest.mark.skipif(not forkserver.AVAILABLE, reason="no process is forked here")

# What a chapter can see of its kernel. Numbers of processes and of ports are never the same.
SEEN = """
import json, locale, os, random, signal, sys, tempfile, threading
import keras, matplotlib as mpl, matplotlib.pyplot as plt, numpy as np, pandas as pd
from polymnist_lib import i18n, plotting
hidden = {"JPY_PARENT_PID", "TMPDIR"}
seen = {
    "language": i18n.language(),
    "rcParams": {name: str(value) for name, value in mpl.rcParams.items()},
    "backend": mpl.get_backend(),
    "path": sys.path,
    "argv": [each for each in sys.argv if "json" not in each],
    "folder": os.getcwd(),
    "temporary": os.path.dirname(tempfile.mkdtemp()) == os.environ["TMPDIR"],
    "environ": {name: value for name, value in os.environ.items() if name not in hidden},
    "threads": sorted(type(each).__name__ for each in threading.enumerate()),
    "signals": [str(signal.getsignal(each)) for each in (signal.SIGCHLD, signal.SIGTERM)],
    "session": os.getsid(0) == os.getpid(),
    "name": __name__,
    "seeded": np.random.default_rng(3).normal(size=3).tolist(),
    "options": pd.get_option("display.max_rows"),
    "drawn": keras.random.uniform((2,), seed=3).numpy().tolist(),
    "input": os.read(0, 1).decode(),
}
print(json.dumps(seen, indent=1, sort_keys=True))
"""
DRAWN = """
plotting.use_style()
plotting.prefer_vectors()
plt.plot([1, 2, 3]);
"""


@pytest.fixture
def execute(tmp_path: Path) -> Callable[..., list[str]]:
    """A function that executes cells in kernels at hand, and returns what each shows."""

    def run(*texts: str) -> list[str]:
        path = tmp_path / "eda.md"
        path.write_text(FRONT + PARAMETERS + "".join(map(code, texts)), encoding="utf-8")
        to = tmp_path / "out" / "eda" / "k.ipynb"
        source = cells.read_source("eda", path)
        execution.execute(source, "es", parameters={}, to=to, key="k")
        found = executed.load(to).cells[1:]
        shown = [each for cell in found for each in cell.outputs]
        return [each.get("text") or json.dumps(each["data"], sort_keys=True) for each in shown]

    return run


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int | None]]:
    """The processes that the fork server gave, None where it gave none."""
    given: list[int | None] = []
    fork = forkserver.ForkServer.fork

    def noted(self: forkserver.ForkServer, *words: object, **options: object) -> object:
        process = fork(self, *words, **options)  # type: ignore[arg-type]
        given.append(process and process.pid)
        return process

    monkeypatch.setattr(forkserver.ForkServer, "fork", noted)
    yield given
    Kernel.stopping.clear()


def test_a_forked_kernel_is_as_a_new_one(
    execute: Callable[..., list[str]], forked: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Language, settings, paths, environment, threads, signals, random numbers and figures."""
    monkeypatch.setenv("TMPDIR", str(ROOT))  # of the build: kernels have their own
    with kernels.at_hand(["polymnist_lib.report.chapter", "keras"]):
        first = execute(SEEN, DRAWN)
        second = execute(SEEN, DRAWN)
    assert len(forked) == 2
    assert all(forked)
    monkeypatch.setattr(kernels, "AVAILABLE", False)
    with kernels.at_hand([]):
        new = execute(SEEN, DRAWN)
    assert "image/" in new[1]
    expected = json.loads(new[0])
    for each in (first, second):
        found = json.loads(each[0])
        assert {name for name in expected if found[name] != expected[name]} == set()
    assert first[1:] == second[1:] == new[1:]


def test_kernels_are_forked_where_ended_processes_are_ignored(
    execute: Callable[..., list[str]], forked: list[int | None]
) -> None:
    """A service that starts the build may hand that on; a second kernel comes after a first."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with kernels.at_hand([]):
            assert [execute("print(1 + 2)") for _ in range(2)] == [["3\n"]] * 2
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert len(forked) == 2
    assert all(forked)


def test_what_is_random_differs_between_forks(
    execute: Callable[..., list[str]], forked: list[int | None]
) -> None:
    """The state that all of them inherit is not what they go on from."""
    cell = "import random, numpy as np\nprint(random.random(), np.random.rand())"
    with kernels.at_hand(["numpy"]):
        drawn = {number for _ in range(2) for number in execute(cell)[0].split()}
    assert len(drawn) == 4
    assert all(forked)


@pytest.mark.parametrize(
    "module",
    [
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
        "raise RuntimeError('being edited')",
    ],
)
def test_where_it_cannot_be_forked_a_kernel_is_new(
    execute: Callable[..., list[str]],
    forked: list[int | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
) -> None:
    """A process with threads is never forked, nor one that could not import what it should."""
    (tmp_path / "tides.py").write_text(module)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    with kernels.at_hand(["tides"]):
        assert execute("print(1 + 2)") == ["3\n"]
    assert forked == [None]


def test_a_server_that_dies_is_done_without(
    execute: Callable[..., list[str]], forked: list[int | None]
) -> None:
    """The kernels that follow are new ones."""
    with kernels.at_hand([]):
        execute("1")
        assert Kernel.server is not None
        Kernel.server._process.kill()
        Kernel.server._process.wait()
        assert execute("print(1 + 2)") == ["3\n"]
    assert forked[0]
    assert forked[1] is None


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGILL)", "killed by SIGILL: the processor lacks"),
        ("os.kill(os.getpid(), signal.SIGBUS)", "killed by SIGBUS: a file in memory"),
        ("os._exit(3)", "ended by itself, with the status 3"),
        ("os.kill(os.getppid(), signal.SIGABRT); time.sleep(60)", "killed by SIGABRT: a compiled"),
    ],
)
def test_how_a_forked_kernel_ended_is_told(
    execute: Callable[..., list[str]], forked: list[int | None], cell: str, told: str
) -> None:
    """The server knows it; where the server ended, it is why its kernels did."""
    with kernels.at_hand([]), pytest.raises(execution.ChapterError, match=f"kernel died: {told}"):
        execute("import os, signal, time", cell)
    assert all(forked)


@pytest.mark.parametrize(("last", "then"), [("pass", True), ("raise RuntimeError", False)])
def test_more_is_imported_once_kernels_are_at_work(
    execute: Callable[..., list[str]],
    forked: list[int | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    last: str,
    *,
    then: bool,
) -> None:
    """What takes long, behind the first kernels; they go on also where it cannot be imported.

    A request that comes meanwhile waits, and is then answered.
    """
    (tmp_path / "tides.py").write_text(f"import time\ntime.sleep(3)\n{last}\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    cell = "import sys\nprint('tides' in sys.modules)"
    with kernels.at_hand([], ["tides"], workers=1):
        assert execute(cell, "import time\ntime.sleep(1)", "print(1)") == ["False\n", "1\n"]
        assert execute(cell, "import time\ntime.sleep(3)", "print(1)") == [f"{then}\n", "1\n"]
    assert [bool(each) for each in forked] == [True, then]


def test_temporary_files_of_killed_builds_are_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once nobody can use them any more; those of a build at work stay."""
    monkeypatch.setattr(kernels.tempfile, "tempdir", str(tmp_path))
    old, new = tmp_path / f"{kernels._SCRATCH}old", tmp_path / f"{kernels._SCRATCH}new"
    for each in (old, new):
        each.mkdir()
        (each / "left.bin").touch()
    os.utime(old, (0, 0))
    with kernels.at_hand([]):
        pass
    Kernel.stopping.clear()
    assert (old.exists(), new.exists()) == (False, True)
    assert list(tmp_path.glob(f"{kernels._SCRATCH}*")) == [new]


def test_nothing_outlives_a_build_that_is_killed(
    tmp_path: Path, running: Callable[..., AbstractContextManager[subprocess.Popen[str]]]
) -> None:
    """The server ends with its owner, and the kernels with the server."""
    path = tmp_path / "eda.md"
    note = f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}')"
    path.write_text(FRONT + PARAMETERS + code(f"import os, time\n{note}\ntime.sleep(600)"))
    script = (
        "from pathlib import Path\nfrom polymnist_lib.book import cells, execution, kernels\n"
        f"source, to = cells.read_source('eda', Path({str(path)!r})), Path({str(path)!r} + 'x')\n"
        "with kernels.at_hand([]):\n"
        "    execution.execute(source, 'es', parameters={}, to=to, key='k')"
    )
    with running([sys.executable, "-c", script], cwd=ROOT) as build:
        pids = _within_patience(lambda: (tmp_path / "pids").read_text().split())
        assert len(pids) == 2
        build.send_signal(signal.SIGKILL)
        _within_patience(lambda: not any(Path("/proc", each).exists() for each in pids) or None)


def _within_patience(ask: Callable[[], object]) -> list[str]:
    """Ask until there is an answer."""
    end = time.monotonic() + 3 * PATIENCE
    while True:
        try:
            answer = ask()
        except OSError:
            answer = None
        if answer:
            return answer  # type: ignore[return-value]
        assert time.monotonic() < end, "no answer"
        time.sleep(0.05)
