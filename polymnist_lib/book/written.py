"""What people write, with any editor: read, or told in a line what is wrong with it.

Jupyter Book reads a book's settings and its table of contents before our extension is loaded, and
shows its own stack, without the file's name. So `make book` looks at both first, by
``python -m polymnist_lib.book.written book``.
"""

import sys
from pathlib import Path

import yaml


def text_of(path: Path) -> str:
    """Read a text, without a byte order mark, lines ending alike.

    Raises
    ------
    ValueError
        If it is not UTF-8.
    """
    content = path.read_bytes()
    start, problem = content.find(b"\0"), "a zero byte, as UTF-16 has,"
    if start < 0:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            start, problem = error.start, error.reason
        else:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    line = len((content[:start] + b"x").splitlines())
    raise ValueError(
        f"this is not UTF-8 text: {problem} in line {line}, at byte {start}. Have your editor save "
        "it with the encoding UTF-8."
    )


def check(book: Path) -> None:
    """Look at a book's table of contents and settings.

    Parameters
    ----------
    book : Path
        Its folder.

    Raises
    ------
    ValueError
        If one cannot be read as what it is: with a line for each.
    """
    problems = []
    for file in (book / "_toc.yml", book / "_config.yml"):
        try:
            _settings(file)
        except FileNotFoundError:  # Jupyter Book tells it, or needs none
            continue
        except OSError as error:
            problems.append(f"{file}: {error.strerror}.")
        except ValueError as error:
            problems.append(f"{file}: {error}")
    if problems:
        raise ValueError("\n".join(problems))


def _settings(file: Path) -> None:
    """Read a file of settings; ValueError says what it is in place of names and values."""
    try:
        found = yaml.safe_load(text_of(file))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        told = [getattr(error, each, None) for each in ("context", "problem")]
        problem = ", ".join(filter(None, told)) or str(error).partition("\n")[0]
        raise ValueError(
            f"this is not YAML: {place}{problem}. Correct that line, or the one before: a text "
            "with a colon or other marks stands in quotes, and what belongs together begins in the "
            "same column, after spaces."
        ) from error
    if not isinstance(found, dict):
        what = {type(None): "is empty", list: "is a list"}.get(type(found), "is a single value")
        raise ValueError(f"this {what}. Expected names with values, such as `title: My book`.")


if __name__ == "__main__":
    try:
        check(Path(sys.argv[1]))
    except ValueError as error:
        sys.exit(f"\n{error}")
