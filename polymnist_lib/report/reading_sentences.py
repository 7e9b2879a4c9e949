"""Sentences about reading pictures that results choose, in both languages."""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.metrics import Interval
from polymnist_lib.report.sentences import Sentence
from polymnist_lib.report.study_sentences import sign_of

# A step of `polymnist_lib.trials.LADDER`: (Spanish, English), as it stands within a sentence.
STEPS = {
    "scaled": ("dividir los grises entre 255", "dividing grey levels by 255"),
    "ink_alone": ("dejar solo la tinta", "leaving ink alone"),
    "framed": (
        "llevar el dígito al marco de los datos",
        "bringing the digit into the data's frame",
    ),
    "hard_edged": ("quitarle los tonos intermedios", "taking its shades away"),
}
KINDS = {
    "ink_on_paper": ("Con tinta sobre papel liso", "With ink on even paper"),
    "photographed": ("Con fotografías", "With photographs"),
}


def ladder(frame: pd.DataFrame) -> Sentence:
    """Say what each step buys, for each kind of picture.

    Parameters
    ----------
    frame : DataFrame
        As `polymnist_lib.trials.gains` returns.
    """
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        told = []
        for kind in frame.index.unique("kind"):
            groups: dict[int, list[str]] = {1: [], -1: [], 0: []}
            for step, row in frame.loc[kind].iterrows():
                points = i18n.points(row["estimate"], lang=lang)
                groups[sign_of(row)].append(f"{STEPS[str(step)][place]} ({points})")
            words = {
                "es": ("ayuda", "cuesta aciertos", "no se distingue del azar"),
                "en": ("what helps is", "what costs accuracy is", "no different from chance is"),
            }[lang]
            clauses = [
                f"{word} {i18n.listing(named, lang=lang)}"
                for word, named in zip(words, groups.values(), strict=True)
                if named
            ]
            told.append(f"{KINDS[str(kind)][place]}, {'; '.join(clauses)}.")
        texts[lang] = " ".join(told)
    return texts


def aims(found: Mapping[str, Interval], wanted: Mapping[str, float]) -> Sentence:
    """Say how often each kind of picture is read, and whether that is what was aimed at.

    Parameters
    ----------
    found : mapping of str to Interval
        By kind: the accuracy once all steps are done.
    wanted : mapping of str to float
        By kind: what was aimed at, 0 to 1.
    """
    texts = {}
    for place, lang in enumerate(i18n.LANGUAGES):
        told = []
        for kind, each in found.items():
            share = i18n.percent(each.estimate, lang=lang)
            between = i18n.interval(each.low, each.high, lang=lang)
            aim = i18n.percent(wanted[kind], 0, lang=lang)
            reached = each.estimate >= wanted[kind]
            sentences = {
                "es": f"{KINDS[kind][place]} se lee bien el {share} ({between}); el objetivo, "
                f"fijado de antemano, era el {aim} y {'' if reached else 'no '}se alcanza.",
                "en": f"{KINDS[kind][place]}, {share} ({between}) are read correctly; the aim, "
                f"set beforehand, was {aim} and is {'' if reached else 'not '}reached.",
            }
            told.append(sentences[lang])
        texts[lang] = " ".join(told)
    return texts
