"""The page where readers draw: what it offers, in which words, and the scripts that it loads.

What happens in the browser is in ``book/_extra/draw``.
"""

from polymnist_lib.report.board.choices import Choice, large, small, trained
from polymnist_lib.report.board.page import Board, Light, Steps
from polymnist_lib.report.board.parts import SHEET
from polymnist_lib.report.board.scripts import files

__all__ = ["SHEET", "Board", "Choice", "Light", "Steps", "files", "large", "small", "trained"]
