"""Views and backgrounds, read back from what was drawn."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import plotting


@pytest.fixture
def curve():
    """Accuracy with one to three views."""
    return pd.DataFrame(
        {"accuracy": [0.5, 0.7, 0.8], "least": [0.4, 0.6, 0.8], "greatest": [0.6, 0.8, 0.8]},
        index=pd.Index([1, 2, 3], name="views"),
    )


def test_each_curve_has_its_line_and_its_name(curve, tick_labels):
    """Lines over whole numbers of views, named in the reader's language."""
    ax = plotting.views({"cnn1": curve, "same_label": curve + 0.1})
    assert [line.get_ydata().tolist() for line in ax.lines] == [
        [0.5, 0.7, 0.8],
        pytest.approx([0.6, 0.8, 0.9]),
    ]
    assert tick_labels(ax.xaxis) == ["1", "2", "3"]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["CNN 1", "de la misma etiqueta"]
    low = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (low.min(), low.max()) == (0.4, 0.8)


def test_backgrounds_have_three_marks_in_a_row(tick_labels):
    """Seen, new, and new with a remedy; what is missing is not drawn."""
    frame = pd.DataFrame(
        {"seen": [0.9, 0.8], "unseen": [0.5, 0.7], "remedied": [0.8, np.nan]},
        index=pd.Index([1, 4], name="modality"),
    )
    ax = plotting.unseen(frame)
    marks = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "None"]
    assert marks == [0.9, 0.5, 0.8, 0.8, 0.7]
    assert tick_labels(ax.yaxis) == ["m1", "m4"]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["fondo visto al entrenar", "fondo nuevo", "nuevo, con remedio"]
