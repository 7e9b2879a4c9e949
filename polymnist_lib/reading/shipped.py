"""The trained models that come with the library, and what is known of them.

`polymnist study --publish` writes them, from the strongest run of the full-size study, and the
small ones from runs of the groups that are named after them.
"""

import json
from pathlib import Path
from typing import Any

from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.models import foreign, networks, settings
from polymnist_lib.reading import trials
from polymnist_lib.reading.reader import Reader

LARGE = Path(__file__).parents[1] / "weights" / "large"
SMALL = Path(__file__).parents[1] / "weights" / "small"
MODEL = "model.keras"
FACTS = "facts.json"
TRIALS = "trials.npz"


def load(file: Path | None = None) -> Any:
    """Load a trained model: a ``keras.Model`` from raw uint8 ``(n, 28, 28, 3)`` to probabilities.

    They are of the ten digits or, of one that may say so, of no digit too.

    Parameters
    ----------
    file : Path, optional
        A ``model.keras`` of a run; the shipped one if not given.

    Raises
    ------
    ValueError
        If the file is not such a model.
    FileNotFoundError
        If there is no such file.
    """
    file = file or LARGE / MODEL
    if not foreign.is_hdf5(file):  # which Keras may know
        foreign.check(file)
    settings.load_keras()
    from polymnist_lib.models.layers import load_model

    try:
        model = load_model(file)
    except Exception as error:
        raise foreign.refusal(
            file, f"{foreign.described(file)}, which Keras cannot load here"
        ) from error
    if model.input_shape[1:] != (SIDE, SIDE, 3):
        raise foreign.refusal(file, foreign.described(file))
    if model.output_shape[1:] not in ((CLASSES,), (CLASSES + 1,)):
        raise foreign.refusal(
            file, f"a Keras model of which an answer is of shape {model.output_shape[1:]}"
        )
    return model


def load_quickly(file: Path | None = None) -> Any:
    """Load a trained model, with Keras only where it has to be.

    Parameters
    ----------
    file : Path, optional
        As `load` takes it.

    Returns
    -------
    Network or keras.Model
        A `Network` of whatever can be one.

    Raises
    ------
    ValueError, FileNotFoundError
        As `load` does.
    """
    file = file or LARGE / MODEL
    try:
        return networks.read(file)
    except ValueError:
        if foreign.is_keras(file):
            return load(file)
        raise


def reader() -> Reader:
    """Return the shipped model as one that reads pictures of any kind, without Keras."""
    return Reader(networks.read(LARGE / MODEL), float(facts()["temperature"]))


def small() -> dict[str, Reader]:
    """Return the small network that comes with the library, by what it sees of an image.

    Returns
    -------
    dict of str to Reader
        By a name of `polymnist_lib.models.preprocess.PREPROCESSINGS`: one that was trained so.
    """
    return {
        name: Reader(networks.read(SMALL / f"{name}.keras"), float(known["temperature"]))
        for name, known in small_facts().items()
    }


def small_facts() -> dict[str, dict[str, Any]]:
    """Return what is known of the small networks, by what they see: as `facts` of the larger."""
    known: dict[str, dict[str, Any]] = json.loads((SMALL / FACTS).read_text(encoding="utf-8"))
    return known


def handwriting() -> trials.Trials:
    """Return what was measured of the model on pictures of handwriting that it never saw."""
    return trials.load(LARGE / TRIALS)


def facts() -> dict[str, Any]:
    """Return what is known of the model.

    Returns
    -------
    dict
        ``key`` of the run, ``recipe``, ``parameters``, ``data``, ``test_fingerprint``,
        ``accuracy`` with ``low`` and ``high``, ``by_modality``, ``validation_accuracy``,
        ``environment``, ``temperature`` for pictures (`polymnist_lib.reading.trials.temperature`)
        and, by kind of picture, the accuracy on ``handwriting``.
    """
    known: dict[str, Any] = json.loads((LARGE / FACTS).read_text(encoding="utf-8"))
    return known
