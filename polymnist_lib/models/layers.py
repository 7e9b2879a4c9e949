"""The preprocessing as a Keras layer: the first layer of every saved model, and loading one."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from polymnist_lib.models.preprocess import (
    BLUR_KERNEL,
    GREY_SHIFT,
    GREY_WEIGHTS,
    PREPROCESSINGS,
)


@keras.saving.register_keras_serializable(package="polymnist_lib")
class Preprocess(keras.layers.Layer):
    """From raw ``uint8 (n, 28, 28, 3)`` to the preprocessed ``(n, 28, 28, channels)``.

    Equal to `polymnist_lib.models.preprocess.preprocess` within 1e-6. It has no weights. Keras' own
    ``RandomGaussianBlur`` pads with zeros, which changes the border by up to 0.39.

    Parameters
    ----------
    preprocessing : str
        One of `polymnist_lib.models.preprocess.PREPROCESSINGS`.
    **options
        Of any layer.
    """

    def __init__(self, preprocessing: str = "reference", **options: Any) -> None:
        super().__init__(**{"dtype": "float32", "trainable": False, **options})
        self.preprocessing = preprocessing

    def call(self, images: Any) -> Any:
        """Preprocess a batch of raw images."""
        chosen = PREPROCESSINGS[self.preprocessing]
        levels = ops.cast(images, "float32")  # (n, 28, 28, 3), whole numbers 0..255
        if not chosen.colour:
            levels = _grey(levels)
        return _blurred(levels / 255) if chosen.blur else levels / 255

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the shape of the output: that of the input with the channels that stay."""
        return (*shape[:-1], PREPROCESSINGS[self.preprocessing].channels)

    def get_config(self) -> dict[str, Any]:
        """Return what makes the layer again."""
        return {**super().get_config(), "preprocessing": self.preprocessing}


def _grey(colours: Any) -> Any:
    """Turn to grey as OpenCV rounds it. Exact in float32: sums are whole numbers below 2**24."""
    luma = ops.sum(colours * ops.convert_to_tensor(GREY_WEIGHTS, "float32"), axis=-1, keepdims=True)
    return ops.floor((luma + 2 ** (GREY_SHIFT - 1)) / 2**GREY_SHIFT)


def _blurred(images: Any) -> Any:
    """Blur each channel."""
    margin = len(BLUR_KERNEL) // 2
    borders = [[0, 0], [margin, margin], [margin, margin], [0, 0]]
    kernel = np.outer(BLUR_KERNEL, BLUR_KERNEL).astype("float32")[:, :, None, None]
    kernel = np.repeat(kernel, images.shape[-1], axis=2)
    return ops.depthwise_conv(
        ops.pad(images, borders, mode="reflect"), ops.convert_to_tensor(kernel), padding="valid"
    )


def load_model(file: Path) -> keras.Model:
    """Load a saved model, its own layers included, to predict with it.

    Parameters
    ----------
    file : Path
        A file that ``keras.Model.save`` wrote, such as ``model.keras`` of a run.
    """
    return keras.models.load_model(file, compile=False)
