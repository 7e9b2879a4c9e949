"""The key of a run: the same for the same recipe, data, code and packages, and for no others."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from typing import Any

from polymnist_lib import provenance, syntax
from polymnist_lib.digits import Split
from polymnist_lib.models.builders import BUILDERS
from polymnist_lib.models.preprocess import PREPROCESSINGS
from polymnist_lib.training.augment import POLICIES, Policy
from polymnist_lib.training.recipes import Recipe

# An edit to one of these makes a run another run; an edit to a plot or a page does not. They are
# written out, for a chapter depends on the modules that its code names.
DEFINING_MODULES = (
    "polymnist_lib.models.builders",
    "polymnist_lib.models.layers",
    "polymnist_lib.models.predict",
    "polymnist_lib.models.preprocess",
    "polymnist_lib.training.augment",
    "polymnist_lib.training.batches",
    "polymnist_lib.training.engine",
    "polymnist_lib.training.engines",
    "polymnist_lib.training.fit",
)

# Likewise, of what composes images anew in training, and of what writes ink on paper.
COMPOSING = "polymnist_lib.sources.compose"
WRITING = (
    "polymnist_lib.reading.lessons",
    "polymnist_lib.reading.photos.frame",
    "polymnist_lib.reading.shapes",
    "polymnist_lib.reading.variation",
)

# Likewise, of what writes rows and takes them apart.
TAKING_APART = (
    "polymnist_lib.reading.photos.cuts",
    "polymnist_lib.reading.photos.graph",
    "polymnist_lib.reading.photos.pages.forms",
    "polymnist_lib.reading.photos.pages.hands",
    "polymnist_lib.reading.photos.pages.layout",
    "polymnist_lib.reading.photos.parts",
    "polymnist_lib.reading.photos.rows",
    "polymnist_lib.reading.taken_apart",
)

# Likewise, of these, the one that a backend has.
ENGINES = {
    "jax": "polymnist_lib.training.engine_jax",
    "tensorflow": "polymnist_lib.training.engine_tensorflow",
}

# What these modules list by name; what a recipe names of it is part of the run's key.
_CATALOGUES = (
    "models.builders.BUILDERS",
    "models.builders.MODELS",
    "models.preprocess.PREPROCESSINGS",
    "training.augment.MOVES",
    "training.augment.POLICIES",
)

# What decides nothing by itself: it only looks a run up, or what it returns is in the data already,
# whose fingerprint is part of the key.
_DECIDING_NOTHING = ("training.fit.train", "sources.compose.photographs")

# What prepares and alters images besides the backend.
ARITHMETIC = ("numpy", "opencv-python-headless")


def key_of(recipe: Recipe, split: Split) -> str:
    """Return the name of a run: equal for equal recipes, data, code and package versions."""
    backend = provenance.backend()
    modules = [*DEFINING_MODULES, *([ENGINES[backend]] if backend in ENGINES else [])]
    policy = POLICIES[recipe.augmentation]
    modules += [COMPOSING] if policy.recompose else []
    modules += WRITING if policy.ink else []
    modules += TAKING_APART if policy.rows else []
    definition = {
        "recipe": resolved(recipe),
        "data": split.fingerprint,
        "code": syntax.hashed(modules, without=_others(recipe.model)),
        "packages": [backend, *map(_version, ("keras", backend, *ARITHMETIC))],
    }
    text = json.dumps(definition, sort_keys=True)
    return f"{recipe.model}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def resolved(recipe: Recipe) -> dict[str, Any]:
    """Put into a recipe's fields what the names among them stand for."""
    return {
        **asdict(recipe),
        "augmentation": asdict(POLICIES[recipe.augmentation]),
        "preprocessing": asdict(PREPROCESSINGS[recipe.preprocessing]),
        "after": resolved(recipe.after) if recipe.after else None,
    }


def completed(told: Mapping[str, Any]) -> dict[str, Any]:
    """Add to what `resolved` once returned what policies got since then, as it changes nothing."""
    return {
        **told,
        "augmentation": {**asdict(Policy()), **told["augmentation"]},
        "after": completed(told["after"]) if told["after"] else None,
    }


def _others(model: str) -> set[str]:
    """Name what only other recipes use, so that to add or edit it changes no run of this model."""
    builders = {builder.__name__: builder for builder in BUILDERS.values()}
    used = [BUILDERS[model].__name__]
    for name in used:  # it grows: a builder can build upon another
        called = builders[name].__code__.co_names
        used += [other for other in builders if other in called and other not in used]
    others = [f"models.builders.{name}" for name in builders if name not in used]
    return {f"polymnist_lib.{name}" for name in (*others, *_CATALOGUES, *_DECIDING_NOTHING)}


def _version(distribution: str) -> str | None:
    """Return the version of a package, None where it goes by another name."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
