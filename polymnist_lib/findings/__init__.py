"""What the chapters show of the full-size study, worked out from its published results.

`networks` is about single networks, `views` about several views of a digit, `backgrounds` about
those that were not seen; `lookup` finds their runs. Where the study has not published what a table
needs, `ablation` and `augmentation` are empty, and the others raise ValueError: chapters are about
them.
"""

from polymnist_lib.findings.backgrounds import price, remedies, unseen
from polymnist_lib.findings.networks import (
    CHANGES,
    ablation,
    augmentation,
    first_of_each,
    largest,
    misread,
    sizes,
    strongest,
)
from polymnist_lib.findings.views import gains, views

__all__ = [
    "CHANGES",
    "ablation",
    "augmentation",
    "first_of_each",
    "gains",
    "largest",
    "misread",
    "price",
    "remedies",
    "sizes",
    "strongest",
    "unseen",
    "views",
]
