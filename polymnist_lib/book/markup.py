"""What the themes and docutils write that a browser or a screen reader stumbles over, put right."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_ICON_SCRIPT = re.compile(r'<script defer src="[^"]*/fontawesome\.js[^"]*"></script>')


def mended_head(head: str) -> str:
    """Leave out the script that brings every icon of Font Awesome, half a megabyte compressed.

    The theme's style sheet draws the icons that it uses from a font.

    Parameters
    ----------
    head : str
        The part of a page's head that loads the theme.
    """
    return _ICON_SCRIPT.sub("", head)


def mended_body(body: str) -> str:
    """Give the entries of the bibliography a role that is in force.

    docutils writes ``doc-biblioentry``, which ARIA 1.2 took back in favour of ``listitem``.

    Parameters
    ----------
    body : str
        The HTML of a page's body.
    """
    return body.replace('role="doc-biblioentry"', 'role="listitem"')


def leave_once(scripts: list[Any]) -> None:
    """Leave each script once, in place.

    An extension's script without a file reaches Sphinx 7 twice, with None for its file and with an
    empty name, and a browser refuses the second declaration of a constant.

    Parameters
    ----------
    scripts : list
        Those of a page, as Sphinx describes them.
    """
    once: dict[tuple, Any] = {}
    for each in scripts:
        once.setdefault((each.filename or "", *sorted(each.attributes.items())), each)
    scripts[:] = once.values()


class HoldExercises(SphinxTransform):
    """Put what an exercise says into a plain box.

    sphinx-exercise puts it into a section without a heading, under one identifier for all.
    """

    default_priority = 30

    def apply(self, **kwargs: object) -> None:
        """Replace the sections."""
        for section in list(self.document.findall(nodes.section)):
            if section["ids"] in (["exercise-content"], ["solution-content"]):
                box = nodes.container("", *section.children, is_div=True, classes=section["ids"])
                section.parent.replace(section, box)


def setup(app: Sphinx) -> None:
    """Register what holds them."""
    app.add_transform(HoldExercises)
