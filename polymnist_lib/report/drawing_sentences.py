"""Sentences about drawings that a model's answers choose, in both languages."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.report.audit_verdicts import by_sign
from polymnist_lib.report.sentences import SIGNIFICANCE, Sentence
from polymnist_lib.report.study_sentences import sign_of

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
    "thin_pen": ("usar un trazo grueso", "use a thick line"),
    "thick_pen": ("usar un trazo fino", "use a thin line"),
    "light_ink": ("dibujar oscuro sobre claro", "draw dark on light"),
}


def whose(samples: int, total: int) -> Sentence:
    """Say how many of the drawings are the report's own samples."""
    own = total - samples
    if samples == total:
        return {
            "es": "Los dibujos de esta edición no los hizo nadie para la ocasión. Se generan a "
            "partir de escritura real, los dígitos de scikit-learn que ningún modelo entrenado "
            "con ellos ha visto, como los dejaría una pluma sobre el papel: oscuros, de borde "
            "suave, sobre fondo claro.",
            "en": "Nobody drew the drawings of this edition for the occasion. They are rendered "
            "from real handwriting, the digits of scikit-learn that no model trained on them has "
            "seen, as a pen would leave them on paper: dark, soft-edged, on a light ground.",
        }
    if samples:
        return {
            "es": f"De los dibujos de esta edición, {'uno es' if own == 1 else f'{own} son'} de "
            "quien la compiló; los demás se generan a partir de escritura real que ningún modelo "
            "ha visto, los dígitos de scikit-learn, como los dejaría una pluma sobre el papel.",
            "en": f"Of the drawings of this edition, {'one is' if own == 1 else f'{own} are'} by "
            "whoever built it; the others are rendered from real handwriting that no model has "
            "seen, the digits of scikit-learn, as a pen would leave them on paper.",
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
    if p_value >= SIGNIFICANCE:
        return {
            "es": "Cinco dibujos, los del original, dicen poco: la diferencia entre ambas cifras "
            "cabe en el azar.",
            "en": "Five drawings, those of the original, say little: the difference between the "
            "two figures may well be chance.",
        }
    more = right / total > 2 / 5
    return {
        "es": f"La proporción es {'mayor' if more else 'menor'} que la del original, más de lo "
        "que explica el azar; pero ni los dibujos ni los datos son los mismos.",
        "en": f"The share is {'higher' if more else 'lower'} than the original's, by more than "
        "chance explains; but neither the drawings nor the data are the same.",
    }


def preparation(effect: pd.Series) -> Sentence:
    """Say what predicting a drawing as the original did costs: a row of the family of changes."""
    return by_sign(
        effect,
        above={
            "es": "Predecir como el original, sin escala ni desenfoque, acierta aquí más que con "
            "el preprocesamiento: no era eso lo que estorbaba.",
            "en": "Predicting as the original did, neither scaled nor blurred, is right more "
            "often here than with the preprocessing: that was not what stood in the way.",
        },
        below={
            "es": "Predecir como el original, sin escala ni desenfoque, cuesta aciertos, más de "
            "lo que explica el azar.",
            "en": "Predicting as the original did, neither scaled nor blurred, costs right "
            "answers, by more than chance explains.",
        },
        unclear={
            "es": "Que predecir como el original, sin escala ni desenfoque, cueste aciertos no "
            "queda demostrado con estas tres redes.",
            "en": "That predicting as the original did, neither scaled nor blurred, costs right "
            "answers is not shown with these three networks.",
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
            "entrenamiento, hacen que se acierte más: una parte de la dificultad estaba en el "
            "borde.",
            "en": "Hard edges and inverted colours, which are those of the training images, make "
            "for more right answers: a part of the difficulty lay in the edges.",
        },
        below={
            "es": "El borde duro empeora el resultado: el borde suave no era la dificultad.",
            "en": "Hard edges make things worse: soft edges were not the difficulty.",
        },
        unclear={
            "es": "Endurecer el borde e invertir los colores, como en las imágenes de "
            "entrenamiento, no cambia nada que se distinga del azar: si algo cambia, son, con un "
            f"95 % de confianza, menos de {most['es']} puntos. El desenfoque del preprocesamiento "
            "ablanda de todos modos los bordes duros.",
            "en": "Hardening the edges and inverting the colours, as in the training images, "
            "changes nothing that can be told from chance: if anything, with 95% confidence, less "
            f"than {most['en']} points. The blur of the preprocessing softens hard edges anyway.",
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
            "es": "Sobre fotografías, los mismos dígitos se leen peor que dibujados: un fondo "
            "liso, que la red no ha visto nunca, le resulta más fácil que aquellos con los que se "
            "entrenó.",
            "en": "Over photographs the same digits are read worse than as drawings: an even "
            "ground, which the network has never seen, is easier for it than those it was trained "
            "on.",
        },
        unclear={
            "es": "Sobre fotografías, los mismos dígitos no se leen ni mejor ni peor de manera "
            "que se distinga del azar.",
            "en": "Over photographs the same digits are read neither better nor worse in a way "
            "that can be told from chance.",
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
                "es": "Ninguno de los cambios del dibujo cuesta aciertos que se distingan del "
                "azar.",
                "en": "None of the changes of the drawing costs right answers that can be told "
                "from chance.",
            }[lang]
            continue
        costs = [
            f"{CHANGES[key][place]} ({i18n.points(effect, 0, lang=lang)})"
            for key, effect in costly.items()
        ]
        listed = i18n.listing(costs, lang=lang)
        texts[lang] = {
            "es": "De los cambios del dibujo, cuestan aciertos, más de lo que explica el azar: "
            f"{listed}.",
            "en": "Of the changes of the drawing, these cost right answers, by more than chance "
            f"explains: {listed}.",
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
            else "Se puede dibujar, pues, con bastante libertad.",
            "en": f"For the network to read a drawing: {listed}."
            if costly
            else "So one may draw rather freely.",
        }[lang]
    return texts


def _costly(frame: pd.DataFrame) -> dict[str, float]:
    """Return the changes by whoever draws that cost accuracy beyond chance, the worst first."""
    found = {str(key): row for (_, key), row in frame.iterrows() if str(key) in CHANGES}
    costly = {key: float(row["estimate"]) for key, row in found.items() if sign_of(row) < 0}
    return dict(sorted(costly.items(), key=lambda each: each[1]))
