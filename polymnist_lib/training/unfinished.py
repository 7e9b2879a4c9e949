"""What a training leaves in its store while it lasts: one that was killed goes on from there."""

import logging
import shutil
import time
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from polymnist_lib import paths

if TYPE_CHECKING:  # it loads Keras
    from polymnist_lib.training.engine import Engine

LOGGER = logging.getLogger("polymnist_lib")

# Seconds between two states at least. Quick trainings leave none, and take no longer for it; a kill
# costs no more than this and the epoch that it falls into.
INTERVAL = 30.0

# Seconds that the state of a training which nobody takes up again is kept: 30 days.
KEPT = 30 * 24 * 3600.0

# What reading a damaged file raises.
_DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


class Unfinished:
    """The state of a training as its last epochs left it.

    Parameters
    ----------
    folder : Path
        Where it is kept, a folder of its own beside those of other trainings. It need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "state.npz"
        self._last = time.monotonic()

    def restore(self, engine: "Engine") -> list[list[float]]:
        """Put an engine where the training was left, if it was.

        Parameters
        ----------
        engine : Engine
            Of the model and the optimiser that are trained. What cannot be read, or is of others,
            is told in the log and changes nothing.

        Returns
        -------
        list of list of float
            What `leave` was told of the epochs until then; empty if the training is to begin.
        """
        if not self._file.exists():
            return []
        try:
            with self._file.open("rb") as file, np.load(file) as arrays:
                epochs = arrays["epochs"].tolist()
                state = [arrays[name] for name in arrays.files if name != "epochs"]
            engine.restore(state)
        except _DAMAGED as error:
            LOGGER.warning(
                "%s cannot be used, so the training that left it begins anew: %s", self._file, error
            )
            return []
        return epochs

    def leave(self, engine: "Engine", epochs: list[list[float]]) -> None:
        """Leave the state after an epoch, unless the last one was left a moment ago.

        Parameters
        ----------
        engine : Engine
            As the epoch left it.
        epochs : list of list of float
            What was measured of each epoch so far.
        """
        if time.monotonic() - self._last < INTERVAL:
            return
        try:
            with paths.atomic_file(self._file) as file:
                np.savez(file, *engine.state(), epochs=np.array(epochs))
            self._sweep()
        except OSError as error:  # the training itself goes on
            LOGGER.warning("If it is killed, a training cannot go on from here: %s", error)
        self._last = time.monotonic()

    def _sweep(self) -> None:
        """Remove what others left long ago."""
        for folder in self._file.parents[1].iterdir():
            with suppress(OSError):  # another training may sweep, too
                if time.time() - folder.stat().st_mtime > KEPT:
                    shutil.rmtree(folder)
