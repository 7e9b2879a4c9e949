"""The trained models that come with the library, and what is known of them.

`polymnist study --publish` writes them, from the strongest run of the full-size study, and the
small ones from runs of the groups that are named after them.
"""

import errno
import json
from pathlib import Path
from typing import Any

from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.models import networks
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
    from polymnist_lib.models.layers import load_model

    file = file or LARGE / MODEL
    if not file.is_file():
        raise FileNotFoundError(errno.ENOENT, "there is no such model", str(file))
    try:
        model = load_model(file)
    except Exception as error:
        raise ValueError(
            f"{file} is not a model that this library saved, such as runs/*/model.keras: {error}"
        ) from error
    answers = CLASSES, CLASSES + 1
    if model.input_shape[1:] != (SIDE, SIDE, 3) or model.output_shape[-1] not in answers:
        raise ValueError(
            f"{file} must be a model from ({SIDE}, {SIDE}, 3) to {answers[0]} or {answers[1]} "
            f"answers; got one from {model.input_shape[1:]} to {model.output_shape[1:]}."
        )
    return model


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
