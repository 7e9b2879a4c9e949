"""What trainings give, and the store that keeps it: trained once, then read back."""

import hashlib
import json
import logging
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
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
from polymnist_lib.training.drawn import Confusion, History
from polymnist_lib.training.keys import completed, key_of, resolved
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.unfinished import Unfinished

LOGGER = logging.getLogger("polymnist_lib")

# What a run's trained model is called in its folder.
MODEL = "model.keras"

# And what tells its recipe, where it was trained, and the SHA-256 of each of its other files.
RUN = "run.json"

_HISTORY, _LAYERS, _PREDICTIONS = "history.csv", "layers.csv", "predictions.npz"

# What reading a file raises that is missing, cut or altered. Others, such as a file that must not
# be read, say nothing of what is in it.
_UNREADABLE = (
    FileNotFoundError,
    NotADirectoryError,
    IsADirectoryError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class _Damaged(Exception):
    """Which file of a run is not as it was written, and in what way."""


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
    folder : Path, optional
        Where `polymnist_lib.paths.runs_dir` says, if not given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or paths.runs_dir()

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
        with suppress(_Damaged):
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
        facts = {
            "recipe": asdict(run.recipe),
            "resolved": resolved(run.recipe),
            "environment": run.environment,
        }
        arrays = {}
        for part, predictions in (("validation", run.validation), ("test", run.test)):
            for name, values in asdict(predictions).items():
                if values is not None:
                    arrays[f"{part}_{name}"] = values
        with paths.atomic_directory(self.folder / run.key) as folder:
            run.history.to_csv(folder / _HISTORY, index=False)
            run.layers.to_csv(folder / _LAYERS, index=False)
            np.savez_compressed(folder / _PREDICTIONS, **arrays)
            model.save(folder / MODEL)
            facts["files"] = {file.name: _digest(file) for file in sorted(folder.iterdir())}
            (folder / RUN).write_text(json.dumps(facts, indent=1), encoding="utf-8")
        shutil.rmtree(self._unfinished(run.key), ignore_errors=True)

    def unfinished(self, key: str) -> Unfinished:
        """Return what a training of a run leaves until `save`, so that it can go on from there."""
        return Unfinished(self._unfinished(key))

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Hold the right to train a run; others who want the same one wait for it to be stored.

        The system drops the lock of a process that was killed. What such a process left of the run
        is removed: nobody else is writing it now.
        """
        locks = self.folder / ".locks"
        paths.make(locks, "POLYMNIST_RUNS")
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
        except _Damaged as damage:
            place = self.folder / ".damaged" / folder.name
            place.parent.mkdir(exist_ok=True)
            others = 0
            while os.path.lexists(place):
                others += 1
                place = place.with_name(f"{folder.name}-{others}")
            with suppress(FileNotFoundError):  # somebody removes it at this moment
                folder.rename(place)
                LOGGER.warning(
                    "Run %s is damaged (%s): it was moved to %s, and is trained again when it is "
                    "wanted.",
                    folder.name,
                    damage,
                    place,
                )
            return None

    def _unfinished(self, key: str) -> Path:
        """Name the folder of what is left of a run until it is saved; no run's key is so."""
        return self.folder / ".unfinished" / key


def _read(folder: Path) -> Run:
    """Read a run's folder; raise `_Damaged` where a file is not as `Store.save` wrote it.

    Where all are, by their sums, and one is not read, it is the reading that is wrong, and no run
    is set aside for that.
    """
    file, summed = folder / RUN, False
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        recipe, environment = _read_recipe(facts["recipe"]), dict(facts["environment"])
        for name, digest in facts.get("files", {}).items():
            file = folder / name
            if _digest(file) != digest:
                raise _Damaged(_state(file))
        summed = "files" in facts  # runs were kept without, so their contents have to tell
        file = folder / MODEL
        if not summed:
            with zipfile.ZipFile(file) as archive:
                if archive.testzip():
                    raise _Damaged(_state(file))
        file = folder / _PREDICTIONS
        with np.load(file) as arrays:
            validation, test = (_read_predictions(arrays, part) for part in ("validation", "test"))
        file = folder / _HISTORY
        history = History(pd.read_csv(file))
        if not summed and len(history) != recipe.epochs:
            raise _Damaged(_state(file))
        file = folder / _LAYERS
        layers = pd.read_csv(file, dtype={"output": str})
    except _UNREADABLE as error:
        if summed and file.is_file():  # else somebody replaces the run at this moment
            raise
        raise _Damaged(_state(file)) from error
    return Run(
        recipe=recipe,
        key=folder.name,
        history=history,
        layers=layers,
        validation=validation,
        test=test,
        environment=environment,
        folder=folder,
    )


def _digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _state(file: Path) -> str:
    """Say in what way a file is not as it was written."""
    if not file.is_file():
        return f"{file.name} is missing"
    return f"{file.name} is {'cut or altered' if file.stat().st_size else 'empty'}"


def _read_recipe(fields: dict[str, Any]) -> Recipe:
    """Make a recipe of the fields that ``run.json`` holds."""
    after = fields["after"]
    return Recipe(**{**fields, "after": _read_recipe(after) if after else None})


def _read_predictions(arrays: Any, part: str) -> Predictions:
    """Make the predictions of one part of the arrays that ``predictions.npz`` holds."""
    names = ("probabilities", "labels", "modality", "source")
    return Predictions(**{name: arrays.get(f"{part}_{name}") for name in names})
