"""What a chapter's cells use."""

import numpy as np
import pandas as pd
import pytest

from polymnist_lib import i18n
from polymnist_lib.book import facts, outputs
from polymnist_lib.metrics import Predictions
from polymnist_lib.models import builders
from polymnist_lib.models.catalogue import COMPARED
from polymnist_lib.report.chapter import Chapter
from polymnist_lib.training import fit
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run


def test_a_chapter_sets_the_language_and_knows_its_profile():
    """Opening a chapter sets the language of everything that it writes."""
    chapter = Chapter("en", "embedded")
    assert (i18n.language(), chapter.profile.name) == ("en", "embedded")


@pytest.mark.parametrize(
    ("lang", "profile", "message"),
    [("fr", "embedded", "'fr'.*es, en"), ("es", "huge", "'huge'.*embedded, full")],
)
def test_wrong_parameters_name_the_valid_ones(lang, profile, message):
    """A parameter cell with a typing error gets the valid names."""
    with pytest.raises(ValueError, match=message):
        Chapter(lang, profile)


def test_a_mistyped_recipe_names_the_valid_ones():
    """A recipe that the profile has not is refused before anything is loaded or trained."""
    with pytest.raises(ValueError, match=f"'mlp11'.*{', '.join(COMPARED)}"):
        Chapter("es", "embedded").train("mlp11")


def test_a_recipe_is_changed_by_keyword(monkeypatch):
    """What is not named stays as the profile has it; a mistyped field gets the one meant."""
    chapter = Chapter("es", "embedded")
    monkeypatch.setattr(fit, "train", lambda recipe, split, store: recipe)
    monkeypatch.setattr(Chapter, "split", "parts")
    mine = chapter.profile.recipes["cnn1"]
    assert mine.augmentation == "all"
    assert chapter.train("cnn1", epochs=10) == mine.but(epochs=10)
    assert chapter.train(mine, seed=3) == mine.but(seed=3)
    with pytest.raises(TypeError, match="no field 'epoch'; did you mean 'epochs'"):
        chapter.train("cnn1", epoch=5)


def test_every_compared_model_is_trained(monkeypatch):
    """By the profile's recipes, in the catalogue's order."""
    monkeypatch.setattr("polymnist_lib.training.fit.train", lambda recipe, split, store: recipe)
    chapter = Chapter("es", "embedded")
    monkeypatch.setattr(chapter, "split", "parts")
    trained = chapter.train_compared()
    assert tuple(trained) == COMPARED
    assert trained == chapter.profile.recipes


def test_files_are_published_only_in_a_build(monkeypatch):
    """Who opens a chapter in Jupyter has no page to give them to."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda output, raw: shown.append(output))
    chapter = Chapter("es", "embedded")
    monkeypatch.delenv(facts.BUILDING, raising=False)
    chapter.publish({"one.js": "1"})
    assert shown == []
    monkeypatch.setenv(facts.BUILDING, "1")
    chapter.publish({"one.js": "1"})
    assert shown == [outputs.packed({"one.js": "1"})]


@pytest.fixture
def run():
    """A run of one hundred answers: six fours read as nines, and a seven as one."""
    labels = np.repeat(np.arange(10), 10)
    predicted = labels.copy()
    predicted[40:46] = 9  # six fours read as nines
    predicted[70] = 1
    probabilities = np.full((100, 10), 0.05 / 9, np.float32)
    probabilities[np.arange(100), predicted] = 0.95
    test = Predictions(probabilities, labels, np.arange(100) % 5, np.arange(100))
    history = {"epoch": [1, 2], "loss": [1.0, 0.5], "accuracy": [0.6, 0.7]}
    history |= {"val_loss": [1.0, 0.5], "val_accuracy": [0.65, 0.75], "seconds": [2.0, 4.0]}
    layers = pd.DataFrame({"layer": ["Dense"], "parameters": [7850], "trainable": [7850]})
    return Run(Recipe("linear"), "k", pd.DataFrame(history), layers, test, test, environment={})


def test_the_facts_of_a_run_are_data(monkeypatch, run):
    """What prose can say of it, as data: its accuracies, and its commonest error."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda output, raw: shown.append(output))
    monkeypatch.setenv(facts.BUILDING, "1")
    Chapter("en", "embedded").facts(linear=run, chosen="linear")
    given = shown[0][facts.FACTS]
    assert given["chosen"] == "linear"
    linear = given["linear"]
    assert linear["accuracy"]["estimate"] == pytest.approx(0.93)
    assert (linear["training"], linear["validation"]) == (0.7, 0.75)
    assert linear["confused"] == {"true": "4", "predicted": "9", "images": 6}
    assert (linear["parameters"], linear["epochs"]) == (7850, 2)


def test_facts_are_a_table_away_from_the_book(monkeypatch):
    """Who runs a chapter in Jupyter sees what its prose is given."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda output, raw: shown.append(output))
    monkeypatch.delenv(facts.BUILDING, raising=False)
    Chapter("es", "embedded").facts(leak=0.5)
    assert shown[0]["text/plain"] == "leak = 0.5"


def test_what_is_no_fact_is_refused():
    """By its name, in the cell that gives it."""
    with pytest.raises(TypeError, match="The fact 'table' is a DataFrame"):
        Chapter("es", "embedded").facts(table=pd.DataFrame())


def test_a_builder_is_shown_as_it_stands_in_the_library():
    """Its code, highlighted as any other, without the docstring."""
    shown = Chapter("en", "embedded").source(builders.mlp1)._repr_markdown_()
    assert shown.startswith("```python\ndef mlp1(layers: Any) -> list[Any]:\n    return [\n")
    assert 'layers.Dense(64, activation="relu"),' in shown
    assert '"""' not in shown
    assert shown.endswith("    ]\n```")
