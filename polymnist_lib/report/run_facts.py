"""What prose can say of a trained model."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from polymnist_lib import metrics
from polymnist_lib.digits import CLASSES
from polymnist_lib.training.runs import Run


def facts_of_run(run: Run) -> dict[str, Any]:
    """Return what prose can say of a trained model.

    Parameters
    ----------
    run : Run
        The trained model.

    Returns
    -------
    dict
        ``accuracy`` on the test part, with its interval; ``training`` and ``validation``, accuracy
        after the last epoch; ``epochs``; ``parameters``; and ``confused``, the commonest error:
        ``true``, ``predicted`` and ``images``.
    """
    errors = metrics.confusion(run.test)
    np.fill_diagonal(errors, 0)
    true, predicted = np.unravel_index(errors.argmax(), errors.shape)
    return {
        "accuracy": metrics.accuracy(run.test),
        "training": run.history["accuracy"].iloc[-1],
        "validation": run.history["val_accuracy"].iloc[-1],
        "epochs": len(run.history),
        "parameters": run.parameters,
        "confused": {
            "true": str(true),
            "predicted": str(predicted),
            "images": errors.max(),
        },
    }


def misreadings(labels: Iterable[int], predicted: Iterable[int]) -> list[str]:
    """Write digits with what they are taken for, such as ``"9 → 4"``; a dash for no digit."""
    return [
        f"{label} → {answer if answer < CLASSES else '–'}"
        for label, answer in zip(labels, predicted, strict=True)
    ]
