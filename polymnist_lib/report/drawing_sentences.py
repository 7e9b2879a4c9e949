"""Sentences about drawings that a model's answers choose, in both languages."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import beyond_chance
from polymnist_lib.report.audit_verdicts import by_sign
from polymnist_lib.report.sentences import Sentence

# What each change of a drawing is called within a sentence, and how to avoid what it costs.
CHANGES = {
    "moved": ("moverlo tres píxeles", "moving it by three pixels"),
    "small": ("hacerlo más pequeño", "making it smaller"),
    "large": ("hacerlo más grande", "making it larger"),
    "thin_pen": ("afinar el trazo", "thinning the line"),
    "thick_pen": ("engrosar el trazo", "thickening the line"),
    "light_ink": ("trazarlo claro sobre oscuro", "drawing it light on dark"),
}
ADVICE = {
    "moved": ("centrarlo", "centre it"),
    "small": ("no dejarlo pequeño", "do not leave it small"),
    "large": ("dejar margen alrededor", "leave a margin around it"),
    "thin_pen": ("evitar un trazo fino", "avoid a thin line"),
    "thick_pen": ("evitar un trazo grueso", "avoid a thick line"),
    "light_ink": ("dibujar oscuro sobre claro", "draw dark on light"),
}


def whose(samples: int, total: int) -> Sentence:
    """Say how many of the drawings are the report's own samples."""
    own = total - samples
    if samples == total:
        return {
            "es": "Los dibujos de esta edición no se hicieron a mano para la ocasión. Se generan "
            "a partir de dígitos manuscritos reales, de los que acompañan a scikit-learn, con "
            "los que la red no se entrenó. Tienen el aspecto que les daría una pluma sobre el "
            "papel: oscuros, de borde suave y sobre fondo claro.",
            "en": "The drawings of this edition were not made by hand for the occasion. They "
            "are rendered from real handwritten digits, among those that come with "
            "scikit-learn, on which the network was not trained. They look as a pen would leave "
            "them on paper: dark, with soft edges, on a light background.",
        }
    if samples:
        return {
            "es": f"De los dibujos de esta edición, {'uno es' if own == 1 else f'{own} son'} de "
            "quien la compiló. Los demás se generan, con el aspecto que les daría una pluma "
            "sobre el papel, a partir de dígitos manuscritos reales, de los que acompañan a "
            "scikit-learn, con los que la red no se entrenó.",
            "en": f"Of the drawings of this edition, {'one is' if own == 1 else f'{own} are'} by "
            "whoever built it. The others are rendered, as a pen would leave them on paper, "
            "from real handwritten digits, among those that come with scikit-learn, on which "
            "the network was not trained.",
        }
    return {
        "es": "Los dibujos de esta edición son de quien la compiló.",
        "en": "The drawings of this edition are by whoever built it.",
    }


def against_the_original(p_value: float, right: int, total: int) -> Sentence:
    """Say whether the drawings read right can be told from the original's two of five.

    Parameters
    ----------
    p_value : float
        Of Fisher's exact test.
    right, total : int
        How many were read right, of how many.
    """
    if not beyond_chance(p_value):
        return {
            "es": "Los cinco dibujos del informe original permiten concluir poco: la diferencia "
            "entre las dos proporciones no se distingue del azar.",
            "en": "Little can be concluded from the original report's five drawings: the "
            "difference between the two shares cannot be distinguished from chance.",
        }
    more = right / total > 2 / 5
    return {
        "es": f"La proporción es {'mayor' if more else 'menor'} que la del original, más de lo "
        "que explica el azar; pero ni los dibujos ni los datos son los mismos.",
        "en": f"The share is {'higher' if more else 'lower'} than the original's, by more than "
        "chance can explain; but neither the drawings nor the data are the same.",
    }


def preparation(effect: pd.Series) -> Sentence:
    """Say what predicting a drawing as the original did costs: a row of the family of changes."""
    return by_sign(
        effect,
        above={
            "es": "Predecir como el original, sin escala ni desenfoque, da aquí más aciertos "
            "que con el preprocesamiento: no era eso lo que estorbaba.",
            "en": "Predicting as the original report did, without scaling or blurring, is more "
            "accurate here than with the preprocessing: that was not the obstacle.",
        },
        below={
            "es": "Predecir como el original, sin escala ni desenfoque, cuesta aciertos, más de "
            "lo que explica el azar.",
            "en": "Predicting as the original report did, without scaling or blurring, costs "
            "accuracy, by more than chance can explain.",
        },
        unclear={
            "es": "Con estas tres redes no queda demostrado que predecir como el informe "
            "original, sin escala ni desenfoque, cueste aciertos.",
            "en": "With these three networks, predicting as the original report did, without "
            "scaling or blurring, is not shown to cost accuracy.",
        },
    )


def edges(effect: pd.Series) -> Sentence:
    """Say what soft edges explain: the row of hard-edged drawings."""
    reach = max(abs(effect["low"]), abs(effect["high"]))
    most = {lang: i18n.number(100 * reach, 1, lang=lang) for lang in i18n.LANGUAGES}
    return by_sign(
        effect,
        above={
            "es": "El borde duro y los colores invertidos, que son los de las imágenes de "
            "entrenamiento, hacen que se acierte más: ahí estaba una parte de la dificultad.",
            "en": "Hard edges and inverted colours, which are those of the training images, "
            "raise accuracy: that was part of the difficulty.",
        },
        below={
            "es": "El borde duro y los colores invertidos empeoran el resultado: el borde suave "
            "no era la dificultad.",
            "en": "Hard edges and inverted colours make things worse: soft edges were not the "
            "difficulty.",
        },
        unclear={
            "es": "Endurecer el borde e invertir los colores, como en las imágenes de "
            "entrenamiento, no produce ningún cambio que se distinga del azar: si lo hay, es, "
            f"con un 95 % de confianza, de menos de {most['es']} puntos. De todos modos, el "
            "desenfoque del preprocesamiento suaviza los bordes duros.",
            "en": "Hardening the edges and inverting the colours, as in the training images, "
            "makes no change that can be distinguished from chance: with 95% confidence, any "
            f"change is of less than {most['en']} points. In any case, the blur of the "
            "preprocessing softens hard edges.",
        },
    )


def ground(effect: pd.Series) -> Sentence:
    """Say whether drawings are easier than the same digits over photographs."""
    return by_sign(
        effect,
        above={
            "es": "Sobre fotografías, los mismos dígitos se leen mejor que dibujados.",
            "en": "Over photographs the same digits are read better than as drawings.",
        },
        below={
            "es": "Sobre fotografías, los mismos dígitos se leen peor que dibujados: aunque la "
            "red se entrenó con fondos fotográficos, un fondo liso le resulta más fácil.",
            "en": "Over photographs the same digits are read worse than as drawings: although "
            "the network was trained on photographic backgrounds, it finds a plain one easier.",
        },
        unclear={
            "es": "No se demuestra que los mismos dígitos se lean mejor ni peor sobre "
            "fotografías que dibujados.",
            "en": "The same digits are not shown to be read better or worse over photographs "
            "than as drawings.",
        },
    )


def changes(frame: pd.DataFrame) -> Sentence:
    """Say which changes of a drawing cost right answers, the worst first.

    Parameters
    ----------
    frame : DataFrame
        The family of changes, indexed by group and change.
    """
    costly = _costly(frame)
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        if not costly:
            texts[lang] = {
                "es": "De ninguno de los cambios del dibujo se demuestra que cueste aciertos.",
                "en": "None of the changes to the drawing is shown to cost accuracy.",
            }[lang]
            continue
        costs = [
            f"{CHANGES[key][place]} ({i18n.points(effect, 0, lang=lang)})"
            for key, effect in costly.items()
        ]
        listed = i18n.listing(costs, lang=lang)
        texts[lang] = {
            "es": "De los cambios del dibujo, estos cuestan aciertos, más de lo que explica el "
            f"azar: {listed}.",
            "en": "Of the changes to the drawing, these cost accuracy, by more than chance can "
            f"explain: {listed}.",
        }[lang]
    return texts


def advice(frame: pd.DataFrame) -> Sentence:
    """Say how to draw so that the model can read it: avoid what costs right answers."""
    costly = list(_costly(frame))
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        listed = i18n.listing([ADVICE[key][place] for key in costly], lang=lang) if costly else ""
        texts[lang] = {
            "es": f"Para que la red lea un dibujo conviene {listed}."
            if costly
            else "No se demuestra, pues, que haga falta ninguna precaución al dibujar.",
            "en": f"To help the network read a drawing, {listed}."
            if costly
            else "So no precaution in drawing is shown to be needed.",
        }[lang]
    return texts


def _costly(frame: pd.DataFrame) -> dict[str, float]:
    """Return the changes by whoever draws that cost accuracy beyond chance, the worst first."""
    found = {str(key): row for (_, key), row in frame.iterrows() if str(key) in CHANGES}
    costly = {key: float(row["estimate"]) for key, row in found.items() if row["sign"] < 0}
    return dict(sorted(costly.items(), key=lambda each: each[1]))
