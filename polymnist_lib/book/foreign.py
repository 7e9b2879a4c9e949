"""Words of the other language on a page, marked so that a screen reader says them in it.

Each entry of the glossary begins with the other edition's term, in italics. Titles in the list of
references are marked in `polymnist_lib.book.bibliography`.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from polymnist_lib.book.chrome import NAMES


class MarkTerms(SphinxTransform):
    """Give the term that begins an entry of the glossary the language that it is in."""

    default_priority = 30

    def apply(self, **kwargs: object) -> None:
        """Mark the terms. docutils writes a class of this form as an attribute ``lang``."""
        other = next(each for each in NAMES if each != self.config.language)
        for glossary in self.document.findall(addnodes.glossary):
            for definition in glossary.findall(nodes.definition):
                first = definition.next_node(nodes.paragraph)
                term = first[0] if first is not None else None
                if isinstance(term, nodes.emphasis):
                    term["classes"].append(f"language-{other}")


def setup(app: Sphinx) -> None:
    """Register what marks them."""
    app.add_transform(MarkTerms)
