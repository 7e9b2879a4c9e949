"""The words of figures and tables, in both languages."""

from collections.abc import Mapping

from polymnist_lib.i18n.languages import LANGUAGES, checked


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
    lang = checked(lang)
    if key not in TERMS:
        raise ValueError(f"Unknown term {key!r}. Valid terms: {', '.join(sorted(TERMS))}.")
    return TERMS[key][LANGUAGES.index(lang)]


def add_terms(words: Mapping[str, tuple[str, str]]) -> None:
    """Make terms of the words of a catalogue, such as the names of models.

    Parameters
    ----------
    words : mapping of str to (str, str)
        Under each key its Spanish and its English word.

    Raises
    ------
    ValueError
        If a key is a term already, with other words; nothing is added then.
    """
    taken = [key for key, pair in words.items() if TERMS.get(key, pair) != pair]
    if taken:
        raise ValueError(
            f"Other terms have the keys {', '.join(taken)} already, so what they stand for would "
            "not be clear. Choose other keys."
        )
    TERMS.update(words)


# Key: (Spanish, English). The names of models come from their catalogue, through `add_terms`.
TERMS: dict[str, tuple[str, str]] = {
    # policies
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
    "parameters": ("parámetros", "parameters"),
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
    # data: photographs, steps of the recipe, variables, checks, parts
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
    "repeated": ("copias exactas dentro del conjunto", "exact copies within the set"),
    "elsewhere": ("copias exactas en el otro conjunto", "exact copies in the other set"),
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
    "revision": ("revisión del código", "code revision"),
    "profile": ("perfil", "profile"),
    "part": ("conjunto", "set"),
    "handwritten_digits": ("dígitos manuscritos", "handwritten digits"),
    "unknown": ("desconocida", "unknown"),
    "fingerprint": ("huella", "fingerprint"),
    "augmentation": ("aumento de datos", "augmentation"),
    "epochs": ("épocas", "epochs"),
    "batch": ("lote", "batch"),
    "seed": ("semilla", "seed"),
    "key": ("clave", "key"),
    "layer": ("capa", "layer"),
    "trainable": ("entrenables", "trainable"),
    "total": ("total", "total"),
    "output": ("salida", "output"),
    "training_and_validation": ("entrenamiento y validación", "training and validation"),
    "training_loss": ("pérdida (entrenamiento)", "loss (training)"),
    "training_accuracy": ("exactitud (entrenamiento)", "accuracy (training)"),
    "validation_loss": ("pérdida (validación)", "loss (validation)"),
    "validation_accuracy": ("exactitud (validación)", "accuracy (validation)"),
    "duration": ("duración", "duration"),
    "interval": ("intervalo del 95\N{NO-BREAK SPACE}%", "95% interval"),
    "this_build": ("esta copia", "this copy"),
    "full_size": ("con todos los datos", "full size"),
    "original_report": ("informe original", "original report"),
    # figures
    "share_of_images": ("proporción de imágenes", "share of images"),
    "perfect_calibration": ("calibración perfecta", "perfect calibration"),
    "calibration_error": ("error de calibración esperado", "expected calibration error"),
    "difference_in_points": (
        "diferencia de exactitud (puntos porcentuales)",
        "difference in accuracy (percentage points)",
    ),
    "worse": ("peor", "worse"),
    "better": ("mejor", "better"),
    # augmentation, and the comparison of models
    "without_augmentation": ("sin aumento", "without augmentation"),
    "as_it_is": ("tal como es", "as it is"),
    "draw": ("sorteo", "draw"),
    "one_seed": ("una semilla", "one seed"),
    "interval_by_digits": ("intervalo de una red, por los dígitos", "one network's, by digits"),
    "chance": ("azar", "chance"),
    "seen_colour": ("en color", "in colour"),
    "seen_blurred_colour": ("en color, desenfocada", "in colour, blurred"),
    "seen_grey": ("en gris", "in grey"),
    "seen_reference": ("en gris, desenfocada", "in grey, blurred"),
    "mean_ground": ("nivel de gris del fondo", "grey level of the background"),
    "mean": ("media", "mean"),
    "points": ("puntos", "points"),
    "or_zero_within": ("o el intervalo contiene el cero", "or the interval contains zero"),
    # the audit of the original report
    "flaw_fitted": ("medir con imágenes\nde entrenamiento", "measuring on\ntraining images"),
    "flaw_leak": ("repartir imágenes\nen vez de dígitos", "splitting images\ninstead of digits"),
    "flaw_steps": ("ciento sesenta pasos", "a hundred and sixty steps"),
    "flaw_continued": ("seguir entrenando\nno es comparar", "more training\nis not a comparison"),
    "flaw_control": ("aumento sin grupo\nde control", "augmentation\nwithout a control"),
    "flaw_unprepared": ("leer sin preparar", "predicting\nwithout preparing"),
    "measured_so_again": ("repetido así", "repeated this way"),
    "on_new_digits": ("con dígitos nuevos", "on new digits"),
    "lowers": ("baja", "lowers"),
    "raises": ("sube", "raises"),
    # several views of a digit, unseen backgrounds
    "views": ("vistas", "views"),
    "same_handwriting": ("del mismo dígito manuscrito", "of the same handwritten digit"),
    "same_label": ("de la misma etiqueta", "of the same label"),
    "background_seen": ("fondo visto al entrenar", "background seen in training"),
    "background_unseen": ("fondo nuevo", "new background"),
    "background_remedied": ("nuevo, con remedio", "new, with the remedy"),
    "two_unseen": ("faltan dos", "two missing"),
    "two_remedied": ("faltan dos, con remedio", "two missing, with the remedy"),
    "drop": ("caída (puntos)", "drop (points)"),
    "drop_left": ("caída con remedio (puntos)", "drop with the remedy (points)"),
    "all_recoloured": ("colores al azar", "random colours"),
    "all_relit": ("luz al azar", "random light"),
    "moved_whole": ("transformada entera", "moved as a whole"),
    "recomposed": ("compuesta de nuevo", "composed anew"),
    "no_remedy": ("ninguno", "none"),
    # better networks
    "in_grey": ("en gris", "in grey"),
    "blurred_colours": ("en color, con desenfoque", "in colour, blurred"),
    "grey_and_blurred": ("en gris, con desenfoque", "in grey, blurred"),
    "without_normalisation": ("sin normalización por lotes", "no batch normalisation"),
    "unaugmented": ("sin aumento", "no augmentation"),
    "constant_step": ("tasa constante", "constant learning rate"),
    "hard_labels": ("etiquetas sin suavizar", "labels not smoothed"),
    "averaged_weights": ("pesos promediados", "averaged weights"),
    "narrower": ("conv10k en su lugar", "conv10k instead"),
    "milliseconds": ("milisegundos por imagen", "milliseconds per image"),
    "errors": ("errores", "errors"),
    "seeds": ("semillas", "seeds"),
    "misread": ("vistas mal leídas", "views misread"),
    "share_of_errors": ("de todos los errores", "of all errors"),
    # drawings
    "picture": ("imagen", "picture"),
    "evened": ("contraste", "contrast"),
    "candidates": ("candidatos", "candidates"),
    "path": ("lectura", "reading"),
    "digit_size": ("tamaño del dígito", "size of the digit"),
    "digit_shift": ("píxeles fuera de su sitio", "pixels out of place"),
    "in_data_frame": ("llevado antes al marco de los datos", "first brought into the data's frame"),
    "ink_alone": ("solo la tinta", "ink alone"),
    "seen": ("visto", "seen"),
    "step": ("paso", "step"),
    "test_images": ("imágenes de prueba", "test images"),
    "ink_on_paper": ("tinta sobre papel", "ink on paper"),
    "photographed": ("fotografías simuladas", "simulated photographs"),
    "step_as_original": ("como en el original", "as in the original"),
    "step_scaled": ("+ a escala de 0 a 1", "+ scaled to 0–1"),
    "step_ink_alone": ("+ solo la tinta", "+ ink alone"),
    "step_framed": ("+ en el marco de los datos", "+ in the data's frame"),
    "step_hard_edged": ("+ borde neto", "+ hard edges"),
    # figures that readers explore; in braces what is filled in
    "played_play": ("Reproducir", "Play"),
    "played_pause": ("Pausar", "Pause"),
    "played_epoch": ("época {epoch}", "epoch {epoch}"),
    "cells": ("Las imágenes de cada casilla", "The images of each cell"),
    "cells_hint": (
        (
            "Para ver las imágenes de una casilla, ponga el ratón sobre ella, tóquela o llegue a "
            "ella con las flechas del teclado."
        ),
        "To see the images of a cell, point at it, tap it, or move to it with the arrow keys.",
    ),
    "cell": ("{true} leído como {predicted}: {images}", "{true} read as {predicted}: {images}"),
    "no_images": ("ninguna imagen", "no images"),
    "one_image": ("1 imagen", "1 image"),
    "so_many_images": ("{count} imágenes", "{count} images"),
    "cell_first": (
        ". Se ven las {count} de mayor confianza.",
        ". The {count} most confident are shown.",
    ),
    "all_modalities": ("todas", "all"),
    "misread_images": (
        "Imágenes mal leídas de la modalidad {modality}. Etiqueta y respuesta: {listed}.",
        "Misread images of modality {modality}. Label and answer: {listed}.",
    ),
}
