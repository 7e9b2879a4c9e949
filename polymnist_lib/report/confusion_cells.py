"""The images behind each cell of a confusion matrix, for the page that shows the matrix.

What happens in the browser is in ``book/_extra/figures/cells.js``. Without it the page shows the
matrix alone.
"""

from collections.abc import Iterator
from functools import cached_property
from html import escape

import numpy as np
from matplotlib.axes import Axes

from polymnist_lib import i18n, metrics
from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.metrics import Predictions
from polymnist_lib.report import overlay
from polymnist_lib.sources import png

# How many images of a cell are shown at most.
MOST = 12


class ConfusionCells:
    """The cells of a confusion matrix that a figure shows, each with its images.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28, 3), uint8
        What was predicted, in the order of the predictions.
    predictions : Predictions
        Of one model.
    ax : Axes
        Where `plotting.confusion` drew their matrix, in a figure of its own.
    page, figure : str
        The names of the page and of its figure.

    Raises
    ------
    ValueError
        If there are not as many images as predictions.
    """

    def __init__(
        self, images: np.ndarray, predictions: Predictions, *, ax: Axes, page: str, figure: str
    ) -> None:
        if len(images) != len(predictions):
            raise ValueError(
                "The images must be those that were predicted; "
                f"got {len(images)} images and {len(predictions)} predictions."
            )
        self.images = images
        self.predictions = predictions
        self.ax = ax
        self.page = page
        self.figure = figure

    @cached_property
    def counts(self) -> np.ndarray:
        """How many images each cell has, as `metrics.confusion` counts them."""
        return metrics.confusion(self.predictions)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """A picture for each true digit, for `Chapter.publish`.

        Its rows are the answers; each holds the first `MOST` images that were given it, the most
        confident first.
        """
        return {f"{self.figure}/{true}.png": png.encode(self._row(true)) for true in range(CLASSES)}

    def __repr__(self) -> str:
        right = int(np.trace(self.counts))
        return f"{type(self).__name__}({self.counts.sum()} images, {right} of them right)"

    def _repr_html_(self) -> str:
        """Return the page's part, hidden until the script lays it over the figure."""
        left, top, width, height = (f"{100 * share:.3f}%" for share in overlay.place(self.ax))
        rows = "".join(
            f'<div role="row">{"".join(self._cells(true))}</div>' for true in range(CLASSES)
        )
        more = i18n.term("cell_first").format(count=MOST)
        return f"""
<link rel="stylesheet" href="figures/figures.css">
<div class="cells" data-figure="{self.figure}" data-files="{self.page}/{self.figure}"
 data-most="{MOST}" hidden>
<div class="cells-grid" role="grid" aria-label="{escape(i18n.term("cells"))}"
 style="left:{left};top:{top};width:{width};height:{height}">{rows}</div>
<div class="cells-panel" data-more="{escape(more)}">
<p>{escape(i18n.term("cells_hint"))}</p>
<div class="cells-images" role="img" hidden></div>
</div>
</div>
<script defer src="figures/cells.js"></script>"""

    def _cells(self, true: int) -> Iterator[str]:
        """Yield the cells of a row, of which Tab reaches one: the most frequent error."""
        errors = self.counts * (1 - np.eye(CLASSES, dtype=int))
        first = np.unravel_index(errors.argmax(), errors.shape)
        for predicted, count in enumerate(self.counts[true]):
            label = i18n.term("cell").format(
                true=true, predicted=predicted, images=_images(int(count))
            )
            stop = 0 if (true, predicted) == first else -1
            yield (
                f'<div role="gridcell" tabindex="{stop}" data-images="{count}"'
                f' aria-label="{escape(label)}"></div>'
            )

    def _row(self, true: int) -> np.ndarray:
        """Return the images of a true digit, side by side, a row an answer."""
        picture = np.zeros((CLASSES * SIDE, MOST * SIDE, 3), np.uint8)
        order = np.argsort(-self.predictions.confidence, kind="stable")
        order = order[self.predictions.labels[order] == true]
        for predicted in range(CLASSES):
            chosen = order[self.predictions.predicted[order] == predicted][:MOST]
            for column, place in enumerate(chosen):
                area = np.s_[predicted * SIDE :, column * SIDE :]
                picture[area][:SIDE, :SIDE] = self.images[place]
        return picture


def _images(count: int) -> str:
    """Write how many images there are."""
    if count < 2:
        return i18n.term(("no_images", "one_image")[count])
    return i18n.term("so_many_images").format(count=i18n.integer(count))
