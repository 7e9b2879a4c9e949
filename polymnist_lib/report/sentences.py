"""Sentences that a result chooses, in both languages: what holds for one result not for another.

Each function returns the sentence as ``{"es": …, "en": …}``, for `Chapter.say`.
"""

from collections.abc import Mapping

from polymnist_lib.training.runs import Run

Sentence = dict[str, str]


def learning_trend(run: Run) -> Sentence:
    """Say whether the validation loss was still falling in the last epoch."""
    best = int(run.history["val_loss"].argmin()) + 1
    if best == len(run.history):
        return {
            "es": "La pérdida de validación alcanzó su mínimo en la última época, así que con más "
            "épocas podría seguir bajando.",
            "en": "The validation loss was lowest in the last epoch, so it might keep falling "
            "with more epochs.",
        }
    return {
        "es": f"La pérdida de validación fue mínima en la época {best}; después oscila o empieza "
        "a subir.",
        "en": f"The validation loss was lowest in epoch {best}; after that it fluctuates or "
        "begins to rise.",
    }


def of_source(data: str, said: Mapping[str, Sentence]) -> Sentence:
    """Return what is said of a source of data, by its name.

    Raises
    ------
    ValueError
        If nothing is: what is true of other data would be false.
    """
    if data not in said:
        raise ValueError(
            f"Nothing is said of the source {data!r} here, only of {', '.join(said)}. "
            "CONTRIBUTING.md, under 'A source of data', names the functions that a new one extends."
        )
    return said[data]
