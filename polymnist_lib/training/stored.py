"""The files of a run: written, read back, and set aside where one is missing, cut or altered."""

import hashlib
import json
import logging
import os
import struct
import zipfile
import zlib
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from polymnist_lib import paths
from polymnist_lib.metrics import Predictions
from polymnist_lib.training.drawn import History
from polymnist_lib.training.keys import resolved
from polymnist_lib.training.recipes import Recipe

if TYPE_CHECKING:  # it is made of what is read here
    from polymnist_lib.training.runs import Run

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


class Damaged(Exception):
    """Which file of a run is not as it was written, and in what way."""


def write(folder: Path, run: "Run", model: Any) -> None:
    """Write the files of a run and its ``keras.Model`` into a folder, whole or not at all."""
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
    with paths.atomic_directory(folder) as scratch:
        run.history.to_csv(scratch / _HISTORY, index=False)
        run.layers.to_csv(scratch / _LAYERS, index=False)
        np.savez_compressed(scratch / _PREDICTIONS, **arrays)
        model.save(scratch / MODEL)
        facts["files"] = {file.name: _digest(file) for file in sorted(scratch.iterdir())}
        (scratch / RUN).write_text(json.dumps(facts, indent=1), encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """Read the files of a run.

    Parameters
    ----------
    folder : Path
        Its folder.

    Returns
    -------
    dict of str to object
        The fields of a `polymnist_lib.training.runs.Run` that are kept in files.

    Raises
    ------
    Damaged
        If a file is not as `write` left it. Where all are, by their sums, and one is not read, it
        is the reading that is wrong: what it raised is raised, and no run is damaged by that.
    """
    file, summed = folder / RUN, False
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        recipe, environment = _read_recipe(facts["recipe"]), dict(facts["environment"])
        for name, digest in facts.get("files", {}).items():
            file = folder / name
            if _digest(file) != digest:
                raise Damaged(_state(file))
        summed = "files" in facts  # runs were kept without, so their contents have to tell
        file = folder / MODEL
        if not summed:
            with zipfile.ZipFile(file) as archive:
                if archive.testzip():
                    raise Damaged(_state(file))
        file = folder / _PREDICTIONS
        with np.load(file) as arrays:
            validation, test = (_read_predictions(arrays, part) for part in ("validation", "test"))
        file = folder / _HISTORY
        history = History(pd.read_csv(file))
        if not summed and len(history) != recipe.epochs:
            raise Damaged(_state(file))
        file = folder / _LAYERS
        layers = pd.read_csv(file, dtype={"output": str})
    except _UNREADABLE as error:
        if summed and file.is_file():  # else somebody replaces the run at this moment
            raise
        raise Damaged(_state(file)) from error
    return {
        "recipe": recipe,
        "history": history,
        "layers": layers,
        "validation": validation,
        "test": test,
        "environment": environment,
    }


def set_aside(folder: Path, damage: Damaged) -> None:
    """Move the folder of a damaged run beside the store's others, and tell the log where it is."""
    place = folder.parent / ".damaged" / folder.name
    place.parent.mkdir(exist_ok=True)
    others = 0
    while os.path.lexists(place):
        others += 1
        place = place.with_name(f"{folder.name}-{others}")
    with suppress(FileNotFoundError):  # somebody removes it at this moment
        folder.rename(place)
        LOGGER.warning(
            "Run %s is damaged (%s): it was moved to %s, and is trained again when it is wanted.",
            folder.name,
            damage,
            place,
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
