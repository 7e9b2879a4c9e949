"""Running many trainings: those that are not in the store yet, as many at once as there are cores.

A campaign can be stopped at any moment and started again: what was being trained on this machine
goes on from where `polymnist_lib.training.unfinished` left it, bit for bit. On TensorFlow each
training has one thread, on which it takes less processor time than on several, and gives the same
whatever else runs beside it.
"""

import io
import os
import tarfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from polymnist_lib import paths, provenance
from polymnist_lib.digits import Split
from polymnist_lib.study import workers
from polymnist_lib.study.grid import Experiment
from polymnist_lib.study.workers import Place, Task
from polymnist_lib.training import augment
from polymnist_lib.training.runs import Run, Store


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
    possible : bool
        Whether the data can be divided as it asks; else it did not fail.
    trained : bool
        Whether it was trained now; else the store had it.
    """

    experiment: Experiment
    run: Run | None = None
    error: str | None = None
    possible: bool = True
    trained: bool = True


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
        How many trainings run at once on this machine; by default as many as there are cores, and
        one where the backend is not TensorFlow, since it may be on a GPU.
    scheduler : str, optional
        The address of a Dask scheduler, such as ``tcp://10.0.0.1:8786``, whose workers train
        instead. They need this library and the data, in the same folder; they need no common
        store, since each run travels back.

    Yields
    ------
    Outcome
        One for each experiment, as soon as it is known. An experiment that fails stops no other.
    """
    waiting: dict[str, list[Experiment]] = {}  # by key: two groups can want the same run
    for experiment, key, outcome in look_up(experiments, place, store=store):
        if outcome is None:
            waiting.setdefault(key, []).append(experiment)
        else:
            yield outcome
    tasks = [Task(key, wanted[0], place, str(store.folder)) for key, wanted in waiting.items()]
    if scheduler is None:
        finished = workers.here(tasks, jobs or _usual_jobs())
    else:
        finished = workers.on_cluster(tasks, scheduler)
    for task, packed, error in finished:
        for experiment in waiting[task.key]:
            yield _outcome(experiment, task.key, store, packed, error)


def _usual_jobs() -> int:
    """Return how many trainings run at once if nobody says."""
    return (os.cpu_count() or 1) if provenance.backend() == "tensorflow" else 1


def look_up(
    experiments: Sequence[Experiment], place: Place, *, store: Store
) -> Iterator[tuple[Experiment, str, Outcome | None]]:
    """Look what the store has.

    Parameters
    ----------
    experiments, place, store
        As for `conduct`.

    Yields
    ------
    (Experiment, str, Outcome or None)
        Each experiment, by division, its run's key, and what the store has of it; an error, and no
        key, where the data cannot be divided so.
    """
    workers.load(place)  # what is wrong with the data themselves stops everything
    for experiment in sorted(experiments, key=lambda each: each.division):
        try:
            split = divided(place, experiment)
        except ValueError as error:
            yield experiment, "", Outcome(experiment, error=str(error), possible=False)
            continue
        key = store.key(experiment.recipe, split)
        yield experiment, key, _stored(experiment, key, store)
    workers.divided.cache_clear()  # whoever trains needs the memory
    workers.load.cache_clear()


def divided(place: Place, experiment: Experiment) -> Split:
    """Divide the data as an experiment asks.

    Raises
    ------
    ValueError
        If they cannot be divided so, or not be changed in training as its recipe says.
    """
    split = workers.divided(place, experiment.division)
    augment.check(augment.POLICIES[experiment.recipe.augmentation], split.train)
    return split


def _stored(experiment: Experiment, key: str, store: Store) -> Outcome | None:
    """Return what the store has, be it that it cannot be read; None if there is nothing."""
    try:
        run = store.find(key)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the others go on
        return Outcome(experiment, error=f"{store.folder / key} cannot be read: {error}")
    return None if run is None else Outcome(experiment, run, trained=False)


def _outcome(
    experiment: Experiment, key: str, store: Store, packed: bytes | None, error: str | None
) -> Outcome:
    """Tell what became of a training, putting a run that travelled into the store."""
    if error is not None:
        return Outcome(experiment, error=error)
    if packed is not None:
        archive = tarfile.open(fileobj=io.BytesIO(packed))  # noqa: SIM115 - closed below
        place = store.folder / key
        with archive, store.lock(key), paths.atomic_directory(place) as folder:
            archive.extractall(folder, filter="data")
    found = _stored(experiment, key, store)
    return replace(found, trained=True) if found else Outcome(experiment, error="it was removed")


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
            if outcome.trained:  # what it took before a kill was not of this campaign
                self._trained += min(float(epochs.sum()), time.monotonic() - self._start)

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
