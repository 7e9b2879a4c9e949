"""The page where readers draw: what it offers, in which words, and the scripts that it loads.

What happens in the browser is in ``book/_extra/draw``.
"""

from polymnist_lib.report.board.choices import Choice, shipped_choice, trained_choice
from polymnist_lib.report.board.page import SHEET, Board
from polymnist_lib.report.board.scripts import scripts

__all__ = ["SHEET", "Board", "Choice", "scripts", "shipped_choice", "trained_choice"]
