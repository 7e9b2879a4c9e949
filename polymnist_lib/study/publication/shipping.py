"""Shipping a trained model with the library: its file, what is known of it, its card."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from polymnist_lib import i18n, metrics, paths
from polymnist_lib.digits import Digits
from polymnist_lib.models import networks
from polymnist_lib.reading import trials
from polymnist_lib.reading.reader import Reader
from polymnist_lib.reading.shipped import FACTS, LARGE, MODEL, TRIALS
from polymnist_lib.training.runs import Run

CARD = "README.md"

# What the card says of the data.
_DATA = {
    "mnist": ": MNIST's digits, composed by PolyMNIST's recipe over five photographs that\n"
    "scikit-image and scikit-learn ship",
    "kaggle": ": PolyMNIST's files as Kaggle publishes them",
}

# How the card names the pictures of `polymnist_lib.reading.trials`.
_KINDS = {
    "ink_on_paper": "as ink on even paper",
    "photographed": "in simulated photographs",
}

# How it names who wrote the pages.
_HANDS = {"test": "the test images", "others": "scikit-learn"}

# Bytes that it may have: it comes with every installation.
LARGEST = 2_000_000


def ship(run: Run, test: Digits, folder: Path | None = None) -> Path:
    """Write the model of a run, what is known of it, and its card.

    Its confidence is calibrated on pictures of handwriting, and how well it reads others is
    measured, which takes minutes.

    Parameters
    ----------
    run : Run
        A run of a store.
    test : Digits
        The images that it was tested on.
    folder : Path, optional
        The library's own, if not given; replaced whole.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ValueError
        If it cannot be shipped: see `check`.
    """
    folder = folder or LARGE
    with paths.atomic_directory(folder) as place:
        (place / MODEL).write_bytes(check(run))
        told = known(run, test) | _tried_out(place, test)
        (place / FACTS).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        (place / CARD).write_text(card(told), encoding="utf-8")
    return folder


def known(run: Run, test: Digits) -> dict[str, Any]:
    """Tell what is known of a run's model."""
    estimate = metrics.accuracy(run.test)
    return {
        "key": run.key,
        "recipe": asdict(run.recipe),
        "parameters": run.parameters,
        "data": run.environment["data"],
        "test_fingerprint": test.fingerprint,
        "accuracy": estimate.estimate,
        "low": estimate.low,
        "high": estimate.high,
        "by_modality": [float(each) for each in metrics.by_modality(run.test)["accuracy"]],
        "validation_accuracy": float(run.validation.correct.mean()),
        "environment": run.environment,
    }


def check(run: Run, *, largest: int | None = None) -> bytes:
    """Return the model of a run as it would be shipped.

    Raises
    ------
    ValueError
        If the run is in no store, or its model larger than a library should be.
    """
    if run.folder is None:
        raise ValueError(f"Run {run.key} is in no store, so its model cannot be shipped.")
    model, largest = _squeezed(run.folder / MODEL), largest or LARGEST
    if len(model) > largest:
        raise ValueError(
            f"The model of run {run.key} has {len(model):,} bytes; the library ships {largest:,} "
            "at most. Ship one with fewer parameters."
        )
    return model


def _tried_out(folder: Path, test: Digits) -> dict[str, Any]:
    """Calibrate the model in a folder on pictures, write how it reads others, and tell in short."""
    network = networks.read(folder / MODEL)
    reader = Reader(network, trials.temperature(network))
    measured = trials.measure(reader)
    with (folder / TRIALS).open("wb") as file:
        trials.save(measured, file)
    written = {"others": trials.handwriting(developed=False)}
    if test.origins is not None:
        written["test"] = trials.strokes_of(test)
    return {
        "temperature": reader.temperature,
        "pages": {
            by: _rows(trials.numbers(reader, *digits, count=trials.PAGES))
            for by, digits in written.items()
        },
        "handwriting": {
            kind: asdict(metrics.accuracy(steps["framed"])) for kind, steps in measured.items()
        },
    }


def _rows(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Turn a table into rows without what is missing, which JSON cannot say."""
    return {str(name): row.dropna().to_dict() for name, row in table.astype(object).iterrows()}


def _squeezed(model: Path) -> bytes:
    """Compress a model's archive."""
    squeezed = io.BytesIO()
    with zipfile.ZipFile(model) as source, zipfile.ZipFile(squeezed, "w") as copy:
        for name in source.namelist():  # undated, so that the same model makes the same file
            copy.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED, 9)
    return squeezed.getvalue()


def how_trained(known: Mapping[str, Any]) -> str:
    """Say how a model was trained, for its card."""
    recipe, environment = known["recipe"], known["environment"]
    machine = environment["machine"]
    device = machine.get("accelerator") or machine["processor"]
    stages = [recipe]
    while stages[0]["after"]:
        stages.insert(0, stages[0]["after"])
    epochs = ", then ".join(
        f"{each['epochs']} epochs with step sizes up to {each['learning_rate']} on a "
        f"{each['schedule']} schedule"
        for each in stages
    )
    remark = environment.get("remark")  # of a run that did not go quite as its recipe says
    return (
        f"Augmentation `{recipe['augmentation']}`, {epochs}; batches of {recipe['batch_size']}, "
        f"{recipe['optimizer']}, label smoothing {recipe['label_smoothing']}, "
        f"seed {recipe['seed']}; backend {environment['backend']}, {device}."
        + (f" {remark}" if remark else "")
    )


def card(known: Mapping[str, Any]) -> str:
    """Write the model card, after Mitchell et al., "Model cards for model reporting", 2019."""
    recipe = known["recipe"]
    accuracy, validation, *modalities = (
        i18n.percent(share, 2, lang="en")
        for share in (known["accuracy"], known["validation_accuracy"], *known["by_modality"])
    )
    between = i18n.interval(known["low"], known["high"], 2, lang="en")
    by_modality = ", ".join(f"m{place} {share}" for place, share in enumerate(modalities))
    return f"""# The shipped model

**What it is.** `{recipe["model"]}` of `polymnist_lib.models`, {known["parameters"]:,} parameters:
from a raw colour image of 28 x 28 pixels (uint8) to the probabilities of the digits 0 to 9, and
that there is none.

**What it is for.** Digits over photographs, as in PolyMNIST, and photographs of handwriting, in
which it tells digits from what is none. It is not for anything on which people's rights or money
depend.

**How it was trained.** On `{known["data"]}`{_DATA.get(known["data"], "")}. In every epoch their
strokes are moved and laid over new crops; a part is written as ink on paper, some in forms that
MNIST lacks, and some of that is no digit. {how_trained(known)}

**How well it does.** It reads {accuracy} ({between}) of the test images correctly. Their
handwritten digits were in no other set; the interval resamples handwritten digits. By background:
{by_modality}. To see no digit in one counts as an error. Of the validation images it reads
{validation}; it is one network, and what its seed does is not known.
`polymnist evaluate --source mnist --data DIR` measures it again.

**Where it fails.** On some backgrounds that it was not trained on: with one of the five left out of
training, networks like it lost from next to nothing to many points.
{_elsewhere(known["handwriting"])}
Where labels were smoothed in training, it is right more often than its probabilities say; the
confidence that `polymnist predict` gives for pictures is calibrated.

{_on_pages(known["pages"])}
"""


def _on_pages(measured: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """Say how well it reads pages with several digits, and with none."""
    hands = [by for by in _HANDS if by in measured]
    kinds, nothing = next(iter(measured.values())), "nothing"
    table = [
        ["Pages", *(f"digits of {_HANDS[by]}" for by in hands)],
        ["---", *("--:" for _ in hands)],
        *(
            [f"`{kind}`", *(_misread(measured[by][kind]) for by in hands)]
            for kind in kinds
            if kind != nothing
        ),
    ]
    # Pages without a digit do not depend on the handwriting.
    count, errors, sure = (kinds[nothing][each] for each in ("pages", "errors", "sure"))
    return (
        f"Of the digits of {count} simulated pages a kind it gets these shares wrong, by edit\n"
        "distance; intervals resample pages. The 8 x 8 pixels of scikit-learn's digits lose some\n"
        f"loops and corners.\n\n{_lines(table)}\n\n"
        f"On {count} pages without a digit it makes {errors} errors, {sure} of them digits that\n"
        "it is sure of. Their print has typefaces, and some are cut from photographs, that it\n"
        "learned as no digit too."
    )


def _misread(pages: Mapping[str, float]) -> str:
    """Write the share of digits that is misread, with its interval."""
    share = i18n.percent(pages["estimate"], lang="en")
    return f"{share} ({i18n.interval(pages['low'], pages['high'], lang='en')})"


def _lines(table: Iterable[Iterable[str]]) -> str:
    """Write a table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def _elsewhere(measured: Mapping[str, Mapping[str, float]]) -> str:
    """Say how well it reads handwriting unlike what it learned from."""
    told = " and ".join(
        f"{i18n.percent(each['estimate'], lang='en')} "
        f"({i18n.interval(each['low'], each['high'], lang='en')}) {_KINDS[kind]}"
        for kind, each in measured.items()
    )
    return (
        "On handwriting unlike that\nof MNIST's writers, employees of the US Census Bureau and "
        f"high-school students:\nof the digits that come with scikit-learn, it reads {told}."
    )
