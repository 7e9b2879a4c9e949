"""Sentences about reading pictures that results choose, in both languages."""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n, metrics
from polymnist_lib.metrics import Interval
from polymnist_lib.reading import trials
from polymnist_lib.reading.trials import Trials
from polymnist_lib.report.sentences import Sentence, measured

# A step of `trials.LADDER`: (Spanish, English), as it stands within a sentence.
STEPS = {
    "scaled": ("al dividir los grises por 255", "when grey levels are divided by 255"),
    "ink_alone": ("al dejar solo la tinta", "when nothing but the ink is left"),
    "framed": (
        "al llevar el dígito al marco de los datos",
        "when the digit is brought into the frame of the data",
    ),
    "hard_edged": (
        "al quitar al dígito los tonos intermedios",
        "when the digit's intermediate shades are removed",
    ),
}
KINDS = {
    "test_images": ("En las imágenes de prueba", "On the test images"),
    "ink_on_paper": ("Con tinta sobre papel liso", "With ink on plain paper"),
    "photographed": ("Con fotografías simuladas", "With simulated photographs"),
}

# The share of each kind of picture that was to be read, before any was.
AIMS = {"ink_on_paper": 0.93, "photographed": 0.97}


def ladder(frame: pd.DataFrame) -> Sentence:
    """Say what each step buys, for each kind of picture.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.reading.trials.gains` returns.
    """
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        told = []
        for kind in frame.index.unique("kind"):
            groups: dict[int, list[str]] = {1: [], -1: [], 0: []}
            for step, row in frame.loc[kind].iterrows():
                points = i18n.points(row["estimate"], lang=lang)
                groups[row["sign"]].append(f"{STEPS[str(step)][place]} ({points})")
            words = {
                "es": ("sube", "baja", "no cambia de forma demostrable"),
                "en": ("rises", "falls", "does not demonstrably change"),
            }[lang]
            clauses = [
                f"{word} {i18n.listing(named, negated=not sign, lang=lang)}"
                for word, (sign, named) in zip(words, groups.items(), strict=True)
                if named
            ]
            *others, last = clauses
            link = {"es": "; y ", "en": "; and "}[lang] if others else ""
            what = {"es": "la exactitud", "en": "accuracy"}[lang]
            told.append(f"{KINDS[str(kind)][place]}, {what} {'; '.join(others)}{link}{last}.")
        texts[lang] = " ".join(told)
    return texts


def blocks(measured: Trials) -> Sentence:
    """Say between what shares blocks of digits are read, and whether chance explains it.

    Parameters
    ----------
    measured : mapping
        As `polymnist_lib.reading.trials.measure` returns.
    """
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        told = []
        for kind, steps in measured.items():
            parts = trials.blocks(steps["framed"])
            shares = [metrics.accuracy(found).estimate for found in parts.values()]
            least, most = (i18n.percent(share, lang=lang) for share in (min(shares), max(shares)))
            p = trials.hands_differ(parts)
            by_chance = not metrics.beyond_chance(p)
            value = i18n.p_value(p, lang=lang)
            sentences = {
                "es": f"{KINDS[kind][place]}, la exactitud va del {least} al {most}, "
                f"{'una diferencia que' if by_chance else 'más de lo que'} "
                f"{'el azar puede explicar' if by_chance else 'explica el azar'} "
                f"(prueba de ji cuadrado: {value}).",
                "en": f"{KINDS[kind][place]}, accuracy goes from {least} to {most}, "
                f"{'a difference that chance can' if by_chance else 'more than chance can'} "
                f"explain (chi-square test: {value}).",
            }
            told.append(sentences[lang])
        texts[lang] = " ".join(told)
    return texts


def varied(frame: pd.DataFrame) -> Sentence:
    """Say what learning from varied handwriting does to each kind of images.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.study.findings.handwriting` returns.
    """
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        verdicts = {
            "es": {
                1: " la exactitud sube más de lo que explica el azar",
                -1: " la exactitud baja más de lo que explica el azar",
                0: " no se demuestra ningún efecto, aunque puede haberlo",
            },
            "en": {
                1: ", accuracy rises by more than chance can explain",
                -1: ", accuracy falls by more than chance can explain",
                0: ", no effect is shown, though there may be one",
            },
        }[lang]
        texts[lang] = " ".join(
            f"{KINDS[str(images)][place]}{verdicts[row['sign']]} ({measured(row, lang)})."
            for images, row in frame.iterrows()
        )
    return texts


def aims(found: Mapping[str, Interval]) -> Sentence:
    """Say how often each kind of picture is read, and whether that is what was aimed at.

    Parameters
    ----------
    found : mapping of str to Interval
        By kind: the accuracy once all steps are done.
    """
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        told = []
        for kind, each in found.items():
            share = i18n.percent(each.estimate, lang=lang)
            between = i18n.interval(each.low, each.high, lang=lang)
            aim = i18n.percent(AIMS[kind], 0, lang=lang)
            reached = each.estimate >= AIMS[kind]
            sure = not each.low <= AIMS[kind] <= each.high
            sentences = {
                "es": f"{KINDS[kind][place]}, la red acierta el {share} ({between}): "
                f"la estimación {'' if reached else 'no '}alcanza el objetivo, fijado de antemano "
                f"en el {aim}{'' if sure else ', que está dentro del intervalo'}.",
                "en": f"{KINDS[kind][place]}, the network gets {share} ({between}) right: the "
                f"estimate {'reaches' if reached else 'does not reach'} the aim, set beforehand at "
                f"{aim}{'' if sure else ', which lies within the interval'}.",
            }
            told.append(sentences[lang])
        texts[lang] = " ".join(told)
    return texts
