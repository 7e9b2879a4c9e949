"""Running many trainings: those that are not in the store yet, as many at once as there are cores.

A campaign can be stopped at any moment and started again. Each training has one thread, on which
it takes less processor time than on several, and gives the same whatever else runs beside it.
"""

import io
import multiprocessing
import os
import shutil
import signal
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from polymnist_lib import paths, sources
from polymnist_lib.digits import DataSet, Split
from polymnist_lib.grid import DIVISIONS, Experiment
from polymnist_lib.runs import Run, Store

# A training whose worker dies is tried once more; another may have taken the memory.
ATTEMPTS = 2


@dataclass(frozen=True)
class Place:
    """Where a process finds the data.

    Attributes
    ----------
    source : str
        One of `polymnist_lib.sources.SOURCES`.
    folder : str, optional
        The folder of the data, on the machine that trains.
    """

    source: str
    folder: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of an experiment.

    Attributes
    ----------
    experiment : Experiment
        Which one.
    run : Run, optional
        What the store has of it now; None if it failed.
    error : str, optional
        Why it failed.
    trained : bool
        Whether it was trained now; else the store had it.
    """

    experiment: Experiment
    run: Run | None = None
    error: str | None = None
    trained: bool = True


@lru_cache(maxsize=1)
def load(place: Place) -> DataSet:
    """Load the data, once a process."""
    return sources.load(place.source, folder=place.folder)


@lru_cache(maxsize=1)
def divided(place: Place, division: str) -> Split:
    """Divide the data; the last division is kept, since experiments that share one follow."""
    return DIVISIONS[division](load(place))


def conduct(
    experiments: Sequence[Experiment],
    place: Place,
    *,
    store: Store,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Outcome]:
    """Train what the store does not have.

    Parameters
    ----------
    experiments : sequence of Experiment
        What to train.
    place : Place
        The data.
    store : Store
        Where runs are kept.
    jobs : int, optional
        How many trainings run at once on this machine; as many as there are cores by default.
    scheduler : str, optional
        The address of a Dask scheduler, such as ``tcp://10.0.0.1:8786``, whose workers train
        instead. They need this library and the data, in the same folder; they need no common
        store, since each run travels back.

    Yields
    ------
    Outcome
        One for each experiment, as soon as it is known. An experiment that fails stops no other.
    """
    waiting = []
    for experiment in sorted(experiments, key=lambda each: each.division):
        run = store.find(store.key(experiment.recipe, divided(place, experiment.division)))
        if run is None:
            waiting.append(experiment)
        else:
            yield Outcome(experiment, run, trained=False)
    divided.cache_clear()  # the workers need the memory
    load.cache_clear()
    attempts = dict.fromkeys(waiting, 0)
    while waiting:
        with _executor(jobs, scheduler) as executor:
            folder = None if scheduler else str(store.folder)
            futures = {
                executor.submit(_train, experiment, place, folder): experiment
                for experiment in waiting
            }
            waiting = []
            for future in as_completed(futures):
                experiment = futures[future]
                attempts[experiment] += 1
                outcome = _outcome(experiment, future, store)
                if outcome is None and attempts[experiment] < ATTEMPTS:
                    waiting.append(experiment)
                else:
                    yield outcome or Outcome(experiment, error="its process was killed, twice")


class Forecast:
    """How long what is left of a campaign will take, from what was trained before.

    Parameters
    ----------
    experiments : sequence of Experiment
        All of the campaign.
    """

    def __init__(self, experiments: Sequence[Experiment]) -> None:
        self._left = list(experiments)
        self._epochs: dict[tuple[str, ...], list[float]] = {}
        self._trained = 0.0
        self._start = time.monotonic()

    def note(self, outcome: Outcome) -> None:
        """Learn from an outcome, of a run that the store had too."""
        self._left.remove(outcome.experiment)
        if outcome.run is not None:
            epochs = outcome.run.history["seconds"]
            self._epochs.setdefault(_kind(outcome.experiment), []).append(float(epochs.mean()))
            self._trained += float(epochs.sum()) if outcome.trained else 0.0

    def seconds(self) -> float | None:
        """Return the seconds left, None while nothing was trained in this campaign."""
        if not self._trained:
            return None
        known = {kind: sum(each) / len(each) for kind, each in self._epochs.items()}
        usual = sum(known.values()) / len(known)
        left = sum(each.recipe.epochs * known.get(_kind(each), usual) for each in self._left)
        return left * (time.monotonic() - self._start) / self._trained


def _kind(experiment: Experiment) -> tuple[str, ...]:
    """Tell apart experiments whose epochs take different times."""
    recipe = experiment.recipe
    return recipe.model, recipe.preprocessing, recipe.augmentation, experiment.division


def _train(experiment: Experiment, place: Place, folder: str | None) -> tuple[str, bytes | None]:
    """Train in a worker; return the run's key, and the run where there is no common store."""
    from polymnist_lib.training import train

    split = divided(place, experiment.division)
    if folder is not None:
        return train(experiment.recipe, split, store=Store(Path(folder))).key, None
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(Path(scratch, "runs"))
        key = train(experiment.recipe, split, store=store).key
        packed = shutil.make_archive(str(Path(scratch, key)), "tar", store.folder / key)
        return key, Path(packed).read_bytes()


def _outcome(experiment: Experiment, future: "Future[Any]", store: Store) -> Outcome | None:
    """Judge what a worker gave back; None if it died, which can be the fault of another."""
    try:
        key, packed = future.result()
        if packed is not None:
            _unpack(packed, store.folder / key)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the others go on
        if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":  # Dask's
            return None
        return Outcome(experiment, error=f"{type(error).__name__}: {error}")
    return Outcome(experiment, store.find(key))


def _unpack(packed: bytes, target: Path) -> None:
    """Put a run that travelled into the store."""
    with paths.atomic_directory(target) as folder, tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")


@contextmanager
def _executor(jobs: int | None, scheduler: str | None) -> Iterator[Executor]:
    """Start workers here, or reach those of a Dask cluster."""
    if scheduler is None:
        before = set(multiprocessing.active_children())
        here = ProcessPoolExecutor(
            jobs or os.cpu_count(),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_become_worker,
            initargs=(os.getpid(),),
        )
        try:
            yield here
        finally:  # whoever stops the campaign does not wait for the trainings under way
            here.shutdown(wait=False, cancel_futures=True)
            for worker in set(multiprocessing.active_children()) - before:
                worker.kill()
        return
    with _client(scheduler) as client:
        yield client.get_executor(pure=False)


def _become_worker(parent: int) -> None:
    """Train on one thread, and end when the campaign does, even if it was killed."""
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a keyboard; the campaign hears it too

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _client(scheduler: str) -> Any:
    """Connect to a Dask scheduler.

    Raises
    ------
    ValueError
        If Dask is not installed.
    ConnectionError
        If the scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ValueError(
            "--scheduler needs Dask, which is not installed: pip install 'polymnist-lib[cluster]'."
        ) from error
    try:
        return Client(scheduler, timeout=20)
    except OSError as error:
        raise ConnectionError(
            f"No Dask scheduler answers at {scheduler}: {error}. Start one with `dask scheduler`, "
            "and a worker on each machine with `dask worker ADDRESS`."
        ) from error
