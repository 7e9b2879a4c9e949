"""What trainings give, and the store that keeps it: trained once, then read back."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import filelock
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib import metrics, paths
from polymnist_lib.digits import CLASSES, Split
from polymnist_lib.metrics import Predictions, Share
from polymnist_lib.models import networks, settings
from polymnist_lib.models.networks import Network
from polymnist_lib.training import stored
from polymnist_lib.training.drawn import Confusion, History
from polymnist_lib.training.keys import completed, key_of, resolved
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.stored import MODEL, RUN
from polymnist_lib.training.unfinished import Unfinished


@dataclass(frozen=True, eq=False)
class Run:
    """A trained model and what was measured on it.

    Attributes
    ----------
    recipe : Recipe
        How it was trained.
    key : str
        Its name in the store.
    history : History
        A row an epoch: ``epoch``, ``loss``, ``accuracy`` (on the training images as they were
        fitted, augmented and with dropout), ``val_loss``, ``val_accuracy`` (with the weights as
        the epoch left them, also where the run has their average), ``seconds``. A DataFrame, but
        for its ``plot``, which is `polymnist_lib.plotting.history`.
    layers : DataFrame
        A row a layer between preprocessing and probabilities: ``layer``, ``output`` (such as
        ``28 x 28 x 8``), ``parameters``, ``trainable``.
    validation, test : Predictions
        What the finished model predicts for these parts.
    environment : dict
        ``backend``, ``versions``, ``machine``, ``revision`` of the training, ``data`` and its
        ``fingerprint``.
    folder : Path, optional
        Where the store keeps it.
    """

    recipe: Recipe
    key: str
    history: History = field(repr=False)
    layers: pd.DataFrame = field(repr=False)
    validation: Predictions = field(repr=False)
    test: Predictions = field(repr=False)
    environment: dict[str, Any] = field(repr=False)
    folder: Path | None = field(default=None, repr=False)

    @cached_property
    def accuracy(self) -> Share:
        """The share of the test part's images that it predicts right, with its interval."""
        return metrics.accuracy(self.test)

    @property
    def seconds(self) -> float:
        """How long the training took, validation included."""
        return float(self.history["seconds"].sum())

    @property
    def parameters(self) -> int:
        """How many numbers the training, and batch normalisation, set."""
        return int(self.layers["parameters"].sum())

    def confusion(self) -> Confusion:
        """Count the test part's images of each true and predicted class.

        Returns
        -------
        Confusion
            A DataFrame, index ``true`` and columns ``predicted``, but for its ``plot``, which is
            `polymnist_lib.plotting.confusion`.
        """
        counts = metrics.confusion(self.test)
        return Confusion(
            counts,
            index=pd.RangeIndex(CLASSES, name="true"),
            columns=pd.RangeIndex(counts.shape[1], name="predicted"),
        )

    def predict(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Predict images, without Keras.

        Parameters
        ----------
        images : ndarray of shape (n, 28, 28, 3) or (28, 28, 3), uint8
            Raw images, such as ``split.test.images``, or a single one.

        Returns
        -------
        ndarray of shape (n, 10), float32
            The probabilities of the digits, those of `model` within 1e-5; of a reader, one more:
            that there is none.

        Raises
        ------
        ValueError
            If the images are of another shape or type.
        """
        images = np.asarray(images)
        return self.network().probabilities(images[None] if images.ndim == 3 else images)

    def model(self) -> Any:
        """Load the trained ``keras.Model``, which takes raw uint8 ``(n, 28, 28, 3)``."""
        settings.load_keras()
        from polymnist_lib.models.layers import load_model

        return load_model(self._model_file())

    def network(self) -> Network:
        """Read the trained model without Keras."""
        return networks.read(self._model_file())

    def _model_file(self) -> Path:
        """Return where the model is."""
        if self.folder is None:
            raise FileNotFoundError(
                f"Run {self.key} is not in a store, so its weights are not on disk. "
                "Train it through polymnist_lib.training.fit.train."
            )
        return self.folder / MODEL


class Store:
    """A folder of runs. Each is a subfolder that appears whole or not at all.

    Parameters
    ----------
    folder : str or Path, optional
        Where `polymnist_lib.paths.runs_dir` says, if not given.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = paths.expanded(folder, "Store") if folder else paths.runs_dir()

    def key(self, recipe: Recipe, split: Split) -> str:
        """Return the name of a run: equal for equal recipes, data, code and package versions."""
        return key_of(recipe, split)

    def find(self, key: str) -> Run | None:
        """Read a run back, or return None where it was not trained yet.

        One of which a file is missing, cut or altered, as a failing disk or a person leaves it, was
        not trained either: its folder is set aside, and the log says where it is.
        """
        folder = self.folder / key
        if not os.path.lexists(folder):
            return None
        with suppress(stored.Damaged):
            return _read(folder)
        try:
            with self.lock(key):  # whoever held it before may have written it
                return self._read_or_set_aside(folder)
        except OSError as error:
            where = "" if error.filename in (None, str(folder)) else f"{error.filename}: "
            raise OSError(
                error.errno,
                f"Run {key} is damaged and cannot be set aside ({where}{error.strerror or error}). "
                f"Mend that, or remove {folder}; the run is then trained again.",
            ) from error

    def last_like(self, recipe: Recipe, split: Split) -> Run | None:
        """Read back the last run of a recipe and data, wherever and on whatever it was trained.

        What the recipe names, such as its policy of augmentation, must be what it was then.
        """
        written = []
        for file in self.folder.glob(f"{recipe.model}-*/{RUN}"):
            try:
                facts = json.loads(file.read_text(encoding="utf-8"))
                trained = completed(facts["resolved"]), facts["environment"]["fingerprint"]
            except (OSError, ValueError, KeyError, TypeError):  # damaged: it is no candidate
                continue
            if trained == (resolved(recipe), split.fingerprint):
                written.append((file.stat().st_mtime, file.parent.name))
        found = (self.find(name) for _, name in sorted(written, reverse=True))
        return next((run for run in found if run is not None), None)

    def save(self, run: Run, model: Any) -> None:
        """Write a run and its ``keras.Model``; a kill leaves nothing that `find` would read."""
        stored.write(self.folder / run.key, run, model)
        shutil.rmtree(self._unfinished(run.key), ignore_errors=True)

    def unfinished(self, key: str) -> Unfinished:
        """Return what a training of a run leaves until `save`, so that it can go on from there."""
        return Unfinished(self._unfinished(key))

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Hold the right to train a run; others who want the same one wait for it to be stored.

        The system drops the lock of a process that was killed. What such a process left of the run
        is removed: nobody else is writing it now. OSError tells of a store that takes no runs.
        """
        locks = self.folder / ".locks"
        for each in (self.folder, locks):  # what cannot be kept is not worth a training
            paths.make(each, "POLYMNIST_RUNS")
        # A singleton, so that who holds it can look a run up.
        with filelock.FileLock(locks / f"{key}.lock", is_singleton=True):
            for leftover in self.folder.glob(f".{key}.*"):
                shutil.rmtree(leftover, ignore_errors=True)
            yield

    def _read_or_set_aside(self, folder: Path) -> Run | None:
        """Read a run whose lock is held; one that is damaged is moved away, and the log says so."""
        if not os.path.lexists(folder):
            return None
        try:
            return _read(folder)
        except stored.Damaged as damage:
            stored.set_aside(folder, damage)
            return None

    def _unfinished(self, key: str) -> Path:
        """Name the folder of what is left of a run until it is saved; no run's key is so."""
        return self.folder / ".unfinished" / key


def _read(folder: Path) -> Run:
    """Read the run of a folder; raise `stored.Damaged` where a file is not as it was written."""
    return Run(**stored.read(folder), key=folder.name, folder=folder)
