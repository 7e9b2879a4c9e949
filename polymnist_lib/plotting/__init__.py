"""Figures of the report, in one style and in the reader's language.

Every function takes its data first, draws on the ``ax`` it is given (or on a new figure) and
returns the Axes; galleries return their Figure. None shows or saves anything. `images` draws
pictures, `results` one data set or model, `intervals` estimates with their intervals, in the look
that `style` defines.
"""

from polymnist_lib.plotting.images import errors, gallery, modalities, prediction, show, steps
from polymnist_lib.plotting.intervals import by_class, by_modality, comparison, differences
from polymnist_lib.plotting.results import (
    calibration,
    confusion,
    history,
    label_counts,
    probabilities,
)
from polymnist_lib.plotting.style import use_style

__all__ = [
    "by_class",
    "by_modality",
    "calibration",
    "comparison",
    "confusion",
    "differences",
    "errors",
    "gallery",
    "history",
    "label_counts",
    "modalities",
    "prediction",
    "probabilities",
    "show",
    "steps",
    "use_style",
]
