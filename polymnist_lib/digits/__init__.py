"""Images of digits with what is known about each (`container`), and their parts (`division`)."""

from polymnist_lib.digits.container import CLASSES, MODALITIES, SIDE, Digits, join
from polymnist_lib.digits.division import DataSet, Split, leak, split, split_images

__all__ = [
    "CLASSES",
    "MODALITIES",
    "SIDE",
    "DataSet",
    "Digits",
    "Split",
    "join",
    "leak",
    "split",
    "split_images",
]
