"""What a chapter's code cells use: its data, its trained models, texts and files for its page."""

import hashlib
import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from polymnist_lib import digits, i18n, paths, plotting, profiles
from polymnist_lib.book import facts, outputs
from polymnist_lib.digits import DataSet, Split
from polymnist_lib.report.run_facts import facts_of_run
from polymnist_lib.study import reference
from polymnist_lib.training.recipes import Recipe
from polymnist_lib.training.runs import Run, Store


class Chapter:
    """A chapter at work, in one language and one profile.

    Parameters
    ----------
    lang : {"es", "en"}
        The language of its figures and tables.
    profile : str
        One of `polymnist_lib.profiles.PROFILES`.
    """

    def __init__(self, lang: str, profile: str) -> None:
        i18n.set_language(lang)
        plotting.use_style()
        plotting.prefer_vectors()
        self.lang = lang
        self.profile = profiles.get(profile)
        self.store = Store()

    @cached_property
    def data(self) -> DataSet:
        """The data, as its source divides it."""
        return self.profile.load()

    @cached_property
    def split(self) -> Split:
        """The data in three parts: to train, to validate, to test."""
        return digits.split(self.data)

    def train(self, recipe: Recipe | str, split: Split | None = None, **changes: Any) -> Run:
        """Train a model, or read its run back.

        Parameters
        ----------
        recipe : Recipe or str
            A recipe, or the key of a model that is compared, one of the profile's recipes.
        split : Split, optional
            The parts to train and measure on; the chapter's own if not given.
        **changes
            What to change in the recipe, such as ``epochs=10``.

        Raises
        ------
        ValueError
            If the profile has no recipe of that name, or if a field cannot be so.
        TypeError
            If a recipe has no such field.
        """
        from polymnist_lib.training.fit import train

        if isinstance(recipe, str):
            recipes = self.profile.recipes
            if recipe not in recipes:
                raise ValueError(f"Unknown recipe {recipe!r}. Valid recipes: {', '.join(recipes)}.")
            recipe = recipes[recipe]
        return train(recipe.but(**changes), split or self.split, store=self.store)

    def train_compared(self) -> dict[str, Run]:
        """Train the models that are compared, or read their runs back, in the catalogue's order."""
        return {key: self.train(key) for key in self.profile.recipes}

    def once(self, name: str, measure: Callable[[], float], *, of: Iterable[Run]) -> float:
        """Measure what is never the same twice, such as a time, or read back what was measured.

        Both editions thus tell the same. It is kept beside the runs.

        Parameters
        ----------
        name : str
            What it is.
        measure : function
            Measures it.
        of : iterable of Run
            What it is about: with other runs it is measured anew.
        """
        keys = " ".join(sorted(run.key for run in of))
        key = f"{name}-{hashlib.sha256(keys.encode()).hexdigest()[:16]}"
        file = self.store.folder / "measured" / key
        with self.store.lock(key):
            if not file.exists():
                with paths.atomic_file(file) as scratch:
                    scratch.write_text(repr(float(measure())), encoding="ascii")
            return float(file.read_text(encoding="ascii"))

    def facts(self, **values: Any) -> None:
        """Give facts to the chapter's prose, captions and alternative texts, which write them.

        They travel as an output of the cell. Away from the book it is a small table.

        Parameters
        ----------
        **values : object
            By the name that templates use: numbers, booleans, strings, lists and small mappings,
            estimates and comparisons, and runs, of which `facts_of_run` says what is given.

        Raises
        ------
        TypeError
            If a value is anything else; the message names the fact.
        ValueError
            If a number is not finite.
        """
        data = {
            name: facts_of_run(value) if isinstance(value, Run) else value
            for name, value in values.items()
        }
        facts.give(**data)

    def glue(self, **texts: str) -> None:
        """Give texts to the chapter's prose, where ``{glue:text}`` followed by the name shows them.

        Parameters
        ----------
        **texts : str
            By the name that the prose uses. Numbers come written, as `polymnist_lib.i18n` does.

        Raises
        ------
        TypeError
            If a value is not a string: a bare number would ignore the language.
        """
        try:
            from myst_nb import glue
        except ImportError:  # a chapter run away from the book, where no prose waits for it
            return
        for name, text in texts.items():
            if not isinstance(text, str):
                raise TypeError(
                    f"glue takes written texts: {name} is a {type(text).__name__}. "
                    "Write it with polymnist_lib.i18n, for example percent(...)."
                )
            glue(name, i18n.held(text), display=False)

    def source(self, function: Callable[..., Any]) -> Any:
        """Show a function's code on the page as it stands in the library, without its docstring.

        Parameters
        ----------
        function : function
            Whose code to show.

        Returns
        -------
        IPython.display.Markdown
        """
        from IPython.display import Markdown

        code = inspect.getsource(function).strip()
        if function.__doc__:
            head, _, body = code.partition('"""')
            code = head.rstrip() + "\n    " + body.partition('"""')[2].strip()
        return Markdown(f"```python\n{code}\n```")

    def publish(self, files: Mapping[str, str | bytes]) -> None:
        """Give the chapter's page files, which it finds in the folder of the chapter's name.

        They travel as an output of the cell, as figures do, so that a kept execution has them.
        Away from the book there is no page, and nothing is done.

        Parameters
        ----------
        files : mapping of str to str or bytes
            What they hold, by names such as ``"models/cnn1.js"``.
        """
        from IPython.display import display

        if os.environ.get(facts.BUILDING):
            display(outputs.packed(files), raw=True)

    def glue_run(self, key: str, run: Run) -> None:
        """Give the prose the figures of a trained model, each under a name that begins with `key`.

        Parameters
        ----------
        key : str
            The model's, such as ``"cnn1"``.
        run : Run
            The trained model.

        Notes
        -----
        The names: ``_accuracy`` and ``_interval`` (on the test part), ``_training`` and
        ``_validation`` (accuracy after the last epoch), ``_parameters``, ``_trainable``,
        ``_epochs``, ``_seconds``, ``_epoch_seconds``, ``_hardest_digit`` and ``_easiest_digit``
        with ``…_accuracy``, ``_hardest_modality`` and ``_easiest_modality`` with ``…_accuracy``,
        ``_confused_true``, ``_confused_predicted`` and ``_confused_images`` (the most frequent
        error), ``_calibration`` (the expected calibration error in points) and ``_original`` (the
        original report's claim, where it has one).
        """
        known = facts_of_run(run)
        confused, accuracy = known["confused"], known["accuracy"]
        texts = {
            "accuracy": i18n.percent(accuracy.estimate),
            "interval": i18n.interval(accuracy.low, accuracy.high),
            "training": i18n.percent(known["training"]),
            "validation": i18n.percent(known["validation"]),
            "parameters": i18n.integer(known["parameters"]),
            "trainable": i18n.integer(known["trainable"]),
            "epochs": i18n.integer(known["epochs"]),
            "seconds": i18n.seconds(known["seconds"]),
            "epoch_seconds": i18n.seconds(known["epoch_seconds"]),
            "confused_true": confused["true"],
            "confused_predicted": confused["predicted"],
            "confused_images": i18n.integer(confused["images"]),
            "calibration": i18n.number(100 * known["calibration"], 1),
        }
        if key in reference.ORIGINAL:
            texts["original"] = i18n.percent(reference.ORIGINAL[key], 2)
        for name in ("hardest_digit", "easiest_digit", "hardest_modality", "easiest_modality"):
            texts[name] = known[name]["name"]
            texts[f"{name}_accuracy"] = i18n.percent(known[name]["accuracy"])
        self.glue(**{f"{key}_{name}": text for name, text in texts.items()})

    def say(self, name: str, *, es: str, en: str) -> None:
        """Give the prose a sentence that was chosen by a result, in the language in force."""
        self.glue(**{name: {"es": es, "en": en}[self.lang]})
