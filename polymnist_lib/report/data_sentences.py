"""What the data chapter says of images, labels and contrast, chosen by the data; as `sentences`."""

from collections.abc import Mapping

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.exploration import Balance
from polymnist_lib.metrics import LEVEL
from polymnist_lib.report.sentences import Sentence

# Above this p-value counts are more alike than independent draws leave them.
TOO_ALIKE = 0.999

# What the original report saw in PolyMNIST: the commonest digit and the rarest.
ORIGINAL_MOST, ORIGINAL_LEAST = 1, 5

# How many times as frequent as the rarest class the commonest may be, for accuracy in all to do.
MILD = 1.5


def columns_of_gallery(*, sources_known: bool) -> Sentence:
    """Say what the images of a column have in common."""
    if sources_known:
        return {
            "es": "Cada columna es un mismo dígito manuscrito, escrito una vez y compuesto sobre "
            "los cinco fondos.",
            "en": "Each column is one handwritten digit, written once and composed over the five "
            "backgrounds.",
        }
    return {
        "es": "Las imágenes de una columna comparten la etiqueta; en los archivos no consta si "
        "son también el mismo dígito manuscrito.",
        "en": "The images of a column share the label; the files do not say whether they are "
        "also the same handwritten digit.",
    }


def file_names(*, sources_known: bool) -> Sentence:
    """Say whether the data in use know what file names do not tell."""
    if sources_known:
        return {
            "es": "Los datos de esta edición conservan el número de cada dígito manuscrito, de "
            "modo que aquí sí se sabe.",
            "en": "The data of this edition keep the number of each handwritten digit, so here it "
            "is known.",
        }
    return {
        "es": "En los datos de esta edición no se sabe qué imágenes comparten dígito manuscrito.",
        "en": "In the data of this edition it is not known which images show the same "
        "handwritten digit.",
    }


def checked(found: pd.DataFrame) -> Sentence:
    """Say what the checks of the images found.

    Parameters
    ----------
    found : DataFrame
        As `exploration.checks` returns.
    """
    bad = [name for name in found.index if found.loc[name].any()]
    if not bad:
        return {
            "es": "No aparece ninguno de esos defectos, así que no hay nada que limpiar ni que "
            "redimensionar.",
            "en": "None of these defects is found, so there is nothing to clean or resize.",
        }
    listed = {lang: [i18n.term(name, lang=lang) for name in bad] for lang in i18n.LANGUAGES}
    return {
        "es": f"Aparecen defectos: {i18n.listing(listed['es'], lang='es')}. Salvo los "
        "archivos ilegibles, si los hay, las imágenes afectadas siguen en los datos.",
        "en": f"There are defects: {i18n.listing(listed['en'], lang='en')}. Apart from "
        "unreadable files, if any, the images concerned stay in the data.",
    }


def label_balance(balances: Mapping[str, tuple[Balance, float]]) -> Sentence:
    """Say whether the classes of each part are equally frequent.

    Parameters
    ----------
    balances : mapping of str to (Balance, float)
        Under a part's name in `i18n`, its balance and the p-value of that, corrected for the tests
        made together.
    """
    even = {part: p for part, (_, p) in balances.items() if p >= LEVEL}
    said: Sentence = {}
    for lang in i18n.LANGUAGES:
        texts = [
            _UNEQUAL[lang].format(
                part=i18n.term(part, lang=lang),
                p=i18n.p_value(p, lang=lang),
                most=balance.most,
                least=balance.least,
                most_share=i18n.percent(balance.most_share, lang=lang),
                least_share=i18n.percent(balance.least_share, lang=lang),
            )
            for part, (balance, p) in balances.items()
            if part not in even
        ]
        if even:
            listed = [
                f"{i18n.term(part, lang=lang)}, {i18n.p_value(p, lang=lang)}"
                for part, p in even.items()
            ]
            texts.append(_EVEN[lang].format(parts="; ".join(listed)))
        if even and all(balances[part][0].p_value > TOO_ALIKE for part in even):
            texts.append(_ALIKE[lang])
        said[lang] = " ".join(texts)
    return said


_UNEQUAL = {
    "es": "En la parte de {part} los dígitos no son igual de frecuentes ({p}): el que más aparece "
    "es el {most} ({most_share}) y el que menos, el {least} ({least_share}).",
    "en": "In the {part} set the digits are not equally frequent ({p}): the commonest is {most} "
    "({most_share}) and the rarest {least} ({least_share}).",
}
_EVEN = {
    "es": "Los recuentos son compatibles con diez clases igual de frecuentes ({parts}): no se "
    "puede decir que un dígito sea más frecuente que otro.",
    "en": "The counts are compatible with ten equally frequent classes ({parts}): no digit can "
    "be said to be more frequent than another.",
}
_ALIKE = {
    "es": "Se parecen entre sí incluso más de lo que cabría esperar de un sorteo, señal de que "
    "se recogieron aproximadamente tantos de uno como de otro.",
    "en": "They are even more alike than random draws would leave them, a sign that about the "
    "same number of each was collected.",
}


def accuracy_enough(balance: Balance) -> Sentence:
    """Say whether accuracy over all classes is a fair measure with this balance."""
    if balance.most_share < MILD * balance.least_share:
        return {
            "es": "Con clases de frecuencias tan parecidas, la exactitud es una medida justa y "
            "no hace falta ponderarlas; aun así, los capítulos de los modelos la dan también "
            "dígito a dígito.",
            "en": "With classes of such similar frequency, accuracy is a fair measure and there "
            "is no need to weight them; even so, the chapters on the models also give it digit "
            "by digit.",
        }
    return {
        "es": "Con clases tan desiguales, la exactitud global dice poco de los dígitos raros: "
        "conviene leer, en los capítulos de los modelos, la de cada dígito.",
        "en": "With classes so unequal, overall accuracy says little about the rare digits: in "
        "the chapters on the models, it is better to read the accuracy on each digit.",
    }


def beside_original(balance: Balance, p_value: float) -> Sentence:
    """Set the balance of the training part beside what the original report saw in PolyMNIST."""
    if p_value >= LEVEL:
        return {
            "es": "En los datos de esta edición no se aprecia esa desigualdad.",
            "en": "No such imbalance is seen in the data of this edition.",
        }
    if (balance.most, balance.least) == (ORIGINAL_MOST, ORIGINAL_LEAST):
        ratio = balance.most_share / balance.least_share
        return {
            "es": "Los datos de esta edición muestran lo mismo, y es más de lo que explica el "
            f"azar: hay {i18n.number(ratio, lang='es')} veces tantos unos como cincos.",
            "en": "The data of this edition show the same, by more than chance can explain: "
            f"there are {i18n.number(ratio, lang='en')} times as many ones as fives.",
        }
    return {
        "es": "Los datos de esta edición son desiguales de otra manera: el más frecuente es el "
        f"{balance.most} y el menos, el {balance.least}.",
        "en": "The data of this edition are unequal in another way: the commonest is "
        f"{balance.most} and the rarest {balance.least}.",
    }


def same_shares(p_value: float) -> Sentence:
    """Say whether both parts have the classes in the same shares."""
    if p_value < LEVEL:
        return {
            "es": "Las dos partes no tienen las mismas proporciones de dígitos",
            "en": "The two sets do not have the same shares of digits",
        }
    return {
        "es": "Entre las dos partes no se aprecia diferencia de proporciones",
        "en": "No difference in shares is seen between the two sets",
    }


def least_contrast(summary: pd.DataFrame, names: list[str]) -> Sentence:
    """Say which modality's stroke stands out least.

    Parameters
    ----------
    summary : DataFrame
        As `contrast.by_modality` returns, with intervals that hold together.
    names : list of str
        Of the modalities.
    """
    least = summary["grey"].idxmin()
    others = summary.drop(least)
    if summary.loc[least, "high"] >= others["low"].min():
        tied = [names[m] for m in summary.index if summary.loc[m, "low"] <= others["high"].min()]
        return {
            "es": "No se puede decir en qué modalidad destaca menos el trazo: los intervalos de "
            f"{i18n.listing(tied, lang='es')} se solapan.",
            "en": "The modality in which the stroke stands out least cannot be determined: the "
            f"intervals of {i18n.listing(tied, lang='en')} overlap.",
        }
    ratio = others["grey"].min() / summary.loc[least, "grey"]
    return {
        "es": f"Donde menos destaca el trazo es en {names[least]}: su intervalo queda por debajo "
        f"de todos los demás, y la modalidad siguiente tiene {i18n.number(ratio, 1, lang='es')} "
        "veces su contraste.",
        "en": f"The stroke stands out least in {names[least]}: its interval lies below all the "
        f"others, and the next modality has {i18n.number(ratio, 1, lang='en')} times its "
        "contrast.",
    }
