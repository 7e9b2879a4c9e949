"""What the flaws of the original report do at full size.

It is worked out here, since it takes what networks say of images whose answers are not published:
those for validation, those that are not prepared, and the test parts of other divisions.
"""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from polymnist_lib import metrics, profiles
from polymnist_lib.digits import Digits
from polymnist_lib.metrics import Comparison, Predictions
from polymnist_lib.models import predict
from polymnist_lib.study import grid, reference
from polymnist_lib.study.grid import SEEDS, TEN_SEEDS, Experiment
from polymnist_lib.study.publication import effects
from polymnist_lib.study.publication.effects import Runs
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run

COLUMNS = ("flaw", "model", *effects.COLUMNS)

_GROUPS = ("reference", "audit")

_FITTED = "fitted on validation"

# The trainings of the original report with batches of 32, and those of its linear models as it
# trained them.
_ORIGINAL = {key: profiles.get("full").recipes[key] for key in reference.ORIGINAL}
_AS_REPORTED = {
    **_ORIGINAL,
    "linear": grid.FEW_STEPS,
    "linear_augmented": grid.CONTINUED_AUGMENTED,
}


def of_flaws(found: Iterable[tuple[Experiment, Run]], test: Digits) -> pd.DataFrame:
    """Measure each flaw: the accuracy with it minus that without, where the runs allow it.

    Parameters
    ----------
    found : iterable of (Experiment, Run)
        What was trained.
    test : Digits
        The test images.

    Returns
    -------
    DataFrame
        With `COLUMNS`. ``with`` is the accuracy that the flaw announces, ``without`` the one that
        holds; ``estimate`` is their difference, but for ``fitted``: see `_fitted`. With one seed,
        an effect is that on the networks that were trained.
    """
    runs = {(each.recipe, each.division): run for each, run in found if each.group in _GROUPS}
    rows = [*_fitted(runs), *_leak(runs), *_linear(runs), *_control(runs), *_unprepared(runs, test)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _fitted(runs: Runs) -> Iterator[dict[str, object]]:
    """Measure what being fitted on gains on validation images, beyond what more data give.

    The accuracies are those of the network that was fitted, on validation images and on the test.
    """
    for model, recipe in _AS_REPORTED.items():
        honest, fitted = runs.get((recipe, "whole")), runs.get((recipe, _FITTED))
        if honest and fitted:
            effect = metrics.combine(
                (1, [fitted.validation]),
                (-1, [honest.validation]),
                (-1, [fitted.test]),
                (1, [honest.test]),
            )
            yield _row("fitted", model, [fitted.test], [fitted.validation], effect)


def _leak(runs: Runs) -> Iterator[dict[str, object]]:
    """Measure what it gains to train on digits of the test over other backgrounds."""
    for recipe in grid.LEAKED:
        leaked, sound = (_seeds(runs, recipe, division) for division in grid.REDIVIDED)
        if leaked and sound:
            yield _row(
                "leak", recipe.model, sound, leaked, metrics.combine((1, leaked), (-1, sound))
            )


def _linear(runs: Runs) -> Iterator[dict[str, object]]:
    """Measure the linear classifier: too few steps, and training on instead of comparing.

    The report took for an effect of augmentation what training on does too.
    """
    enough = _seeds(runs, grid.TRAINED_PROPERLY, "whole", TEN_SEEDS)
    few, further, altered = (
        _seeds(runs, recipe, _FITTED, TEN_SEEDS)
        for recipe in (grid.FEW_STEPS, grid.CONTINUED, grid.CONTINUED_AUGMENTED)
    )
    for flaw, without, given in (
        ("steps", enough, few),
        ("continued", few, further),
        ("continued_and_augmented", few, altered),
        ("augmented", further, altered),
    ):
        if without and given:
            effect = metrics.difference_across_seeds(given, without)
            yield _row(flaw, "linear", without, given, effect)


def _control(runs: Runs) -> Iterator[dict[str, object]]:
    """Measure what augmentation does, which the report never compared with its absence."""
    for plain, augmented in zip(grid.ORIGINAL[::2], grid.ORIGINAL[1::2], strict=True):
        without, given = (_seeds(runs, recipe, "whole", TEN_SEEDS) for recipe in (plain, augmented))
        if without and given:
            effect = metrics.difference_across_seeds(given, without)
            yield _row("control", plain.model, without, given, effect)


def _unprepared(runs: Runs, test: Digits) -> Iterator[dict[str, object]]:
    """Measure what it costs to predict images as they are where others were learned from."""
    for model, recipe in _ORIGINAL.items():
        trained = effects.of_all_seeds(runs, recipe, "whole", TEN_SEEDS)
        if trained:
            prepared = [run.test for run in trained]
            bare = [predict.predictions(run.network().unprepared(), test) for run in trained]
            effect = metrics.difference_across_seeds(bare, prepared)
            yield _row("unprepared", model, prepared, bare, effect)


def _seeds(
    runs: Runs, recipe: Recipe, division: str, seeds: Sequence[int] = SEEDS
) -> list[Predictions]:
    """Return what networks of all seeds say of their test part; nothing if one is missing."""
    return [run.test for run in effects.of_all_seeds(runs, recipe, division, seeds)]


def _row(
    flaw: str,
    model: str,
    without: Sequence[Predictions],
    given: Sequence[Predictions],
    effect: Comparison,
) -> dict[str, object]:
    """Make the row of a flaw's effect on a model."""
    return {"flaw": flaw, "model": model, **effects.row(without, given, effect)}
