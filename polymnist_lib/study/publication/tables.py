"""The tables of published results, and the errors that are shown."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from polymnist_lib import metrics
from polymnist_lib.digits import NONE, SIDE, Digits
from polymnist_lib.metrics import Predictions, fusion
from polymnist_lib.models import builders, predict, settings
from polymnist_lib.models.predict import PREDICTION_BATCH
from polymnist_lib.study.grid import TEN_SEEDS, TRAINED_PROPERLY, Experiment, seeded
from polymnist_lib.training.runs import Run

_FUSED = ("fusion", "gains", "pairings")

# How often views are paired at random, as for `polymnist_lib.metrics.fusion.paired_by_label`.
PAIRINGS = 20

# How often a prediction is timed.
_REPEATS = 7

# How many errors of each modality are shown.
ERRORS = 10


def row(experiment: Experiment, run: Run) -> dict[str, Any]:
    """Tell a run in one row."""
    recipe = {**asdict(run.recipe), "after": run.recipe.after is not None}
    estimate = metrics.accuracy(run.test)
    return {
        "key": run.key,
        "group": experiment.group,
        **recipe,
        "division": experiment.division,
        "parameters": run.parameters,
        "accuracy": estimate.estimate,
        "low": estimate.low,
        "high": estimate.high,
        "validation_accuracy": float(run.validation.correct.mean()),
        "seconds": round(run.seconds, 2),
        "fingerprint": run.environment["fingerprint"],
        "revision": run.environment["revision"],
    }


def of_runs(runs: Mapping[str, Run]) -> dict[str, pd.DataFrame]:
    """Make the tables of several rows a run."""
    return _joined(
        {
            "histories": {key: run.history for key, run in runs.items()},
            "by_modality": {
                key: metrics.by_modality(run.test).reset_index() for key, run in runs.items()
            },
            "validation_by_modality": {
                key: _right_by_modality(run.validation) for key, run in runs.items()
            },
        }
    )


def in_detail(runs: Mapping[str, Run]) -> dict[str, pd.DataFrame]:
    """Make the tables that only runs on all of the data have."""
    tests = {key: run.test for key, run in runs.items()}
    return _joined(
        {
            "by_class": {key: metrics.by_class(test).reset_index() for key, test in tests.items()},
            "confusion": {
                key: pd.DataFrame(metrics.confusion(test), dtype="Int64")
                .rename_axis("label")
                .rename(columns={NONE: "none"})
                .reset_index()
                for key, test in tests.items()
            },
            "calibration": {
                key: metrics.calibration(test).reset_index() for key, test in tests.items()
            },
        }
    )


def of_views(runs: Mapping[str, Run]) -> dict[str, pd.DataFrame]:
    """Make the tables of several views together."""
    parts: dict[str, dict[str, pd.DataFrame]] = {name: {} for name in _FUSED}
    for key, run in runs.items():
        if run.test.source is None:  # nobody knows which images are views of one digit
            continue
        pairings = pd.concat(
            fusion.by_views(fusion.paired_by_label(run.test, seed=seed))
            .reset_index()[["views", "accuracy"]]
            .assign(seed=seed)
            for seed in range(PAIRINGS)
        )
        gain = fusion.gain(run.test, chosen_on=run.validation)
        for name, table in (
            ("fusion", fusion.by_views(run.test).reset_index()),
            ("gains", pd.DataFrame([asdict(gain)])),
            ("pairings", pairings),
        ):
            parts[name][key] = table
    return _joined(parts)


def speeds(preprocessings: Mapping[str, str]) -> pd.DataFrame:
    """Measure how long each model takes to predict an image on this machine's processor.

    Its weights do not matter; a GPU, where there is one, is left out.

    Parameters
    ----------
    preprocessings : mapping of str to str
        By model, what its images are prepared with.
    """
    keras = settings.load_keras()
    images = np.zeros((PREDICTION_BATCH, SIDE, SIDE, 3), np.uint8)
    rows = []
    for model, preprocessing in preprocessings.items():
        seconds = []
        with keras.device("cpu:0"):
            built = builders.with_preprocessing(
                builders.build(model, preprocessing=preprocessing), preprocessing
            )
            for _ in range(_REPEATS + 1):  # the first one prepares what the others use
                start = time.perf_counter()
                predict.probabilities(built, images)
                seconds.append(time.perf_counter() - start)
        rows.append((model, 1000 * float(np.median(seconds[1:])) / len(images)))
    return pd.DataFrame(rows, columns=["model", "milliseconds"])


def errors(run: Run, test: Digits) -> dict[str, Any]:
    """Collect the most confident errors of each modality, with their images, the surest first."""
    places = run.test.errors(len(run.test))
    rank = pd.Series(places).groupby(run.test.modality[places]).cumcount()
    places = places[rank < ERRORS]
    found = run.test.take(places)
    return {
        "images": test.images[places],
        "labels": found.labels.astype(np.uint8),
        "predicted": found.predicted.astype(np.uint8),
        "confidence": found.confidence,
        "modality": found.modality.astype(np.uint8),
        "source": known_sources(found).astype(np.int32),
    }


def templates(found: Iterable[tuple[Experiment, Run]]) -> NDArray[np.float32] | None:
    """Average what the linear models look for, trained properly, over their seeds.

    Returns
    -------
    ndarray of shape (10, 28, 28), float32, or None
        The weights of each class; None where there are no such models.
    """
    recipes = set(seeded(TRAINED_PROPERLY, TEN_SEEDS))
    runs = {run.key: run for each, run in found if each.recipe in recipes and run.folder}
    if not runs:
        return None
    kernels = [run.network().layers[1].weights["kernel"] for run in runs.values()]
    return np.mean(kernels, axis=0, dtype=np.float32).T.reshape(-1, SIDE, SIDE)


def known_sources(test: Predictions) -> np.ndarray:
    """Return the sources; -1 for each image where they are not known."""
    return np.full(len(test), -1) if test.source is None else test.source


def _right_by_modality(predictions: Predictions) -> pd.DataFrame:
    """Return the accuracy in each modality that occurs."""
    right = pd.Series(predictions.correct).groupby(predictions.modality).mean()
    return right.rename("accuracy").rename_axis("modality").reset_index()


def _joined(tables: Mapping[str, Mapping[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Join the runs' tables of each name, the run's key in front."""
    nothing = pd.DataFrame({"key": []})
    return {
        name: pd.concat(
            [nothing, *(each.assign(key=key) for key, each in of_runs.items())], ignore_index=True
        )
        for name, of_runs in tables.items()
    }
