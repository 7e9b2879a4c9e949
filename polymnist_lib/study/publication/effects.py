"""The rows of published effects: accuracies without something and with it, over seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from polymnist_lib.metrics import Comparison, Predictions
from polymnist_lib.study import grid
from polymnist_lib.study.grid import SEEDS
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run

COLUMNS = ("seeds", "without", "with", "estimate", "low", "high", "p")

Runs = Mapping[tuple[Recipe, str], Run]


def of_all_seeds(
    runs: Runs, recipe: Recipe, division: str, seeds: Sequence[int] = SEEDS
) -> list[Run]:
    """Return a recipe's runs of all seeds; none if one is missing."""
    found = [runs.get((each, division)) for each in grid.seeded(recipe, seeds)]
    return [run for run in found if run] if all(found) else []


def row(
    without: Sequence[Predictions], given: Sequence[Predictions], effect: Comparison
) -> dict[str, object]:
    """Make the row of an effect, with `COLUMNS`: accuracies are means over seeds."""
    means = {
        name: sum(float(each.correct.mean()) for each in answers) / len(answers)
        for name, answers in (("without", without), ("with", given))
    }
    return {"seeds": len(given), **means, **asdict(effect)}
