"""The two pictures that tell what the data are: how an image is composed, and what grey takes."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from polymnist_lib import exploration, i18n, plotting
from polymnist_lib.digits import Digits
from polymnist_lib.exploration import contrast
from polymnist_lib.models.preprocess import preprocess
from polymnist_lib.sources import compose, embedded

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


def cat(digits: Digits, shares: Mapping[str, float]) -> Figure:
    """Draw a digit over the cat in colour, in grey, and in grey and blurred, under accuracies.

    Parameters
    ----------
    digits : Digits
        Images, some of the modality `CAT`; that one is shown which loses most.
    shares : mapping of str to float
        By a name of `STEPS`, the accuracy above each.
    """
    over_cat = digits.take(digits.modality == CAT)
    measures = contrast.measure(over_cat)
    image = over_cat.images[[int((measures["colour"] - measures["blurred"]).argmax())]]
    shown = [image[0], *(preprocess(image, step)[0] for step in STEPS[1:])]
    figure = plotting.steps(shown, [i18n.term(f"seen_{step}") for step in STEPS])
    for ax, step in zip(figure.axes, STEPS, strict=True):
        ax.set_title(i18n.percent(shares[step]), fontsize=18, fontweight="bold")
    figure.set_figheight(figure.get_figheight() + 0.35)
    return figure
