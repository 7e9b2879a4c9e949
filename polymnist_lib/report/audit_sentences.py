"""Sentences of the audit about several models or effects at once, in both languages."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.models.phrases import model_name, names_of
from polymnist_lib.report.sentences import Sentence

# What the original report called a better generalisation: 88.32 % against 88.12 %.
CLAIMED_GAP = 0.002

# Opening and closing quotation marks.
QUOTES = {"es": ("«", "»"), "en": ("“", "”")}


def by_model(frame: pd.DataFrame) -> Sentence:
    """Say of which models an effect changes the accuracy, and by how much.

    Parameters
    ----------
    frame : DataFrame
        The family of comparisons, indexed by model.
    """
    texts = {}
    for lang in i18n.LANGUAGES:
        named: dict[int, list[str]] = {-1: [], 1: [], 0: []}
        for model, row in frame.iterrows():
            points = i18n.points(row["estimate"], lang=lang)
            named[row["sign"]].append(f"{model_name(str(model), lang)} ({points})")
        lose, gain = (i18n.listing(named[s], lang=lang) if named[s] else "" for s in (-1, 1))
        same = names_of([str(model) for model in frame.index[frame["sign"] == 0]], lang)
        es = [
            f"La exactitud baja, más de lo que explica el azar, en {lose}." if lose else "",
            f"La exactitud sube, más de lo que explica el azar, en {gain}." if gain else "",
            f"El cambio no se distingue del azar en {same}." if same else "",
        ]
        en = [
            f"Accuracy falls, by more than chance can explain, for {lose}." if lose else "",
            f"Accuracy rises, by more than chance can explain, for {gain}." if gain else "",
            f"The change cannot be distinguished from chance for {same}." if same else "",
        ]
        texts[lang] = " ".join(filter(None, {"es": es, "en": en}[lang]))
    return texts


def repeated(frame: pd.DataFrame) -> Sentence:
    """Say whether measuring on fitted images is what inflated the figures of the report.

    Parameters
    ----------
    frame : DataFrame
        As for `by_model`, of what measuring so overstates.
    """
    largest = float(frame["estimate"].max())
    points = {lang: i18n.number(100 * largest, 1, lang=lang) for lang in i18n.LANGUAGES}
    if largest < 0.01:
        told = {
            "es": f"La mayor exageración estimada es de {points['es']} puntos: con tantas "
            "imágenes y cinco épocas, estas redes apenas memorizan. El procedimiento era "
            "incorrecto, pero, a juzgar por esto, las cifras del informe no se deben a él.",
            "en": f"The largest estimated overstatement is {points['en']} points: with so many "
            "images and five epochs, these networks hardly memorise. The procedure was wrong, "
            "but, judging by this, the report's figures are not due to it.",
        }
    else:
        told = {
            "es": f"La mayor exageración estimada es de {points['es']} puntos.",
            "en": f"The largest estimated overstatement is {points['en']} points.",
        }
    verdicts = {
        "es": {
            1: "La cifra exagera, más de lo que explica el azar, en {}.",
            -1: "La cifra se queda corta, más de lo que explica el azar, en {}.",
            0: "La exageración no se distingue del azar en {}.",
        },
        "en": {
            1: "The figure overstates accuracy, by more than chance can explain, for {}.",
            -1: "The figure understates accuracy, by more than chance can explain, for {}.",
            0: "The overstatement cannot be distinguished from chance for {}.",
        },
    }
    texts = {}
    for lang in i18n.LANGUAGES:
        named: dict[int, list[str]] = {1: [], -1: [], 0: []}
        for model, row in frame.iterrows():
            named[row["sign"]].append(str(model))
        found = [
            verdicts[lang][sign].format(names_of(models, lang))
            for sign, models in named.items()
            if models
        ]
        texts[lang] = " ".join([*found, told[lang]])
    return texts


def seeds(deviation: Interval) -> Sentence:
    """Compare the deviation between seeds with the difference that the report went by."""
    if deviation.low > CLAIMED_GAP:
        return {
            "es": "Incluso el extremo inferior del intervalo supera los 0,2 puntos en los que "
            "el informe vio una «mejor capacidad de generalización».",
            "en": "Even the lower end of the interval exceeds the 0.2 points in which the "
            "report saw a “better ability to generalise”.",
        }
    if deviation.estimate > CLAIMED_GAP:
        return {
            "es": "Es más que los 0,2 puntos en los que el informe vio una «mejor capacidad de "
            "generalización», aunque el intervalo no excluye una desviación menor.",
            "en": "That is more than the 0.2 points in which the report saw a “better ability to "
            "generalise”, although the interval does not exclude a smaller deviation.",
        }
    return {
        "es": "Aquí la semilla mueve menos que los 0,2 puntos del informe; aun así, una "
        "diferencia de ese tamaño necesita su intervalo.",
        "en": "Here the seed matters less than the report's 0.2 points; even so, a difference "
        "of that size needs its interval.",
    }


def summary(frame: pd.DataFrame) -> Sentence:
    """Say which effects withstand the correction, the largest first.

    Parameters
    ----------
    frame : DataFrame
        The audit's family, indexed by terms of `i18n`.
    """
    tested = frame[frame["sign"].notna()]
    order = tested["estimate"].abs().sort_values(ascending=False).index
    shown = [str(key) for key in order if tested.loc[key, "sign"]]
    if not shown:
        return {
            "es": f"Ninguno de los {len(tested)} efectos puestos a prueba supera la corrección "
            "de Holm.",
            "en": f"None of the {len(tested)} effects tested survives Holm's correction.",
        }
    listed = {
        lang: i18n.listing([f"{start}{i18n.term(key, lang=lang)}{end}" for key in shown], lang=lang)
        for lang, (start, end) in QUOTES.items()
    }
    one = len(shown) == 1
    return {
        "es": f"De los {len(tested)} efectos puestos a prueba, "
        f"{'uno supera' if one else f'{len(shown)} superan'} la corrección de Holm"
        f"{'' if one else ', de mayor a menor'}: {listed['es']}.",
        "en": f"Of the {len(tested)} effects tested, "
        f"{'one survives' if one else f'{len(shown)} survive'} Holm's correction"
        f"{'' if one else ', the largest first'}: {listed['en']}.",
    }
