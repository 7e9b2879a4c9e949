"""The book's machinery: bilingual cells, execution through papermill, the Sphinx extension.

It knows nothing of what a book is about. ``jupyter-book build book`` makes the Spanish and the
English edition of any book whose ``_config.yml`` says::

    title: Las mareas
    sphinx:
      extra_extensions: [polymnist_lib.book.extension]
      config:
        language: es
        book_package: tides
    english:
      title: The tides

Beside the book's folder lies ``tides.py``, or the package ``tides``, or it is installed. Whatever
else a project has to hand over, such as the data that its results depend on, it does with
``book_project``: see `polymnist_lib.book.project`.
"""
