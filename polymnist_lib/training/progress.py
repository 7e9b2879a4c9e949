"""The progress of a training, shown where somebody looks: at a terminal or in a notebook."""

import os
import sys
from collections.abc import Iterable
from importlib.util import find_spec

from polymnist_lib.training.recipes import Recipe


def epochs(recipe: Recipe, done: int = 0) -> Iterable[int]:
    """Count the epochs of a training, the first being 1, on a bar if somebody looks.

    Parameters
    ----------
    recipe : Recipe
        How is trained.
    done : int
        How many epochs are behind: neither counted nor timed, but on the bar.
    """
    numbers = range(done + 1, recipe.epochs + 1)
    notebook = _in_notebook()
    terminal = sys.stderr is not None and sys.stderr.isatty()  # a window's program has no stderr
    silenced = os.environ.get("TQDM_DISABLE", "0") not in ("", "0")
    if silenced or not (notebook or terminal):
        return numbers
    if notebook and find_spec("ipywidgets"):  # without it, tqdm.auto warns on the page
        from tqdm.auto import tqdm
    else:
        from tqdm import tqdm
    # To tqdm itself any value of TQDM_DISABLE means yes, "0" too.
    return tqdm(
        numbers,
        desc=recipe.model,
        unit="epoch",
        initial=done,
        total=recipe.epochs,
        disable=False,
    )


def _in_notebook() -> bool:
    """Tell whether this is the kernel of a notebook, whose output is no terminal."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
