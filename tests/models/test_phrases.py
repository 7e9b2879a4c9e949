"""How sentences name models."""

from polymnist_lib.models import phrases


def test_names_of_models_are_joined():
    """The two linear classifiers are named together, and the language joins the rest."""
    assert phrases.names_of(["cnn1", "mlp2"], "es") == "CNN 1 y MLP 2"
    linear = ["cnn2", "linear", "linear_augmented"]
    assert phrases.names_of(linear, "en") == "CNN 2 and both linear classifiers"
    assert phrases.names_of([], "es") == ""


def test_linear_classifiers_are_counted(monkeypatch):
    """Named together where all of them are meant, however many there are."""
    third = ("linear", "linear_augmented", "linear_rotated")
    monkeypatch.setattr(phrases, "compared", lambda family: third)
    assert phrases.names_of(third, "es") == "los tres clasificadores lineales"
    assert phrases.names_of(third, "en") == "all three linear classifiers"
    assert phrases.names_of(third[:2], "en") == (
        "the linear classifier and the linear classifier with augmentation"
    )
