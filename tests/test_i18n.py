"""Numbers and words in two languages."""

import subprocess
import sys

import pytest

from polymnist_lib import i18n


@pytest.mark.parametrize(
    ("function", "arguments", "es", "en"),
    [
        (i18n.number, (12345.6,), "12\u202f345,60", "12,345.60"),
        (i18n.number, (1234.5, 1), "1234,5", "1,234.5"),
        (i18n.number, (-0.5, 1), "\u22120,5", "\u22120.5"),
        (i18n.number, (-0.001, 1), "0,0", "0.0"),
        (i18n.number, (float("nan"),), "\u2014", "\u2014"),
        (i18n.integer, (300000,), "300\u202f000", "300,000"),
        (i18n.in_words, (6,), "seis", "six"),
        (i18n.in_words, (15,), "quince", "fifteen"),
        (i18n.in_words, (20,), "veinte", "twenty"),
        (i18n.in_words, (21,), "21", "21"),
        (i18n.in_words, (1,), "1", "1"),
        (i18n.percent, (0.92345,), "92,3\u00a0%", "92.3%"),
        (i18n.percent, (float("nan"),), "\u2014", "\u2014"),
        (i18n.points, (0.012,), "+1,2", "+1.2"),
        (i18n.points, (-0.012,), "\u22121,2", "\u22121.2"),
        (i18n.points, (0.0,), "0,0", "0.0"),
        (i18n.points, (0.0001,), "0,0", "0.0"),
        (i18n.interval, (0.91, 0.935), "91,0\u00a0a\u00a093,5\u00a0%", "91.0\u00a0to\u00a093.5%"),
        (
            i18n.points_interval,
            (-0.004, 0.012),
            "\u22120,4\u00a0a\u00a0+1,2",
            "\u22120.4\u00a0to\u00a0+1.2",
        ),
        (i18n.seconds, (0.416,), "0,42\u00a0s", "0.42\u00a0s"),
        (i18n.seconds, (59.7,), "1\u00a0min\u00a000\u00a0s", "1\u00a0min\u00a000\u00a0s"),
        (i18n.seconds, (185,), "3\u00a0min\u00a005\u00a0s", "3\u00a0min\u00a005\u00a0s"),
        (i18n.seconds, (7800,), "2\u00a0h\u00a010\u00a0min", "2\u00a0h\u00a010\u00a0min"),
        (i18n.listing, (["a", "b", "c"],), "a, b y c", "a, b and c"),
        (i18n.listing, (["a", "imagen"],), "a e imagen", "a and imagen"),
        (i18n.listing, (["a", "hierro"],), "a y hierro", "a and hierro"),
        (i18n.listing, (["a"],), "a", "a"),
    ],
)
def test_written_in_both_languages(function, arguments, es, en):
    """Each kind of number and list is written as each language does."""
    assert function(*arguments, lang="es") == es
    assert function(*arguments, lang="en") == en


def test_what_belongs_together_is_held():
    """Signs at their numbers, and groups of digits, but not numbers that stand side by side."""
    text = "Un 95 % de 60 000 imágenes de 28 × 28; la semilla 1 897 veces"
    assert i18n.held(text) == (
        "Un 95\xa0% de 60\u202f000 imágenes de 28\xa0×\xa028; la semilla 1 897 veces"
    )


def test_the_language_at_the_start_is_english():
    """Who sets no language has English figures, as the library's errors and documentation are."""
    code = "from polymnist_lib import i18n; print(i18n.language(), i18n.term('epoch'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "en epoch\n"


def test_the_language_in_force_is_used():
    """Without a language of its own a call follows the one set."""
    i18n.set_language("en")
    assert (i18n.language(), i18n.term("accuracy")) == ("en", "accuracy")
    i18n.set_language("es")
    assert i18n.term("accuracy") == "exactitud"


@pytest.mark.parametrize("call", [i18n.set_language, lambda lang: i18n.number(1, lang=lang)])
def test_an_unknown_language_names_the_valid_ones(call):
    """A language that is not there is refused with the valid names."""
    with pytest.raises(ValueError, match="'fr'.*es, en"):
        call("fr")


def test_an_unknown_term_names_the_valid_ones():
    """A term that is not there is refused with the valid names."""
    with pytest.raises(ValueError, match="'acuracy'.*accuracy"):
        i18n.term("acuracy")


def test_words_of_a_catalogue_become_terms(monkeypatch):
    """Under their keys, as often as the same are added."""
    monkeypatch.setattr(i18n.terms, "TERMS", dict(i18n.TERMS))
    for _ in range(2):
        i18n.add_terms({"mlp9": ("MLP nueve", "MLP nine")})
    assert i18n.term("mlp9", lang="es") == "MLP nueve"


def test_a_key_stands_for_one_term(monkeypatch):
    """A key that other words have is refused, and nothing is added."""
    monkeypatch.setattr(i18n.terms, "TERMS", dict(i18n.TERMS))
    with pytest.raises(ValueError, match="keys all already"):
        i18n.add_terms({"mlp9": ("MLP 9", "MLP 9"), "all": ("total", "total")})
    with pytest.raises(ValueError, match="Unknown term 'mlp9'"):
        i18n.term("mlp9")


def test_an_empty_list_is_refused():
    """Prose cannot list nothing."""
    with pytest.raises(ValueError, match="at least one"):
        i18n.listing([])


def test_every_term_has_both_words():
    """Each term has a Spanish and an English word, neither empty nor padded."""
    wrong = {
        key: words
        for key, words in i18n.TERMS.items()
        if len(words) != 2 or not all(word and word == word.strip() for word in words)
    }
    assert wrong == {}
