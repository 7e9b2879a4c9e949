"""Keras as this library computes with it, whatever its user has set elsewhere.

Keras reads ``~/.keras/keras.json``, or the one in ``KERAS_HOME``, which may ask for another type of
numbers, another order of an image's sides, or a backend. Models that were built so would be others
under the same name. Here the backend is TensorFlow, or what ``KERAS_BACKEND`` says, and nothing of
that file counts.
"""

from typing import Any

from polymnist_lib import provenance

# What runs Keras' models and trains them.
BACKENDS = ("tensorflow", "jax", "torch")

_EPSILON = 1e-7


def load_keras() -> Any:
    """Load Keras, and set it as this library states, for all that this process does with it.

    Whatever builds, trains or loads a model calls this first.

    Returns
    -------
    module
        Keras.

    Raises
    ------
    ValueError
        If Keras refuses its file of settings, or if ``KERAS_BACKEND`` names no backend.
    ImportError
        If Keras or its backend cannot be imported.
    """
    backend = provenance.backend()
    if backend not in BACKENDS:
        raise ValueError(
            f"KERAS_BACKEND is {backend!r}; expected one of {', '.join(BACKENDS)}. Unset it, for "
            "TensorFlow, or name another."
        )
    file = provenance.keras_home() / "keras.json"
    was_there = file.exists()  # Keras writes one where none is
    try:
        import keras
    except Exception as error:
        # Its own checks of the file raise these; what a backend raises may be anything.
        if was_there and isinstance(error, ValueError | AttributeError | TypeError | OSError):
            raise ValueError(
                f"Keras refuses its settings in {file}: {error} Remove that file; nothing of it "
                "counts for this library."
            ) from error
        asked = f" Or remove {file}, if it is that which asks for it." if was_there else ""
        raise ImportError(
            f"Keras cannot be loaded on its backend {backend}: {str(error).rstrip('.')}. "
            "Install this library's packages again, python -m pip install -r requirements.txt, or "
            f"name another backend in KERAS_BACKEND: {', '.join(BACKENDS)}.{asked}"
        ) from error
    keras.config.set_floatx("float32")
    keras.config.set_epsilon(_EPSILON)
    keras.config.set_image_data_format("channels_last")
    keras.config.set_dtype_policy("float32")
    return keras
