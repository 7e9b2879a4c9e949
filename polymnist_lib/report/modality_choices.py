"""A figure of all modalities, of which readers can choose one to see it alone.

What happens in the browser is in ``book/_extra/figures/choices.js``. Without it the page shows the
figure as the chapter drew it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from polymnist_lib import i18n
from polymnist_lib.plotting.vectors import as_vectors
from polymnist_lib.report.run_facts import misreadings


@dataclass(frozen=True)
class Picture:
    """One of the pictures.

    Attributes
    ----------
    drawn : Figure
        The picture.
    alt : str
        What it says to those who do not see it.
    """

    drawn: Figure
    alt: str


class ModalityChoices:
    """A figure of all modalities, and the pictures of one alone that readers can choose instead.

    Parameters
    ----------
    pictures : mapping of int to Picture
        Of each modality that can be chosen. Their figures are closed, so that the chapter's cell
        does not show them too.
    page, figure : str
        The names of the page and of its figure.
    """

    def __init__(self, pictures: Mapping[int, Picture], *, page: str, figure: str) -> None:
        self.pictures = {f"m{modality}": each for modality, each in pictures.items()}
        self.page = page
        self.figure = figure
        for each in pictures.values():
            plt.close(each.drawn)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The pictures as notebooks show figures, for `Chapter.publish`."""
        return {
            f"{self.figure}/{name}.svg": as_vectors(each.drawn).encode()
            for name, each in self.pictures.items()
        }

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self.pictures)})"

    def _repr_html_(self) -> str:
        """Return the page's part, hidden until the script puts it above the figure."""
        choices = "".join(
            self._choice(name, f"{self.page}/{self.figure}/{name}.svg", each.alt)
            for name, each in self.pictures.items()
        )
        return f"""
<link rel="stylesheet" href="figures/figures.css">
<fieldset class="choices" data-figure="{self.figure}" hidden>
<legend>{escape(i18n.term("modality").capitalize())}</legend>
{self._choice(i18n.term("all_modalities"))}{choices}
</fieldset>
<script defer src="figures/choices.js"></script>"""

    def _choice(self, name: str, file: str = "", alt: str = "") -> str:
        """Return one choice; that without a file is the figure itself, and is chosen."""
        data = f'value="{file}" data-alt="{escape(alt)}"' if file else 'value="" checked'
        return f'<label><input type="radio" name="{self.figure}" {data}>{escape(name)}</label>'


def misread_alt(modality: int, labels: np.ndarray, predicted: np.ndarray) -> str:
    """Say what a gallery of misread images of a modality shows."""
    listed = "; ".join(misreadings(labels, predicted))
    return i18n.term("misread_images").format(modality=f"m{modality}", listed=listed)
