"""Sentences about several models or effects of the audit."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib.metrics import Interval
from polymnist_lib.report import audit_sentences


def family(rows):
    """Make a family of effects from their estimate and sign."""
    return pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "sign"])


def test_models_are_sorted_by_what_they_lose():
    """Each model is named once: as losing, gaining, or neither."""
    frame = family({"cnn1": (-0.1, -1), "linear": (0.02, 1), "mlp1": (-0.01, 0)})
    sentence = audit_sentences.by_model(frame)
    assert sentence["es"] == (
        "La exactitud baja, más de lo que explica el azar, en CNN 1 (−10,0). La exactitud sube, "
        "más de lo que explica el azar, en el clasificador lineal (+2,0). El cambio no se "
        "distingue del azar en MLP 1."
    )
    assert audit_sentences.by_model(frame.iloc[[0]])["en"] == (
        "Accuracy falls, by more than chance can explain, for CNN 1 (−10.0)."
    )


def test_small_overstatements_did_not_make_the_figures():
    """Below a point the procedure is not held to explain them."""
    small = audit_sentences.repeated(family({"cnn1": (0.004, 0), "mlp1": (0.001, 0)}))
    assert "exageración estimada es de 0,4 puntos: con tantas imágenes" in small["es"]
    assert small["es"].startswith("La exageración no se distingue del azar en ")
    large = audit_sentences.repeated(family({"cnn1": (0.04, 1)}))
    assert large["en"].startswith(
        "The figure overstates accuracy, by more than chance can explain,"
    )
    large = audit_sentences.repeated(family({"cnn1": (0.04, 0)}))
    assert large["en"].endswith("The largest estimated overstatement is 4.0 points.")


@pytest.mark.parametrize(
    ("deviation", "es", "en"),
    [
        (Interval(0.014, 0.009, 0.041), "Incluso el extremo inferior", "Even the lower end"),
        (Interval(0.003, 0.001, 0.01), "aunque el intervalo", "although the interval"),
        (Interval(0.001, 0.0005, 0.004), "la semilla mueve menos", "the seed matters less"),
    ],
)
def test_the_deviation_is_held_against_two_tenths(deviation, es, en):
    """What is said depends on where 0.2 points lie in the interval."""
    sentence = audit_sentences.seeds(deviation)
    assert es in sentence["es"]
    assert en in sentence["en"]


def test_the_summary_lists_what_withstands_the_correction():
    """The largest comes first; what was not tested is neither counted nor listed."""
    rows = {
        "flaw_steps": (-0.02, -1),
        "flaw_fitted": (0.05, 1),
        "flaw_leak": (0.09, 0),
        "flaw_seed": (0.2, np.nan),
    }
    sentence = audit_sentences.summary(family(rows))
    assert sentence["es"] == (
        "De los 3 efectos puestos a prueba, 2 superan la corrección de Holm, de mayor a menor: "
        "«ajustar con todo» y «solo 160 pasos»."
    )
    one = audit_sentences.summary(family(rows).drop(index="flaw_steps"))
    assert one["en"] == (
        "Of the 2 effects tested, one survives Holm's correction: “fitted on everything”."
    )
    none = audit_sentences.summary(family(rows).loc[["flaw_leak"]])
    assert none["en"].startswith("None of the 1 effects")
