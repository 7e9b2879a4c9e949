"""Images of digits with what is known about each (`container`), and their parts (`division`).

`redivision` makes other parts of them, as the original report had them.
"""

from polymnist_lib.digits.container import CLASSES, MODALITIES, NONE, SIDE, Digits, Origins, join
from polymnist_lib.digits.division import DataSet, Split, leak, split, split_images
from polymnist_lib.digits.redivision import (
    divided_by_image,
    divided_by_source,
    fitted_on_all,
    thinned,
)

__all__ = [
    "CLASSES",
    "MODALITIES",
    "NONE",
    "SIDE",
    "DataSet",
    "Digits",
    "Origins",
    "Split",
    "divided_by_image",
    "divided_by_source",
    "fitted_on_all",
    "join",
    "leak",
    "split",
    "split_images",
    "thinned",
]
