"""Sentences of the augmentation chapter that its cases choose, in both languages."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.models.phrases import model_name, names_of
from polymnist_lib.report.sentences import Sentence

# Key: (Spanish, English), as they stand within a sentence.
POLICIES = {
    "rotation": ("los giros", "rotations"),
    "shift": ("los desplazamientos", "shifts"),
    "zoom": ("los cambios de escala", "changes of scale"),
    "all": ("los tres cambios a la vez", "all three changes together"),
}


def changed(frame: pd.DataFrame, policy: str, *, sign: int) -> list[str]:
    """Return the models that a policy changes in one direction, 1 or -1, beyond chance."""
    rows = frame.xs(policy, level="policy")
    return [str(model) for model in rows.index[rows["sign"] == sign]]


def effects(frame: pd.DataFrame) -> Sentence:
    """Say what each policy does to each model.

    Parameters
    ----------
    frame : DataFrame
        As `policies.differences` returns.
    """
    models = list(dict.fromkeys(frame.index.get_level_values("model")))
    plain = [each for each in models if not frame.loc[each, "sign"].any()]
    texts = {}
    for lang in i18n.LANGUAGES:
        told = [_effects_on(frame.loc[each], each, lang) for each in models if each not in plain]
        if plain:
            names = i18n.capital(names_of(plain, lang))
            verb = {
                "es": "no se distingue" if len(plain) == 1 else "no se distinguen",
                "en": "cannot be distinguished",
            }[lang]
            told.append(
                {
                    "es": f"{names} {verb} de su control con ninguno de los aumentos.",
                    "en": f"{names} {verb} from their controls under any kind of augmentation."
                    if len(plain) > 1
                    else f"{names} {verb} from its control under any kind of augmentation.",
                }[lang]
            )
        texts[lang] = " ".join(told)
    return texts


def conclusion(frame: pd.DataFrame) -> Sentence:
    """Say what the whole family of comparisons comes to.

    Parameters
    ----------
    frame : DataFrame
        As `policies.differences` returns.
    """
    certain = frame[frame["sign"] != 0]
    gains, losses = certain[certain["sign"] > 0], certain[certain["sign"] < 0]
    count = len(frame)
    if not len(certain):
        return {
            "es": f"Ninguna de las {count} comparaciones supera la corrección: con estos datos, "
            "estas épocas y tres semillas no se demuestra que el aumento mejore ni empeore "
            "nada. Que un efecto no se demuestre no quiere decir que no exista: los intervalos "
            "dicen cuáles siguen siendo posibles.",
            "en": f"None of the {count} comparisons survives the correction: with these data, "
            "these epochs and three seeds, augmentation is not shown to improve or worsen "
            "anything. An effect that is not shown may still exist: the intervals say which "
            "ones remain possible.",
        }
    improvements, worsenings = (
        {lang: _count(len(found), kind, lang) for lang in i18n.LANGUAGES}
        for found, kind in ((gains, "gain"), (losses, "loss"))
    )
    counted = [each for each in (improvements, worsenings) if each["es"]]
    one = len(certain) == 1
    alone = len(counted) == 1
    left = {
        "es": f"De las {count} comparaciones, {'solo ' if alone else ''}"
        f"{'supera' if one else 'superan'} la corrección "
        + i18n.listing([each["es"] for each in counted], lang="es"),
        "en": f"Of the {count} comparisons, {'only ' if alone else ''}"
        + i18n.listing([each["en"] for each in counted], lang="en")
        + f" {'survives' if one else 'survive'} the correction",
    }
    if not len(losses):
        told = {
            "es": "con estos datos y estas épocas, en todos los casos en que se demuestra un "
            "efecto el aumento ayuda",
            "en": "with these data and epochs, wherever an effect is shown, augmentation helps",
        }
    elif not len(gains):
        told = {
            "es": "con estos datos y estas épocas, el aumento cuesta exactitud o no se demuestra "
            "que la cambie",
            "en": "with these data and epochs, augmentation costs accuracy or is not shown to "
            "change it",
        }
    else:
        told = {
            "es": "que el aumento ayude depende del modelo y del cambio",
            "en": "whether augmentation helps depends on the model and the change",
        }
    return {lang: f"{left[lang]}: {told[lang]}." for lang in i18n.LANGUAGES}


def _effects_on(rows: pd.DataFrame, model: str, lang: str) -> str:
    """Say what policies do to one model."""
    groups: dict[int, list[str]] = {1: [], 0: [], -1: []}
    for policy, row in rows.iterrows():
        sign = row["sign"]
        name = POLICIES[str(policy)][i18n.LANGUAGES.index(lang)]
        if sign:
            name += f" ({i18n.points(row['estimate'], lang=lang)})"
        groups[sign].append(name)
    lists = {
        sign: i18n.listing(names, lang=lang) if names else "" for sign, names in groups.items()
    }
    name = i18n.capital(model_name(model, lang))
    words = {"es": ("acierta más con", "acierta menos con"), "en": ("is more accurate with",
             "is less accurate with")}[lang]  # fmt: skip
    clauses = [f"{words[0]} {lists[1]}"] * bool(groups[1])
    clauses += [f"{words[1]} {lists[-1]}"] * bool(groups[-1])
    told = f"{name} " + {"es": ", y ", "en": ", and "}[lang].join(clauses)
    if groups[0]:
        told += {
            "es": f"; con {lists[0]} no se distingue de su control",
            "en": f"; with {lists[0]} it cannot be distinguished from its control",
        }[lang]
    return told + "."


def _count(count: int, kind: str, lang: str) -> str:
    """Count gains or losses in words of their number; nothing if there are none."""
    one, many = {
        ("gain", "es"): ("una mejora", "mejoras"),
        ("loss", "es"): ("una pérdida", "pérdidas"),
        ("gain", "en"): ("one improvement", "improvements"),
        ("loss", "en"): ("one loss", "losses"),
    }[kind, lang]
    return f"{count} {many}" if count > 1 else one if count else ""
