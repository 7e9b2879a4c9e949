"""What a trained model says of images, beside the truth."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import Digits
from polymnist_lib.metrics import Predictions
from polymnist_lib.models.networks import Network

# It changes no result.
PREDICTION_BATCH = 1024

Images = NDArray[np.uint8] | Sequence[NDArray[np.uint8]]


def probabilities(model: Any, images: Images) -> NDArray[np.float32]:
    """Predict images.

    Parameters
    ----------
    model : keras.Model or Network
        From raw uint8 ``(n, 28, 28, 3)`` to probabilities.
    images : sequence of ndarray of shape (28, 28, 3), uint8
        The images.

    Returns
    -------
    ndarray of shape (n, 10), float32
        The probabilities; of a reader there is one more, that of no digit.
    """
    images = np.asarray(images, np.uint8)
    return model.probabilities(images) if isinstance(model, Network) else _answers(model, images)


def predictions(model: Any, digits: Digits) -> Predictions:
    """Predict digits, by a ``keras.Model`` or a `Network`."""
    found = probabilities(model, digits.images)
    return Predictions(found, digits.labels, digits.modality, digits.source)


def as_predictions(
    probabilities: NDArray[np.float32], labels: Sequence[int] | NDArray[np.integer]
) -> Predictions:
    """Put probabilities beside the truth, for drawings: each a handwriting, all of one modality."""
    labels = np.asarray(labels, np.int64)
    return Predictions(probabilities, labels, np.zeros_like(labels), np.arange(len(labels)))


def _answers(model: Any, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Have Keras predict, step by step.

    Compiling a function first takes a second and saves none where a model predicts once; from the
    fifth model on TensorFlow would warn of it, on the page. Batch by batch, memory-mapped images
    are never all in memory.
    """
    model.run_eagerly = True
    answers = np.empty((len(images), model.output_shape[-1]), np.float32)
    for start in range(0, len(images), PREDICTION_BATCH):
        batch = slice(start, start + PREDICTION_BATCH)
        answers[batch] = model.predict_on_batch(images[batch])
    return answers
