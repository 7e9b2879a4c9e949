"""Sentences that the comparison of models chooses."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.metrics import Comparison
from polymnist_lib.report import comparison_sentences, comparison_verdicts


def family(**accuracies):
    """Make a family of all pairs: sure where accuracies differ by more than 5 points."""
    names = list(accuracies)
    pairs = [(a, b) for place, a in enumerate(names) for b in names[place + 1 :]]
    gaps = [accuracies[a] - accuracies[b] for a, b in pairs]
    return pd.DataFrame(
        {
            "estimate": gaps,
            "sign": [int(np.sign(gap)) if abs(gap) > 0.05 else 0 for gap in gaps],
        },
        index=pd.MultiIndex.from_tuples(pairs),
    )


def runs_of(found):
    """Make what the sentences read of the runs of a family's models."""
    history = pd.DataFrame({"accuracy": [0.2, 0.353], "val_loss": [2.0, 1.0]})
    keys = dict.fromkeys(key for pair in found.index for key in pair)
    return {key: SimpleNamespace(history=history) for key in keys}


def both(sentence, es, en):
    """Tell whether a sentence holds a phrase in each language, and is one."""
    assert set(sentence) == set(i18n.LANGUAGES)
    assert es in sentence["es"]
    assert en in sentence["en"]


CONVOLUTIONS_WIN = family(cnn1=0.9, cnn2=0.92, mlp1=0.5, mlp2=0.6, linear=0.3, linear_augmented=0.3)
ONE_WINS = family(cnn1=0.9, cnn2=0.5, mlp1=0.52, mlp2=0.6, linear=0.3, linear_augmented=0.3)
NONE_WINS = family(cnn1=0.5, cnn2=0.5, mlp1=0.7, mlp2=0.6, linear=0.3, linear_augmented=0.3)


def test_the_original_is_set_beside_by_source():
    """Only Kaggle's files are the original's data, and its image."""
    both(comparison_sentences.beside_original("kaggle"), "los mismos", "data are the same")
    both(
        comparison_sentences.beside_original("embedded"),
        "No tiene sentido restar",
        "makes no sense to subtract",
    )
    both(comparison_sentences.same_image("kaggle"), "el mismo archivo", "The same file")
    both(comparison_sentences.same_image("mnist"), "undécimo 3", "eleventh 3")


def test_the_full_size_column_is_announced_or_explained():
    """The sentence depends on whether there are such results."""
    both(comparison_sentences.full_size(True), "procede de un estudio", "comes from a separate")
    both(comparison_sentences.full_size(False), "aparecerán aquí", "will appear here")


@pytest.mark.parametrize(
    ("low", "p", "es", "en"),
    [
        (0.01, 0.01, "la elección es clara", "the choice is clear"),
        (-0.01, 0.1, "no se distingue del azar", "cannot be distinguished from chance"),
        (0.01, 0.1, "no se distingue del azar", "cannot be distinguished from chance"),
    ],
)
def test_the_choice_is_clear_where_its_lead_is_sure(low, p, es, en):
    """The first two models are named with the lead and whether it is sure."""
    ranking = pd.DataFrame({"accuracy": [0.8, 0.75]}, index=["mlp2", "linear"])
    sentence = comparison_sentences.choice(ranking, Comparison(0.05, low, 0.09, p))
    both(sentence, es, en)
    both(
        sentence,
        "elige MLP 2, que saca 5,0 puntos al clasificador lineal,",
        "chooses MLP 2, which is 5.0 points ahead of the linear classifier,",
    )


def test_a_choice_on_shared_handwriting_is_qualified():
    """An optimistic split says so."""
    both(comparison_sentences.choice_condition(optimistic=True), "son optimistas", "are optimistic")
    both(comparison_sentences.choice_condition(optimistic=False), "Ningún dígito", "No handwritten")


def test_pairs_that_cannot_be_told_are_named():
    """The rest is counted; Spanish joins its article."""
    both(
        comparison_verdicts.pairs(ONE_WINS),
        "De las 15 parejas se distinguen 13 después de la corrección. No se distingue CNN 2 de "
        "MLP 1, ni el clasificador lineal del clasificador lineal con aumento.",
        "Of the 15 pairs, 13 can be told apart after the correction. Those that cannot: CNN 2 and "
        "MLP 1; the linear classifier and the linear classifier with augmentation.",
    )
    sure = family(cnn1=0.9, mlp1=0.5, linear=0.3)
    both(comparison_verdicts.pairs(sure), "Las 3 parejas se distinguen", "All 3 pairs can be told")


def test_the_hardest_modality_is_counted_over_models():
    """Where all models agree, the sentence is simpler."""
    grid = pd.DataFrame([[0.1, 0.5, 0.9], [0.2, 0.4, 0.8]], columns=["m0", "m1", "m2"])
    both(
        comparison_sentences.modalities(grid),
        "Para los 2 modelos, la modalidad más difícil es m0 y la más fácil, m2.",
        "For all 2 models the hardest modality is m0 and the easiest m2.",
    )
    grid.loc[2] = [0.5, 0.1, 0.9]
    both(
        comparison_sentences.modalities(grid),
        "más difícil es m0 para 2 de los 3 modelos; la más fácil, m2 para los 3 modelos",
        "is m0 for 2 of the 3 models, the easiest m2 for all 3 models",
    )


@pytest.mark.parametrize(
    ("said", "es", "en"),
    [
        ([3, 3, 3], "Todos los modelos la leen bien", "All the models read it correctly"),
        ([8, 1, 8], "Ningún modelo", "No model reads"),
        (
            [3, 3, 8],
            "La leen bien CNN 1 y MLP 1; falla el cl",
            "and MLP 1 read it correctly; the linear",
        ),
        (
            [3, 8, 8],
            "La lee bien CNN 1; fallan MLP 1 y el",
            "CNN 1 reads it correctly; MLP 1 and the",
        ),
    ],
)
def test_one_image_names_who_reads_it(said, es, en):
    """Verbs agree with how many models do."""
    probabilities = np.full((3, 10), 0.01)
    probabilities[np.arange(3), said] = 0.91
    frame = pd.DataFrame(probabilities, index=["cnn1", "mlp1", "linear"])
    both(comparison_sentences.one_image(frame, 3), es, en)


def test_the_sign_between_two_models_does_not_depend_on_their_order():
    """The family holds each pair once; it is found from either side."""
    assert comparison_verdicts.sign_between(ONE_WINS, "cnn1", "mlp1") == 1
    assert comparison_verdicts.sign_between(ONE_WINS, "mlp1", "cnn1") == -1
    assert comparison_verdicts.sign_between(ONE_WINS, "cnn2", "mlp1") == 0


def test_models_of_which_the_same_is_true_are_named_together():
    """Others have their own clause."""
    linear = ("linear", "linear_augmented")
    both(
        comparison_verdicts.order_seen(ONE_WINS, ("mlp1", "mlp2"), linear),
        "MLP 1 y MLP 2 aciertan más que los dos clasificadores lineales.",
        "MLP 1 and MLP 2 are more accurate than both linear classifiers.",
    )
    both(
        comparison_verdicts.order_seen(ONE_WINS, ("cnn1", "cnn2"), ("mlp1", "mlp2")),
        "CNN 1 acierta más que MLP 1 y MLP 2; CNN 2 acierta menos que MLP 2 y no se distingue de "
        "MLP 1.",
        "CNN 1 is more accurate than MLP 1 and MLP 2; CNN 2 is less accurate than MLP 2 and "
        "cannot be distinguished from MLP 1.",
    )


@pytest.mark.parametrize(
    ("found", "behind"),
    [(CONVOLUTIONS_WIN, []), (ONE_WINS, ["cnn2"]), (NONE_WINS, ["cnn1", "cnn2"])],
)
def test_networks_that_do_not_beat_all_others_are_held_back(found, behind):
    """Whatever convolutional networks there are, and whatever others."""
    assert comparison_verdicts.held_back(found) == behind
    three = family(cnn1=0.9, cnn2=0.4, conv50k=0.4, mlp1=0.5, linear=0.3)
    assert comparison_verdicts.held_back(three) == ["cnn2", "conv50k"]


def test_parameters_do_not_rank_models_where_a_smaller_one_surely_wins():
    """The pair that differs most in size is named."""
    sizes = [204906, 207114, 50890, 101770, 7850, 7850]
    frame = pd.DataFrame({"parameters": sizes}, index=list(runs_of(ONE_WINS)))
    both(
        comparison_verdicts.parameters_and_accuracy(frame, ONE_WINS),
        "MLP 2, con 101\u202f770, acierta más que CNN 2, con 207\u202f114",
        "MLP 2, with 101,770, is more accurate than CNN 2, with 207,114",
    )
    both(
        comparison_verdicts.parameters_and_accuracy(frame, CONVOLUTIONS_WIN),
        "En ninguna pareja",
        "In no pair",
    )


def test_differences_within_reach_of_the_seed_are_counted():
    """Those below twice the seeds' standard error are not architecture's."""
    both(
        comparison_verdicts.seed_alone(family(cnn1=0.9, mlp1=0.5, mlp2=0.48), 0.02),
        "valores p: aquí, 1 de 3.",
        "values say: here, 1 of 3.",
    )


@pytest.mark.parametrize(
    ("chosen", "found", "es", "en"),
    [
        ("cnn1", ONE_WINS, "CNN 1 acierta más que CNN 2, y la validación elige también", "as well"),
        ("cnn2", CONVOLUTIONS_WIN, "no se distinguen, y la validación no elige", "does not choose"),
        ("mlp1", family(cnn1=0.5, cnn2=0.9), "acierta menos que CNN 2", "less accurate"),
    ],
)
def test_the_originals_choice_is_set_against_this_one(chosen, found, es, en):
    """What the two CNNs do here, and which model validation chooses."""
    both(comparison_verdicts.original_choice(chosen, found), es, en)
