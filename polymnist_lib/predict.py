"""What a trained model says of images: with its preprocessing, or without, as the original did."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polymnist_lib import preprocess
from polymnist_lib.digits import Digits
from polymnist_lib.metrics import Predictions
from polymnist_lib.training import PREDICTION_BATCH


def probabilities(
    model: Any, images: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]
) -> NDArray[np.float32]:
    """Predict images with a model's own preprocessing.

    Parameters
    ----------
    model : keras.Model
        From raw uint8 ``(n, 28, 28, 3)`` to ten probabilities.
    images : sequence of ndarray of shape (28, 28, 3), uint8
        The images.

    Returns
    -------
    ndarray of shape (n, 10), float32
        The probabilities.
    """
    raw = np.asarray(images, np.uint8)
    return np.asarray(model.predict(raw, batch_size=PREDICTION_BATCH, verbose=0), np.float32)


def probabilities_unprepared(
    model: Any, images: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]
) -> NDArray[np.float32]:
    """Predict images the way the original report did: grey levels of 0..255, unscaled, not blurred.

    Parameters and result are those of `probabilities`. It exists to measure that mistake.
    """
    levels = np.stack([preprocess.grey(image) for image in images])[..., None].astype(np.float32)
    core = model.layers[-1]  # what stands behind the preprocessing
    return np.asarray(core.predict(levels, batch_size=PREDICTION_BATCH, verbose=0), np.float32)


def unprepared(model: Any, digits: Digits) -> Predictions:
    """Predict digits as `polymnist_lib.training.predict` does, but without the preprocessing."""
    return Predictions(
        probabilities_unprepared(model, digits.images),
        labels=digits.labels,
        modality=digits.modality,
        source=digits.source,
    )


def as_predictions(
    probabilities: NDArray[np.float32], labels: Sequence[int] | NDArray[np.integer]
) -> Predictions:
    """Put probabilities beside the truth, for drawings: each a handwriting, all of one modality."""
    labels = np.asarray(labels, np.int64)
    return Predictions(probabilities, labels, np.zeros_like(labels), np.arange(len(labels)))
