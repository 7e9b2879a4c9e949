"""The English edition: the same book built once more, at the same time, published in ``en/``."""

import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jupyter_book.cli.main import find_config_path
from sphinx.application import Sphinx

from polymnist_lib.book.command import JUPYTER_BOOK

LANG = "en"
OVERLAY = "english"
"""The part of ``_config.yml`` that is laid over the rest for the English edition."""


class Edition:
    """The English edition while it is built, beside the Spanish one, by Jupyter Book's own command.

    Parameters
    ----------
    app : Sphinx
        The Spanish build, which has executed the chapters of both.
    flags : mapping
        The parameters of ``jupyter-book build``, as click parsed them.
    keys : mapping of str to str
        The freeze key of each English page, so that nobody computes them twice.
    """

    def __init__(self, app: Sphinx, flags: Mapping[str, Any], keys: Mapping[str, str]) -> None:
        self._work = Path(app.outdir).parent / LANG
        self._target = Path(app.outdir) / LANG
        self._builder = app.builder.name
        found = find_config_path(Path(flags["path_source"]).absolute())[0] / "_config.yml"
        config = Path(flags["config"] or found).absolute()
        self._work.mkdir(parents=True, exist_ok=True)
        settings = yaml.safe_load(config.read_text(encoding="utf-8"))
        made = {"_config.yml": english_config(settings, config.parent)}
        made["_config.yml"]["sphinx"]["config"]["book_keys"] = dict(keys)
        toc = getattr(app.config, "external_toc_path", None)  # a single page has none
        if toc:
            contents = yaml.safe_load(Path(app.srcdir, toc).read_text(encoding="utf-8"))
            made["_toc.yml"] = english_toc(contents, (settings.get(OVERLAY) or {}).get("toc", {}))
        for name, value in made.items():
            text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
            (self._work / name).write_text(text, encoding="utf-8")
        places = {name: self._work / f"_{name}.yml" for name in ("config", "toc")}
        self._said = [tempfile.TemporaryFile() for _ in range(2)]  # noqa: SIM115 - closed at its end
        self._process = subprocess.Popen(
            command(flags, **places, output=self._work), stdout=self._said[0], stderr=self._said[1]
        )

    def wait(self) -> int:
        """Wait for its end, and pass on what the command said.

        Returns
        -------
        int
            The command's exit status.
        """
        status = self._process.wait()
        for stream, said in zip((sys.stdout, sys.stderr), self._said, strict=True):
            said.seek(0)
            stream.write(said.read().decode(errors="replace"))
            stream.flush()
            said.close()
        return status

    def publish(self) -> None:
        """Put the finished pages where they are read."""
        if self._builder in ("html", "dirhtml"):
            publish(self._work / "_build" / self._builder, self._target)

    def discard(self) -> None:
        """Leave no English edition published: it would be an old one."""
        shutil.rmtree(self._target, ignore_errors=True)

    def stop(self) -> None:
        """End it, if it is at work."""
        self._process.kill()
        self._process.wait()
        for said in self._said:
            said.close()


def english_config(settings: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Derive the English edition's configuration from the book's.

    Parameters
    ----------
    settings : mapping
        The contents of ``_config.yml``. Its ``english`` part is laid over the rest.
    folder : Path
        Where that file is, for its relative paths.
    """
    english: dict[str, Any] = copy.deepcopy(dict(settings))
    overlay = english.pop(OVERLAY, None) or {}
    _lay_over(english, {name: value for name, value in overlay.items() if name != "toc"})
    sphinx = english.setdefault("sphinx", {})
    options = sphinx.setdefault("config", {})
    options.update(language=LANG, book_english=True)
    for extension, path in (sphinx.get("local_extensions") or {}).items():
        sphinx["local_extensions"][extension] = str((folder / path).absolute())
    base = (english.get("html") or {}).get("baseurl")
    if base:
        english["html"]["baseurl"] = f"{base.rstrip('/')}/{LANG}/"
    return english


def english_toc(contents: Any, translations: Mapping[str, str]) -> Any:
    """Translate the captions and titles of a table of contents; an unknown one stays."""
    if isinstance(contents, list):
        return [english_toc(each, translations) for each in contents]
    if not isinstance(contents, dict):
        return contents
    return {
        name: translations.get(value, value)
        if name in ("caption", "title")
        else english_toc(value, translations)
        for name, value in contents.items()
    }


def command(flags: Mapping[str, Any], *, config: Path, toc: Path, output: Path) -> list[str]:
    """Write the English build's command line: the Spanish one's, with other files.

    Parameters
    ----------
    flags : mapping
        The parameters of ``jupyter-book build``, as click parsed them.
    config, toc, output : Path
        The files made for the English edition, and the folder for its build.
    """
    switches = {
        "warningiserror": "-W",
        "nitpick": "-n",
        "keep_going": "--keep-going",
        "freshenv": "--all",
        "individualpages": "--individualpages",
    }
    words = [*JUPYTER_BOOK, "build"]
    words += [
        os.fspath(flags["path_source"]),
        "--config",
        str(config),
        "--path-output",
        str(output),
    ]
    if toc.exists():
        words += ["--toc", str(toc)]
    words += [switch for name, switch in switches.items() if flags.get(name)]
    words += ["-v"] * (flags.get("verbose") or 0) + ["-q"] * (flags.get("quiet") or 0)
    words += ["--builder", flags.get("builder") or "html"]
    if flags.get("custom_builder"):
        words += ["--custom-builder", flags["custom_builder"]]
    return words


def publish(pages: Path, target: Path) -> None:
    """Copy an edition's pages to where they are read, replacing what was there.

    Parameters
    ----------
    pages : Path
        The finished pages.
    target : Path
        A folder of the Spanish site. It is only ever whole: the copy is made beside it.
    """
    scratch = target.with_name(f".{target.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(pages, scratch, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    shutil.rmtree(target, ignore_errors=True)
    scratch.rename(target)


def _lay_over(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    """Merge mappings, in place; what is not a mapping is replaced."""
    for name, value in above.items():
        if isinstance(value, Mapping) and isinstance(below.get(name), dict):
            _lay_over(below[name], value)
        else:
            below[name] = copy.deepcopy(value)
