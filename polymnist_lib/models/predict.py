"""What a trained model says of images: with its preprocessing, or without, as the original did."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES, Digits
from polymnist_lib.metrics import Predictions
from polymnist_lib.models import preprocess

# It changes no result.
PREDICTION_BATCH = 1024

Images = NDArray[np.uint8] | Sequence[NDArray[np.uint8]]


def probabilities(model: Any, images: Images) -> NDArray[np.float32]:
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
    return _answers(model, np.asarray(images, np.uint8))


def probabilities_unprepared(model: Any, images: Images) -> NDArray[np.float32]:
    """Predict images the way the original report did: grey levels of 0..255, unscaled, not blurred.

    Parameters and result are those of `probabilities`. It exists to measure that mistake.
    """
    levels = np.stack([preprocess.grey(image) for image in images])[..., None]
    # The last layer of a saved model is the trained one, which stands behind the preprocessing.
    return _answers(model.layers[-1], levels.astype(np.float32))


def prepared(model: Any, digits: Digits) -> Predictions:
    """Predict digits with a model's own preprocessing."""
    return _beside_the_truth(probabilities(model, digits.images), digits)


def unprepared(model: Any, digits: Digits) -> Predictions:
    """Predict digits without it, as `probabilities_unprepared` does."""
    return _beside_the_truth(probabilities_unprepared(model, digits.images), digits)


def as_predictions(
    probabilities: NDArray[np.float32], labels: Sequence[int] | NDArray[np.integer]
) -> Predictions:
    """Put probabilities beside the truth, for drawings: each a handwriting, all of one modality."""
    labels = np.asarray(labels, np.int64)
    return Predictions(probabilities, labels, np.zeros_like(labels), np.arange(len(labels)))


def _beside_the_truth(found: NDArray[np.float32], digits: Digits) -> Predictions:
    """Put probabilities beside what is known of the digits."""
    return Predictions(found, digits.labels, digits.modality, digits.source)


def _answers(model: Any, inputs: NDArray[Any]) -> NDArray[np.float32]:
    """Have a model predict, step by step.

    Compiling a function first takes a second and saves none where a model predicts once; from the
    fifth model on TensorFlow would warn of it, on the page. Batch by batch, memory-mapped images
    are never all in memory.
    """
    model.run_eagerly = True
    answers = np.empty((len(inputs), CLASSES), np.float32)
    for start in range(0, len(inputs), PREDICTION_BATCH):
        batch = slice(start, start + PREDICTION_BATCH)
        answers[batch] = model.predict_on_batch(inputs[batch])
    return answers
