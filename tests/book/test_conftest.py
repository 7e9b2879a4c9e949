"""The two rings of tests, as far as books go."""

from pathlib import Path

import pytest

from .conftest import Book


def test_a_test_that_is_not_slow_builds_no_book(tmp_path: Path) -> None:
    """`make check` runs it, and promises two minutes; so it is told to mark itself."""
    with pytest.raises(
        pytest.fail.Exception,
        match=r"^test_a_test_that_is_not_slow_builds_no_book builds a book, .* mark it slow",
    ):
        Book(tmp_path).build()
