"""What the chapters show of the full-size study, worked out from its published results.

`networks` is about single networks, `views` about several views of a digit, `backgrounds` about
those that were not seen, `flaws` about the original report, `handwriting` about other hands;
`lookup` finds their runs. Where the study has not published what a table needs, `ablation` and
`augmentation` are empty, and the others raise ValueError: chapters are about them.
"""

from polymnist_lib.study.findings.backgrounds import price, remedies, unseen
from polymnist_lib.study.findings.flaws import flaws, parts_of_continuing
from polymnist_lib.study.findings.handwriting import handwriting
from polymnist_lib.study.findings.lookup import runs_of
from polymnist_lib.study.findings.networks import (
    CHANGES,
    ablation,
    augmentation,
    first_of_each,
    largest,
    misread,
    sizes,
    strongest,
)
from polymnist_lib.study.findings.views import gains, views

__all__ = [
    "CHANGES",
    "ablation",
    "augmentation",
    "first_of_each",
    "flaws",
    "gains",
    "handwriting",
    "largest",
    "misread",
    "parts_of_continuing",
    "price",
    "remedies",
    "runs_of",
    "sizes",
    "strongest",
    "unseen",
    "views",
]
