"""What the themes and docutils write wrong."""

from docutils import nodes, utils
from sphinx.builders.html._assets import _JavaScript

from polymnist_lib.book import markup


def test_only_the_script_of_all_icons_is_left_out():
    """The other scripts and the styles of the head stay as they are."""
    kept = '<link href="_static/styles/theme.css" /><script>mode()</script>'
    icons = '<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>'
    assert markup.mended_head(f"{kept}{icons}{kept}") == 2 * kept


def test_references_are_items_of_their_list():
    """With the role that ARIA has for them."""
    body = '<div role="list"><div id="a" role="doc-biblioentry">A</div></div>'
    assert markup.mended_body(body) == '<div role="list"><div id="a" role="listitem">A</div></div>'


def test_a_script_without_a_file_is_left_once():
    """Sphinx lists it with None and with an empty name; the order stays, and so do others."""
    first, again, other = (
        _JavaScript(name, body=body) for name, body in ((None, "a"), ("", "a"), ("", "b"))
    )
    file = _JavaScript("_static/a.js")
    scripts = [file, first, other, again]
    markup.leave_once(scripts)
    assert scripts == [file, first, other]


def test_what_an_exercise_says_is_no_section():
    """Else pages had sections without headings, and the same identifier several times."""
    document = utils.new_document("page")
    for name in ("exercise-content", "solution-content", "sec-own"):
        document += nodes.section("", nodes.paragraph("", "a"), ids=[name])
    transform = markup.HoldExercises(document)
    transform.apply()
    assert [type(each) for each in document] == [nodes.container, nodes.container, nodes.section]
    assert document[0]["classes"] == ["exercise-content"]
    assert not document[0]["ids"]
    assert document[0].astext() == "a"
