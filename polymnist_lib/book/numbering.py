"""Numbered tables: a code cell's HTML table with a caption, a number and a label.

MyST-NB captions any output as a figure. A cell whose ``mystnb`` options say ``table`` comes here as
a figure of class ``numbered-table`` and becomes a node that Sphinx counts among the tables.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxTranslator

CLASS = "numbered-table"

SCROLLS = "pst-scrollable-table-container"
"""What the theme's script lets the keyboard reach where its content is wider than the page."""


class NumberedTable(nodes.figure):
    """A captioned output that counts as a table."""


class CountAsTables(SphinxTransform):
    """Replace the figures that are tables, before Sphinx looks at labels and numbers."""

    default_priority = 20

    def apply(self, **kwargs: object) -> None:
        """Replace them."""
        for figure in list(self.document.findall(nodes.figure)):
            if CLASS in figure["classes"] and not isinstance(figure, NumberedTable):
                table = NumberedTable("", *figure.children, **figure.attributes)
                table.source, table.line = figure.source, figure.line
                for output in table.findall(nodes.raw):
                    output["classes"].append(SCROLLS)
                figure.replace_self(table)
                for label in table["ids"]:
                    self.document.ids[label] = table


def setup(app: Sphinx) -> None:
    """Register the node among those that are numbered as tables."""
    app.add_enumerable_node(
        NumberedTable,
        "table",
        _caption,
        html=(_open, _close),
        latex=(_open, _close),
        text=(_open, _close),
    )
    app.add_transform(CountAsTables)


def _caption(node: nodes.Node) -> str:
    """Return the caption, for references by title."""
    caption = node.next_node(nodes.caption)
    return caption.astext() if caption is not None else ""


def _open(self: SphinxTranslator, node: nodes.Element) -> None:
    self.visit_figure(node)


def _close(self: SphinxTranslator, node: nodes.Element) -> None:
    self.depart_figure(node)
