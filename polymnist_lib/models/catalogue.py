"""The models: what each is called, how it is drawn, what builds it, and what it is compared as.

Profiles, plots, tables, sentences and tests read them here, and count them. To add one, write its
builder in `polymnist_lib.models.builders` and enter it in `CATALOGUE`; with an augmentation it
joins the comparison.
"""

from dataclasses import dataclass

from polymnist_lib import i18n

FAMILIES = CONVOLUTIONAL, PERCEPTRON, LINEAR = ("convolutional", "perceptron", "linear")


@dataclass(frozen=True)
class Model:
    """A model of the book.

    Attributes
    ----------
    key : str
        What it is called in code, files and addresses.
    name : (str, str)
        What it is called in figures and tables, in Spanish and in English: `i18n.term` of its key.
    family : str
        One of `FAMILIES`.
    builder : str
        What stacks its layers, one of `polymnist_lib.models.builders.BUILDERS`.
    augmentation : str, optional
        The policy that it is trained with to be compared with others; None if it is not.
    colour : str, optional
        Of its marks, such as ``"#0C2B86"``; that of figures without models if None.
    marker : str
        Of matplotlib, its family's, which tells families apart without colour.
    """

    key: str
    name: tuple[str, str]
    family: str
    builder: str
    augmentation: str | None = None
    colour: str | None = None
    marker: str = "D"


# The colours were found by a search for the largest smallest difference (CIEDE2000, at least 15) as
# seen with normal and with red- and green-blind eyes, at a contrast with the paper of at least 3.
# The CNNs are blue, the MLPs orange.
_MODELS = (
    Model(
        "cnn1",
        name=("CNN 1", "CNN 1"),
        family=CONVOLUTIONAL,
        builder="cnn1",
        augmentation="all",
        colour="#0C2B86",
        marker="o",
    ),
    Model(
        "cnn2",
        name=("CNN 2", "CNN 2"),
        family=CONVOLUTIONAL,
        builder="cnn2",
        augmentation="all",
        colour="#0D79F4",
        marker="o",
    ),
    Model(
        "mlp1",
        name=("MLP 1", "MLP 1"),
        family=PERCEPTRON,
        builder="mlp1",
        augmentation="all",
        colour="#9A4305",
        marker="s",
    ),
    Model(
        "mlp2",
        name=("MLP 2", "MLP 2"),
        family=PERCEPTRON,
        builder="mlp2",
        augmentation="all",
        colour="#DF7205",
        marker="s",
    ),
    Model(
        "linear",
        name=("lineal", "linear"),
        family=LINEAR,
        builder="linear",
        augmentation="none",
        colour="#06594C",
        marker="^",
    ),
    Model(
        "linear_augmented",
        name=("lineal con aumento", "augmented linear"),
        family=LINEAR,
        builder="linear",
        augmentation="all",
        colour="#A36A90",
        marker="^",
    ),
    *(
        Model(
            key,
            name=(key, key),
            family=CONVOLUTIONAL,
            builder=key,
        )
        for key in ("conv10k", "conv50k", "conv200k", "conv500k")
    ),
    Model(
        "reader500k",
        name=("red incluida", "shipped network"),
        family=CONVOLUTIONAL,
        builder="reader500k",
    ),
    Model(
        "conv50k_unnormalised",
        name=("conv50k sin normalización", "conv50k without normalisation"),
        family=CONVOLUTIONAL,
        builder="conv50k_unnormalised",
    ),
)

# Every model by its key, in the order of the book.
CATALOGUE = {model.key: model for model in _MODELS}

# The keys of those that are compared with one another.
COMPARED = tuple(key for key, model in CATALOGUE.items() if model.augmentation)

i18n.add_terms({key: model.name for key, model in CATALOGUE.items()})
