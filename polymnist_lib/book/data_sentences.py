"""Sentences of the data chapter that the data choose, in both languages, for `Chapter.say`."""

import pandas as pd

from polymnist_lib import i18n
from polymnist_lib.book.sentences import SIGNIFICANCE, Sentence
from polymnist_lib.digits import MODALITIES, DataSet
from polymnist_lib.exploration import Balance

# Above this p-value counts are more alike than independent draws leave them.
TOO_ALIKE = 0.999

# What the original report saw in PolyMNIST: the commonest digit and the rarest.
ORIGINAL_MOST, ORIGINAL_LEAST = 1, 5

_UNEQUAL = {
    "es": "En la parte de {part} los dígitos no son igual de frecuentes ({p}): el que más aparece "
    "es el {most} ({most_share}) y el que menos, el {least} ({least_share}).",
    "en": "In the {part} part the digits are not equally frequent ({p}): the commonest is {most} "
    "({most_share}) and the rarest {least} ({least_share}).",
}
_EQUAL = {
    "es": "En la parte de {part} los recuentos son compatibles con diez clases iguales ({p}): no "
    "se puede decir que un dígito sea más frecuente que otro.",
    "en": "In the {part} part the counts are compatible with ten equal classes ({p}): one cannot "
    "say that any digit is more frequent than another.",
}
_ALIKE = {
    "es": " Se parecen incluso más de lo que daría un sorteo, señal de que se recogieron "
    "aproximadamente tantos de cada uno.",
    "en": " They are even more alike than a draw would leave them, a sign that about as many of "
    "each were collected.",
}


def columns_of_gallery(*, sources_known: bool) -> Sentence:
    """Say what the images of a column have in common."""
    if sources_known:
        return {
            "es": "Cada columna es un mismo trazo, escrito una vez y compuesto sobre los cinco "
            "fondos.",
            "en": "Each column is one handwriting, written once and composed over the five "
            "grounds.",
        }
    return {
        "es": "Las imágenes de una columna comparten la etiqueta; si comparten también el trazo no "
        "consta en los archivos.",
        "en": "The images of a column share the label; whether they share the handwriting too, the "
        "files do not say.",
    }


def file_names(data: str) -> Sentence:
    """Say whether the data in use know what file names do not tell."""
    if data == "kaggle":
        return {
            "es": "Los datos de esta edición son esos archivos, así que aquí no se sabe qué "
            "imágenes comparten trazo.",
            "en": "The data of this edition are those files, so here it is not known which images "
            "share a handwriting.",
        }
    return {
        "es": "Los datos de esta edición se componen al cargarlos y conservan el número de cada "
        "trazo, de modo que aquí sí se sabe.",
        "en": "The data of this edition are composed as they are loaded and keep the number of "
        "each handwriting, so here it is known.",
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
            "en": "None of these defects is there, so there is nothing to clean or to resize.",
        }
    listed = {lang: [i18n.term(name, lang=lang) for name in bad] for lang in i18n.LANGUAGES}
    return {
        "es": f"Aparecen defectos: {i18n.listing(listed['es'], lang='es')}. Las imágenes afectadas "
        "siguen en los datos.",
        "en": f"There are defects: {i18n.listing(listed['en'], lang='en')}. The images concerned "
        "stay in the data.",
    }


def label_balance(part: str, balance: Balance, p_value: float) -> Sentence:
    """Say whether the classes of a part are equally frequent.

    Parameters
    ----------
    part : str
        A term of `i18n`, ``"training"`` or ``"test"``.
    balance : Balance
        Of the part.
    p_value : float
        That of the balance, corrected for the tests made together.
    """
    chosen = _UNEQUAL if p_value < SIGNIFICANCE else _EQUAL
    alike = balance.p_value > TOO_ALIKE
    return {
        lang: text.format(
            part=i18n.term(part, lang=lang),
            p=i18n.p_value(p_value, lang=lang),
            most=balance.most,
            least=balance.least,
            most_share=i18n.percent(balance.most_share, lang=lang),
            least_share=i18n.percent(balance.least_share, lang=lang),
        )
        + (_ALIKE[lang] if alike else "")
        for lang, text in chosen.items()
    }


def beside_original(balance: Balance, p_value: float) -> Sentence:
    """Set the balance of the training part beside what the original report saw in PolyMNIST."""
    if p_value >= SIGNIFICANCE:
        return {
            "es": "Estos datos no tienen esa desigualdad, de modo que no sirven para ponerla a "
            "prueba.",
            "en": "These data do not have that inequality, so they cannot put it to the test.",
        }
    if (balance.most, balance.least) == (ORIGINAL_MOST, ORIGINAL_LEAST):
        ratio = balance.most_share / balance.least_share
        return {
            "es": "Los datos de esta edición muestran lo mismo: por cada 5 hay "
            f"{i18n.number(ratio, lang='es')} unos. Es una desigualdad real, pero pequeña.",
            "en": "The data of this edition show the same: for each 5 there are "
            f"{i18n.number(ratio, lang='en')} ones. The inequality is real, but small.",
        }
    return {
        "es": "Los datos de esta edición son desiguales de otra manera: el más frecuente es el "
        f"{balance.most} y el menos, el {balance.least}.",
        "en": "The data of this edition are unequal in another way: the commonest is "
        f"{balance.most} and the rarest {balance.least}.",
    }


def same_shares(p_value: float) -> Sentence:
    """Say whether both parts have the classes in the same shares."""
    if p_value < SIGNIFICANCE:
        return {
            "es": "Las dos partes no tienen las mismas proporciones",
            "en": "The two parts do not have the same shares",
        }
    return {
        "es": "Entre las dos partes no se aprecia diferencia de proporciones",
        "en": "Between the two parts no difference of shares is seen",
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
            "en": "One cannot say in which modality the stroke stands out least: the intervals of "
            f"{i18n.listing(tied, lang='en')} overlap.",
        }
    ratio = others["grey"].min() / summary.loc[least, "grey"]
    return {
        "es": f"Donde menos destaca el trazo es en {names[least]}: su intervalo queda por debajo "
        f"de todos los demás, y la modalidad siguiente tiene {i18n.number(ratio, 1, lang='es')} "
        "veces su contraste.",
        "en": f"The stroke stands out least in {names[least]}: its interval lies below all others, "
        f"and the next modality has {i18n.number(ratio, 1, lang='en')} times its contrast.",
    }


def division_made(data: DataSet) -> Sentence:
    """Say how the parts of the data in use are made."""
    size = {lang: i18n.integer(data.validation_size, lang=lang) for lang in i18n.LANGUAGES}
    return {
        "blocks": {
            "es": "En esta fuente los dígitos vienen uno tras otro por persona, aunque el archivo "
            "no dice quién escribió cada uno. Por eso las partes son tramos del archivo y no un "
            "sorteo: los últimos dígitos son la parte de prueba y los "
            f"{size['es']} anteriores, la de validación. Así casi ninguna persona queda en dos "
            "partes.",
            "en": "In this source the digits come person after person, though the file does not "
            "say who wrote which. The parts are therefore stretches of the file and not a draw: "
            f"the last digits are the test part, and the {size['en']} before them the validation "
            "part. Hardly any person is then in two parts.",
        },
        "sources": {
            "es": "La parte de prueba es la de MNIST, escrita por otras personas. De los dígitos "
            f"de entrenamiento se sortean {size['es']} para validar, cada uno con sus cinco "
            "imágenes. Una misma persona puede estar en entrenamiento y en validación, pero nunca "
            "un mismo trazo.",
            "en": "The test part is MNIST's, written by other people. Of the training digits "
            f"{size['en']} are drawn to validate, each with its five images. One person may be in "
            "training and in validation, but never one handwriting.",
        },
        "images": {
            "es": "Los archivos no dicen qué imágenes comparten trazo. Su propia división en "
            "entrenamiento y prueba es la única segura, porque procede de la de MNIST. La "
            f"validación son {size['es']} imágenes sorteadas de la parte de entrenamiento, y por "
            "tanto es optimista: sirve para vigilar cómo se aprende, no para anunciar un "
            "resultado.",
            "en": "The files do not say which images share a handwriting. Their own division into "
            "train and test is the only safe one, because it comes from MNIST's. Validation is "
            f"{size['en']} images drawn from the training part, and therefore optimistic: it "
            "serves to watch the learning, not to announce a result.",
        },
    }[data.validation_by]


def random_leak(measured: float | None, *, share: float = 0.2) -> Sentence:
    """Say how much handwriting a random part of the images has in common with the rest.

    Parameters
    ----------
    measured : float or None
        As `exploration.random_leak` returns.
    share : float
        The size of the part.
    """
    # The part's image leaks unless the other four of its handwriting are in the part as well.
    expected = 1 - share ** (MODALITIES - 1)
    if measured is None:
        return {
            "es": "Con estos archivos no se puede medir, pero sí calcular: si cada trazo aparece "
            "en las cinco modalidades, como dice la receta, cabe esperar que el "
            f"{i18n.percent(expected, lang='es')} de las imágenes de un quinto sorteado tenga su "
            "trazo también en el resto.",
            "en": "With these files that cannot be measured, but it can be computed: if each "
            "handwriting is in all five modalities, as the recipe says, one expects "
            f"{i18n.percent(expected, lang='en')} of the images of a random fifth to have their "
            "handwriting in the rest too.",
        }
    return {
        "es": "En los datos de esta edición, de un quinto sorteado (semilla 42) el "
        f"{i18n.percent(measured, lang='es')} de las imágenes tiene su trazo también en el resto; "
        f"lo esperable es {i18n.percent(expected, lang='es')}.",
        "en": "In the data of this edition, of a random fifth (seed 42) "
        f"{i18n.percent(measured, lang='en')} of the images have their handwriting in the rest "
        f"too; one expects {i18n.percent(expected, lang='en')}.",
    }


def validation_use(*, optimistic: bool) -> Sentence:
    """Say what a score on the validation part is worth."""
    if optimistic:
        return {
            "es": "En esta edición las cifras de validación son optimistas y solo se usan para "
            "seguir el entrenamiento y elegir; las que se anuncian son las de prueba.",
            "en": "In this edition validation figures are optimistic and are used only to follow "
            "training and to choose; those announced are from the test part.",
        }
    return {
        "es": "En esta edición ninguna parte comparte trazos con otra. La de validación se usa "
        "para seguir el entrenamiento y elegir; la de prueba, solo para anunciar.",
        "en": "In this edition no part shares handwriting with another. Validation is used to "
        "follow training and to choose; the test part only to announce.",
    }
