"""The book's machinery: bilingual cells, execution through papermill, the Sphinx extension."""
