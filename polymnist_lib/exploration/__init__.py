"""What the images hold before any model sees them: `images`, `contrast`, `recognition`."""

from polymnist_lib.exploration.images import (
    COMPOSED,
    Balance,
    balance,
    cells,
    checks,
    example,
    frame,
    label_counts,
    modality_names,
    photographs,
    variables,
)
from polymnist_lib.exploration.recognition import recognise

__all__ = [
    "COMPOSED",
    "Balance",
    "balance",
    "cells",
    "checks",
    "example",
    "frame",
    "label_counts",
    "modality_names",
    "photographs",
    "recognise",
    "variables",
]
