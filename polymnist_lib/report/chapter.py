"""What a chapter's code cells use: its data, its trained models, facts and files for its page."""

import inspect
import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from polymnist_lib import digits, i18n, plotting, profiles
from polymnist_lib.book import facts, outputs
from polymnist_lib.digits import DataSet, Split
from polymnist_lib.report.data_facts import facts_of_data
from polymnist_lib.report.run_facts import facts_of_run
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

    @cached_property
    def copy(self) -> dict[str, Any]:
        """What prose can say of the data: `facts_of_data` says what is given."""
        return facts_of_data(self.data, self.split)

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
