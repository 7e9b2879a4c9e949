"""The search, which finds words with and without their accents.

Sphinx keeps the stems of each page's words and looks up the stems of what a reader types. Here both
lose their accents first, so that "prediccion" and "predicción" are one word. It costs a few stems:
some endings of Spanish verbs are known by their accent alone, as in "mediría" and "midió".
"""

import re
import unicodedata

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish
from sphinx.search.es import SearchSpanish

# An ending that Sphinx's Spanish stemmer, in the browser, knows by its accent alone.
_ACCENTED_ENDING = re.compile(r"([au]c)ion$")

# The same in the browser. What follows is for what Sphinx compares letter by letter: titles of
# sections, glossary entries, and where in a page its summary is taken from.
_IN_BROWSER = """\
{
  const plain = (text) =>
    text.normalize("NFC").replace(/[^\\0-\\x7f]/g, (letter) => letter.normalize("NFD")[0]);

  const AccentedStemmer = Stemmer;
  Stemmer = function () {
    const stemmer = new AccentedStemmer();
    this.stemWord = (word) => stemmer.stemWord(plain(word).replace(/([au]c)ion$/, "$1ión"));
  };

  // What a reader typed, with the accents that it has in the first text that contains it.
  const asIn = (texts, typed) => {
    const find = (text) => plain(text.toLowerCase()).indexOf(plain(typed.toLowerCase()));
    const text = texts.find((each) => find(each) >= 0);
    return text ? text.substr(find(text), typed.length) : typed;
  };

  const { query, makeSearchSummary } = Search;
  Search.query = (typed) => {
    const { alltitles, indexentries } = Search._index;
    query(asIn([alltitles, indexentries].flatMap(Object.keys), typed.trim()));
  };
  Search.makeSearchSummary = (page, stems, anchor) => {
    const text = Search.htmlToText(page, anchor);
    return makeSearchSummary(page, [...stems].map((each) => asIn([text], each)), anchor);
  };
}
"""


def plain(text: str) -> str:
    """Take the accents off a text: "Predicción" becomes "Prediccion", and "ñ" becomes "n"."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in composed)


class _Plain(SearchLanguage):
    """A language whose words are looked up without their accents."""

    js_splitter_code = _IN_BROWSER  # the place for a language's own script, behind its stemmer

    def stem(self, word: str) -> str:
        """Reduce a word to what all its forms have in common."""
        return super().stem(_ACCENTED_ENDING.sub(r"\1ión", plain(word.lower())))


class Spanish(_Plain, SearchSpanish):
    """The search of the Spanish edition."""

    stopwords = SearchSpanish.stopwords | set(map(plain, SearchSpanish.stopwords))


class English(_Plain, SearchEnglish):
    """The search of the English edition, whose glossary has Spanish words too."""


def setup(app: Sphinx) -> None:
    """Register both, instead of Sphinx's own."""
    for language in (Spanish, English):
        app.add_search_language(language)
