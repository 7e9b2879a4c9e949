"""What prose can say of a trained model."""

from typing import Any

import numpy as np

from polymnist_lib import metrics
from polymnist_lib.training.runs import Run

# A distance between training and validation of this much and less is not worth a reading: one
# epoch moves validation accuracy as far.
LARGE_GAP = 0.02


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
        after the last epoch; ``gap``, the first minus the second, and ``gap_sign``, 0 where that is
        not worth a reading; ``parameters`` and ``trainable``; ``epochs``, ``best_epoch``, of the
        lowest validation loss, ``seconds`` and ``epoch_seconds``;
        ``augmented`` and ``dropout``, whether images were altered and units switched off;
        ``hardest_digit``, ``easiest_digit``, ``hardest_modality`` and ``easiest_modality``, each
        with its ``name`` and ``accuracy``; ``confused``, the commonest error: ``true``,
        ``predicted`` and ``images``; and ``calibration``, the expected calibration error, 0..1.
    """
    test, history = run.test, run.history
    errors = metrics.confusion(test)
    np.fill_diagonal(errors, 0)
    true, predicted = np.unravel_index(errors.argmax(), errors.shape)
    gap = float(history["accuracy"].iloc[-1] - history["val_accuracy"].iloc[-1])
    found: dict[str, Any] = {
        "accuracy": metrics.accuracy(test),
        "training": history["accuracy"].iloc[-1],
        "validation": history["val_accuracy"].iloc[-1],
        "parameters": run.parameters,
        "trainable": run.layers["trainable"].sum(),
        "gap": gap,
        "gap_sign": int(np.sign(gap)) if abs(gap) > LARGE_GAP else 0,
        "epochs": len(history),
        "best_epoch": history["val_loss"].argmin() + 1,
        "seconds": run.seconds,
        "epoch_seconds": history["seconds"].median(),
        "augmented": run.recipe.augmentation != "none",
        "dropout": "Dropout" in set(run.layers["layer"]),
        "confused": {
            "true": str(true),
            "predicted": str(predicted),
            "images": errors.max(),
        },
        "calibration": metrics.expected_calibration_error(metrics.calibration(test)),
    }
    parts = {"digit": metrics.by_class(test), "modality": metrics.by_modality(test)}
    for part, table in parts.items():
        accuracies = table["accuracy"]
        for which, row in (("hardest", accuracies.idxmin()), ("easiest", accuracies.idxmax())):
            name = str(row) if part == "digit" else f"m{row}"
            found[f"{which}_{part}"] = {"name": name, "accuracy": accuracies[row]}
    return found
