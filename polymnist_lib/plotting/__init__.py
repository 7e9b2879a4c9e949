"""Figures of the report, in one style and in the reader's language.

Every function takes its data first, draws on the ``ax`` it is given (or on a new figure) and
returns the Axes; galleries return their Figure. None shows or saves anything. `images` draws
pictures of digits, `inside` what models make of them, `data` how they are made, `predictions` and
`handwriting` what a model said of them, `segments` how a picture of several is read; `results` a
data set or a training, `confidence` how sure a model is, `accuracies` and `forest` estimates with
their intervals, `levels` how accurate models are over seeds, `models` several models side by side,
`tradeoffs` what they give for what they cost, `views` several views of a digit and unseen
backgrounds. `style` is the look that all share, `names` writes beside points, `vectors` is how
notebooks show figures.
"""

from polymnist_lib.plotting.accuracies import by_modality
from polymnist_lib.plotting.confidence import calibration
from polymnist_lib.plotting.data import composition, grid
from polymnist_lib.plotting.forest import differences, flaws
from polymnist_lib.plotting.handwriting import displaced, drawings
from polymnist_lib.plotting.images import gallery, modalities, show, steps
from polymnist_lib.plotting.inside import colour_filters, filters, layers, units, weights
from polymnist_lib.plotting.levels import grounds, levels
from polymnist_lib.plotting.models import accuracy_grid, answers
from polymnist_lib.plotting.predictions import attributions
from polymnist_lib.plotting.results import (
    confusion,
    history,
    label_counts,
    learning_curves,
    over_epochs,
)
from polymnist_lib.plotting.segments import numbers, reading
from polymnist_lib.plotting.style import use_style
from polymnist_lib.plotting.tradeoffs import costs, sizes
from polymnist_lib.plotting.vectors import prefer_vectors
from polymnist_lib.plotting.views import unseen, views

__all__ = [
    "accuracy_grid",
    "answers",
    "attributions",
    "by_modality",
    "calibration",
    "colour_filters",
    "composition",
    "confusion",
    "costs",
    "differences",
    "displaced",
    "drawings",
    "filters",
    "flaws",
    "gallery",
    "grid",
    "grounds",
    "history",
    "label_counts",
    "layers",
    "learning_curves",
    "levels",
    "modalities",
    "numbers",
    "over_epochs",
    "prefer_vectors",
    "reading",
    "show",
    "sizes",
    "steps",
    "units",
    "unseen",
    "use_style",
    "views",
    "weights",
]
