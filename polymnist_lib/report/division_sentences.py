"""What the data chapter says of the division into parts, chosen by the data; as `sentences`."""

from polymnist_lib import i18n
from polymnist_lib.digits import MODALITIES, DataSet
from polymnist_lib.report.sentences import Sentence, of_source


def division_made(data: DataSet) -> Sentence:
    """Say how the parts of the data in use are made."""
    size = {lang: i18n.integer(data.validation_size, lang=lang) for lang in i18n.LANGUAGES}
    said: dict[str, Sentence] = {
        "embedded": {
            "es": "En esta fuente los dígitos vienen, aproximadamente, agrupados por personas, "
            "aunque no consta quién escribió cada uno. Por eso las partes son tramos del archivo y "
            "no un sorteo: los últimos dígitos son la parte de prueba y los "
            f"{size['es']} anteriores, la de validación. Así son pocas, si las hay, las personas "
            "que quedan en dos partes.",
            "en": "In this source the digits come, roughly, one writer after another, though it "
            "is not recorded who wrote which. The sets are therefore stretches of the file and "
            f"not a random draw: the last digits are the test set, and the {size['en']} before "
            "them the validation set. In this way few people, if any, are in two sets.",
        },
        "mnist": {
            "es": "La parte de prueba es la de MNIST, escrita por otras personas. De los dígitos "
            f"de entrenamiento se sortean {size['es']} para validar, cada uno con sus cinco "
            "imágenes. Una misma persona puede estar en entrenamiento y en validación, pero nunca "
            "un mismo dígito manuscrito.",
            "en": "The test set is MNIST's, written by other people. Of the training digits, "
            f"{size['en']} are drawn at random for validation, each with its five images. The "
            "same person may be in training and in validation, but never the same handwritten "
            "digit.",
        },
        "kaggle": {
            "es": "Los archivos no dicen qué imágenes comparten dígito manuscrito. Su propia "
            "división en entrenamiento y prueba es la única segura, porque procede de la de "
            f"MNIST. La validación son {size['es']} imágenes sorteadas de la parte de "
            "entrenamiento, y lo que se mide en ella es, por tanto, optimista: sirve para "
            "vigilar el entrenamiento, no para anunciar un resultado.",
            "en": "The files do not say which images show the same handwritten digit. Their own "
            "division into train and test is the only safe one, because it comes from MNIST's. "
            f"The validation set is {size['en']} images drawn at random from the training set, "
            "so what is measured on it is optimistic: it is good for monitoring the training, "
            "not for reporting a result.",
        },
    }
    return of_source(data.name, said)


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
            "es": "Con estos archivos no se puede medir, pero sí calcular: si cada dígito "
            "manuscrito aparece en las cinco modalidades, como dice la receta, cabe esperar que el "
            f"{i18n.percent(expected, lang='es')} de las imágenes de un quinto sorteado muestre "
            "uno que está también en el resto.",
            "en": "With these files that cannot be measured, but it can be computed: if each "
            "handwritten digit is in all five modalities, as the recipe says, about "
            f"{i18n.percent(expected, lang='en')} of the images of a random fifth can be "
            "expected to show a digit that is in the rest too.",
        }
    return {
        "es": f"En los datos de esta edición, el {i18n.percent(measured, lang='es')} de las "
        "imágenes de un quinto sorteado (semilla 42) muestra un dígito manuscrito que está también "
        f"en el resto; lo esperable es el {i18n.percent(expected, lang='es')}.",
        "en": f"In the data of this edition, {i18n.percent(measured, lang='en')} of the images "
        "of a random fifth (seed 42) show a handwritten digit that is in the rest too; the "
        f"share to expect is {i18n.percent(expected, lang='en')}.",
    }


def validation_use(*, optimistic: bool) -> Sentence:
    """Say what a score on the validation part is worth."""
    if optimistic:
        return {
            "es": "Las cifras que se anuncian son siempre las de prueba.",
            "en": "The figures reported are always those of the test set.",
        }
    return {
        "es": "En esta edición ningún dígito manuscrito está en dos partes. La de validación se "
        "usa para seguir el entrenamiento y elegir; la de prueba, solo para dar los resultados.",
        "en": "In this edition no handwritten digit is in two sets. The validation set is used "
        "to monitor training and to choose; the test set, only to report.",
    }
