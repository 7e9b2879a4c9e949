"""What the images hold before any model sees them: counts and checks (`images`), and `contrast`."""

from polymnist_lib.exploration.images import (
    COMPOSED,
    Balance,
    balance,
    checks,
    frame,
    label_counts,
    modality_names,
    photographs,
    variables,
)

__all__ = [
    "COMPOSED",
    "Balance",
    "balance",
    "checks",
    "frame",
    "label_counts",
    "modality_names",
    "photographs",
    "variables",
]
