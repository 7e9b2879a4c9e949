"""The two languages of the report: how numbers are written, and the words of figures and tables."""

import math
from collections.abc import Sequence

LANGUAGES = ("es", "en")

_NO_BREAK = "\N{NO-BREAK SPACE}"
_THIN = "\N{NARROW NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_current = "es"


def set_language(lang: str) -> None:
    """Set the language of everything that is written and drawn from now on.

    Parameters
    ----------
    lang : {"es", "en"}
        Spanish or English.

    Raises
    ------
    ValueError
        If the language is not one of these.
    """
    global _current
    _current = _checked(lang)


def language() -> str:
    """Return the language in force, ``"es"`` at the start."""
    return _current


def number(value: float, digits: int = 2, *, lang: str | None = None) -> str:
    """Write a number with a fixed count of decimals, and groups of three digits.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        How many decimals.
    lang : {"es", "en"}, optional
        The language; the one in force if not given.

    Returns
    -------
    str
        12345.6 is ``"12 345,60"`` in Spanish, with a narrow no-break space as the Academies
        advise (four digits stay together: ``"1234,50"``), and ``"12,345.60"`` in English. What is
        not finite gives a dash.
    """
    lang = _checked(lang)
    if not math.isfinite(value):
        return "\N{EM DASH}"
    text = f"{abs(float(value)):,.{digits}f}"
    if lang == "es":
        whole, _, decimals = text.partition(".")
        groups = whole.split(",")
        whole = (_THIN if len(whole) > len("1,234") else "").join(groups)
        text = whole + ("," + decimals if decimals else "")
    return _MINUS + text if value < 0 and _has_value(text) else text


def integer(value: float, *, lang: str | None = None) -> str:
    """Write a whole number, in groups of three digits."""
    return number(value, 0, lang=lang)


def percent(share: float, digits: int = 1, *, lang: str | None = None) -> str:
    """Write a share between 0 and 1 as a percentage: ``"92,3 %"`` or ``"92.3%"``."""
    lang = _checked(lang)
    return number(100 * share, digits, lang=lang) + _percent_sign(lang)


def points(difference: float, digits: int = 1, *, lang: str | None = None) -> str:
    """Write a difference of shares as signed percentage points, without their unit: ``"+1,2"``."""
    text = number(100 * difference, digits, lang=lang)
    return "+" + text if difference > 0 and _has_value(text) else text


def interval(low: float, high: float, digits: int = 1, *, lang: str | None = None) -> str:
    """Write an interval of shares as percentages: ``"91,0 a 93,5 %"`` or ``"91.0 to 93.5%"``."""
    lang = _checked(lang)
    first = number(100 * low, digits, lang=lang)
    last = number(100 * high, digits, lang=lang)
    between = {"es": "a", "en": "to"}[lang]
    return f"{first}{_NO_BREAK}{between}{_NO_BREAK}{last}{_percent_sign(lang)}"


def points_interval(low: float, high: float, digits: int = 1, *, lang: str | None = None) -> str:
    """Write an interval of differences as signed points: ``"−0,4 a +1,2"``."""
    lang = _checked(lang)
    between = {"es": "a", "en": "to"}[lang]
    first, last = points(low, digits, lang=lang), points(high, digits, lang=lang)
    return f"{first}{_NO_BREAK}{between}{_NO_BREAK}{last}"


def p_value(value: float, *, lang: str | None = None) -> str:
    """Write a p-value with its relation: ``"p = 0,031"``, or ``"p < 0,001"`` below that."""
    if value < 0.001:
        return f"p{_NO_BREAK}<{_NO_BREAK}{number(0.001, 3, lang=lang)}"
    if value > 0.999:
        return f"p{_NO_BREAK}>{_NO_BREAK}{number(0.999, 3, lang=lang)}"
    return f"p{_NO_BREAK}={_NO_BREAK}{number(value, 3, lang=lang)}"


def seconds(value: float, *, lang: str | None = None) -> str:
    """Write a duration: ``"0,42 s"``, ``"12 s"``, ``"3 min 05 s"`` or ``"2 h 10 min"``."""
    if value < 10:
        return number(value, 2 if value < 1 else 1, lang=lang) + _NO_BREAK + "s"
    whole = round(value)
    if whole < 60:
        return f"{whole}{_NO_BREAK}s"
    if whole < 3600:
        return f"{whole // 60}{_NO_BREAK}min{_NO_BREAK}{whole % 60:02d}{_NO_BREAK}s"
    return f"{whole // 3600}{_NO_BREAK}h{_NO_BREAK}{whole % 3600 // 60:02d}{_NO_BREAK}min"


def listing(words: Sequence[str], *, lang: str | None = None) -> str:
    """Join words into a list: ``"a, b y c"`` or ``"a, b and c"``.

    Parameters
    ----------
    words : sequence of str
        The words, at least one.
    lang : {"es", "en"}, optional
        The language; the one in force if not given. In Spanish "y" becomes "e" before an i sound.

    Returns
    -------
    str
        The list.
    """
    lang = _checked(lang)
    if not words:
        raise ValueError("A list in prose needs at least one word; got none.")
    *first, last = words
    if not first:
        return last
    joiner = {"es": "y", "en": "and"}[lang]
    lowered = last.lower()
    if lang == "es" and lowered.startswith(("i", "í", "hi")) and not lowered.startswith("hie"):
        joiner = "e"
    return f"{', '.join(first)} {joiner} {last}"


def term(key: str, *, lang: str | None = None) -> str:
    """Return a word or phrase of figures and tables in a language.

    Parameters
    ----------
    key : str
        A key of `TERMS`, such as ``"accuracy"``.
    lang : {"es", "en"}, optional
        The language; the one in force if not given.

    Returns
    -------
    str
        The word, in lower case where it is a common noun.

    Raises
    ------
    ValueError
        If there is no such key; the message names the nearest ones.
    """
    lang = _checked(lang)
    if key not in TERMS:
        raise ValueError(f"Unknown term {key!r}. Valid terms: {', '.join(sorted(TERMS))}.")
    return TERMS[key][LANGUAGES.index(lang)]


def _checked(lang: str | None) -> str:
    """Return the language given, or the one in force, once it is known to be valid."""
    if lang is None:
        return _current
    if lang not in LANGUAGES:
        raise ValueError(f"Unknown language {lang!r}. Valid languages: {', '.join(LANGUAGES)}.")
    return lang


def _has_value(text: str) -> bool:
    """Tell whether a written number is other than zero."""
    return any(digit in text for digit in "123456789")


def _percent_sign(lang: str) -> str:
    """Return the percent sign with the space that Spanish puts before it."""
    return _NO_BREAK + "%" if lang == "es" else "%"


# Key: (Spanish, English).
TERMS: dict[str, tuple[str, str]] = {
    # models and policies
    "cnn1": ("CNN 1", "CNN 1"),
    "cnn2": ("CNN 2", "CNN 2"),
    "mlp1": ("MLP 1", "MLP 1"),
    "mlp2": ("MLP 2", "MLP 2"),
    "linear": ("lineal", "linear"),
    "linear_augmented": ("lineal con aumento", "augmented linear"),
    "none": ("ninguno", "none"),
    "rotation": ("rotación", "rotation"),
    "shift": ("desplazamiento", "shift"),
    "zoom": ("escala", "zoom"),
    "all": ("todos", "all"),
    # quantities
    "accuracy": ("exactitud", "accuracy"),
    "loss": ("pérdida", "loss"),
    "epoch": ("época", "epoch"),
    "confidence": ("confianza", "confidence"),
    "probability": ("probabilidad", "probability"),
    "images": ("imágenes", "images"),
    "share": ("proporción", "share"),
    "parameters": ("parámetros", "parameters"),
    "seconds": ("segundos", "seconds"),
    # parts
    "training": ("entrenamiento", "training"),
    "validation": ("validación", "validation"),
    "test": ("prueba", "test"),
    # things
    "model": ("modelo", "model"),
    "modality": ("modalidad", "modality"),
    "label": ("etiqueta", "label"),
    "digit": ("dígito", "digit"),
    "true_label": ("etiqueta verdadera", "true label"),
    "predicted_label": ("etiqueta predicha", "predicted label"),
    # data: photographs, steps of the recipe and of the preprocessing, what is measured
    "astronaut": ("astronauta", "astronaut"),
    "coffee": ("café", "coffee"),
    "chelsea": ("gato", "cat"),
    "china": ("palacio", "palace"),
    "flower": ("flor", "flower"),
    "photograph": ("fotografía", "photograph"),
    "crop": ("recorte", "crop"),
    "stroke": ("trazo", "stroke"),
    "negative": ("negativo", "negative"),
    "image": ("imagen", "image"),
    "colour": ("color", "colour"),
    "grey": ("gris", "grey"),
    "scaled": ("de 0 a 1", "0 to 1"),
    "blurred": ("desenfocada", "blurred"),
    "lost_by_blur": ("lo que se pierde", "what is lost"),
    "contrast": ("contraste", "contrast"),
    "median": ("mediana", "median"),
    "contrast_colour": ("contraste en color", "contrast in colour"),
    "contrast_grey": ("en gris", "in grey"),
    "contrast_blurred": ("tras el desenfoque", "after the blur"),
    "ground_grey": ("media de gris del fondo", "mean grey of the background"),
    "ground_texture": ("variación del fondo", "variation of the background"),
    "dark_ground": ("fondo oscuro", "dark background"),
    "handwritten_digit": ("dígito manuscrito", "handwritten digit"),
    "variable": ("variable", "variable"),
    "type": ("tipo", "type"),
    "size": ("tamaño", "size"),
    "range": ("valores", "values"),
    "present_training": ("con valor (entrenamiento)", "present (training)"),
    "present_test": ("con valor (prueba)", "present (test)"),
    "check": ("comprobación", "check"),
    "unreadable": ("archivos ilegibles, descartados", "unreadable files, left out"),
    "other_size": ("imágenes que no miden 28 × 28", "images that are not 28 × 28"),
    "blank": ("imágenes de un solo color", "images of a single colour"),
    "repeated": ("copias exactas dentro de la parte", "exact copies within the part"),
    "elsewhere": ("copias exactas en la otra parte", "exact copies in the other part"),
    "per_modality": ("imágenes por modalidad", "images per modality"),
    "share_of_all": ("del total", "of all"),
    "seen_in_training": ("con dígito visto al entrenar", "with a digit seen in training"),
    # columns and cells of tables
    "package": ("paquete", "package"),
    "version": ("versión", "version"),
    "property": ("propiedad", "property"),
    "value": ("valor", "value"),
    "system": ("sistema", "system"),
    "processor": ("procesador", "processor"),
    "cores": ("núcleos", "cores"),
    "memory": ("memoria", "memory"),
    "revision": ("revisión del código", "revision of the code"),
    "profile": ("perfil", "profile"),
    "part": ("parte", "part"),
    "handwritten_digits": ("dígitos manuscritos", "handwritten digits"),
    "unknown": ("no se sabe", "not known"),
    "fingerprint": ("huella", "fingerprint"),
    "chapter": ("capítulo", "chapter"),
    "edition_es": ("edición en español", "Spanish edition"),
    "edition_en": ("edición en inglés", "English edition"),
    "augmentation": ("aumento de datos", "augmentation"),
    "epochs": ("épocas", "epochs"),
    "batch": ("lote", "batch"),
    "seed": ("semilla", "seed"),
    "key": ("clave", "key"),
    "layer": ("capa", "layer"),
    "output": ("salida", "output"),
    "training_loss": ("pérdida (entrenamiento)", "loss (training)"),
    "training_accuracy": ("exactitud (entrenamiento)", "accuracy (training)"),
    "validation_loss": ("pérdida (validación)", "loss (validation)"),
    "validation_accuracy": ("exactitud (validación)", "accuracy (validation)"),
    "duration": ("duración", "duration"),
    "interval": ("intervalo del 95\N{NO-BREAK SPACE}%", "95% interval"),
    "this_build": ("esta compilación", "this build"),
    "full_size": ("tamaño completo", "full size"),
    "original_report": ("informe original", "original report"),
    # figures
    "true": ("verdadera", "true"),
    "overall": ("en conjunto", "overall"),
    "share_of_images": ("proporción de imágenes", "share of images"),
    "perfect_calibration": ("calibración perfecta", "perfect calibration"),
    "calibration_error": ("error de calibración esperado", "expected calibration error"),
    "difference_in_points": (
        "diferencia de exactitud (puntos porcentuales)",
        "difference in accuracy (percentage points)",
    ),
    "worse": ("peor", "worse"),
    "better": ("mejor", "better"),
    # the augmentation study and the comparison of models
    "policy": ("aumento", "augmentation"),
    "turn": ("giro", "turn"),
    "displacement": ("desplazamiento", "shift"),
    "without_augmentation": ("sin aumento", "without"),
    "with_all": ("con todos", "with all"),
    "share_of_digit": ("proporción de ese dígito", "share of that digit"),
    "fill": ("relleno", "fill"),
    "nearest": ("el borde se repite", "the border is repeated"),
    "mirror": ("imagen reflejada", "the image is mirrored"),
    "requested": ("intervalo pedido", "range asked for"),
    "measured": ("medido", "measured"),
    "as_it_is": ("tal como es", "as it is"),
    "left_right": ("de lado a lado", "left to right"),
    "upside_down": ("de arriba abajo", "top to bottom"),
    "draw": ("sorteo", "draw"),
    "one_seed": ("una semilla", "one seed"),
    "mean": ("media", "mean"),
    "seeds_from_to": ("según la semilla", "across seeds"),
    "difference": ("diferencia (puntos)", "difference (points)"),
    "p_holm": ("p (Holm)", "p (Holm)"),
    "deviation": ("desviación típica (puntos)", "standard deviation (points)"),
    "pair_deviation": (
        "error típico al comparar dos redes (puntos)",
        "standard error when comparing two networks (points)",
    ),
    "largest_range": ("mayor distancia (puntos)", "largest distance (points)"),
    "seen_images": ("imágenes de entrenamiento", "training images"),
    "gap": ("distancia (puntos)", "gap (points)"),
    "epoch_duration": ("una época", "one epoch"),
    "epoch_without": ("una época sin aumento", "an epoch without augmentation"),
    "altering": ("alterar sus imágenes", "altering its images"),
    "added_time": ("tiempo añadido", "time added"),
    "training_time": ("tiempo de entrenamiento", "training time"),
    "models_compared": ("modelos", "models"),
    "expected": ("esperado", "expected"),
    "predicted": ("predicho", "predicted"),
    "right_answer": ("acierta", "right"),
    "yes": ("sí", "yes"),
    "no": ("no", "no"),
    # the audit of the original report
    "optimiser_steps": ("pasos del optimizador", "steps of the optimiser"),
    "batches_32": ("lotes de 32 imágenes", "batches of 32 images"),
    "batches_n": ("lotes de n / 32 imágenes", "batches of n / 32 images"),
    "fitted_without": ("ajustada sin la validación", "fitted without the validation part"),
    "fitted_with": ("ajustada con ella", "fitted with it"),
    "seen_or_not": ("validación menos prueba", "validation minus test"),
    "division": ("reparto", "division"),
    "this_division": ("el de este libro", "this book's"),
    "digits_at_random": ("dígitos al azar", "digits at random"),
    "images_at_random": ("imágenes al azar", "images at random"),
    "training_way": ("entrenamiento", "training"),
    "few_plain": ("160 pasos, sin aumento", "160 steps, without augmentation"),
    "few_continued": ("lo mismo, continuado con aumento", "the same, continued with augmentation"),
    "scratch_plain": ("desde cero, sin aumento", "from scratch, without augmentation"),
    "scratch_augmented": ("desde cero, con aumento", "from scratch, with augmentation"),
    "prepared": ("con preprocesamiento", "preprocessed"),
    "unprepared": ("sin preprocesamiento", "not preprocessed"),
    "with_it": ("con él", "with it"),
    "without_it": ("sin él", "without it"),
    "saturated": ("un 1 exacto", "exactly 1"),
    "all_fives": ("con todos los cincos", "with all fives"),
    "fewer_fives": ("con menos cincos", "with fewer fives"),
    "flaw": ("fallo", "flaw"),
    "effect": ("efecto (puntos)", "effect (points)"),
    "flaw_fitted": ("ajustar con todo", "fitted on all"),
    "flaw_leak": ("dígitos ya vistos", "digits seen before"),
    "flaw_writers": ("personas ya vistas", "writers seen before"),
    "flaw_steps": ("solo 160 pasos", "only 160 steps"),
    "flaw_continued": ("continuar, no comparar", "continued training"),
    "flaw_control": ("sin modelo de control", "no control"),
    "flaw_unprepared": ("sin preprocesar", "not preprocessed"),
    "flaw_seed": ("otra semilla (±)", "another seed (±)"),
    "flaw_fives": ("menos cincos", "fewer fives"),
    "lowers": ("rebaja", "lowers"),
    "raises": ("sube", "raises"),
    # drawings
    "drawing": ("dibujo", "drawing"),
    "seen": ("visto", "seen"),
    "file": ("archivo", "file"),
    "answer": ("respuesta", "answer"),
    "right": ("bien", "right"),
    "as_original": ("como el original", "as the original"),
    "own_preparation": ("con su preprocesamiento", "with its preprocessing"),
    "hard_edged": ("con borde duro", "hard-edged"),
    "over_photographs": ("sobre fotografías", "over photographs"),
    "ink": ("tinta", "ink"),
    "as_drawn": ("como está", "as it is"),
    "change": ("cambio", "change"),
    "predicting": ("al predecir", "in predicting"),
    "its_edges": ("el borde", "the edges"),
    "its_ground": ("el fondo", "the background"),
    "its_drawing": ("al dibujar", "in drawing"),
    "small": ("al 60\N{NO-BREAK SPACE}%", "at 60%"),
    "large": ("al 130\N{NO-BREAK SPACE}%", "at 130%"),
    "moved": ("movido 3 píxeles", "moved 3 pixels"),
    "thin_pen": ("trazo más fino", "thinner line"),
    "thick_pen": ("trazo más grueso", "thicker line"),
    "light_ink": ("claro sobre oscuro", "light on dark"),
}
