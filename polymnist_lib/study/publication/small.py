"""Shipping the small network in its variants, by what each sees of an image.

The pages that readers draw on run them, the front page included.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from polymnist_lib import i18n, paths
from polymnist_lib.digits import Digits
from polymnist_lib.models import networks
from polymnist_lib.reading import trials
from polymnist_lib.reading.shipped import FACTS, SMALL
from polymnist_lib.study.publication import shipping
from polymnist_lib.training.runs import Run

# Bytes that a variant may have: all of them together come with every installation.
LARGEST = 225_000

# What the card says that a variant sees.
_SEEN = {
    "colour": "the image as it is",
    "blurred_colour": "the image blurred",
    "grey": "the image in grey",
    "reference": "the image in grey and blurred, as the original report had it",
}


def ship(run: Run, test: Digits, folder: Path | None = None) -> Path:
    """Write a variant of the small network beside those that are shipped already.

    Its confidence is calibrated on pictures of handwriting, which takes a minute.

    Parameters
    ----------
    run : Run
        A run of a store; its preprocessing names the variant.
    test : Digits
        The images that it was tested on.
    folder : Path, optional
        The library's own, if not given.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ValueError
        If the run is in no store, or its model larger than a variant should be.
    """
    folder = folder or SMALL
    name = run.recipe.preprocessing
    model = shipping.check(run, largest=LARGEST)
    known = {}
    with paths.atomic_directory(folder) as place:
        if folder.is_dir():
            shutil.copytree(folder, place, dirs_exist_ok=True)
            known = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        (place / f"{name}.keras").write_bytes(model)
        network = networks.read(place / f"{name}.keras")
        known[name] = shipping.known(run, test) | {"temperature": trials.temperature(network)}
        known = {each: known[each] for each in _SEEN if each in known}
        (place / FACTS).write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        (place / shipping.CARD).write_text(card(known), encoding="utf-8")
    return folder


def card(known: Mapping[str, Mapping[str, Any]]) -> str:
    """Write the card of the variants (Mitchell et al., "Model cards for model reporting", 2019)."""
    first = next(iter(known.values()))
    model = first["recipe"]["model"]
    rows = "\n".join(
        f"| `{name}.keras` | {_SEEN[name]} | {_share(each['accuracy'])} "
        f"({i18n.interval(each['low'], each['high'], 2, lang='en')}) | "
        f"{', '.join(_share(share) for share in each['by_modality'])} |"
        for name, each in known.items()
    )
    trained = "\n".join(
        f"- `{name}.keras`: {shipping.how_trained(each)}" for name, each in known.items()
    )
    return f"""# The small networks

**What they are.** `{model}` of `polymnist_lib.models`, {first["parameters"]:,} parameters,
trained once for each thing that it can be shown: from a raw colour image of 28 x 28 pixels (uint8),
which each prepares by itself, to the probabilities of the digits 0 to 9.

**What they are for.** The pages of the book on which readers draw. `polymnist predict` uses the
larger model, in the folder `large`.

**How well they do** on the test images of `{first["data"]}`, whose handwritten
digits were in no other set; the interval resamples handwritten digits. One network each: what its
seed does is not known.

| file | sees | reads | by background, m0 to m4 |
|---|---|--:|---|
{rows}

**How they were trained.**

{trained}

**Where they fail.** As the larger model does, and more often; those in grey where a digit has the
grey of its background.
"""


def _share(share: float) -> str:
    """Write a share in hundredths of a per cent."""
    return i18n.percent(share, 2, lang="en")
