"""The pictures that tell what the data are: how an image is composed, and what grey takes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from polymnist_lib import exploration, i18n, plotting, sources
from polymnist_lib.digits import MODALITIES, Digits
from polymnist_lib.exploration import contrast
from polymnist_lib.models.preprocess import preprocess
from polymnist_lib.sources import compose, embedded
from polymnist_lib.training.alterations import altered
from polymnist_lib.training.augment import POLICIES, recomposed

# Digits among which one is chosen to show the recipe.
_CANDIDATES = 60

# The modality of the cat.
CAT = compose.PHOTOGRAPHS.index("chelsea")

# What is left of its colours, from all to the least, by a name of `models.preprocess`.
STEPS = ("colour", "grey", "reference")


def recipe() -> Figure:
    """Draw how an image is composed, step by step, over the five photographs.

    Of the first digits, the one is shown whose crops all have something to see.
    """
    ink, _ = embedded.strokes()
    photographs = compose.photographs()
    composed = [
        compose.steps(ink[:_CANDIDATES], photograph, seed=(0, modality))
        for modality, photograph in enumerate(photographs.values())
    ]
    plainest = np.min([each.crop.std(axis=(1, 2)).mean(axis=1) for each in composed], axis=0)
    first = int(plainest.argmax())
    shown = [each.take(slice(first, first + 1)) for each in composed]
    names = exploration.modality_names("embedded", stacked=True)
    return plotting.composition(photographs, shown, row_labels=names)


def cat(shares: Mapping[str, float]) -> Figure:
    """Draw a digit over the cat in colour, in grey, and in grey and blurred, under accuracies.

    Parameters
    ----------
    shares : mapping of str to float
        By a name of `STEPS`, the accuracy above each.
    """
    stripped = _stripped(sources.load("embedded").test, CAT)
    figure = plotting.steps(stripped, [i18n.term(f"seen_{step}") for step in STEPS])
    for ax, step in zip(figure.axes, STEPS, strict=True):
        ax.set_title(i18n.percent(shares[step]), fontsize=18, fontweight="bold")
    figure.set_figheight(figure.get_figheight() + 0.35)
    return figure


def prepared(shares: pd.DataFrame) -> Figure:
    """Draw an image over each photograph in colour, in grey, and in grey and blurred.

    Parameters
    ----------
    shares : DataFrame
        A row a name of `STEPS`, a column a modality, 0 to 4: the accuracy above each image.
    """
    test = sources.load("embedded").test
    rows = [_stripped(test, modality) for modality in range(MODALITIES)]
    figure = plotting.grid(
        rows,
        columns=[i18n.term(f"seen_{step}") for step in STEPS],
        row_labels=exploration.modality_names("embedded", stacked=True),
    )
    for place, ax in enumerate(figure.axes):
        modality, step = divmod(place, len(STEPS))
        share = i18n.percent(shares.loc[STEPS[step], modality])
        heading = f"{ax.get_title()}\n" if modality == 0 else ""
        ax.set_title(f"{heading}{share}", fontsize=11, fontweight="normal", pad=4)
    figure.set_figheight(figure.get_figheight() + 0.2 * MODALITIES)
    return figure


def anew(*, draws: int) -> Figure:
    """Draw an image as it is, moved as a whole at random, and composed anew at random.

    Parameters
    ----------
    draws : int
        How many of each.

    Returns
    -------
    Figure
        Two rows, moved and composed anew, each beginning with the image as it is.
    """
    test = sources.load("embedded").test
    over = test.take(test.modality == CAT)
    measures = contrast.measure(over)
    one = over.take([int(measures["colour"].argmax())])
    moves = {
        "moved_whole": [
            altered(one, POLICIES["all"], seed=each).images[0] for each in range(draws)
        ],
        "recomposed": [
            recomposed(one, POLICIES["recomposed"], seed=each)[0] for each in range(draws)
        ],
    }
    return plotting.grid(
        [[one.images[0], *drawn] for drawn in moves.values()],
        columns=[i18n.term("as_it_is"), *(f"{i18n.term('draw')} {n + 1}" for n in range(draws))],
        row_labels=[i18n.term(name).replace(" ", "\n", 1) for name in moves],
    )


def _stripped(test: Digits, modality: int) -> list[np.ndarray]:
    """Return an image as it is and as each step of `STEPS` leaves it, the one that loses most."""
    over = test.take(test.modality == modality)
    measures = contrast.measure(over)
    image = over.images[[int((measures["colour"] - measures["blurred"]).argmax())]]
    return [image[0], *(preprocess(image, step)[0] for step in STEPS[1:])]
