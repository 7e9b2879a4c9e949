"""What backgrounds cost that were not seen in training, and what a remedy does about it."""

import numpy as np
import pandas as pd

from polymnist_lib import metrics
from polymnist_lib.digits import MODALITIES
from polymnist_lib.study import grid
from polymnist_lib.study.findings.lookup import inside, key_of
from polymnist_lib.study.results import Results


def remedies(found: Results) -> pd.DataFrame:
    """Return how well each remedy reads backgrounds that were left out, test modality by modality.

    For a test modality, networks are trained without it and without another one, on whose
    validation images they are measured: the choice never sees the test modality.

    Returns
    -------
    DataFrame
        Index ``modality``, that of the test; a column a remedy, the mean accuracy over the four
        others.
    """
    scores = found.tables["validation_by_modality"].set_index(["key", "modality"])["accuracy"]
    rows = {}
    for modality in range(MODALITIES):
        others = [each for each in range(MODALITIES) if each != modality]
        row = {}
        for remedy in grid.REMEDIES:
            keys = [
                key_of(found, "remedies", remedy, grid.name_without(modality, other))
                for other in others
            ]
            row[remedy.augmentation] = float(
                np.mean([scores[each] for each in zip(keys, others, strict=True)])
            )
        rows[modality] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("modality")


def unseen(found: Results) -> pd.DataFrame:
    """Return what it costs not to have seen a background, and what is left of it with a remedy.

    Returns
    -------
    DataFrame
        Index ``modality``; ``seen`` and ``unseen``, the accuracy in it of networks trained with and
        without it; ``drop`` between ``drop_low`` and ``drop_high``; ``remedy``, chosen by
        `remedies`; ``remedied``, the accuracy without it but with the remedy; ``left``, the drop
        that remains, between ``left_low`` and ``left_high``.
    """
    scores = remedies(found)
    plain = grid.REMEDIES[0]
    whole = key_of(found, "backgrounds", plain, "subset")
    rows = {}
    for modality in scores.index:
        chosen = str(scores.loc[modality].idxmax())
        division = grid.name_without(modality)
        without, remedied = (
            key_of(found, "backgrounds", plain.but(augmentation=policy), division)
            for policy in (plain.augmentation, chosen)
        )
        seen, new, cured = (
            inside(found.predictions(key), modality) for key in (whole, without, remedied)
        )
        drop, left = metrics.difference(seen, new), metrics.difference(seen, cured)
        rows[modality] = {
            "seen": float(seen.correct.mean()),
            "unseen": float(new.correct.mean()),
            "drop": drop.estimate,
            "drop_low": drop.low,
            "drop_high": drop.high,
            "remedy": chosen,
            "remedied": float(cured.correct.mean()),
            "left": left.estimate,
            "left_low": left.low,
            "left_high": left.high,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("modality")


def without_two(found: Results, other: int) -> pd.DataFrame:
    """Return how well backgrounds are read that were not seen, where another one was not either.

    Parameters
    ----------
    found : Results
        The published ones.
    other : int
        The modality that all these networks were trained without.

    Returns
    -------
    DataFrame
        Index ``modality``, all but the other one; ``unseen``, its accuracy of networks trained
        without both; ``remedied``, that of networks which learned with its `remedies` besides.
    """
    scores = remedies(found).drop(index=other)
    rows = {}
    for modality, chosen in scores.idxmax(axis=1).items():
        division = grid.name_without(*sorted((modality, other)))
        rows[modality] = {
            name: float(
                inside(
                    found.predictions(
                        key_of(
                            found, "remedies", grid.REMEDIES[0].but(augmentation=policy), division
                        )
                    ),
                    modality,
                ).correct.mean()
            )
            for name, policy in (("unseen", grid.REMEDIES[0].augmentation), ("remedied", chosen))
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("modality")


def price(found: Results) -> pd.DataFrame:
    """Return what the remedy that is chosen most often costs on backgrounds that were seen.

    Returns
    -------
    DataFrame
        As `metrics.family` returns, index ``modality``: the accuracy with the remedy minus that
        without it, of networks trained on all backgrounds.
    """
    chosen = str(remedies(found).idxmax(axis=1).mode().iloc[0])
    plain = grid.REMEDIES[0]
    keys = [
        key_of(found, "backgrounds", plain.but(augmentation=policy), "subset")
        for policy in (chosen, plain.augmentation)
    ]
    cured, without = (found.predictions(key) for key in keys)
    return metrics.family(
        {
            modality: metrics.compare(inside(cured, modality), inside(without, modality))
            for modality in range(MODALITIES)
        },
        names=["modality"],
    )
