"""What a network looked at: which pixels speak for its answer, and which against it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polymnist_lib import provenance
from polymnist_lib.models.preprocess import preprocess

# Images between mid-grey and the image itself along which gradients are averaged.
STEPS = 32


def integrated_gradients(
    model: Any, images: NDArray[np.uint8], digits: NDArray[np.integer]
) -> NDArray[np.float32]:
    """Share out the logarithm of a digit's probability among the pixels.

    M. Sundararajan, A. Taly, Q. Yan, "Axiomatic attribution for deep networks", ICML 2017. The
    baseline is mid-grey, which inversion leaves as it is: an image without a digit.

    Parameters
    ----------
    model : keras.Model
        With its preprocessing, as this library saves models; on the backend TensorFlow.
    images : ndarray of shape (n, 28, 28, 3), uint8
        Raw images.
    digits : ndarray of shape (n,), int
        Which digit's probability is shared out, for each image.

    Returns
    -------
    ndarray of shape (n, 28, 28), float32
        Positive where a pixel speaks for the digit, negative where against it. An image's sum is
        how much more probable, in logarithms, the digit is than on mid-grey, but for the error of
        `STEPS` steps.

    Raises
    ------
    ValueError
        If the backend is another one.
    """
    if provenance.backend() != "tensorflow":
        raise ValueError(
            "Attributions are worked out on TensorFlow; the backend is "
            f"{provenance.backend()}. Unset KERAS_BACKEND."
        )
    import tensorflow as tf

    first, core = model.layers[1:]  # behind the input: the preprocessing, and what was trained
    ready = preprocess(images, first.preprocessing)
    differences = ready - np.float32(0.5)
    steps = (np.arange(STEPS, dtype=np.float32)[:, None, None, None] + 0.5) / STEPS

    @tf.function
    def averaged(difference: Any, digit: Any) -> Any:
        """Average the gradients between mid-grey and an image, all of them worked out at once."""
        along = 0.5 + steps * difference
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(along)
            logarithms = tf.math.log(core(along, training=False)[:, digit] + 1e-12)
        return tf.reduce_mean(tape.gradient(logarithms, along), axis=0)

    found = np.zeros(ready.shape[:3], np.float32)
    for place, digit in enumerate(digits):
        gradient = averaged(differences[place], tf.constant(digit, tf.int32)).numpy()
        found[place] = (differences[place] * gradient).sum(axis=-1)
    return found
