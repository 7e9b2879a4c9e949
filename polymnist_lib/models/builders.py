"""The models of the report, each in one short function.

A builder is given ``keras.layers``, or their faster equals that a training chooses, and returns the
stack between the preprocessed image ``(28, 28, 1)``, or ``(28, 28, 3)`` in colour, and the
probabilities of the ten digits; readers have one more, that it is no digit. To add a model, write a
builder, name it in `BUILDERS`, and enter the model in `polymnist_lib.models.catalogue`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.models.preprocess import PREPROCESSINGS


def cnn1(layers: Any) -> list[Any]:
    """Stack two convolutions with dropout and a wide dense layer: 204 906 parameters."""
    return [
        layers.Conv2D(8, 5, padding="same", activation="relu"),  # (28, 28, 8)
        layers.MaxPooling2D(2),  # (14, 14, 8)
        layers.Dropout(0.25),
        layers.Conv2D(16, 3, padding="same", activation="relu"),  # (14, 14, 16)
        layers.MaxPooling2D(2),  # (7, 7, 16)
        layers.Dropout(0.25),
        layers.Flatten(),  # (784,)
        layers.Dense(256, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(CLASSES, activation="softmax"),
    ]


def cnn2(layers: Any) -> list[Any]:
    """Stack two convolutions with batch normalisation: 207 114 parameters, 207 018 trainable."""
    return [
        layers.Conv2D(16, 3, padding="same", activation="relu"),  # (28, 28, 16)
        layers.BatchNormalization(),
        layers.MaxPooling2D(2),  # (14, 14, 16)
        layers.Dropout(0.25),
        layers.Conv2D(32, 3, padding="same", activation="relu"),  # (14, 14, 32)
        layers.BatchNormalization(),
        layers.MaxPooling2D(2),  # (7, 7, 32)
        layers.Dropout(0.25),
        layers.Flatten(),  # (1568,)
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(CLASSES, activation="softmax"),
    ]


def mlp1(layers: Any) -> list[Any]:
    """Stack one hidden layer of 64 units: 50 890 parameters."""
    return [
        layers.Flatten(),  # (784,)
        layers.Dense(64, activation="relu"),
        layers.Dense(CLASSES, activation="softmax"),
    ]


def mlp2(layers: Any) -> list[Any]:
    """Stack one hidden layer of 128 units: 101 770 parameters."""
    return [
        layers.Flatten(),  # (784,)
        layers.Dense(128, activation="relu"),
        layers.Dense(CLASSES, activation="softmax"),
    ]


def linear(layers: Any) -> list[Any]:
    """Weigh the pixels, nothing more: multinomial logistic regression, 7 850 parameters."""
    return [
        layers.Flatten(),  # (784,)
        layers.Dense(CLASSES, activation="softmax"),
    ]


def conv10k(layers: Any) -> list[Any]:
    """Stack eight narrow convolutions: 8 602 parameters."""
    return convolutional(layers, [(8, 2), (10, 3), (14, 3)], dropout=0)


def conv50k(layers: Any) -> list[Any]:
    """Stack eight convolutions: 48 882 parameters."""
    return convolutional(layers, [(16, 2), (24, 3), (36, 3)])


def conv200k(layers: Any) -> list[Any]:
    """Stack eleven convolutions: 199 090 parameters."""
    return convolutional(layers, [(24, 3), (40, 4), (64, 4)])


def conv500k(layers: Any) -> list[Any]:
    """Stack eight wide convolutions, the largest model here: 474 730 parameters."""
    return convolutional(layers, [(32, 2), (64, 3), (128, 3)])


def reader500k(layers: Any) -> list[Any]:
    """Stack those of `conv500k`, with an eleventh answer, no digit: 474 859 parameters."""
    return convolutional(layers, [(32, 2), (64, 3), (128, 3)], answers=CLASSES + 1)


def conv50k_unnormalised(layers: Any) -> list[Any]:
    """Stack those of `conv50k` without batch normalisation: 48 246 parameters."""
    return convolutional(layers, [(16, 2), (24, 3), (36, 3)], normalised=False)


def convolutional(
    layers: Any,
    stages: Sequence[tuple[int, int]],
    dropout: float = 0.2,
    normalised: bool = True,
    answers: int = CLASSES,
) -> list[Any]:
    """Stack stages of 3 x 3 convolutions, of a width and so many; pool between, average at the end.

    Chapters show it as it stands.
    """
    same = {"padding": "same", "use_bias": not normalised}
    stack: list[Any] = []
    for width, depth in stages:
        if stack:
            stack.append(layers.MaxPooling2D(2))
        for _ in range(depth):
            stack.append(layers.Conv2D(width, 3, **same))
            if normalised:
                stack.append(layers.BatchNormalization())
            stack.append(layers.Activation("relu"))
    return [
        *stack,
        layers.GlobalAveragePooling2D(),  # a number a map
        layers.Dropout(dropout),
        layers.Dense(answers, activation="softmax"),
    ]


BUILDERS: dict[str, Callable[[Any], list[Any]]] = {
    "cnn1": cnn1,
    "cnn2": cnn2,
    "mlp1": mlp1,
    "mlp2": mlp2,
    "linear": linear,
    "conv10k": conv10k,
    "conv50k": conv50k,
    "conv200k": conv200k,
    "conv500k": conv500k,
    "conv50k_unnormalised": conv50k_unnormalised,
    "reader500k": reader500k,
}
MODELS = tuple(BUILDERS)


def build(name: str, layers: Any = None, *, preprocessing: str = "reference") -> Any:
    """Build a model that takes preprocessed images, the one that is trained.

    Parameters
    ----------
    name : str
        One of `MODELS`.
    layers : namespace, optional
        What to build it of; ``keras.layers`` if not given.
    preprocessing : str
        One of `polymnist_lib.models.preprocess.PREPROCESSINGS`, which says how many channels there
        are.

    Returns
    -------
    keras.Sequential
        From float32 ``(n, 28, 28, channels)`` to probabilities ``(n, 10)``, or ``(n, 11)`` where
        it is a reader; its name is `name`.

    Raises
    ------
    ValueError
        If there is no such model.
    """
    import keras

    if name not in BUILDERS:
        raise ValueError(f"Unknown model {name!r}. Valid models: {', '.join(MODELS)}.")
    shape = SIDE, SIDE, PREPROCESSINGS[preprocessing].channels
    return keras.Sequential(
        [keras.Input(shape), *BUILDERS[name](layers or keras.layers)], name=name
    )


def with_preprocessing(core: Any, preprocessing: str = "reference") -> Any:
    """Put the preprocessing before a model, the one that is saved and predicts.

    Parameters
    ----------
    core : keras.Model
        A model of preprocessed images, as `build` makes it. Its weights are shared.
    preprocessing : str
        The preprocessing that it was built for.

    Returns
    -------
    keras.Model
        From raw uint8 ``(n, 28, 28, 3)`` to the probabilities of `core`.
    """
    import keras

    from polymnist_lib.models.layers import Preprocess

    images = keras.Input((SIDE, SIDE, 3), dtype="uint8", name="images")
    preprocessed = Preprocess(preprocessing, name="preprocess")(images)
    return keras.Model(images, core(preprocessed), name=core.name)
