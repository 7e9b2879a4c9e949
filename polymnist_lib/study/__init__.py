"""The full-size study: its experiments, how they are trained, and what was found.

`grid` lists the experiments, `workers` train them, `campaign` sees that it goes on, `publication`
writes ``results/``, `results` reads it, `findings` works out what it shows, and `reference` sets it
beside the original report's figures.
"""
