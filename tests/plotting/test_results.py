"""Plots of labels, training and confusion, read back from what was drawn."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex, to_rgb

from polymnist_lib import i18n, metrics, plotting
from polymnist_lib.plotting import style


@pytest.fixture
def history():
    """Three epochs."""
    return pd.DataFrame(
        {
            "epoch": [1, 2, 3],
            "loss": [2.0, 1.0, 0.5],
            "accuracy": [0.4, 0.6, 0.8],
            "val_loss": [1.5, 0.8, 0.6],
            "val_accuracy": [0.5, 0.7, 0.81],
        }
    )


def test_label_counts(texts):
    """A bar a class, as high as its images, with its share above all bars."""
    i18n.set_language("es")
    labels = np.repeat(np.arange(10), [5, 0, 5, 10, 5, 5, 5, 5, 5, 5])
    ax = plotting.label_counts(labels)
    assert [bar.get_height() for bar in ax.patches] == [5, 0, 5, 10, 5, 5, 5, 5, 5, 5]
    assert texts(ax)[0:4] == ["10,0\xa0%", "0,0\xa0%", "10,0\xa0%", "20,0\xa0%"]
    assert len({text.get_position()[1] for text in ax.texts}) == 1
    assert ax.texts[0].get_position()[1] > 10
    assert ax.get_ylabel() == "Imágenes"
    with pytest.raises(ValueError, match="at least one image"):
        plotting.label_counts(labels[:0])


@pytest.mark.parametrize(
    ("quantity", "lang", "label", "ticks"),
    [
        ("accuracy", "es", "Exactitud", "\xa0%"),
        ("accuracy", "en", "Accuracy", "%"),
        ("loss", "es", "Pérdida", ","),
        ("loss", "en", "Loss", "."),
    ],
)
def test_history_draws_both_parts(history, texts, tick_labels, quantity, lang, label, ticks):
    """Training and validation are drawn, named and measured in the language."""
    i18n.set_language(lang)
    ax = plotting.history(history, quantity=quantity)
    training, validation = ax.lines
    assert training.get_ydata().tolist() == history[quantity].tolist()
    assert validation.get_ydata().tolist() == history[f"val_{quantity}"].tolist()
    assert validation.get_color() == style.ACCENT
    assert set(texts(ax)) == {i18n.term("training"), i18n.term("validation")}
    assert ax.get_ylabel() == label
    assert all(ticks in text for text in tick_labels(ax.yaxis))
    assert tick_labels(ax.xaxis) == ["1", "2", "3"]


@pytest.mark.parametrize("last", [0.8, 0.81, 0.2, 0.5])
def test_names_at_the_ends_do_not_overlap(history, last):
    """However near the curves end, their names are 15 points apart, in the curves' order."""
    history.loc[2, "val_accuracy"] = last
    ax = plotting.history(history)
    ax.get_figure().canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    training, validation = boxes[i18n.term("training")], boxes[i18n.term("validation")]
    higher, lower = (training, validation) if last <= 0.8 else (validation, training)
    assert higher.y0 >= lower.y1 or last == 0.8
    assert not training.overlaps(validation)


def test_narrow_axes_have_a_legend(history, texts):
    """Where names at the ends would leave no room for curves, there is a legend instead."""
    _, (ax, _) = plt.subplots(1, 2, figsize=(style.WIDTH, 3))
    assert plotting.history(history, ax=ax) is ax
    assert texts(ax) == []
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == [i18n.term("training"), i18n.term("validation")]


def test_learning_curves_are_loss_and_accuracy(history):
    """Side by side, each of the same height."""
    loss, accuracy = plotting.learning_curves(history).axes
    assert loss.lines[0].get_ydata().tolist() == history["loss"].tolist()
    assert accuracy.lines[1].get_ydata().tolist() == history["val_accuracy"].tolist()
    left, right = loss.get_position(), accuracy.get_position()
    assert left.x1 < right.x0
    assert (left.y0, left.y1) == pytest.approx((right.y0, right.y1))


def test_one_epoch_is_drawn(history, tick_labels):
    """A single epoch has its points and one tick."""
    ax = plotting.history(history.head(1))
    assert tick_labels(ax.xaxis) == ["1"]
    assert ax.lines[1].get_ydata().tolist() == [0.5]


def test_history_of_something_else(history):
    """An unknown quantity is refused with the valid ones."""
    with pytest.raises(ValueError, match="'error'. Valid names: accuracy, loss"):
        plotting.history(history, quantity="error")


def test_confusion_shows_counts_and_shares(predictions, texts):
    """Each cell has its count, empty for none, and each row the share that is right."""
    i18n.set_language("es")
    counts = metrics.confusion(predictions)
    ax = plotting.confusion(counts)
    cells = {text.get_position(): text.get_text() for text in ax.texts}
    for true in range(10):
        for predicted in range(10):
            expected = str(counts[true, predicted]) if counts[true, predicted] else ""
            assert cells[predicted + 0.5, true + 0.5] == expected
    shares = np.diag(counts) / counts.sum(axis=1)
    assert {i18n.percent(share) for share in shares} <= set(texts(ax))
    assert ax.get_xlabel() == "Etiqueta predicha"
    assert ax.get_ylabel() == "Etiqueta verdadera"
    assert ax.yaxis_inverted()


def test_errors_are_not_drowned_by_the_diagonal():
    """Colours span the errors alone: the commonest one is darkest though it is 2 % of its row."""
    counts = np.eye(10, dtype=int) * 1000
    counts[4, 9], counts[3, 5] = 20, 10
    ax = plotting.confusion(counts)
    mesh = ax.collections[0]
    assert mesh.get_clim() == pytest.approx((0, 20 / 1020))
    assert np.ma.getmaskarray(mesh.get_array()).reshape(10, 10).diagonal().all()
    assert len(ax.patches) == 10
    cells = {text.get_position(): text for text in ax.texts}
    for place, text in cells.items():
        if text.get_text() in ("20", "10"):
            true, predicted = int(place[1]), int(place[0])
            colour = mesh.to_rgba(mesh.get_array()).reshape(10, 10, 4)[true, predicted]
            assert style.contrast_of(text.get_color(), colour[:3]) >= 4.5


def test_confusion_without_errors_or_images(texts):
    """A perfect model and an absent class are drawn as they are."""
    counts = np.eye(10, dtype=int) * 3
    counts[6, 6] = 0
    ax = plotting.confusion(counts)
    assert "\N{EM DASH}" in texts(ax)
    assert to_hex(to_rgb(ax.patches[0].get_facecolor()[:3])) == style.SHADE.lower()
