"""What the chapters show of the full-size study, worked out from its published results.

`levels` tells how accurate recipes are over seeds, `networks` what single networks do, `grounds`
what is behind the stroke, `policies` what augmentation changes, `views` what several views of a
digit give, `backgrounds` what those that were not seen cost, `flaws` what the original report did,
`handwriting` what other hands do; `lookup` finds their runs and compares them. Where the study has
not published what a table needs it raises ValueError: chapters are about these tables.
"""

from polymnist_lib.study.findings.backgrounds import price, remedies, unseen, without_two
from polymnist_lib.study.findings.flaws import flaws, parts_of_continuing
from polymnist_lib.study.findings.grounds import (
    by_ground,
    colours,
    extremes,
    grounds,
    seen_on_grounds,
)
from polymnist_lib.study.findings.handwriting import handwriting
from polymnist_lib.study.findings.levels import (
    Level,
    by_seed,
    costs,
    difference,
    full_size,
    level,
    unaugmented,
)
from polymnist_lib.study.findings.lookup import runs_of
from polymnist_lib.study.findings.networks import (
    CHANGES,
    ablation,
    misread,
    shipped,
    sizes,
)
from polymnist_lib.study.findings.policies import (
    augmentation,
    epoch_by_epoch,
    learned,
    memorised,
    moved,
    over_time,
    recomposed,
)
from polymnist_lib.study.findings.views import over_best, views

__all__ = [
    "CHANGES",
    "Level",
    "ablation",
    "augmentation",
    "by_ground",
    "by_seed",
    "colours",
    "costs",
    "difference",
    "epoch_by_epoch",
    "extremes",
    "flaws",
    "full_size",
    "grounds",
    "handwriting",
    "learned",
    "level",
    "memorised",
    "misread",
    "moved",
    "over_best",
    "over_time",
    "parts_of_continuing",
    "price",
    "recomposed",
    "remedies",
    "runs_of",
    "seen_on_grounds",
    "shipped",
    "sizes",
    "unaugmented",
    "unseen",
    "views",
    "without_two",
]
