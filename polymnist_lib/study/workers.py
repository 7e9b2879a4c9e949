"""The workers of a campaign: processes of this machine, or of the machines of a Dask cluster."""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Future,
    ProcessPoolExecutor,
    as_completed,
    wait,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from polymnist_lib import endings, provenance, sources
from polymnist_lib.digits import DataSet, Split
from polymnist_lib.models.settings import load_keras
from polymnist_lib.study.grid import DIVISIONS, Experiment
from polymnist_lib.training.runs import Store

# Seconds that a cluster has to answer.
_PATIENCE = 20

# How the workers of a cluster are started, for messages.
_WORKERS = "dask worker ADDRESS --nworkers CORES --nthreads 1"


@dataclass(frozen=True)
class Place:
    """Where a process finds the data.

    Attributes
    ----------
    source : str
        One of `polymnist_lib.sources.SOURCES`.
    folder : str, optional
        The folder of the data, on the machine that trains.
    skip_bad : bool
        Whether to go on without the files that are bad.
    """

    source: str
    folder: str | None = None
    skip_bad: bool = False


@lru_cache(maxsize=1)
def load(place: Place) -> DataSet:
    """Load the data, once a process."""
    return sources.load(place.source, folder=place.folder, skip_bad=place.skip_bad)


@lru_cache(maxsize=1)
def divided(place: Place, division: str) -> Split:
    """Divide the data; the last division is kept, since experiments that share one follow."""
    return DIVISIONS[division](load(place))


@dataclass(frozen=True)
class Task:
    """What a worker is told: the key that the run must have, how, on what, and where to keep it."""

    key: str
    experiment: Experiment
    place: Place
    store: str


# A task, the run as an archive if it travelled, and why it failed if it did.
Finished = tuple[Task, bytes | None, str | None]


def _train(task: Task, store: Path | None = None) -> None:
    """Train in a worker."""
    from polymnist_lib.training.fit import train

    recipe, division = task.experiment.recipe, task.experiment.division
    split = divided(task.place, division)
    load.cache_clear()  # what is not in the split is not needed
    kept = Store(store or Path(task.store))
    key = kept.key(recipe, split)
    if key != task.key:
        raise RuntimeError(
            f"this worker would train {key} instead of {task.key}: it has other data, another "
            "version of this library, of Keras, of its backend, of NumPy or of OpenCV. If a file "
            "of the library was edited meanwhile, start again; what is trained is kept."
        )
    train(recipe, split, store=kept)


def _train_and_pack(task: Task) -> bytes:
    """Train in a worker of a cluster, and return the run as an archive."""
    _one_thread()
    os.environ["TQDM_DISABLE"] = "1"  # the terminal that the worker was started in is for its log
    with tempfile.TemporaryDirectory() as scratch:
        store = Path(scratch, "runs")
        _train(task, store)
        return Path(shutil.make_archive(str(store), "tar", store / task.key)).read_bytes()


def here(tasks: Sequence[Task], jobs: int) -> Iterator[Finished]:
    """Train in processes of this machine.

    If one dies, those that were at work are tried again, alone, from where they were: it can have
    taken the memory of the others.

    Parameters
    ----------
    tasks : sequence of Task
        What to train.
    jobs : int
        How many processes.

    Yields
    ------
    (Task, None, str or None)
        What is done, and why it failed if it did.

    Raises
    ------
    ImportError
        If Keras cannot be loaded on its backend: no task could be trained.
    ValueError
        If Keras refuses its file of settings, or if ``KERAS_BACKEND`` names no backend.
    """
    if tasks:
        _check_keras()
    waiting = deque(tasks)
    suspects: list[Task] = []
    while waiting:
        running: dict[Future[None], Task] = {}
        with _workers(jobs) as executor, suppress(BrokenExecutor):
            while waiting or running:
                while waiting and len(running) < jobs:
                    running[executor.submit(_train, waiting[0])] = waiting[0]
                    waiting.popleft()
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    error = _told(future)
                    yield running.pop(future), None, error
        suspects += running.values()
    for task in suspects:
        try:
            error = _told(_alone(_train, task))
        except BrokenExecutor as death:
            error = f"its process died, twice: {death}"
        yield task, None, error


def _check_keras() -> None:
    """Load Keras in a worker, once for all tasks: what ends that process would end each of them."""
    try:
        _alone(_load_keras).result()
    except BrokenExecutor as death:
        raise ImportError(
            f"Keras cannot be loaded on its backend {provenance.backend()}, its process died: "
            f"{death}"
        ) from death


def _load_keras() -> None:
    """Load Keras; a module cannot be sent back."""
    load_keras()


def _alone(work: Callable[..., None], *words: Any) -> "Future[None]":
    """Run something in a process of its own; if that dies, raise `BrokenExecutor`, saying how."""
    before = set(multiprocessing.active_children())
    with _workers(1) as executor:
        future = executor.submit(work, *words)
        started = set(multiprocessing.active_children()) - before
        if isinstance(future.exception(), BrokenExecutor):
            raise BrokenExecutor(_ending(started))
    return future


def on_cluster(tasks: Sequence[Task], scheduler: str) -> Iterator[Finished]:
    """Train on a Dask cluster, which gives the work of a worker that died to another.

    It begins anew there: what a training leaves for itself stays on its machine.

    Parameters
    ----------
    tasks : sequence of Task
        What to train.
    scheduler : str
        The cluster's address.

    Yields
    ------
    (Task, bytes or None, str or None)
        What is done, the packed run, and why it failed if it did.
    """
    with _client(scheduler) as client:
        executor = client.get_executor(pure=False)
        futures = {executor.submit(_train_and_pack, task): task for task in tasks}
        for future in as_completed(list(futures)):
            task = futures.pop(future)  # a run that was taken over needs no memory any more
            error = _told(future)
            yield task, None if error else future.result(), error


def _told(future: "Future[Any]") -> str | None:
    """Return why a training failed, None if it did not; raise if its worker died."""
    error = future.exception()
    if isinstance(error, BrokenExecutor):
        raise error
    return None if error is None else f"{type(error).__name__}: {error}"


def _ending(workers: set[BaseProcess]) -> str:
    """Say how a worker ended, the only one that there was."""
    status = None
    until = time.monotonic() + _PATIENCE
    for worker in workers:
        # While the executor's own thread asks the system, nobody else is told.
        while (status := worker.exitcode) is None and time.monotonic() < until:
            time.sleep(0.01)
    return endings.told(status)


@contextmanager
def _workers(count: int) -> Iterator[ProcessPoolExecutor]:
    """Start processes; whoever stops the campaign does not wait for those at work."""
    before = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_become_worker,
    )
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for worker in set(multiprocessing.active_children()) - before:
            worker.kill()


def _one_thread() -> None:
    """Let TensorFlow, if it is not loaded yet, work on one thread."""
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")


def _become_worker() -> None:
    """Train on one thread, and end when the campaign does, even if it was killed."""
    _one_thread()
    # TensorFlow tells of itself whatever its level; what goes wrong reaches the campaign otherwise.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a keyboard; the campaign hears it too

    def watch(campaign: Any) -> None:
        campaign.join()
        os._exit(1)

    campaign = multiprocessing.parent_process()
    threading.Thread(target=watch, args=[campaign], daemon=True).start()


def _client(scheduler: str) -> Any:
    """Connect to a Dask scheduler.

    Raises
    ------
    ValueError
        If Dask is not installed, or if its workers have several threads.
    ConnectionError
        If the scheduler does not answer, or has no workers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ValueError(
            "--scheduler needs Dask, which is not installed: pip install 'polymnist-lib[cluster]'."
        ) from error
    client = None
    try:
        client = Client(scheduler, timeout=_PATIENCE)
        client.wait_for_workers(1, timeout=_PATIENCE)
        threads = max(client.nthreads().values())
    except OSError as error:
        who = "scheduler answers" if client is None else "worker is ready"
        raise ConnectionError(
            f"No Dask {who} at {scheduler}: {error}. Start a scheduler with `dask scheduler`, and "
            f"workers on each machine with `{_WORKERS}`."
        ) from error
    if threads > 1:
        client.close()
        raise ValueError(
            f"Each worker of the cluster must have one thread, on which it trains; there are some "
            f"with {threads}. Start them with `{_WORKERS}`."
        )
    return client
