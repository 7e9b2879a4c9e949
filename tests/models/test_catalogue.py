"""The catalogue of models: each complete, and read by what counts and names models."""

import pytest

from polymnist_lib import i18n
from polymnist_lib.models.builders import BUILDERS
from polymnist_lib.models.catalogue import CATALOGUE, COMPARED, FAMILIES
from polymnist_lib.training.augment import POLICIES


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_model_is_complete(key):
    """It has words in both languages, a family, a builder, and a policy if it is compared."""
    model = CATALOGUE[key]
    assert model.key == key
    assert model.family in FAMILIES
    assert model.builder in BUILDERS
    assert model.augmentation is None or model.augmentation in POLICIES
    assert len(model.name) == len(i18n.LANGUAGES)
    assert all(word and word == word.strip() for word in model.name)


@pytest.mark.parametrize("key", CATALOGUE)
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_name_of_a_model_is_a_term(key, lang):
    """Figures and tables find it as they find other words."""
    assert i18n.term(key, lang=lang) == CATALOGUE[key].name[i18n.LANGUAGES.index(lang)]


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_is_that_of_a_model(builder):
    """What a recipe names by its builder, such as a published run, has a name and a look."""
    assert CATALOGUE[builder].builder == builder


def test_those_that_are_compared_are_trained_differently():
    """No two have the same builder and policy."""
    trained = {(CATALOGUE[key].builder, CATALOGUE[key].augmentation) for key in COMPARED}
    assert len(trained) == len(COMPARED)
