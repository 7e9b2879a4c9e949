"""What a run measured, as tables that draw themselves."""

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:  # matplotlib takes a while, and most runs are never drawn
    from matplotlib.axes import Axes


class History(pd.DataFrame):
    """The course of a training, a row an epoch; what is taken out of it is an ordinary table."""

    def plot(self, **options: Any) -> "Axes":
        """Draw it as `polymnist_lib.plotting.history` does, with its options."""
        from polymnist_lib import plotting

        return plotting.history(self, **options)


class Confusion(pd.DataFrame):
    """How many images of each class, a row, were predicted as each class, a column."""

    def plot(self, **options: Any) -> "Axes":
        """Draw it as `polymnist_lib.plotting.confusion` does, with its options."""
        from polymnist_lib import plotting

        return plotting.confusion(self, **options)
