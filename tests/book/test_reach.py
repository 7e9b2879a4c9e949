"""What code can execute of a package: by name, as narrowly as the code allows, and never less."""

import ast
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from polymnist_lib.book.reach import IMPORTED, WHOLE, Reach

FILES = {
    "__init__.py": (
        '_PLACES = {"ebb": "tides.late"}\n'
        "def __getattr__(name):\n"
        "    from importlib import import_module\n"
        "    return getattr(import_module(_PLACES[name]), name)\n"
    ),
    "plots/__init__.py": "from tides.plots.bars import bars\nfrom tides.plots.lines import lines\n",
    "plots/bars.py": (
        '"""Bars."""\nimport numpy as np\nfrom tides import colours\n'
        "HEIGHT = 3\nWIDTH = 4\nSTEPS = np.arange(3)\n"
        "def bars(ax):\n    return ax.bar(HEIGHT, colours.INK)\n"
    ),
    "plots/lines.py": "from tides.colours import PAPER\ndef lines(ax):\n    return PAPER\n",
    "colours.py": "INK = 'black'\nPAPER = 'white'\n",
    "late.py": "def ebb():\n    return _inner()\ndef _inner():\n    return 1\ndef other(): pass\n",
    "harbour.py": (
        "from dataclasses import dataclass\nfrom tides import register\n"
        "@dataclass\nclass Ship:\n    name: str\n    def sail(self):\n        return wind()\n"
        "def wind():\n    return 1\n"
        "def dock(ship: Ship):\n    from tides.late import ebb\n    return ebb()\n"
        "register.add('ship')\n"
    ),
    "register.py": "KNOWN = []\ndef add(name):\n    KNOWN.append(name)\n",
    "lookups.py": "def f():\n    return globals()['g']()\ndef g(): pass\n",
    "plugins.py": "import importlib\ndef any(name):\n    return importlib.import_module(name)\n",
    "named.py": "MODULES = ('tides.late',)\ndef f():\n    return MODULES\n",
    "data/model.bin": "weights",
    "data/other.bin": "others",
    "templates/page.html": "<p>",
    "files.py": (
        "from pathlib import Path\nDATA = Path(__file__).parent / 'data'\n"
        "def read():\n    return DATA\n"
    ),
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package about something else."""
    for name, text in FILES.items():
        file = tmp_path / "tides" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return tmp_path / "tides"


@pytest.fixture
def key(package: Path) -> Callable[[str], str]:
    """A function that hashes what code reaches of the package as it is."""

    def of(code: str) -> str:
        reach = Reach("tides")
        return reach.key(reach.of([ast.parse(code)]))

    return of


def pieces(code: str, module: str = "") -> set[tuple[str, str]]:
    """Return what code reaches, of one module if it is named."""
    found = Reach("tides").of([ast.parse(code)]).pieces
    return {each for each in found if each[0] == f"tides.{module}"} if module else set(found)


BARS = "from tides import plots\nplots.bars(ax)"


@pytest.mark.usefixtures("package")
def test_a_name_is_followed_to_what_it_names() -> None:
    """Through a package that hands it on, to the constants of its module and of others."""
    assert pieces(BARS) == {
        *(
            (f"tides.{name}", IMPORTED)
            for name in ("plots", "plots.bars", "plots.lines", "colours")
        ),
        *(("tides", IMPORTED), ("tides.plots.bars", "bars")),
        *(("tides.plots.bars", "HEIGHT"), ("tides.colours", "INK")),
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "counts"),
    [
        ("plots/bars.py", "HEIGHT = 3", "HEIGHT = 4", True),
        ("plots/bars.py", "WIDTH = 4", "WIDTH = 5", False),
        ("plots/bars.py", "ax.bar", "ax.barh", True),
        ("plots/bars.py", '"""Bars."""', '"""Other words."""', False),
        ("plots/bars.py", "np.arange(3)", "np.arange(4)", False),
        ("plots/bars.py", "np.arange(3)", "np.random.seed(3)", True),
        ("plots/bars.py", "WIDTH = 4", "WIDTH = 4\nax.setup()", True),
        ("plots/bars.py", "import numpy as np", "import seaborn as np", True),
        ("plots/bars.py", "from tides import colours", "import tides.register as colours", True),
        ("plots/lines.py", "return PAPER", "return 1", False),
        ("plots/lines.py", "def lines", "@register\ndef lines", True),
        ("plots/lines.py", "def lines", "class X(metaclass=Y): pass\ndef lines", True),
        ("plots/lines.py", "def lines", "class X:\n    z = open('f')\ndef lines", True),
        ("plots/lines.py", "def lines", "class X(Y): pass\ndef lines", True),
        ("plots/lines.py", "def lines", "class X(ValueError): pass\ndef lines", False),
        ("plots/lines.py", "def lines", "X = tuple(sorted([1], key=f))\ndef lines", True),
        ("plots/lines.py", "def lines", "X = tuple(sorted([1]))\ndef lines", False),
        ("plots/lines.py", "def lines", "def tuple(x): pass\nX = tuple([1])\ndef lines", True),
        ("plots/lines.py", "def lines", "@app.cache\ndef f(): pass\ndef lines", True),
        ("plots/lines.py", "def lines", "X = Path('a')\ndef lines", True),
        ("plots/lines.py", "def lines(ax)", "def lines(ax=setup())", True),
        ("plots/lines.py", "def lines", "if True:\n    x = 1\ndef lines", True),
        ("plots/lines.py", "def lines", "from tides import register\ndef lines", True),
        ("colours.py", "'black'", "'blue'", True),
        ("colours.py", "'white'", "'grey'", False),
        ("plots/__init__.py", "from tides.plots.bars", "from tides.plots.lines", True),
        ("late.py", "return 1", "return 2", False),
    ],
)
def test_what_changes_the_key_of_a_plot(
    package: Path, key: Callable[[str], str], file: str, old: str, new: str, *, counts: bool
) -> None:
    """What it names, and what importing its package does; not another plot, nor a word."""
    before = key(BARS)
    path = package / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert (key(BARS) != before) == counts


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    "code",
    [
        "from tides import ebb\nebb()",
        "import tides\ntides.ebb()",
        "import tides as t\nt.ebb()",
        "import tides.late\ntides.late.ebb()",
        "import tides.late as late\nlate.ebb()",
        "from tides import late\nlate.ebb()",
        "from tides.late import ebb as e\ne()",
        "def f():\n    from tides.late import ebb\n    return ebb()",
        "from tides.harbour import dock\ndock(1)",
    ],
)
def test_every_way_to_import_is_followed(code: str) -> None:
    """Lazy names of the package among them, and imports inside functions: no more is reached."""
    assert pieces(code, "late") == {("tides.late", name) for name in (IMPORTED, "ebb", "_inner")}


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    "code",
    [
        "from tides import colours\ngetattr(colours, name)",
        "from tides import colours\nmine = colours",
        "from tides.colours import *",
        "from tides import colours\ncolours.SOMETHING_ELSE",
        "from tides.colours import SOMETHING_ELSE\nSOMETHING_ELSE",
        "MODULE = 'tides.colours'",
    ],
)
def test_where_names_do_not_tell_the_whole_module_counts(code: str) -> None:
    """A module as a value, a star, a name that nothing defines, a module named in a text."""
    assert ("tides.colours", WHOLE) in pieces(code)


@pytest.mark.usefixtures("package")
def test_what_is_looked_up_by_name_counts_as_far_as_it_can_reach() -> None:
    """``globals`` its module, an import of any name all of them, and so does a magic command."""
    assert ("tides.lookups", WHOLE) in pieces("from tides.lookups import f\nf()")
    everything = {"tides.late", "tides.colours", "tides.plots.bars", "tides.harbour"}
    for code in (
        "from tides import plugins\nplugins.any('x')",
        "get_ipython().run_line_magic('run', 'script.py')",
    ):
        assert everything <= {name for name, what in pieces(code) if what == WHOLE}


@pytest.mark.usefixtures("package")
def test_a_class_counts_with_its_methods_and_annotations_do_not_count() -> None:
    """Whose method runs cannot be known from a name; an annotation runs nothing."""
    assert ("tides.harbour", "wind") in pieces("from tides import harbour\nharbour.Ship('a')")
    docked = pieces("from tides import harbour\nharbour.dock(1)", "harbour")
    assert docked == {("tides.harbour", IMPORTED), ("tides.harbour", "dock")}


@pytest.mark.usefixtures("package")
def test_what_importing_does_is_followed_too() -> None:
    """A module that registers itself reaches the registry, whatever else is used of it."""
    assert ("tides.register", "add") in pieces("import tides.harbour")


def test_a_new_library_changes_the_key(package: Path, key: Callable[[str], str]) -> None:
    """To import it can do anything; one that is imported already is nothing new."""
    before = key("import tides.late")
    file = package / "late.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"import seaborn\n{text}", encoding="utf-8")
    assert key("import tides.late") != before


def test_what_is_left_out_is_followed_all_the_same(package: Path) -> None:
    """Its own words do not count; what they name does."""

    def key() -> str:
        reach = Reach("tides", {"tides.plots.bars.bars", "tides.plots.bars.HEIGHT"})
        return reach.key(reach.of([ast.parse(BARS)]))

    before = key()
    file = package / "plots/bars.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("ax.bar(", "ax.barh(").replace("= 3", "= open('x')"))
    assert key() == before
    (package / "colours.py").write_text("INK = 'blue'\nPAPER = 'white'\n", encoding="utf-8")
    assert key() != before


def test_files_that_are_named_count(package: Path, key: Callable[[str], str]) -> None:
    """By their folder or themselves; those that nothing names do not."""
    code = "from tides import files\nfiles.read()"
    before = key(code)
    (package / "templates/page.html").write_text("<b>")
    assert key(code) == before
    (package / "data/other.bin").write_text("more")
    assert key(code) != before


def test_edits_are_noticed(package: Path) -> None:
    """A file that is saved after it was read is not what was looked at."""
    reach = Reach("tides")
    reach.of([ast.parse(BARS)])
    assert reach.is_current()
    (package / "late.py").write_text("")
    assert reach.is_current(), "nobody reads it"
    (package / "colours.py").write_text("INK = 1\n")
    assert not reach.is_current()


def test_a_single_module_and_no_package(package: Path) -> None:
    """A book can be about one module, or about nothing of its own."""
    (package.parent / "waves.py").write_text("def f(): pass\ndef g(): pass\n")
    found = Reach("waves").of([ast.parse("import waves\nwaves.f()")])
    assert found.pieces == {("waves", IMPORTED), ("waves", "f")}
    for code in ("import numpy", "get_ipython().system('ls')"):
        nothing = Reach("").of([ast.parse(code)])
        assert nothing.pieces == frozenset()
        assert Reach("").key(nothing)
    assert "tides" not in sys.modules


PATH = "from pathlib import Path\ndef f():\n    return Path(__file__)"
FOLLOWED = {
    "a module of a package that is held": (
        "from tides import plots\np = plots\np.lines_of.f()",
        {"plots/__init__.py": "from tides.plots import lines_of\n", "plots/lines_of.py": "F = 1\n"},
        ("plots/lines_of.py", "F = 1", "F = 2"),
    ),
    "a module behind a star": (
        "from tides.m import *\nlate.ebb()",
        {"m.py": "from tides import late\n"},
        ("late.py", "return 1", "return 2"),
    ),
    "a function that a faster one replaces": (
        "from tides.m import f\nf()",
        {
            "m.py": "def f(): pass\n"
            "try:\n    from tides.fast import f\nexcept ImportError:\n    pass\n",
            "fast.py": "def f():\n    return 1\n",
        },
        ("fast.py", "return 1", "return 2"),
    ),
    "an alias of import_module": (
        "from importlib import import_module as load\nload(name)",
        {},
        ("late.py", "return 1", "return 2"),
    ),
    "modules looked up by a name that is put together": (
        "import sys\nsys.modules[f'tides.{name}']",
        {},
        ("late.py", "return 1", "return 2"),
    ),
    "modules by another name": (
        "from sys import modules as m\nm[name]",
        {},
        ("late.py", "return 1", "return 2"),
    ),
    "modules of sys by another name": (
        "import sys as s\ns.modules[name]",
        {},
        ("late.py", "return 1", "return 2"),
    ),
    "its own module": (
        "from tides.m import f\nf('x')",
        {"m.py": "import sys\ndef f(k):\n    return getattr(sys.modules[__name__], k)\nx = 1\n"},
        ("m.py", "x = 1", "x = 2"),
    ),
    "a module's dictionary": (
        "from tides import colours\ncolours.__dict__['INK']",
        {},
        ("colours.py", "black", "blue"),
    ),
    "a name in a text with a colon": (
        "import pkgutil\npkgutil.resolve_name('tides.late:ebb')()",
        {},
        ("late.py", "return 1", "return 2"),
    ),
    "a program of the package": (
        "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'tides'])",
        {},
        ("late.py", "return 1", "return 2"),
    ),
    "the order of what is bound again": (
        "from tides.m import B\nB",
        {"m.py": "A = 1\nB = A\nA = 2\n"},
        ("m.py", "B = A\nA = 2", "A = 2\nB = A"),
    ),
    "a name bound within an expression": (
        "from tides.m import f\nf()",
        {"m.py": "X = (Y := 1)\ndef f():\n    return Y\n"},
        ("m.py", "Y := 1", "Y := 2"),
    ),
    "a module imported for others": (
        "from tides import m\nm.setup()\nm.f()",
        {
            "m.py": "def setup():\n    global late\n    from tides import late\n"
            "def f():\n    return late.ebb()\n"
        },
        ("late.py", "return 1", "return 2"),
    ),
    "a file in a path": (
        "from tides.m import f\nf()",
        {"m.py": f"{PATH}.parent / 'data/other.bin'"},
        ("data/other.bin", "others", "more"),
    ),
    "a file that the code itself finds": (
        "import tides\nfrom pathlib import Path\nPath(tides.__file__).with_name(name)",
        {},
        ("data/other.bin", "others", "more"),
    ),
    "a file whose name is put together": (
        "from tides.m import f\nf()",
        {"m.py": f"{PATH}.with_suffix('.txt')"},
        ("data/other.bin", "others", "more"),
    ),
}


@pytest.mark.parametrize(("code", "files", "edit"), FOLLOWED.values(), ids=FOLLOWED)
def test_what_is_not_plainly_named_is_reached(
    package: Path,
    key: Callable[[str], str],
    code: str,
    files: dict[str, str],
    edit: tuple[str, str, str],
) -> None:
    """An edit of it changes the key."""
    for name, text in files.items():
        (package / name).write_text(text, encoding="utf-8")
    before = key(code)
    path, old, new = package / edit[0], *edit[1:]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert key(code) != before
