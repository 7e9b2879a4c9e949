"""How well models do, and how sure that is: statistics of stored predictions, without Keras.

`predictions` holds what a model said, `resampling` the bootstrap over sources; `estimates` and
`reliability` measure one model, `comparisons` two trained networks, `seeds` ways of training by
several networks each, and `families` corrects comparisons made together.
"""

from polymnist_lib.metrics.comparisons import (
    compare,
    difference,
    mcnemar,
    mcnemar_by_modality,
    permutation_test,
)
from polymnist_lib.metrics.estimates import (
    accuracy,
    by_class,
    by_modality,
    confusion,
)
from polymnist_lib.metrics.families import corrected, family, holm
from polymnist_lib.metrics.predictions import Predictions
from polymnist_lib.metrics.reliability import calibration, expected_calibration_error, saturated
from polymnist_lib.metrics.resampling import (
    CONFIDENCE,
    LEVEL,
    Comparison,
    Interval,
    Share,
    beyond_chance,
)
from polymnist_lib.metrics.seeds import (
    across_seeds,
    combine,
    contrast,
    difference_across_seeds,
    seed_deviation,
    seeds_needed,
)

__all__ = [
    "CONFIDENCE",
    "LEVEL",
    "Comparison",
    "Interval",
    "Predictions",
    "Share",
    "accuracy",
    "across_seeds",
    "beyond_chance",
    "by_class",
    "by_modality",
    "calibration",
    "combine",
    "compare",
    "confusion",
    "contrast",
    "corrected",
    "difference",
    "difference_across_seeds",
    "expected_calibration_error",
    "family",
    "holm",
    "mcnemar",
    "mcnemar_by_modality",
    "permutation_test",
    "saturated",
    "seed_deviation",
    "seeds_needed",
]
