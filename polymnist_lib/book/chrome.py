"""What surrounds the chapters, in the edition's language: theme texts, switch, our own words."""

import json
import re
from collections.abc import Mapping
from gettext import NullTranslations
from html import escape
from pathlib import Path
from typing import Any

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config

from polymnist_lib.book import bibliography

NAMES = {"es": "Español", "en": "English"}
MAIN = "es"
"""The language at the site's root; the others are in folders of their names."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "cell": "Código: celda {}",
        "setup": "Si aquí falta la biblioteca, se descarga el proyecto tal como era al publicarse.",
        "enter": "El cuaderno trabaja en la carpeta del libro, si la encuentra.",
    },
    "en": {
        "cell": "Code: cell {}",
        "setup": "If the library is missing here, the project is downloaded as published.",
        "enter": "The notebook works in the book's folder, where there is one.",
    },
}
"""What the book itself says beside a chapter's outputs and in its notebook."""

_CONFIG: Mapping[str, Mapping[str, Any]] = {
    "es": {
        "numfig_format": {"figure": "Figura %s", "table": "Tabla %s", "code-block": "Listado %s"},
        "nb_code_prompt_show": "Mostrar el código",
        "nb_code_prompt_hide": "Ocultar el código",
        "togglebutton_hint": "Pulse para mostrar",
        "togglebutton_hint_hide": "Pulse para ocultar",
        "bibtex_default_style": bibliography.ENTRIES,
        "bibtex_reference_style": bibliography.CITATIONS,
    },
    "en": {
        "numfig_format": {"figure": "Figure %s", "table": "Table %s", "code-block": "Listing %s"},
        "nb_code_prompt_show": "Show the code",
        "nb_code_prompt_hide": "Hide the code",
        "togglebutton_hint": "Click to show",
        "togglebutton_hint_hide": "Click to hide",
        "bibtex_default_style": "alpha",
        "bibtex_reference_style": "author_year",
    },
}

# What a book may set otherwise under `html_theme_options`.
_LAYOUT = {
    "navbar_persistent": [],  # else an empty bar with a second search box
    "article_header_end": ["language-switch.html", "article-header-buttons.html"],
    "use_fullscreen_button": False,
}

_TEMPLATES = Path(__file__).parent / "templates"

_THEME_OPTIONS = {
    "es": {"search_bar_text": "Buscar en este libro…", "icon_links_label": "Enlaces"},
    "en": {"search_bar_text": "Search this book…", "icon_links_label": "Links"},
}

# What Sphinx and its themes leave in English, or say badly in Spanish, by catalogue.
_MESSAGES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "es": {
        "sphinx": {
            "Link to this heading": "Enlace a este apartado",
            "Link to this image": "Enlace a esta figura",
            "Link to this table": "Enlace a esta tabla",
            "Link to this code": "Enlace a este código",
            "Link to this equation": "Enlace a esta ecuación",
            "Link to this term": "Enlace a este término",
            "Link to this definition": "Enlace a esta definición",
            "Link to this toctree": "Enlace a este índice",
            "Please activate JavaScript to enable the search functionality.": "Para buscar hace "
            "falta JavaScript: actívelo en el navegador.",
            "Permalink to this heading": "Enlace a este apartado",
            "Section Navigation": "Navegación de la sección",
            "Color mode": "Modo de color",
        },
        "booktheme": {
            "By": "Por",
            "Contents": "Contenido",
            "Download this page": "Descargar esta página",
            "Download notebook file": "Descargar el cuaderno",
            "Download source file": "Descargar el archivo fuente",
            "Launch Thebe": "Ejecutar en la página",
            "Launch interactive content": "Ejecutar este capítulo",
            "Launch on": "Abrir en",
            "Live Code": "Código ejecutable",
            "Open issue": "Informar de un problema",
            "Repository": "Repositorio",
            "Show source": "Ver la fuente",
            "Source repositories": "Repositorio",
            "Suggest edit": "Proponer un cambio",
            "logo": "(logotipo)",
            "Print to PDF": "Imprimir en PDF",
            "Fullscreen mode": "Pantalla completa",
            "Source repository": "Repositorio",
            "Open an issue": "Informar de un problema",
        },
    },
    "en": {"sphinx": {"Color mode": "Colour mode"}},
}

# What the search says, which Sphinx's own words say at length or, in Spanish, wrongly.
_FOUND = "Search finished, found ${resultCount} page(s) matching the search query."
_NOT_FOUND = (
    "Your search did not match any documents. Please make sure that all words are spelled correctly"
    " and that you've selected enough categories."
)
_IN_BROWSER = {
    "es": {
        _FOUND: "Páginas encontradas: ${resultCount}.",
        _NOT_FOUND: "Ninguna página tiene todas esas palabras.",
    },
    "en": {
        _FOUND: "Pages found: ${resultCount}.",
        _NOT_FOUND: "No page has all of these words.",
    },
}

# A button that a script of the themes adds is in English: it gets the words of its hint.
_SCRIPT = """\
Object.assign(Documentation.TRANSLATIONS, %s);
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll(".toggle-button")) {
    button.ariaLabel = button.dataset.toggleHint;
  }
});
"""

# Labels that the themes write without asking any catalogue. The last one hides the words of the
# button that it labels, in any language.
_LABELS = {
    "es": {
        "Main": "Libro",
        "Page": "Página",
        "Toggle primary sidebar": "Mostrar u ocultar el índice del libro",
        "Toggle secondary sidebar": "Mostrar u ocultar el contenido de la página",
        "Toggle hidden content": "",
    },
    "en": {
        "Toggle primary sidebar": "Show or hide the contents of the book",
        "Toggle secondary sidebar": "Show or hide the contents of the page",
        "Toggle hidden content": "",
    },
}


class _Messages(NullTranslations):
    """A few messages, laid over a catalogue."""

    def __init__(self, messages: Mapping[str, str], below: NullTranslations) -> None:
        super().__init__()
        self.messages = messages
        self.add_fallback(below)

    def gettext(self, message: str) -> str:
        """Translate a message."""
        return self.messages.get(message) or super().gettext(message)


def configure(app: Sphinx, config: Config) -> None:
    """Set the texts that are options, and lay our messages over those of Sphinx and the themes.

    Parameters
    ----------
    app : Sphinx
        The build.
    config : Config
        Its configuration, with the language. An option that the user gave is left as it is.
    """
    for name, value in _CONFIG[config.language].items():
        if name in config.values and not config._raw_config.get(name):
            setattr(config, name, value)
    config.templates_path = [*config.templates_path, str(_TEMPLATES)]
    if config.language == MAIN:
        config.html_additional_pages = {**config.html_additional_pages, "404": "404.html"}
    options = _LAYOUT | config.html_theme_options
    if options.get("repository_url"):  # one setting is enough
        options.update(use_repository_button=True, use_issues_button=True)
    config.html_theme_options = {**options, **_THEME_OPTIONS[config.language]}
    for catalogue, messages in _MESSAGES[config.language].items():
        place = ("general", catalogue)
        below = locale.translators.get(place, NullTranslations())
        locale.translators[place] = _Messages(messages, below)
    app.translator = locale.translators["general", "sphinx"]
    words = json.dumps(_IN_BROWSER[config.language], ensure_ascii=False)
    app.add_js_file(None, body=_SCRIPT % words, priority=600)  # behind Sphinx's own words


def in_language(lang: str, page: str) -> str:
    """Translate the labels that the themes write in English whatever the language.

    Parameters
    ----------
    lang : {"es", "en"}
        The edition's language.
    page : str
        The HTML of a page's body.
    """
    labels = _LABELS[lang]
    pattern = rf' (title|aria-label)="({"|".join(map(re.escape, labels))})"'

    def translate(found: re.Match[str]) -> str:
        label = labels[found[2]]
        return f' {found[1]}="{escape(label)}"' if label else ""

    return re.sub(pattern, translate, page)


def add_switch(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    """Give a page the link to its twin, as ``language_switch``."""
    lang = app.config.language
    other = next(each for each in NAMES if each != lang)
    top = context["content_root"].removeprefix("./") + ("" if lang == MAIN else "../")
    folder = "" if other == MAIN else f"{other}/"
    url = f"{top}{folder}{app.builder.get_target_uri(pagename)}"
    context["language_switch"] = {"url": url, "lang": other, "name": NAMES[other]}
