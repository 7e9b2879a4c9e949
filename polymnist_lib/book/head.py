"""What pages tell search engines and those who share them: twins, preview cards, the site's map.

Most of it takes whole addresses, which nobody knows until ``html.baseurl`` is set: the map, the
pictures of the cards and, by Sphinx itself, the canonical address. The rest is always there.
"""

import textwrap
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from polymnist_lib.book.chrome import MAIN, NAMES
from polymnist_lib.book.project import Project
from polymnist_lib.paths import atomic_file

_LOCALES = {"es": "es_ES", "en": "en_GB"}
_DESCRIPTION = 200  # characters: previews show no more
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")  # what cards can show


def take_addresses(config: Config, project: Project) -> None:
    """Let the environment say where the book is published, as whoever publishes it knows.

    ``SITE``, the address of the site, stands in for ``html.baseurl`` of ``_config.yml``, and
    ``REPOSITORY`` for ``repository.url``; both behind the project's prefix.

    Parameters
    ----------
    config : Config
        The build's configuration, with the language.
    project : Project
        What the book belongs to.
    """
    site = project.setting("SITE")
    if site:
        config.html_baseurl = addresses(f"{site.rstrip('/')}/", "")[config.language]
    repository = project.setting("REPOSITORY")
    if repository:
        config.html_theme_options = {**config.html_theme_options, "repository_url": repository}


def addresses(site: str, page: str) -> dict[str, str]:
    """Return where a page is in each language, from the address of the site."""
    return {each: f"{site}{'' if each == MAIN else each + '/'}{page}" for each in NAMES}


def site_of(app: Sphinx) -> str:
    """Return the site's address, with a slash at its end, or nothing if it is not set."""
    base: str = app.config.html_baseurl.rstrip("/")
    lang = app.config.language
    return base and base.removesuffix("" if lang == MAIN else f"/{lang}") + "/"


def add_alternates(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    """Give a page the ``hreflang`` links to itself in each language.

    With the site's address they are absolute, as search engines ask. Without it they are relative,
    which is valid HTML.
    """
    top = context["content_root"].removeprefix("./") + (
        "" if app.config.language == MAIN else "../"
    )
    links = addresses(site_of(app) or top, app.builder.get_target_uri(pagename))
    _add(
        context,
        (
            f'<link rel="alternate" hreflang="{each}" href="{escape(address)}" />'
            for each, address in [*links.items(), ("x-default", links[MAIN])]
        ),
    )


def add_card(app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Give a page its description, and the card that shows it where somebody shares its address.

    The description is the chapter's first paragraph; the picture, its first figure or, on a page
    without any, the setting ``book_picture``, which needs no words.
    """
    lang = app.config.language
    texts = {"title": app.env.titles[pagename].astext(), "description": description(doctree)}
    picture: dict[str, str] = {}
    where: dict[str, str] = {}
    if site_of(app):
        edition = addresses(site_of(app), "")[lang]
        where = {"url": edition + app.builder.get_target_uri(pagename)}
        file, alt = _first_picture(app, doctree) or (app.config.book_picture, "")
        if file:
            picture = {"image": edition + file, "image:alt": alt}
    graph = {
        "type": "website" if pagename == app.config.root_doc else "article",
        "site_name": app.config.html_title,
        "locale": _LOCALES[lang],
        "locale:alternate": next(_LOCALES[each] for each in NAMES if each != lang),
        **where,
    }
    twitter = {"card": "summary_large_image" if picture else "summary"}
    _add(context, _metas("name", "", {"description": texts["description"]}))
    _add(context, _metas("property", "og:", {**graph, **texts, **picture}))
    _add(context, _metas("name", "twitter:", {**twitter, **texts, **picture}))


def description(doctree: nodes.document) -> str:
    """Return a chapter's first paragraph, cut between words if it is long."""
    first = next(doctree.findall(nodes.paragraph), None)
    return textwrap.shorten(first.astext(), _DESCRIPTION, placeholder="…") if first else ""


def map_site(app: Sphinx) -> None:
    """Write ``sitemap.xml`` with the pages of all editions, and the ``robots.txt`` that names it.

    Without the site's address there are none, neither of an earlier build.
    """
    site, out = site_of(app), Path(app.outdir)
    if not site:
        for name in ("sitemap.xml", "robots.txt"):
            (out / name).unlink(missing_ok=True)
        return
    pages = sorted(map(app.builder.get_target_uri, app.env.found_docs))
    entries = [_entry(addresses(site, page), lang) for page in pages for lang in NAMES]
    files = {
        "sitemap.xml": '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "".join(entries) + "</urlset>\n",
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {site}sitemap.xml\n",
    }
    for name, text in files.items():
        with atomic_file(out / name) as scratch:
            scratch.write_text(text, encoding="utf-8")


def _entry(links: Mapping[str, str], lang: str) -> str:
    """Write a page's entry in the map: its address, and those in each language."""
    twins = "".join(
        f'<xhtml:link rel="alternate" hreflang="{each}" href="{escape(address)}"/>'
        for each, address in links.items()
    )
    return f"<url><loc>{escape(links[lang])}</loc>{twins}</url>\n"


def _first_picture(app: Sphinx, doctree: nodes.document) -> tuple[str, str] | None:
    """Find the first figure that a card can show: its file, from the edition's top, and text."""
    folder = app.builder.imagedir
    for image in doctree.findall(nodes.image):
        place, _, file = image["uri"].rpartition("/")  # as the page names it
        if place.endswith(folder) and file.endswith(_PICTURES):
            return f"{folder}/{file}", image.get("alt", "")
    return None


def _metas(key: str, prefix: str, contents: Mapping[str, str]) -> Iterable[str]:
    """Write the tags of what there is something to say about."""
    return (
        f'<meta {key}="{prefix}{name}" content="{escape(content)}" />'
        for name, content in contents.items()
        if content
    )


def _add(context: dict[str, Any], tags: Iterable[str]) -> None:
    """Put tags into a page's head."""
    context["metatags"] = context.get("metatags", "") + "".join(f"{tag}\n" for tag in tags)
