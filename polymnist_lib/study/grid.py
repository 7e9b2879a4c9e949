"""What the full-size study trains: experiments, each a recipe and the part of the data it is for.

To add a training to the study, add it to the group it belongs to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations, product

import numpy as np

from polymnist_lib import digits
from polymnist_lib.digits import MODALITIES, DataSet, Digits, Split
from polymnist_lib.models.catalogue import CATALOGUE
from polymnist_lib.models.preprocess import PREPROCESSINGS
from polymnist_lib.reading import variation
from polymnist_lib.study import reference
from polymnist_lib.training.augment import MOVES
from polymnist_lib.training.recipes import Recipe

# Handwritten digits of the subset that serves where the full size costs too much: 60 000 images.
SUBSET = 12_000

SEEDS = (0, 1, 2)
FIVE_SEEDS = tuple(range(5))
TEN_SEEDS = tuple(range(10))  # of the original report's models, which train in minutes

# The group of the largest networks, and that of the model that the library ships.
STRONGEST = "strong"
SHIPPED = "reader"

# What an experiment's name tells of its recipe where it is not as usual.
_TOLD = ("epochs", "batch_size", "learning_rate", "schedule", "label_smoothing", "averaging")


@dataclass(frozen=True)
class Experiment:
    """One training of the study.

    Attributes
    ----------
    group : str
        The question it belongs to, one of `GROUPS`.
    recipe : Recipe
        How to train.
    division : str
        On what, one of `DIVISIONS`.
    """

    group: str
    recipe: Recipe
    division: str = "whole"

    def __str__(self) -> str:
        recipe = self.recipe
        usual = Recipe(recipe.model)
        words = [recipe.model, recipe.preprocessing, recipe.augmentation, f"seed {recipe.seed}"]
        words += [
            f"{name} {getattr(recipe, name)}"
            for name in _TOLD
            if getattr(recipe, name) != getattr(usual, name)
        ]
        words += ["continued"] if recipe.after else []
        return f"{self.group}: {', '.join(words)}, {self.division}"


def subset(split: Split, *, sources: int = SUBSET, seed: int = 0) -> Split:
    """Keep some handwritten digits, chosen at random; the test part stays as it is.

    Parameters
    ----------
    split : Split
        What to take from.
    sources : int
        How many handwritten digits stay of the training part; a fifth as many stay of the
        validation part. Where sources are unknown, as many images as they would have.
    seed : int
        Of the choice.

    Returns
    -------
    Split
        Parts that have no more than that stay whole.
    """
    return Split(
        _some(split.train, sources, seed),
        _some(split.validation, sources // 5, seed),
        split.test,
        split.data,
    )


def _some(images: Digits, sources: int, seed: int) -> Digits:
    """Keep so many handwritten digits."""
    unit = images.source
    if unit is None:
        unit = np.arange(len(images))
        sources *= MODALITIES
    units = np.random.default_rng(seed).permutation(np.unique(unit))
    return images if len(units) <= sources else images.take(np.isin(unit, units[:sources]))


def without(split: Split, *modalities: int) -> Split:
    """Leave modalities out of the training part, so that the other parts show them as new ground.

    The validation part keeps them, since which remedy to take is decided on modalities that only
    the training lacked.
    """
    train = split.train.take(~np.isin(split.train.modality, modalities))
    return Split(train, split.validation, split.test, split.data)


def _subset(data: DataSet) -> Split:
    return subset(digits.split(data))


def _subset_without(*modalities: int) -> Callable[[DataSet], Split]:
    return lambda data: without(_subset(data), *modalities)


def _fitted_on_validation(data: DataSet) -> Split:
    return digits.fitted_on_all(digits.split(data))


def _varied_subset(data: DataSet) -> Split:
    split = _subset(data)
    written = variation.rewrite(split.train)
    return Split(written, split.validation, split.test, data.name)


def _redivided(divide: Callable[[Digits, Split], Split], data: DataSet) -> Split:
    """Divide the subset's training part once more, into three parts of its own."""
    images = _subset(data).train
    unit = np.arange(len(images)) if images.source is None else images.source
    third = np.unique(unit, return_inverse=True)[1] % 3
    train, validation, test = (images.take(third == each) for each in range(3))
    return divide(images, Split(train, validation, test, data.name))


def name_without(*modalities: int) -> str:
    """Return the name of the division whose training part lacks modalities."""
    return "subset without " + " ".join(f"m{each}" for each in sorted(modalities))


PAIRS = tuple(combinations(range(MODALITIES), 2))

# Those whose test part is not that of the data: their accuracies stand in no common table.
REDIVIDED = ("subset by image", "subset by source")

# Its training part is handwritten anew.
VARIED = "varied subset"

# Ways to divide the data, by name.
DIVISIONS: Mapping[str, Callable[[DataSet], Split]] = {
    "whole": digits.split,
    "subset": _subset,
    **{
        name_without(*each): _subset_without(*each)
        for each in [*combinations(range(MODALITIES), 1), *PAIRS]
    },
    "fitted on validation": _fitted_on_validation,
    VARIED: _varied_subset,
    REDIVIDED[0]: partial(_redivided, digits.divided_by_image),
    REDIVIDED[1]: partial(_redivided, digits.divided_by_source),
}

# The models of the original report as it meant them, without and with augmentation.
ORIGINAL = tuple(
    Recipe(builder, augmentation=augmentation, epochs=5, batch_size=32)
    for builder in dict.fromkeys(CATALOGUE[key].builder for key in reference.ORIGINAL)
    for augmentation in ("none", "all")
)

# The largest that the study allows itself; what was tried was compared on validation images.
STRONG = Recipe(
    "conv500k",
    augmentation="all",
    epochs=16,
    batch_size=256,
    learning_rate=6e-3,
    schedule="cosine",
    label_smoothing=0.1,
    preprocessing="colour",
)

# The best that fewer parameters do.
COMPACT = (
    STRONG.but(model="conv200k"),
    STRONG.but(model="conv50k"),
    STRONG.but(model="conv10k", learning_rate=1e-2, label_smoothing=0.0),
)

# The small network that the library ships, composed anew, in variants by what each sees of an
# image: a group each, to be trained and published one by one.
SMALL = {
    f"small_{name}": COMPACT[1].but(augmentation="recomposed", epochs=6, preprocessing=name)
    for name in PREPROCESSINGS
}

# The network that reads pictures, which the library ships: the largest, taught ink on paper, and
# what is no digit; at the end also what it meets where rows of digits are taken apart. The step
# size rises again after some epochs, to half as much: warm restarts (Loshchilov and Hutter, ICLR
# 2017).
READER_BEGUN = STRONG.but(model="reader500k", augmentation="reading", epochs=6)
READER_RESTARTED = READER_BEGUN.but(epochs=3, learning_rate=3e-3, after=READER_BEGUN)
READER_OF_ROWS = READER_RESTARTED.but(epochs=2, augmentation="reading_rows", after=READER_RESTARTED)
READER_AGAIN = READER_OF_ROWS.but(epochs=3, after=READER_OF_ROWS)
READER = READER_AGAIN.but(epochs=5, after=READER_AGAIN)

# On the subset, and of a size that two cores train in minutes. It is compared with itself, one
# decision changed at a time.
BASE = COMPACT[1].but(epochs=12)
CHANGED = (
    BASE,
    BASE.but(preprocessing="grey"),
    BASE.but(preprocessing="blurred_colour"),
    BASE.but(preprocessing="reference"),
    BASE.but(model="conv50k_unnormalised", learning_rate=1e-3),
    BASE.but(augmentation="none"),
    BASE.but(schedule="constant"),
    BASE.but(label_smoothing=0.0),
    BASE.but(averaging=0.99),
    BASE.but(model="conv10k"),
)

# Remedies for unseen backgrounds, of which one is chosen, after none.
REMEDIES = tuple(
    STRONG.but(epochs=12, augmentation=policy) for policy in ("all", "all_recoloured", "all_relit")
)

# As the report trained it, and went on with it, which it took for an effect of augmentation.
LINEAR = Recipe("linear")
FEW_STEPS = LINEAR.but(batch_size=9375)  # 160 steps in five epochs of 300 000 images
CONTINUED, CONTINUED_AUGMENTED = (
    LINEAR.but(augmentation=each, after=FEW_STEPS) for each in ("none", "all")
)
TRAINED_PROPERLY = LINEAR.but(epochs=30, batch_size=256, schedule="cosine")

# Whether augmentation repays with time, that of the image and that of what it is composed of.
PATIENT = tuple(
    Recipe(model, augmentation=policy, epochs=epochs)
    for model, epochs, policy in product(("cnn1", "cnn2", "mlp2"), (5, 30), ("none", "all"))
)
PATIENT_ANEW = tuple(
    Recipe(model, augmentation="recomposed", epochs=epochs)
    for model, epochs in product(("cnn1", "cnn2"), (5, 30))
)

# What grey and blur take from one of the report's own networks.
SEEN = tuple(
    Recipe("cnn2", preprocessing=each) for each in ("colour", "blurred_colour", "grey", "reference")
)

# Trained where handwriting leaks, and where it does not.
LEAKED = (Recipe("cnn1"), BASE)


def seeded(recipe: Recipe, seeds: Sequence[int] = SEEDS) -> list[Recipe]:
    """Give a recipe, and what it goes on from, each seed."""
    return [
        recipe.but(seed=seed, after=recipe.after and recipe.after.but(seed=seed)) for seed in seeds
    ]


def _seeded(
    group: str, recipes: Iterable[Recipe], division: str = "whole", seeds: Sequence[int] = SEEDS
) -> tuple[Experiment, ...]:
    """List the experiments of recipes and seeds, each seed's together."""
    by_seed = zip(*(seeded(recipe, seeds) for recipe in recipes), strict=True)
    return tuple(Experiment(group, recipe, division) for recipe in chain.from_iterable(by_seed))


GROUPS: Mapping[str, tuple[Experiment, ...]] = {
    "reference": _seeded("reference", [*ORIGINAL, TRAINED_PROPERLY], seeds=TEN_SEEDS),
    STRONGEST: _seeded(STRONGEST, [STRONG]),
    "compact": _seeded("compact", COMPACT, seeds=SEEDS[:1]),
    "ablation": _seeded("ablation", CHANGED, "subset"),
    "augmentation": _seeded(
        "augmentation",
        [
            recipe.but(augmentation=policy)
            for recipe, policy in product([*ORIGINAL[::2], BASE], MOVES)
        ],
        "subset",
    ),
    # A group a model, since each takes an hour or two; those composed anew are compared with the
    # others without augmentation.
    **{
        f"{name}_{model}": _seeded(
            f"{name}_{model}",
            [each for each in recipes if each.model == model],
            "subset",
            FIVE_SEEDS,
        )
        for name, recipes in (("time", PATIENT), ("time_anew", PATIENT_ANEW))
        for model in dict.fromkeys(each.model for each in recipes)
    },
    # Beside the ablation's first recipe and that without augmentation, and beside the compact ones.
    "recomposed": _seeded("recomposed", [BASE.but(augmentation="recomposed")], "subset"),
    "recomposed_whole": _seeded(
        "recomposed_whole", [COMPACT[1].but(augmentation="recomposed")], seeds=SEEDS[:1]
    ),
    **{group: _seeded(group, [recipe], seeds=SEEDS[:1]) for group, recipe in SMALL.items()},
    SHIPPED: _seeded(SHIPPED, [READER], seeds=SEEDS[:1]),
    "preprocessing": _seeded("preprocessing", SEEN, "subset", FIVE_SEEDS),
    # Like the ablation's first recipe, on handwriting of more hands: does it read others better?
    "handwriting": _seeded("handwriting", [BASE], VARIED),
    "backgrounds": tuple(
        Experiment("backgrounds", recipe, division)
        for division, recipe in product(["subset", *map(name_without, range(MODALITIES))], REMEDIES)
    ),
    "remedies": tuple(
        Experiment("remedies", recipe, name_without(*pair))
        for pair, recipe in product(PAIRS, REMEDIES)
    ),
    "audit": (
        *_seeded("audit", ORIGINAL, "fitted on validation", seeds=SEEDS[:1]),
        *_seeded(
            "audit",
            [FEW_STEPS, CONTINUED, CONTINUED_AUGMENTED],
            "fitted on validation",
            TEN_SEEDS,
        ),
        *_seeded("audit", [FEW_STEPS, CONTINUED_AUGMENTED], seeds=SEEDS[:1]),
        *_seeded("audit", [TRAINED_PROPERLY], seeds=TEN_SEEDS),
        *(each for division in REDIVIDED for each in _seeded("audit", LEAKED, division)),
    ),
}


def experiments(groups: tuple[str, ...] = ()) -> list[Experiment]:
    """List the experiments of some groups, of all by default.

    Raises
    ------
    ValueError
        If there is no such group.
    """
    unknown = sorted(set(groups) - GROUPS.keys())
    if unknown:
        raise ValueError(f"Unknown groups {', '.join(unknown)}. Valid groups: {', '.join(GROUPS)}.")
    return [each for name in groups or GROUPS for each in GROUPS[name]]
