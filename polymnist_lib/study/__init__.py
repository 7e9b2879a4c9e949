"""What an augmentation study shows: models trained under several policies, with several seeds.

A study maps cases ``(model, policy, seed)`` to what was measured of each trained network. Every
statistic here speaks of the way of training: the mean over seeds, with the error that new seeds and
new handwriting bring. `cases` gathers and compares, `gaps` looks at training images beside others,
`changes` measures what policies do to images.
"""

from polymnist_lib.study.cases import (
    CONTROL,
    accuracies,
    costs,
    differences,
    over_seeds,
    seed_spread,
    still_falling,
)
from polymnist_lib.study.changes import altered, measured_changes, seconds_to_alter
from polymnist_lib.study.gaps import gap_changes, gaps, interaction, training_sample

__all__ = [
    "CONTROL",
    "accuracies",
    "altered",
    "costs",
    "differences",
    "gap_changes",
    "gaps",
    "interaction",
    "measured_changes",
    "over_seeds",
    "seconds_to_alter",
    "seed_spread",
    "still_falling",
    "training_sample",
]
