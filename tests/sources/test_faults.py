"""Faults told by kind."""

from polymnist_lib.sources import faults


def test_one_kind_is_one_line():
    """Thousands of files with one fault are counted, and three of them named with their details."""
    lines = [f"train/m0/{n}.3.png: truncated PNG file ({n} bytes)" for n in range(17_500)]
    (line,) = faults.by_kind(lines)
    assert line.startswith("truncated PNG file: 17,500 files, train/m0/0.3.png (0 bytes), ")
    assert line.endswith(", train/m0/2.3.png (2 bytes) and 17,497 more")


def test_the_most_frequent_kind_comes_first():
    """Other kinds follow, and a name with a colon or brackets stays whole."""
    lines = ["a: x (1).png: empty", "b.png: torn", "c (2).png: torn (half)"]
    assert faults.by_kind(lines) == [
        "torn: 2 files, b.png, c (2).png (half)",
        "empty: 1 file, a: x (1).png",
    ]


def test_no_fault_is_no_line():
    """Nothing is said of nothing."""
    assert faults.by_kind([]) == []
