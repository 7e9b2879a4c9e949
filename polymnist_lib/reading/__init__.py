"""Reading digits that people drew or photographed.

`photos` finds them in a picture, `reader` has a network answer, `calibration` says how often it is
right, `shipped` is the one that comes with the library. `drawings` are a folder of them, `pen`
draws some, `trials` measures how well pictures are read, and `variation` writes digits as other
hands would. `lessons` are what the reader learns from, with `shapes` drawn by code and rows of
writing `taken_apart`.
"""
