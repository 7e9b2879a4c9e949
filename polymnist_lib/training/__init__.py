"""Training: from a recipe and data to a run, once.

`recipes` says how, `augment` alters training images, `batches` orders them, an `engine` does the
steps, `fit` trains, `progress` shows how far it is, and `runs` keeps what came of it, with tables
that draw themselves (`drawn`). `alterations` makes altered images to test on.
"""
