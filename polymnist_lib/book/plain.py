"""A page's MyST as Markdown that any notebook shows, with what Sphinx made of its references.

Jupyter and Colab know neither roles nor directives nor labels. The text of each reference is read
off the page that Sphinx resolved, so that a notebook says "Figura 3" where its page does. What is
not known here stays as it was written.
"""

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import admonitionlabels

from polymnist_lib.book.numbering import NumberedTable

_LABEL = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
_ROLE = re.compile(r"\{([a-z][\w:-]*)\}`([^`]+)`")
_LINK = re.compile(r"\[([^\[\]]+)\]\((?![a-z]+:)([\w/.-]*?)(?:\.md)?(#[\w-]+)?\)")
_DIRECTIVE = re.compile(
    r"^(?P<fence>:{3,}|`{3,})\{(?P<name>[\w-]+)\} *(?P<title>[^\n]*)\n"
    r"(?P<options>(?::[\w-]+:[^\n]*\n)*)(?P<body>.*?)^(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
_FRAMES = ("grid", "grid-item")
"""Directives that only lay out what they hold."""

_OPTION = re.compile(r"^:([\w-]+): *(.*)", re.MULTILINE)
_WORDED = re.compile(r"^(.*?)\s*<([^<>]+)>$", re.DOTALL)


class Prose:
    """What a page's references say and where they lead.

    Parameters
    ----------
    app : Sphinx
        The build.
    page : str
        The page's name.
    doctree : document
        The page, resolved.
    glued : mapping of str to str
        The texts that its code gives to its prose.
    address : str
        Where the page is published; without it references are mere words.
    """

    def __init__(
        self,
        app: Sphinx,
        page: str,
        doctree: nodes.document,
        glued: Mapping[str, str],
        *,
        address: str,
    ) -> None:
        self._numbers = app.env.toc_fignumbers.get(page, {})
        self._format = app.config.numfig_format
        self._titles = app.env.titles
        self._glued = glued
        self._address = address
        self._numbered: dict[str, tuple[str, str]] = {}  # text and address, by label
        self._worded: dict[str, str] = {}  # address, by text
        self._places: dict[str, str] = {}  # address, by label
        for link in doctree.findall(nodes.reference):
            leads = link.get("refuri") or f"#{link.get('refid', '')}"
            label = leads.partition("#")[2]
            self._places[label] = leads
            words = next(link.findall(nodes.inline), None)
            classes = words["classes"] if words is not None else []
            if "std-numref" in classes:
                self._numbered[label] = (link.astext(), leads)
            elif "std-term" in classes:
                self._worded[link.astext()] = leads
        for citation in doctree.findall(nodes.inline):
            if "bibtex-citation" in citation["classes"]:
                entry = next(citation.findall(nodes.reference), None)
                leads = entry.get("refuri", "") if entry is not None else ""
                self._numbered[citation.rawsource] = (citation.astext(), leads)

    def markdown(self, text: str) -> str:
        """Rewrite a cell of prose."""
        text = _LABEL.sub("", text)
        text = _DIRECTIVE.sub(self._directive, text)
        text = _ROLE.sub(self._role, text)
        return _LINK.sub(self._link, text).strip()

    def caption(self, figure: nodes.figure) -> str:
        """Write a figure's or a table's number and caption."""
        kind = "table" if isinstance(figure, NumberedTable) else "figure"
        words = next(figure.findall(nodes.caption), nodes.Text("")).astext()
        number = next(filter(None, (self._number(kind, label) for label in figure["ids"])), "")
        return f"**{number}.** {words}" if number else words

    def _number(self, kind: str, label: str) -> str:
        number = self._numbers.get(kind, {}).get(label)
        return self._format[kind] % ".".join(map(str, number)) if number else ""

    def _linked(self, text: str, leads: str) -> str:
        """Link a text to another place of the published book."""
        if not self._address or not leads or leads.startswith("#"):
            return text
        return f"[{text}]({urljoin(self._address, leads)})"

    def _role(self, found: re.Match[str]) -> str:
        name, content = found[1], " ".join(found[2].split())
        worded = _WORDED.match(content)
        text, target = (worded[1], worded[2]) if worded else (content, content)
        if name == "glue:text" and target in self._glued:
            text = self._glued[target]
            opens = found.start() == 0 or found.string[found.start() - 1] == "\n"
            ends = found.string[found.end() : found.end() + 1] in (".", ")")
            return f"{text}\\" if opens and ends and text.isdecimal() else text
        if name == "doc" and content in self._titles:
            return self._linked(self._titles[content].astext(), f"{content}.html")
        if name.startswith("bdg-"):
            return f"**{text}:**"
        if name == "term":
            return self._linked(text, self._worded.get(text, ""))
        if target in self._numbered:  # a figure, a table, a citation
            return self._linked(*self._numbered[target])
        return found[0]

    def _link(self, found: re.Match[str]) -> str:
        """Lead to the published page; without its address, leave the words."""
        text, page, label = found[1], found[2], found[3] or ""
        if not page:
            return self._linked(text, self._places.get(label[1:], ""))
        return self._linked(text, f"{page}.html{label}")

    def _directive(self, found: re.Match[str]) -> str:
        """Write a table or a picture with its number and its words; set off what is set off."""
        name, title, body = found["name"], found["title"], found["body"].strip()
        options = dict(_OPTION.findall(found["options"]))
        if name in _FRAMES:
            return _DIRECTIVE.sub(self._directive, f"{body}\n")
        if name == "grid-item-card":
            leads = f"{options['link']}.html" if options.get("link-type") == "doc" else ""
            return f"**{self._linked(title, leads)}**\n\n{body}\n"
        label = options.get("name") or options.get("label", "")
        number = self._number(name, label) if name in self._format else ""
        start = f"**{number}.** " if number else ""
        if name == "table":
            return f"{start}{title}\n\n{body}"
        if name == "figure":
            return f"{self._linked(options.get('alt', ''), title)}\n\n{start}{body}".strip()
        if name == "math":
            return f"$$\n{body}\n$$"
        if name in ("code", "code-block"):
            return f"```{title}\n{body}\n```"
        if name == "dropdown":
            return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"
        if name == "exercise":
            title = f"{number} ({title})"
            body = _DIRECTIVE.sub(self._directive, f"{body}\n").strip()
        if name in admonitionlabels or name in ("admonition", "exercise"):
            words = f"**{title or admonitionlabels[name]}**\n\n{body}"
            return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
        return found[0]
