"""A few of many names."""

import pytest

from polymnist_lib import examples


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, ""),
        (1, "n0"),
        (3, "n0, n1, n2"),
        (4, "n0, n1, n2 and 1 more"),
        (2003, "n0, n1, n2 and 2,000 more"),
    ],
)
def test_three_are_named_and_the_others_counted(count, told):
    """However many there are."""
    assert examples.named([f"n{number}" for number in range(count)]) == told


def test_more_are_named_on_request():
    """As of a folder's contents."""
    assert examples.named("abcdef", most=5) == "a, b, c, d, e and 1 more"
