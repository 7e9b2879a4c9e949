"""What learning from varied handwriting does at full size."""

import pandas as pd

from polymnist_lib.metrics import corrected
from polymnist_lib.study.results import Results


def handwriting(found: Results) -> pd.DataFrame:
    """Return what varied handwriting in training changes, on the test images and on pictures.

    Returns
    -------
    DataFrame
        A family of comparisons, index ``images``: ``test_images`` and the kinds of
        `polymnist_lib.reading.trials.pictures`, terms of `i18n`; the columns of
        `polymnist_lib.study.publication.handwriting.of_handwriting`, and those of
        `metrics.corrected`.

    Raises
    ------
    ValueError
        If the study has not published it.
    """
    table = found.tables["handwriting"]
    if table.empty:
        raise ValueError(
            "The full-size study has not published the experiment on handwriting: train it with "
            "`polymnist study ablation handwriting`, then publish."
        )
    return corrected(table).set_index("images")
