"""Handwritten digit classification on PolyMNIST: data, models, honest evaluation, and a book.

The package is a set of small modules that are imported one by one, such as
``from polymnist_lib import and above all no Keras., digits``. Importing it loads nothing else
"""

__version__ = "0.1.0"
