"""Handwritten digit classification on PolyMNIST: data, models, honest evaluation, and a book.

The front door is ``from polymnist_lib import load, split, train``, and `Recipe` for whatever a
training can be told. All else lies in small modules that are imported one by one, such as
``from polymnist_lib import plotting``. Importing the package loads none of them, and above all no
Keras: each name brings its module when it is first used.

It does set ``KERAS_BACKEND`` to ``tensorflow`` for this process, and so for those that it starts,
where the variable is not set or empty.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polymnist_lib.digits import split
    from polymnist_lib.sources import load
    from polymnist_lib.training.fit import train
    from polymnist_lib.training.recipes import Recipe

__version__ = "0.1.0"

# Keras would else take its backend from a file of its user, and it cannot change it once loaded.
os.environ["KERAS_BACKEND"] = os.environ.get("KERAS_BACKEND") or "tensorflow"

__all__ = ["Recipe", "load", "split", "train"]

# Where each name comes from; `syntax` reads it to know what a chapter depends on.
_PLACES = {
    "Recipe": "polymnist_lib.training.recipes",
    "load": "polymnist_lib.sources",
    "split": "polymnist_lib.digits",
    "train": "polymnist_lib.training.fit",
}


def __getattr__(name: str) -> Any:
    """Bring a name of the front door with its module (PEP 562)."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    """List the front door beside what is loaded."""
    return sorted({*globals(), *__all__})
