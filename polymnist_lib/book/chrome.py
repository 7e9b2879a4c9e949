"""What surrounds the chapters, in the edition's language: theme texts, switch, downloads."""

import re
from collections.abc import Mapping
from gettext import NullTranslations
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config

from polymnist_lib.book import bibliography, executed

NAMES = {"es": "Español", "en": "English"}
MAIN = "es"
"""The language at the site's root; the others are in folders of their names."""

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
            "Print to PDF": "Imprimir en PDF",
            "Fullscreen mode": "Pantalla completa",
            "Source repository": "Repositorio",
            "Open an issue": "Informar de un problema",
        },
    },
    "en": {},
}


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
    "en": {"Toggle hidden content": ""},
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
    options = dict(config.html_theme_options)
    config.html_theme_options = {**options, **_THEME_OPTIONS[config.language]}
    for catalogue, messages in _MESSAGES[config.language].items():
        place = ("general", catalogue)
        below = locale.translators.get(place, NullTranslations())
        locale.translators[place] = _Messages(messages, below)
    app.translator = locale.translators["general", "sphinx"]


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
    """Give a page the link to its twin, as ``language_switch`` and as ``hreflang`` in its head.

    With ``html.baseurl`` set the ``hreflang`` addresses are absolute, as search engines ask.
    Without it nobody knows the site's address, and they are relative, which is valid HTML.
    """
    page = app.builder.get_target_uri(pagename)
    lang = app.config.language
    top = context["content_root"].removeprefix("./") + ("" if lang == MAIN else "../")
    here = {each: top + ("" if each == MAIN else f"{each}/") + page for each in NAMES}
    other = next(each for each in NAMES if each != lang)
    context["language_switch"] = {"url": here[other], "lang": other, "name": NAMES[other]}
    base = app.config.html_baseurl
    if base:
        site = base.rstrip("/").removesuffix("" if lang == MAIN else f"/{lang}")
        here = {each: f"{site}/{'' if each == MAIN else each + '/'}{page}" for each in NAMES}
    links = [*here.items(), ("x-default", here[MAIN])]
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<link rel="alternate" hreflang="{each}" href="{escape(address)}" />\n'
        for each, address in links
    )


def add_download(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    """Publish a chapter's notebook in the language of the edition, and have the page offer it."""
    if not app.env.metadata.get(pagename, {}).get("kernelspec"):
        return
    made = Path(app.env.mystnb_config.output_folder, f"{pagename}.ipynb")  # type: ignore[attr-defined]
    if not made.exists():
        return
    notebook = nbformat.read(made, as_version=4)
    executed.clean(notebook)
    public = Path(app.outdir, "_sources", f"{pagename}.ipynb")
    public.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, public)
    context["ipynb_source"] = f"{pagename}.ipynb"
