"""The preprocessing as a Keras layer: the first layer of every saved model, and loading one."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from polymnist_lib.preprocess import BLUR_KERNEL, GREY_SHIFT, GREY_WEIGHTS


@keras.saving.register_keras_serializable(package="polymnist_lib")
class Preprocess(keras.layers.Layer):
    """Grey, scaled to 0..1, blurred: from raw ``uint8 (n, 28, 28, 3)`` to ``(n, 28, 28, 1)``.

    Equal to `polymnist_lib.preprocess.preprocess` within 1e-6. It has no weights. Keras' own
    ``RandomGaussianBlur`` pads with zeros, which changes the border by up to 0.39.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"dtype": "float32", "trainable": False, **options})

    def call(self, images: Any) -> Any:
        """Preprocess a batch of raw images."""
        colours = ops.cast(images, "float32")  # (n, 28, 28, 3), whole numbers 0..255
        # Exact in float32: every sum is a whole number below 2**24.
        luma = ops.sum(
            colours * ops.convert_to_tensor(GREY_WEIGHTS, "float32"), axis=-1, keepdims=True
        )
        luma = ops.floor((luma + 2 ** (GREY_SHIFT - 1)) / 2**GREY_SHIFT)  # (n, 28, 28, 1)
        margin = len(BLUR_KERNEL) // 2
        borders = [[0, 0], [margin, margin], [margin, margin], [0, 0]]
        padded = ops.pad(luma / 255, borders, mode="reflect")
        kernel = np.outer(BLUR_KERNEL, BLUR_KERNEL).astype("float32")[:, :, None, None]
        return ops.conv(padded, ops.convert_to_tensor(kernel), padding="valid")

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the shape of the output: that of the input with one channel."""
        return (*shape[:-1], 1)


def load_model(file: Path) -> keras.Model:
    """Load a saved model, its own layers included, to predict with it.

    Parameters
    ----------
    file : Path
        A file that ``keras.Model.save`` wrote, such as ``model.keras`` of a run.
    """
    return keras.models.load_model(file, compile=False)
