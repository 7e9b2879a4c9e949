"""Names beside points: what they cover."""

from itertools import combinations

import pytest
from matplotlib import pyplot as plt

from polymnist_lib.plotting.names import beside_points


def _near(first, second):
    """Tell whether two boxes share more than an edge."""
    return (
        min(first.x1, second.x1) - max(first.x0, second.x0) > 1
        and min(first.y1, second.y1) - max(first.y0, second.y0) > 1
    )


@pytest.mark.parametrize("apart", [0.0, 0.01, 0.05])
def test_names_of_neighbours_do_not_meet(apart):
    """Nor does one leave the axes or lie on a point, in a corner as in the middle."""
    points = {
        "first": (0.5, 0.5),
        "second": (0.5 + apart, 0.5 + apart),
        "in the corner": (0.98, 0.97),
        "beside it": (0.98, 0.97 - apart),
    }
    ax = plt.figure().add_subplot(xlim=(0, 1), ylim=(0, 1))
    ax.plot(*zip(*points.values(), strict=True), linestyle="none", marker="o")
    beside_points(ax, points, colours=["black"] * 4)
    assert [text.get_text() for text in ax.texts] == list(points)
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(_near(*pair) for pair in combinations(boxes, 2))
    for box in boxes:
        assert ax.bbox.x0 <= box.x0
        assert box.x1 <= ax.bbox.x1
        for place in ax.transData.transform(list(points.values())):
            assert not box.contains(*place)


def test_a_name_keeps_off_a_line():
    """It goes below where a line rises above its point."""
    ax = plt.figure().add_subplot(xlim=(0, 1), ylim=(0, 1))
    ax.plot([0.5, 0.6, 1], [0.5, 0.55, 0.8])
    beside_points(ax, {"name": (0.5, 0.5)}, colours=["black"])
    box = ax.texts[0].get_window_extent()
    for place in ax.transData.transform([(0.53, 0.515), (0.56, 0.53), (0.6, 0.55)]):
        assert not box.contains(*place)
