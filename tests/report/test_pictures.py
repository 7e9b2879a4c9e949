"""The pictures that tell what the data are."""

import numpy as np
import pandas as pd

from polymnist_lib import i18n, sources
from polymnist_lib.report import pictures


def test_the_cat_loses_its_digit_step_by_step():
    """One image of the cat, in colour and twice in grey, each under its accuracy."""
    shares = {"colour": 0.993, "grey": 0.944, "reference": 0.917}
    axes = pictures.cat(shares).axes
    assert [ax.get_title() for ax in axes] == [i18n.percent(each) for each in shares.values()]
    colour, grey, blurred = (np.asarray(ax.images[0].get_array()) for ax in axes)
    test = sources.load("embedded").test
    over_cat = test.images[test.modality == pictures.CAT]
    assert (over_cat == colour).all((1, 2, 3)).sum() == 1
    assert grey.shape == blurred.shape == (28, 28)
    assert np.abs(1 - 2 * blurred).mean() < np.abs(1 - 2 * grey).mean() < 0.3


def test_each_photograph_has_a_row_with_its_accuracies():
    """Fifteen images, from colour to grey and blurred; above each what is read of such images."""
    shares = pd.DataFrame(np.arange(15).reshape(3, 5) / 20, index=list(pictures.STEPS))
    axes = pictures.prepared(shares).axes
    titles = [ax.get_title().splitlines()[-1] for ax in axes]
    assert titles == [i18n.percent(each) for each in shares.to_numpy().T.ravel()]
    assert axes[0].get_title().startswith(i18n.term("seen_colour").capitalize())
    shapes = [np.asarray(ax.images[0].get_array()).shape for ax in axes]
    assert shapes == [(28, 28, 3), (28, 28), (28, 28)] * 5


def test_the_recipe_is_shown_where_there_is_something_to_see():
    """Five photographs; no crop is of one colour, as one in the dark would be."""
    drawn = pictures.recipe().axes
    crops = [np.asarray(ax.images[0].get_array()) for ax in drawn[1::5]]
    assert len(crops) == 5
    assert all(crop.shape == (28, 28, 3) for crop in crops)
    assert min(crop.std() for crop in crops) > 10


def test_an_image_composed_anew_has_other_ground_and_a_moved_one_its_own():
    """Two rows begin with the same image of the cat; the frame of a moved one resembles its own."""
    drawn = [np.asarray(ax.images[0].get_array(), float) for ax in pictures.anew(draws=3).axes]
    (one, *moved), (same, *composed) = drawn[:4], drawn[4:]
    assert np.array_equal(one, same)
    test = sources.load("embedded").test
    over_cat = test.images[test.modality == pictures.CAT]
    assert (over_cat == one).all((1, 2, 3)).sum() == 1
    far = [[np.abs(each - one).mean() for each in row] for row in (moved, composed)]
    assert min(far[0]) > 0
    assert max(far[0]) < min(far[1])
