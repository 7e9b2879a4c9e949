"""What templates ask and show: equal in both languages whatever the words and their order."""

import jinja2
import pytest

from polymnist_lib.book import branches

CASES = {
    "order and filters": (
        "{{ a | percent }} de {{ b.c | name('de') }}",
        "{{ b.c | name }} of {{ a | percent(2) }}, {{ a }}",
    ),
    "words chosen": ("{{ 'uno' if n == 1 else 'varios' }}", "{{ 'one' if n == 1 else 'many' }}"),
    "loops": (
        "{% for x in xs %}{{ x }}{{ loop | between }}{% endfor %}",
        "{% for x in xs %}({{ x }}){{ loop | between }}{% endfor %}",
    ),
}

DIFFERENT = {
    "a fact": ("{{ a }}", "{{ b }}", {"a", "b"}),
    "a branch": ("{% if a %}x{% endif %}", "x", {"if a"}),
    "a comparison": (
        "{% if a > 0 %}{{ b }}{% endif %}",
        "{% if a >= 0 %}{{ b }}{% endif %}",
        {"b if a > 0", "b if a >= 0", "if a > 0", "if a >= 0"},
    ),
    "the place of a fact": (
        "{% if a %}{{ b }}{% else %}x{% endif %}",
        "{% if a %}x{% else %}{{ b }}{% endif %}",
        {"b if a", "b if not a"},
    ),
    "another branch": (
        "{% if a %}x{% elif b %}y{% endif %}",
        "{% if a %}x{% elif c %}y{% endif %}",
        {"if b and not a", "if c and not a"},
    ),
    "a loop": (
        "{% for x in xs %}{{ x }}{% endfor %}",
        "{{ xs | listing }}",
        {"for x of xs", "x for x of xs", "xs"},
    ),
    "a macro": ("{{ m(a) }}", "{{ n(a) }}", {"m(a)", "n(a)"}),
    "a test": (
        "{% if a is none %}x{% endif %}",
        "{% if a is odd %}x{% endif %}",
        {"if a is none", "if a is odd"},
    ),
    "which items": (
        "{{ xs | map(attribute='a') | listing }}",
        "{{ xs | map(attribute='b') | listing }}",
        {"xs | map(attribute='a')", "xs | map(attribute='b')"},
    ),
    "what a macro is given": (
        "{{ m(first=a, second=b) }}",
        "{{ m(second=a, first=b) }}",
        {"m(first=a, second=b)", "m(second=a, first=b)"},
    ),
    "a loop's condition": (
        "{% for x in xs if x.a %}y{% endfor %}",
        "{% for x in xs if not x.a %}y{% endfor %}",
        {"for x of xs if x.a", "for x of xs if not x.a"},
    ),
    "a filter in a condition": (
        "{% if xs | length == 1 %}x{% endif %}",
        "{% if xs | max == 1 %}x{% endif %}",
        {"if xs | length == 1", "if xs | max == 1"},
    ),
}


@pytest.mark.parametrize(("first", "second"), CASES.values(), ids=CASES)
def test_words_order_and_formats_are_a_languages_own(first: str, second: str) -> None:
    """Both have the same marks."""
    assert list(branches.marks(first)) == list(branches.marks(second)) != []


@pytest.mark.parametrize(("first", "second", "marks"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_is_marked(first: str, second: str, marks: set[str]) -> None:
    """Conditions and facts are told apart, and where a fact stands."""
    assert set(branches.marks(first)) ^ set(branches.marks(second)) == marks


def test_each_mark_has_the_line_on_which_it_stands_first() -> None:
    """That is where an author looks for it."""
    text = "one {{ b }}\n{% if a %}\n{{ c }} {{ c }}\n{% else %}\n{{ b }}{% endif %}\n{{ b }}"
    assert branches.marks(text) == {"b": 1, "b if not a": 5, "c if a": 3, "if a": 2}


def test_what_is_no_template_is_an_error() -> None:
    """It names the line."""
    with pytest.raises(jinja2.TemplateSyntaxError) as caught:
        branches.marks("one\n{% if %}")
    assert caught.value.lineno == 2
