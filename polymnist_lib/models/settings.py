"""Keras as this library computes with it, whatever its user has set elsewhere.

Keras reads ``~/.keras/keras.json``, or the one in ``KERAS_HOME``, which may ask for another type of
numbers, another order of an image's sides, or a backend. Models that were built so would be others
under the same name. Here the backend is TensorFlow, or what ``KERAS_BACKEND`` says, and nothing of
that file counts.
"""

import json
import os
import re
import traceback
from pathlib import Path
from typing import Any

from polymnist_lib import provenance

# What runs Keras' models and trains them.
BACKENDS = ("tensorflow", "jax", "torch")

# Where Keras reads its file, and checks what is in it.
_READS_THE_FILE = "keras.src.backend.config"

# The last line of a traceback, which TensorFlow puts into what it raises.
_LAST_LINE = re.compile(r"^[\w.]+(?:Error|Exception|Warning): .+", re.MULTILINE)

# What Keras reads as whole numbers, right after its file.
_NUMBERS = ("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH")

_EPSILON = 1e-7


def load_keras() -> Any:
    """Load Keras, and set it as this library states, for all that this process does with it.

    Whatever builds, trains or loads a model calls this first. It sets ``KERAS_HOME`` to the folder
    that Keras would take, written out.

    Returns
    -------
    module
        Keras.

    Raises
    ------
    ValueError
        If Keras refuses its file of settings, or what a variable of the environment tells it.
    ImportError
        If Keras or its backend cannot be imported.
    """
    backend = provenance.backend()
    if backend not in BACKENDS:
        raise ValueError(
            f"KERAS_BACKEND is {backend!r}; expected one of {', '.join(BACKENDS)}. Unset it, for "
            "TensorFlow, or name another."
        )
    for name in _NUMBERS:
        try:
            int(os.environ.get(name, "0"))
        except ValueError as error:
            raise ValueError(
                f"{name} is {os.environ[name]!r}; Keras expects a whole number. Unset it."
            ) from error
    home = provenance.keras_home()
    # Keras and TensorFlow would make a folder called "~" where they know no home or are told "~".
    os.environ["KERAS_HOME"] = str(home)
    file = home / "keras.json"
    was_there = os.access(file, os.F_OK)  # Keras writes one where none is
    try:
        import keras
    except Exception as error:  # what a backend raises may be anything
        if was_there and _refuses_the_file(error):
            raise ValueError(
                f"Keras refuses its settings in {file}: {_fault(error)}. Remove that file; nothing "
                "of it counts for this library."
            ) from error
        asked = f" Or remove {file}, which asks for Flax." if _asks_for_flax(file) else ""
        raise ImportError(
            f"Keras cannot be loaded on its backend {backend}: {_last_line(error)}. "
            "Install this library's packages again, python -m pip install -r requirements.txt, or "
            f"name another backend in KERAS_BACKEND: {', '.join(BACKENDS)}.{asked}"
        ) from error
    keras.config.set_floatx("float32")
    keras.config.set_epsilon(_EPSILON)
    keras.config.set_image_data_format("channels_last")
    keras.config.set_dtype_policy("float32")
    return keras


def _refuses_the_file(error: BaseException) -> bool:
    """Tell whether Keras raised an error where it reads its file, and not in what it imports."""
    *_, (innermost, _) = traceback.walk_tb(error.__traceback__)
    own = innermost.f_globals.get("__name__") == _READS_THE_FILE
    return own and not isinstance(error, ImportError)


def _fault(error: BaseException) -> str:
    """Say what is wrong with Keras' file."""
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror or error})"
    if isinstance(error, ValueError):  # in Keras' own words
        return str(error).rstrip(".")
    return 'expected a JSON object of names and values, such as {"floatx": "float32"}'


def _asks_for_flax(file: Path) -> bool:
    """Tell whether Keras' file asks for what needs a package that Keras does without else."""
    try:
        held = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(held, dict) and bool(held.get("nnx_enabled"))


def _last_line(error: BaseException) -> str:
    """Return what tells of an error most in a line, as a traceback's last line does."""
    told = "".join(traceback.format_exception_only(error)).strip()
    found = _LAST_LINE.findall(str(error))
    line = found[-1] if found else told.partition("\n")[0]
    return line.removeprefix("ImportError: ").rstrip(".")
